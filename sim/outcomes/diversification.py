"""Diversification outcomes: share of requirements outside China that non-Chinese material met.

Model.md 10. The region None stands for the world outside China. Whether a year of 60 % was reached is known only up to
the end of the run: a replication that ends without it is censored, not late, so a mean over the replications that
reached it would be biased and ``year_of_60_percent`` has none. The share of all replications that reached it by a
horizon is an outcome of its own, for each horizon that a run covers.
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
    """Outcome, material, region and sector of every diversification outcome of ``plan``."""
    regions = [None, *abroad(plan)]
    of_needs = [(outcome, oxide, region, None) for outcome in MEASURES for oxide in CONTAINED for region in regions]
    reached = (*CENSORED, *(f"share_60_by_{year}" for year in HORIZONS))
    return [*of_needs, *((outcome, CONTAINED[0], None, None) for outcome in reached)]


def headline_values(plan: Plan, world: World) -> Floats:
    """Diversification outcomes of one replication, in the order of ``headline_names``.

    Units are t, shares, a calendar year, and 1 or 0; NaN where a value is not defined.

    Args:
        plan: the plan of the replication.
        world: its finished world.

    """
    total = np.zeros(world.diversification.by_year.shape[1:])
    for of_year in world.diversification.by_year:
        total += of_year
    found = outside_china(plan, total).swapaxes(0, 1)  # by element, then by region
    came, required, used = found[..., NON_CHINESE], found[..., REQUIRED], found[..., USED]
    measures = (came, required, ratio(came, required), ratio(came, used))
    return np.concatenate([*(m.ravel() for m in measures), _reached(plan, int(world.diversification.at[REACHED]))])


def abroad(plan: Plan) -> list[str]:
    """Regions outside China with final users in ``plan``."""
    return [region for region in needy(plan.atlas, plan.template.market.user_params) if region != CHINA]


def outside_china(plan: Plan, of_places: Floats) -> Floats:
    """Sum over all places outside China, then each of them, float64 (..., 1 + abroad, 2, 3).

    Args:
        plan: says which places lie outside China.
        of_places: float64 (..., places, 2, 3).

    """
    places = np.flatnonzero(plan.template.needs.abroad > 0.0)
    together = np.zeros_like(of_places[..., :1, :, :])
    for place in places:
        together += of_places[..., place : place + 1, :, :]
    return np.concatenate([together, of_places[..., places, :, :]], axis=-3)


def ratio(part: Floats, whole: Floats) -> Floats:
    """Quotient ``part`` / ``whole``, NaN where the whole is not positive."""
    shares: Floats = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0.0)
    return shares


def _reached(plan: Plan, day: int) -> list[float]:
    """Calendar year in which a year of 60 % was first complete, and 1 or 0 for each horizon that the run covers."""
    start = plan.scenario.start_date
    year = float("nan") if day < 0 else float((start + timedelta(days=day)).year)
    covered = start + timedelta(days=plan.scenario.days - 1)
    by = [float(year <= horizon) if date(horizon, 12, 31) <= covered else float("nan") for horizon in HORIZONS]
    return [year, *by]
