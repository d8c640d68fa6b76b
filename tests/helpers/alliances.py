"""An alliance as ``--set`` writes it, and its days."""

from datetime import date, timedelta

FIRST = date(2025, 1, 1)
MEMBERS = ("USA", "EU", "JPN", "MEX", "AUS", "CAN", "KOR", "GBR")
START = 182  # a market day


def day(number: int) -> date:
    return FIRST + timedelta(number)


def pact(**terms: object) -> str:
    """An alliance with a reference of 110 USD/kg, as ``--set`` writes it."""
    given = {"members": [*MEMBERS], "start": day(START), "reference": '"110 USD/kg"'} | terms
    return f"policies.pact={{{', '.join(f'{key}={value}' for key, value in given.items())}}}"
