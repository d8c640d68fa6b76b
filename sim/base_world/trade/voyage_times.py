"""Distribution of voyage times on each lane: chances of the lead in ticks, its mean, and what is under way at rest.

A cargo can be used at the first market after it arrives, so its lead is E ceil((L + eps) / dt) dt and not the mean
voyage rounded up: voyages that vary around a whole number of ticks miss that market every second time.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Floats, Whole, lane_columns
from lodeflow.atlas.readonly import frozen
from lodeflow.kernels.core.maths import exp
from lodeflow.kernels.trade.voyage import PASSAGES, VoyageParams, chances_of_sea_days

FURTHEST = 4.5
"""Standard deviations of ln days at sea beyond which all days count as one: three voyages in a million."""
LEAST_AFLOAT = 1e-3
"""Chance of being under way below which no cargo is, on day 0."""


class VoyageTimes(NamedTuple):
    """Days at sea that a lane may see, the lead of each, and its chance; read-only."""

    sea_days: Whole
    """int64 (cases,) [d]: days at sea, ascending."""
    ticks: Whole
    """int64 (cases,) [ticks]: lead from dispatch to the first market that can use the cargo."""
    chance: Floats
    """float64 (cases,) [-]: probability."""

    @property
    def mean(self) -> float:
        """Expected lead in ticks."""
        weighted = (self.chance * self.ticks).cumsum()[-1]  # one after the other: sums of BLAS differ by processor
        return float(weighted / self.chance.cumsum()[-1])

    def under_way(self) -> list[tuple[int, int, int, float]]:
        """Cargoes afloat at rest, one for each future market that the cargoes already sent will reach.

        A lane that sends the same every tick will have, j ticks from now, the share P(lead > j) of a tick's shipments
        arrive from what is afloat. One cargo stands for it, on the median of the voyages that take so long.

        Returns:
            for each cargo the ticks since its dispatch, its days at sea, the ticks until its arrival, and its share.

        """
        found = []
        for j in range(1, int(self.ticks[-1])):
            late = self.ticks > j
            passed = self.chance[late].cumsum()
            share = float(passed[-1])
            if share < LEAST_AFLOAT:
                break
            n = int(np.flatnonzero(late)[np.searchsorted(passed, 0.5 * share)])
            found.append((int(self.ticks[n]) - j, int(self.sea_days[n]), j, share))
        return found


def voyage_times(voyages: VoyageParams, lane: int, tick: int) -> VoyageTimes:
    """Voyage times of a lane whose days at sea vary.

    Args:
        voyages: legs, chokepoints and spread of every lane.
        lane: index of the lane.
        tick: days between markets.

    """
    places = tuple(p for p, strait in zip(voyages.place[lane], voyages.chokepoint[lane], strict=True) if strait >= 0)
    days = tuple(int(d) for d in voyages.days[lane])
    return _voyage_times(days, tuple(map(float, places)), float(voyages.spread[lane]), tick)


@lru_cache(maxsize=1 << 10)
def _voyage_times(days: tuple[int, ...], places: tuple[float, ...], spread: float, tick: int) -> VoyageTimes:
    load, sea, port, customs, inland = days
    chance = np.zeros(int(sea * exp(FURTHEST * spread)) + 3)
    chances_of_sea_days(float(sea), spread, chance)
    sea_days = np.flatnonzero(chance > 0.0)
    at_sea, here = np.zeros(len(sea_days), np.int64), np.zeros(len(sea_days), np.int64)
    for ahead in [*((place * sea_days).astype(np.int64) for place in places[:PASSAGES]), sea_days]:
        at_sea, here = at_sea + np.maximum(1, ahead - here), ahead
    lead = load + at_sea + port + customs + inland
    return VoyageTimes(frozen(sea_days, np.int64), frozen(-(-lead // tick), np.int64), frozen(chance[sea_days]))


def effective_leads(atlas: Atlas, voyages: VoyageParams, tick: int) -> Floats:
    """Expected lead of each lane, float64 (lanes,) [d]: from dispatch to the first market that can use the cargo.

    Args:
        atlas: the lanes.
        voyages: their legs, and how much days at sea vary.
        tick: days between markets.

    """
    leads = np.asarray(-(-lane_columns(atlas).transit // tick) * tick, np.float64)
    for lane in np.flatnonzero(voyages.spread > 0.0):
        leads[lane] = voyage_times(voyages, int(lane), tick).mean * tick
    return leads
