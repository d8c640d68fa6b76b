"""The headline read off a finished world: what of the needs outside China was met with what is not Chinese.

Model.md 10. The region None stands for the world outside China. Whether a year of 60 % was reached is known only as far
as a run goes: a replication that ends without it is censored, not late, so the calendar year has no mean over those
that reached it; their share among all is an outcome of its own, for each horizon that a run covers.
"""

from datetime import date, timedelta

import numpy as np

from lodeflow.base_world.diversification import needy
from lodeflow.base_world.rest_point import Floats
from lodeflow.base_year.table import CHINA
from lodeflow.catalog.names import OXIDES
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.record.diversification import LIGHT_AND_HEAVY, NON_CHINESE, REACHED, REQUIRED, USED
from lodeflow.plan import Plan

CONTAINED = OXIDES[:LIGHT_AND_HEAVY]
MEASURES = (
    "non_chinese_content",
    "requirement",
    "non_chinese_share_of_requirements",
    "non_chinese_share_of_use",
)
HORIZONS = (2030, 2034, 2036)
CENSORED = ("year_of_60_percent",)
"""Outcomes without a mean: they are not defined in replications that end too early."""


def headline_names(plan: Plan) -> list[tuple[str, str | None, str | None, str | None]]:
    """(outcome, material, region, sector) of every outcome of the headline."""
    regions = [None, *abroad(plan)]
    of_needs = [(outcome, oxide, region, None) for outcome in MEASURES for oxide in CONTAINED for region in regions]
    reached = (*CENSORED, *(f"share_60_by_{year}" for year in HORIZONS))
    return [*of_needs, *((outcome, CONTAINED[0], None, None) for outcome in reached)]


def headline_values(plan: Plan, world: World) -> Floats:
    """Their values, in the same order: t, shares, a calendar year, and 1 or 0; NaN where there is nothing to say."""
    total = np.zeros(world.diversification.by_year.shape[1:])
    for of_year in world.diversification.by_year:
        total += of_year
    found = outside_china(plan, total).swapaxes(0, 1)  # by element, then by region
    came, required, used = found[..., NON_CHINESE], found[..., REQUIRED], found[..., USED]
    measures = (came, required, ratio(came, required), ratio(came, used))
    return np.concatenate([*(m.ravel() for m in measures), _reached(plan, int(world.diversification.at[REACHED]))])


def abroad(plan: Plan) -> list[str]:
    """Regions with final users outside China."""
    return [region for region in needy(plan.atlas, plan.template.market.user_params) if region != CHINA]


def outside_china(plan: Plan, of_places: Floats) -> Floats:
    """From (..., places, 2, 3) the sum of all places outside China, then each of them: (..., 1 + abroad, 2, 3)."""
    places = np.flatnonzero(plan.template.needs.abroad > 0.0)
    together = np.zeros_like(of_places[..., :1, :, :])
    for place in places:
        together += of_places[..., place : place + 1, :, :]
    return np.concatenate([together, of_places[..., places, :, :]], axis=-3)


def ratio(part: Floats, whole: Floats) -> Floats:
    """Part of the whole, NaN where there is nothing."""
    shares: Floats = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0.0)
    return shares


def _reached(plan: Plan, day: int) -> list[float]:
    """Calendar year in which a year of 60 % was first over, and whether it was by each horizon that the run covers."""
    start = plan.scenario.start_date
    year = float("nan") if day < 0 else float((start + timedelta(days=day)).year)
    covered = start + timedelta(days=plan.scenario.days - 1)
    by = [float(year <= horizon) if date(horizon, 12, 31) <= covered else float("nan") for horizon in HORIZONS]
    return [year, *by]
