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
from lodeflow.catalog.goods import RARE_EARTHS
from lodeflow.kernels.record.diversification import (
    LIGHT_AND_HEAVY,
    NON_CHINESE,
    REACHED,
    REQUIRED,
    STAGES,
    USED,
)
from lodeflow.outcomes.frame import Finished, Frame
from lodeflow.outcomes.groups import ratio
from lodeflow.plans import Plan

CONTAINED = RARE_EARTHS.intermediates[:LIGHT_AND_HEAVY]
CAPS = ("mines", "separators", "magnet_makers")
"""Stages whose installed capacity bounds what can be met, in the order of ``kernels/record/installed.py``."""
HORIZONS = (2030, 2034, 2036)
CENSORED = ("year_of_60_percent",)
"""Outcomes without a mean: they are not defined in replications that end too early."""
Row = tuple[str | None, str | None, str | None]


def capped(plan: Plan) -> tuple[str, ...]:
    """Materials whose caps by installed plants ``plan`` counts: of chains none, whose stages may be passed by."""
    return contained(plan) if plan.atlas.goods is RARE_EARTHS else ()


def contained(plan: Plan) -> tuple[str, ...]:
    """Materials whose content the rows count, one for each element that ``plan`` has a name for."""
    return plan.atlas.goods.intermediates[:LIGHT_AND_HEAVY]


def need_rows(frame: Frame) -> list[Row]:
    """Material, region and sector of the rows of needs, by element and then by region, in ``frame``."""
    regions = [None, *abroad(frame.plan)]
    return [(oxide, region, None) for oxide in contained(frame.plan) for region in regions]


def reached_rows(frame: Frame) -> list[Row]:
    """Material, region and sector of the rows of ``frame`` that tell when a year of 60 % was reached."""
    return [(contained(frame.plan)[0], None, None)]


def needs(f: Finished) -> tuple[Floats, Floats, Floats]:
    """Non-Chinese content delivered, requirements and use of ``f`` [t], by element and then by region."""
    if f.sums.needs is None:
        by_year = f.world.diversification.by_year
        total = np.zeros(by_year.shape[1:])
        for of_year in by_year:
            total += of_year
        found = outside_china(f.plan, total).swapaxes(0, 1)[: len(contained(f.plan))]
        f.sums.needs = found[..., NON_CHINESE], found[..., REQUIRED], found[..., USED]
    return f.sums.needs


def cap_rows(frame: Frame) -> list[Row]:
    """Material, region and sector of the rows of caps in ``frame``: by element, outside China together."""
    return [(oxide, None, None) for oxide in capped(frame.plan)]


def caps(f: Finished) -> Floats:
    """Share of requirements outside China that each stage could meet in ``f`` over the run, float64 (stages, 2)."""
    could = np.zeros((STAGES, LIGHT_AND_HEAVY))
    for of_year in f.world.diversification.could:
        could += of_year
    count = len(capped(f.plan))
    needed = needs(f)[1].reshape(len(contained(f.plan)), -1)[:count, 0]  # all regions outside China together
    return ratio(could[:, :count], np.tile(needed, (STAGES, 1)))


def cap(f: Finished) -> Floats:
    """Largest share of requirements outside China that the installed plants of all stages could meet in ``f``."""
    found: Floats = np.minimum(1.0, caps(f).min(axis=0))
    return found


def reached(f: Finished) -> Floats:
    """Calendar year in which a year of 60 % was first complete in ``f``, and 1 or 0 for each horizon; else NaN."""
    return np.array(_reached(f.plan, int(f.world.diversification.at[REACHED])))


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


def _reached(plan: Plan, day: int) -> list[float]:
    """Calendar year in which a year of 60 % was first complete, and 1 or 0 for each horizon that the run covers."""
    start = plan.scenario.start_date
    year = float("nan") if day < 0 else float((start + timedelta(days=day)).year)
    covered = start + timedelta(days=plan.scenario.days - 1)
    by = [float(year <= horizon) if date(horizon, 12, 31) <= covered else float("nan") for horizon in HORIZONS]
    return [year, *by]
