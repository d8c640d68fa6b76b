"""Units of quantities in a scenario: a closed table, converted to the canonical units.

Canonical are t, USD/t, days, fractions, per year and t/yr. A year has 365 days as in the model, and a month is a
twelfth of it. Prices are in real USD of 2025. A unit with several meanings, such as ``ton``, is refused.
"""

import math
import re
from fractions import Fraction
from typing import Literal

from lodeflow.language.suggestions import did_you_mean, shown

Dimension = Literal["mass", "price", "time", "share", "rate", "flow", "factor"]

DAYS_PER_YEAR = 365
_KG, _LB = Fraction(1, 1000), Fraction(45359237, 10**11)  # t; the pound is exact by definition
_MONTH = Fraction(DAYS_PER_YEAR, 12)
_PERCENT = Fraction(1, 100)

UNITS: dict[Dimension, dict[str, Fraction]] = {
    "mass": {
        "t": Fraction(1),
        "kt": Fraction(1000),
        "Mt": Fraction(10**6),
        "kg": _KG,
        "lb": _LB,
        "short_ton": 2000 * _LB,
    },
    "price": {"USD/t": Fraction(1), "USD/kg": 1 / _KG, "USD/lb": 1 / _LB},
    "time": {
        "d": Fraction(1),
        "day": Fraction(1),
        "days": Fraction(1),
        "week": Fraction(7),
        "weeks": Fraction(7),
        "month": _MONTH,
        "months": _MONTH,
        "year": Fraction(DAYS_PER_YEAR),
        "years": Fraction(DAYS_PER_YEAR),
    },
    "share": {"%": _PERCENT},
    "rate": {"/yr": Fraction(1), "%/yr": _PERCENT},
    "flow": {"t/yr": Fraction(1), "kt/yr": Fraction(1000)},
    "factor": {},
}
"""Size of each unit in the canonical unit of its dimension."""

CANONICAL: dict[Dimension, str] = {
    "mass": "t",
    "price": "USD/t",
    "time": "d",
    "share": "fraction",
    "rate": "per year",
    "flow": "t/yr",
    "factor": "",
}

EXPECTED: dict[Dimension, str] = {
    "mass": "a mass such as '5 kt'",
    "price": "a price such as '49 USD/kg'",
    "time": "a duration such as '60 d' or '2 years'",
    "share": "a share such as 0.25 or '25 %'",
    "rate": "a yearly rate such as 0.05 or '5 %/yr'",
    "flow": "a yearly quantity such as '45 kt/yr'",
    "factor": "a plain number without a unit",
}

_QUANTITY = re.compile(r"\s*([+-]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*([^\d,].*)?", re.ASCII)
_AMBIGUOUS = re.compile(r"\b(?:tons?|tonnes?|mt|MT)\b")
_OTHER_MONEY = re.compile(r"EUR|CNY|RMB|JPY|GBP|yuan|[€£¥]")
_LONGEST = 60


class UnitError(ValueError):
    """Text that is not a quantity of the dimension asked for; ``hint`` suggests a correction."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def parse(text: str, dimension: Dimension) -> float:
    """Convert a quantity such as ``60 USD/lb`` to the canonical unit of a dimension, rounded once.

    ``text`` is a number with a unit; ``dimension`` is a key of UNITS. Raises UnitError where the text is no finite
    number with a unit of that dimension.
    """
    match = _QUANTITY.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise UnitError(f"{shown(text)} is not {EXPECTED[dimension]}", _advice_on_number(text))
    digits, unit = written(text)
    if unit not in UNITS[dimension]:
        raise _wrong_unit(text, match[1], unit, dimension)
    number = float(digits)
    if not math.isfinite(number):
        raise UnitError(f"{shown(text)} is too large to be a number")
    # Exact, so that '35 %' is 0.35. Zero is taken out: Fraction would expand 0e999999999 to its last digit.
    return float(Fraction(digits) * UNITS[dimension][unit]) if number else 0.0


def written(text: str) -> tuple[str, str]:
    """Digits and unit of ``text``, a quantity as it is written; both empty if it is none."""
    match = _QUANTITY.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return "", ""
    return match[1].replace("_", ""), re.sub(r"\s*/\s*", "/", (match[2] or "").strip())


def _advice_on_number(text: str) -> str:
    if re.search(r"\d,\d", text, re.ASCII):
        return "write numbers without commas, with a point for decimals"
    if "$" in text:
        return "write the currency as a unit, such as '60 USD/kg'"
    return ""


def _wrong_unit(text: str, number: str, unit: str, dimension: Dimension) -> UnitError:
    expected = EXPECTED[dimension]
    if not unit:
        example = next(iter(UNITS[dimension]), "")
        either = f" or '{number} {example}'" if example else ""
        return UnitError(f"{shown(text)} has no unit; expected {expected}", f"did you mean {number}{either}?")
    if found := _AMBIGUOUS.search(unit):
        return UnitError(f"'{found[0]}' has several meanings", "say t or short_ton")
    if _OTHER_MONEY.search(unit):
        return UnitError(f"'{unit}' is not in USD", "prices are in real USD of 2025")
    for other, units in UNITS.items():
        if unit in units:
            kind = EXPECTED[other].split(" such as ")[0]
            return UnitError(f"{shown(text)} is {kind}, expected {expected}", _meant(number, unit, dimension))
    known = list(UNITS[dimension])
    if not known:
        return UnitError(f"{shown(text)} is not {expected}", f"did you mean {number}?")
    return UnitError(f"unknown unit {shown(unit)}; expected {expected}", did_you_mean(unit, known))


def _meant(number: str, unit: str, dimension: Dimension) -> str:
    """Question whether the quantity of the right dimension that is spelt most like the wrong one was meant."""
    for near in (f"USD/{unit}", f"{unit}/yr", unit.removesuffix("/yr"), unit.removeprefix("USD/")):
        if near in UNITS[dimension]:
            return f"did you mean '{number} {near}'?"
    return ""
