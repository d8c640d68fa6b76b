"""How many examples hypothesis tries where a test says a number itself."""

from hypothesis import settings


def scaled(count):
    """So many; a quarter under the profile ``few`` of conftest.py, four times as many under ``many``."""
    return max(count * settings.default.max_examples // 100, 1)
