"""Retaliation: export controls as an answer to new duties on a country's exports.

Model.md 8.7. The hazard doubles with every so many points of duty on its exports, weighted by trade, and grows with
every firm that is listed; it is capped. What exceeds the base rate is added to the exits from no control and from eased
control. Candidate days are a Poisson process at the cap, which no policy moves; a candidate is taken with probability
excess over cap (thinning, model.md 11).
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
    """Response of each controller to duties on its exports; read-only. Partner: RetaliationState."""

    weight: np.ndarray
    """float64 (headings, lanes) [-]: share of the controller's exports of all materials, by base-year value."""
    base_tariff: np.ndarray
    """float64 (lanes,) [-]: tariff in the base year, as a share of the dutiable value."""
    base_rate: np.ndarray
    """float64 (1,) [1/yr]: hazard without provocation, which the drawn regimes contain."""
    cap: np.ndarray
    """float64 (1,) [1/yr]: highest hazard."""
    doubling: np.ndarray
    """float64 (1,) [-]: duty on all exports that doubles the hazard, as a share of value."""
    listings: np.ndarray
    """float64 (1,) [-]: factor on the hazard for firms that are listed."""


class RetaliationState(NamedTuple):
    """Candidate days for retaliation; written. Partner: RetaliationParams."""

    candidates: np.ndarray
    """int64 (headings,) [-]: number of candidate days drawn so far."""
    clock: np.ndarray
    """float64 (headings,) [day]: the last of them, with fraction."""


@jit
def await_retaliation(control_params, retaliation_params, retaliation_state, chance, day, heading):
    """Next moment at which a controller could retaliate; NEVER where its regimes are not drawn."""
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
    """Hazard of retaliation under today's tariffs and levies [1/yr]. Equation 8.7."""
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
    cell_params, sellers, trade, lots, births, retaliation_params, retaliation_state, chance, forward_params, day,
    heading,
):  # fmt: skip
    """Retaliation on a candidate day: from no control to the next drawn regime, from eased control to licensing.

    The drawn regime ends now; the moment noted for its end is void by its version, and the end of the new one is a
    birth. ``control_state.change`` says what has changed.
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
        cell_params, sellers, trade, lots, births, forward_params, day, heading,
    )  # fmt: skip
    give_birth(births, await_control(control_params, control_state, day, heading))


@jit
def _ever_drawn(control_params, heading):
    """True if the regimes of a heading are ever drawn."""
    for step in range(control_params.first_step[heading], control_params.first_step[heading + 1]):
        if control_params.step_entry[step] >= 0 and control_params.drawn[control_params.step_entry[step]]:
            return True
    return False
