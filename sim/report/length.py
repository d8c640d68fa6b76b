"""Length of a run in years, by which sums over the run become amounts a year."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lodeflow.scenario.load import Scenario


def years(scenario: "Scenario") -> float:
    """Years of production and use in a run of ``scenario``: whole ticks, of which the last begins before the end."""
    return -(-scenario.days // scenario.tick_days) * scenario.tick_days / 365.0
