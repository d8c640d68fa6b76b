"""How many examples hypothesis tries where a test says a number itself."""

from hypothesis import settings


def at_most(count):
    """So many, or a quarter where the profile of conftest.py is ``few``."""
    return count if settings.default.max_examples >= 100 else max(count // 4, 1)
