"""Performance targets, each for a ratio of two quantities measured in one run."""

from typing import NamedTuple


class Aim(NamedTuple):
    """Target for one ratio."""

    key: str
    """Key of the ratio in the JSON result."""
    words: str
    """Words of the printed table."""
    ship: float
    """Value required for a release."""
    reach_for: float
    """Value aspired to."""
    least: bool = False
    """True if larger is better."""

    def met(self, value: float) -> str:
        """Grade of a measured ``value``: "reached", "met" or "MISSED"."""
        if self.least:
            return "reached" if value >= self.reach_for else "met" if value >= self.ship else "MISSED"
        return "reached" if value <= self.reach_for else "met" if value <= self.ship else "MISSED"


AIMS = (
    Aim("replication_to_bound", "a replication ÷ its bound on this processor", 5.0, 3.0),
    Aim("simpy_us_per_event", "SimPy engine, µs per event, crossing included", 8.0, 5.0),
    Aim("tick_to_floor", "a market day ÷ floor of its own transcendentals", 4.0, 1.5),
    Aim("two_threads", "efficiency of two threads", 0.88, 0.95, least=True),
    Aim("output", "CPU added by the default output of mc", 0.08, 0.05),
    Aim("memory", "peak memory, most ÷ fewest replications", 1.2, 1.02),
    Aim("help_to_click", "lodeflow --help ÷ import click", 1.5, 1.2),
    Aim("growth_lanes", "exponent of cost in lanes and materials", 1.05, 1.0),
    Aim("growth_years", "exponent of cost in years", 1.05, 1.0),
    Aim("growth_replications", "exponent of cost in replications", 1.05, 1.0),
)
"""All targets, in the order of the printed table."""
