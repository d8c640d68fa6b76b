"""Checks of an episode: orders of prices, worlds without what made history, and what it takes to pass."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from lodeflow.episodes.played import Player
from lodeflow.episodes.scored import Scores
from lodeflow.episodes.terms import Acceptance, NegativeControl, Order
from lodeflow.scores.peaks import Peak


class Ordered(NamedTuple):
    """Order of two prices, observed and simulated."""

    name: str
    """Name in episode.toml."""
    share: float
    """Share of replications in which the simulated ratio is at least what was observed to be reached."""
    ratio: float
    """Median simulated ratio of the means."""
    asked: float
    """Ratio that has to be reached."""

    @property
    def right(self) -> bool:
        """True if more than half of the replications have the order right."""
        return self.share > 0.5


class Stayed(NamedTuple):
    """Price of a world without what made history."""

    name: str
    """Name in episode.toml."""
    factor: float
    """Largest factor, up or down, of the median price over its first value."""
    allowed: float
    """Factor that is allowed."""

    @property
    def held(self) -> bool:
        """True if the price stayed."""
        return self.factor <= self.allowed


class Demand(NamedTuple):
    """Demand on a back-test, which must be met to pass."""

    name: str
    """What is asked for, in words."""
    found: float
    """Value that was found."""
    asked: float
    """Value that is asked for."""
    at_least: bool
    """True if ``found`` must be at least that, false if at most."""

    @property
    def met(self) -> bool:
        """True if it is met; a value that is not defined is not."""
        return self.found >= self.asked if self.at_least else self.found <= self.asked


def ordered(player: Player, replications: int, name: str, order: Order) -> Ordered:
    """Order of two prices in the simulation.

    Args:
        player: player of the episode.
        replications: number of replications.
        name: name of the order.
        order: its terms.

    """
    zero, tick = player.scenario.start_date.toordinal(), player.scenario.tick_days
    first, last = ((day.toordinal() - zero) // tick for day in (order.start, order.end))
    span, both = slice(first, last + 1), (order.dearer, order.cheaper)
    means = [np.nanmean(player.paths(replications, each)[:, span], axis=1) for each in both]
    ratios = means[0] / means[1]
    return Ordered(name, float((ratios >= order.ratio).mean()), float(np.median(ratios)), order.ratio)


def stayed(player: Player, replications: int, name: str, control: NegativeControl) -> Stayed:
    """Price of a world without what made history.

    Args:
        player: player of that world.
        replications: number of replications.
        name: name of the negative control.
        control: its terms.

    """
    path = np.median(player.paths(replications, control.series), axis=0)
    return Stayed(name, float(np.exp(np.nanmax(np.abs(np.log(path / path[0]))))), control.factor)


def demands(
    terms: Acceptance, scores: Scores, orders: tuple[Ordered, ...], peaks: Mapping[str, Peak], kept: tuple[Stayed, ...]
) -> Iterator[Demand]:
    """Demands of an episode, each with what was found.

    Args:
        terms: what episode.toml asks for.
        scores: scores of the episode.
        orders: orders of prices.
        peaks: peaks of prices.
        kept: worlds without what made history.

    """
    right = _share([each.right for each in orders])
    quarter = _share([each.right_quarter for each in peaks.values()])
    known: tuple[tuple[str, float, float | None, bool], ...] = (
        ("observations answered", scores.answered, terms.answered, True),
        ("coverage of the 90 % band, at least", scores.coverage, terms.coverage_at_least, True),
        ("coverage of the 90 % band, at most", scores.coverage, terms.coverage_at_most, False),
        ("skill against no change", scores.skill_no_change, terms.skill_no_change, True),
        ("skill against drift", scores.skill_drift, terms.skill_drift, True),
        ("log error of prices", scores.price_log_rmse, terms.price_log_rmse, False),
        ("log error of tonnes", scores.quantity_log_rmse, terms.quantity_log_rmse, False),
        ("orders of prices that are right", right, terms.orders, True),
        ("price peaks in the right quarter", quarter, terms.peak_quarter, True),
    )
    for name, found, asked, at_least in known:
        if asked is not None:
            yield Demand(name, found, asked, at_least)
    if terms.negative_controls:
        for each in kept:
            yield Demand(f"without history ({each.name}) within a factor", each.factor, each.allowed, at_least=False)


def _share(flags: list[bool]) -> float:
    return float(np.mean(flags)) if flags else float("nan")
