"""A country whose exports are hit by new duties may answer with export controls.

Model.md 8.7: the hazard doubles with every so many points of duty on its exports, weighted by trade, and grows with
every firm that is listed; it is capped. What exceeds the base rate is added to the exits from no control and from eased
control. Candidate days are a Poisson process at the cap, which no policy moves; on such a day it retaliates with the
odds of the excess over the cap (thinning, model.md 11).
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.births import give_birth
from lodeflow.kernels.core.draw import exponential, uniform
from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.kinds import RETALIATION
from lodeflow.kernels.core.maths import exp
from lodeflow.kernels.core.moment import DAYS_PER_YEAR, FAR_DAY, NEVER, moment
from lodeflow.kernels.core.purpose import RETALIATION_COMES, RETALIATION_WAIT
from lodeflow.kernels.export_controls.decree import (
    EASED,
    LICENSING,
    NONE,
    NOT_IN_FORCE,
    UNCHANGED,
    await_control,
    draw_regime,
)
from lodeflow.kernels.export_controls.enforcement import enforce_today

LN_2 = 0.6931471805599453


class RetaliationParams(NamedTuple):
    """What provokes whom; read-only. ``weight`` float64 (headings, lanes) share of the controller's exports of all
    materials, by base value; ``base_tariff`` float64 (lanes,); ``base_rate`` and ``cap`` per year, ``doubling`` share
    of value, ``listings`` factor: float64 (1,).
    """

    weight: np.ndarray
    base_tariff: np.ndarray
    base_rate: np.ndarray
    cap: np.ndarray
    doubling: np.ndarray
    listings: np.ndarray


class RetaliationState(NamedTuple):
    """``candidates`` int64 (headings,) candidate days so far; ``clock`` float64 (headings,) d of the last of them."""

    candidates: np.ndarray
    clock: np.ndarray


@jit
def await_retaliation(control_params, retaliation_params, retaliation_state, chance, day, heading):
    """The next day on which a controller could retaliate, NEVER where its regimes are not drawn."""
    if not _ever_drawn(control_params, heading) or retaliation_params.cap[0] <= 0.0:
        return np.int64(NEVER)
    seed, replication, name = chance.seed[0], chance.replication[0], control_params.name[heading]
    while True:
        mean = DAYS_PER_YEAR / retaliation_params.cap[0]
        retaliation_state.clock[heading] += exponential(
            mean, seed, replication, RETALIATION_WAIT, name, retaliation_state.candidates[heading]
        )
        retaliation_state.candidates[heading] += 1
        if retaliation_state.clock[heading] > FAR_DAY:
            return np.int64(NEVER)
        if np.int64(retaliation_state.clock[heading]) > day:
            return moment(np.int64(retaliation_state.clock[heading]), RETALIATION, heading)


@jit
def hazard_of_retaliation(retaliation_params, routes, trade, heading):
    """Retaliation per year under today's tariffs and levies. Equation 8.7."""
    hit = 0.0
    for s in range(len(retaliation_params.base_tariff)):
        duty = routes.tariff[s] - retaliation_params.base_tariff[s] + trade.levy[s] / trade.fob[s]
        hit += retaliation_params.weight[heading, s] * duty
    return min(
        retaliation_params.cap[0],
        retaliation_params.base_rate[0]
        * exp(LN_2 * hit / retaliation_params.doubling[0])
        * retaliation_params.listings[0],
    )


@inline
def retaliate(
    control_params, licences, quotas, control_state, news_state, lane_status, licence_state, pools, rules, routes,
    cell_params, sellers, trade, lots, births, retaliation_params, retaliation_state, chance, day, heading,
):  # fmt: skip
    """It may retaliate today: from no control it goes where its next regime leads, from eased control to licensing.

    The drawn regime ends now; what was noted for its end will find nothing to do, and the end of the new one is a
    birth. ``change`` says what came of it.
    """
    control_state.change[heading] = UNCHANGED
    entry, regime = control_state.entry[heading], control_state.regime[heading]
    if entry < 0 or not control_params.drawn[entry] or (regime != NONE and regime != EASED):  # noqa: PLR1714 - no tuples
        return
    excess = hazard_of_retaliation(retaliation_params, routes, trade, heading) - retaliation_params.base_rate[0]
    number, name = retaliation_state.candidates[heading] - 1, control_params.name[heading]
    if (
        uniform(chance.seed[0], chance.replication[0], RETALIATION_COMES, name, number)
        >= excess / retaliation_params.cap[0]
    ):
        return
    to = LICENSING if regime == EASED else NOT_IN_FORCE
    draw_regime(control_params, control_state, news_state, chance, day, heading, np.int64(to))
    control_state.version[heading] += 1
    enforce_today(
        control_params, licences, quotas, control_state, lane_status, licence_state, pools, rules, routes,
        cell_params, sellers, trade, lots, births, day, heading,
    )  # fmt: skip
    give_birth(births, await_control(control_params, control_state, day, heading))


@jit
def _ever_drawn(control_params, heading):
    """Whether the regimes of a heading are ever drawn."""
    for step in range(control_params.first_step[heading], control_params.first_step[heading + 1]):
        if control_params.step_entry[step] >= 0 and control_params.drawn[control_params.step_entry[step]]:
            return True
    return False
