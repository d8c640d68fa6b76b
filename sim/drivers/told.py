"""Printed sensitivity: a tornado of bars in text, and a table of measures, for each outcome."""

from collections.abc import Sequence
from math import isnan, nan

from lodeflow.catalog.goods import RARE_EARTHS, goods_of
from lodeflow.comparison.numbers_in_words import digits
from lodeflow.comparison.shown import label
from lodeflow.comparison.yearly import IN
from lodeflow.drivers.of_result import Driver, Sensitivity
from lodeflow.report.text_tables import Section

SIDE = 7
"""Letters of a bar to either side of the mean."""
LOW, HIGH = "░", "█"
"""Bar of the lowest and of the highest fifth of draws."""
MAIN = (
    "mean_transaction_price light_oxide JPN",
    "mean_transaction_price magnet_high_temperature EU",
    "unmet magnet_high_temperature EU clean_energy",
)
"""Outcomes of rare earths that are told where nothing is asked for."""
MARK = "*"
"""Mark of a driver beyond the noise."""


def main_outcomes(base_table: str) -> tuple[str, ...]:
    """Patterns of the outcomes that are told where nothing is asked for; ``base_table`` is that of the scenario."""
    goods = goods_of(base_table)
    return MAIN if goods is RARE_EARTHS else tuple(f"mean_transaction_price {name}" for name in goods.final)


def told(found: Sequence[Sensitivity], most: int) -> list[Section]:
    """Tornado and table of each outcome.

    Args:
        found: the outcomes.
        most: numbers that are told of each.

    """
    return [section for each in found for section in _of_one(each, most)]


def in_a_sentence(of: Sensitivity) -> str:
    """Sentence on the drivers of an outcome and on how much they explain; ``of`` has its numbers."""
    if not of.drivers:
        return f"Nothing can be told: {of.replications} replications define it, or it is the same in all of them."
    sure = [each.parameter for each in of.drivers if each.beyond_noise]
    rest = len(of.drivers) - len(sure)
    first = f"Beyond the noise: {', '.join(sure)}." if sure else "No number is beyond the noise."
    part = (
        f"There are too few replications beside {len(of.drivers)} numbers for a regression."
        if isnan(of.explained)
        else f"All numbers together explain {max(0.0, of.explained):.0%} of the variance of ranks, additively; the "
        "rest is chance within a replication, and what acts together."
    )
    return f"{first} {rest} of {len(of.drivers)} numbers cannot be told from chance. {part}"


def unit_and_scale(of: Sensitivity) -> tuple[str, float]:
    """Unit in which an outcome is printed, and how many of its own units that is; ``of`` has its unit."""
    return IN.get(of.unit, (of.unit, 1.0))


def _of_one(of: Sensitivity, most: int) -> list[Section]:
    unit, scale = unit_and_scale(of)
    title = label(of.name, unit)
    mean = _number(of.mean / scale)
    head = f"{title[:1].upper()}{title[1:]}: mean {mean} of {of.replications} replications. {in_a_sentence(of)}"
    shown = of.drivers[:most]
    if not shown:
        return [Section(head, ("",), [("-",)])]
    furthest = max(abs(end - of.mean) for each in shown for end in (each.lowest_fifth, each.highest_fifth))
    bars = [(f"{n}", _name(each), bar(each, of.mean, furthest)) for n, each in enumerate(shown, 1)]
    rows = [
        (
            f"{n}",
            f"{_number(each.lowest_fifth / scale)} to {_number(each.highest_fifth / scale)}",
            f"{each.rank_correlation:+.2f} ({each.low_95:+.2f} to {each.high_95:+.2f})",
            _with_error(each.srrc, each.srrc_standard_error),
            _with_error(100.0 * each.first_order, 100.0 * each.first_order_standard_error, 0),
        )
        for n, each in enumerate(shown, 1)
    ]
    heads = ("", "fifths", "rank correlation", "SRRC", "first-order, %")
    return [Section(head, ("", "", f"{LOW} low   {HIGH} high"), bars), Section("Measures", heads, rows)]


def bar(driver: Driver, mean: float, furthest: float) -> str:
    """Bar of the means of the lowest and the highest fifth around the mean.

    Args:
        driver: the number.
        mean: mean of the outcome.
        furthest: distance from it that fills a side.

    """
    cells = [" "] * (2 * SIDE + 1)
    cells[SIDE] = "|"
    ends = sorted(((driver.lowest_fifth, LOW), (driver.highest_fifth, HIGH)), key=lambda end: -abs(end[0] - mean))
    for value, letter in ends:  # the shorter over the longer, where both lie on one side
        size = round(abs(value - mean) / furthest * SIDE) if furthest > 0.0 else 0
        for n in range(1, size + 1):
            cells[SIDE + n if value > mean else SIDE - n] = letter
    return "".join(cells)


def _name(driver: Driver) -> str:
    return f"{driver.parameter} {MARK}" if driver.beyond_noise else driver.parameter


def _number(value: float) -> str:
    return "-" if isnan(value) else f"{value:,.{digits(value)}f}"


def _with_error(value: float, error: float = nan, places: int = 2) -> str:
    return "-" if isnan(value) else f"{value:+.{places}f} ± {error:.{places}f}"
