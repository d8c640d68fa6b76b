"""How many examples hypothesis tries, or draws a test looks at, where the test says a number itself."""

from hypothesis import settings


def scaled(count):
    """So many; a quarter under the profile ``few`` of conftest.py, four times as many under ``many``."""
    return max(count * settings.default.max_examples // 100, 1)
