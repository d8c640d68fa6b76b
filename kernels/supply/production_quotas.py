"""Production quotas: yearly limits on mines and separation plants, beside an illegal tranche of output.

After the last year that is given, a quota grows and answers the price (``kernels/core/partial_adjustment.py``).

Output = min(quota, output at today's price) plus an illegal tranche outside the quota (model.md 3.1, China's path). All
mines under a quota are cut by one factor. The tonnes of a quota are on the footing of the base table, which holds legal
and illegal output together: a share of them is illegal, responds to the price alone, and shrinks in a crackdown. A
separation quota counts output from domestic ore, and from a date on also output from imported ore.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import exp


class ProductionQuotaParams(NamedTuple):
    """Production quotas and the mines and plants under them; read-only. Partner: ProductionQuotaState."""

    level: np.ndarray
    """float64 (production_quotas, quota_years) [t/d]: quota, rare-earth oxide."""
    imports: np.ndarray
    """float64 (production_quotas, quota_years) [t/d]: additional quota once imported ore counts."""
    new_year: np.ndarray
    """int64 (quota_years,) [day]: first day of each calendar year."""
    counts_imports: np.ndarray
    """int64 (production_quotas,) [day]: day from which imported ore counts."""
    illegal: np.ndarray
    """float64 (production_quotas,) [-]: illegal share of output."""
    of_mine: np.ndarray
    """int64 (mines,) [production quota]: quota of each mine, -1 for none."""
    of_plant: np.ndarray
    """int64 (plants,) [production quota]: quota of each plant, -1 for none."""
    home: np.ndarray
    """int64 (plants, 2) [lane]: first lane of domestic ore, and the lane after the last."""
    weight_of_mine: np.ndarray
    """float64 (mines,) [-]: share of each mine in the base year's revenue of its quota."""
    weight_of_plant: np.ndarray
    """float64 (plants,) [-]: share of each plant in the base year's revenue of its quota."""
    answering: np.ndarray
    """float64 (production_quotas, 5) [1/d, d, -, 1/d, -]: long-run response to the price, as
    ``kernels/core/partial_adjustment.py`` has it.
    """
    answers_from: np.ndarray
    """int64 (production_quotas,) [day]: 1 January of the last year given, from which on it answers prices."""


class ProductionQuotaState(NamedTuple):
    """Use of the production quotas; written every market day. Partner: ProductionQuotaParams."""

    asked: np.ndarray
    """float64 (production_quotas,) [t/d]: output of all holders at today's price."""
    cut: np.ndarray
    """float64 (production_quotas,) [-]: share of ``asked`` that is not made."""
    tolerated: np.ndarray
    """float64 (production_quotas,) [-]: share of the illegal tranche that no crackdown stops."""
    lifted: np.ndarray
    """float64 (production_quotas,) [-]: quota over the announced one, above 1 while the state floods the market."""
    answer: np.ndarray
    """float64 (production_quotas, 2) [-]: lagged ln price over the long-run one, and ln of the quota that it asks for
    over the announced one.
    """
    within: np.ndarray
    """float64 (production_quotas, 3) [-]: share of output that the quota lets be made: of that at base prices with the
    usual outages, of that with today's outages, and of that at today's price; by ``kernels/supply/quota_outlook.py``.
    """
    granted: np.ndarray
    """float64 (production_quotas,) [-]: ln of this year's quota over the announced one: the answer of 1 January."""
    to_come: np.ndarray
    """float64 (production_quotas, modes) [-]: share of what mines or plants under it could make at base prices that it
    will let be made, as each mode discounts it; by ``kernels/supply/capacity_to_come.py``.
    """


class CrackdownParams(NamedTuple):
    """Targets of crackdowns on illegal output; read-only. Partner: SpellState."""

    spell: np.ndarray
    """int64 (crackdowns,) [spell]: spell during which the crackdown is on."""
    quota: np.ndarray
    """int64 (crackdowns,) [production quota]: quota whose illegal tranche is cut."""
    cut: np.ndarray
    """float64 (crackdowns,) [-]: share of the illegal tranche that is stopped."""


@jit
def keep_mining_quota(production_quotas, production_quota_state, mine_params, sellers, mines, day):
    """Cut of mine output to the mining quota, t/d. Equation 3.1 (China's path)."""
    if len(production_quota_state.cut) == 0:
        return
    production_quota_state.asked[:] = 0.0
    for f in range(len(mines.dug)):
        q = production_quotas.of_mine[f]
        if q >= 0:
            production_quota_state.asked[q] += mines.dug[f]
    _share_out(production_quotas, production_quota_state, day)
    for f in range(len(mines.dug)):
        q = production_quotas.of_mine[f]
        if q >= 0:
            sellers.held[mine_params.cell[f]] += mines.dug[f] * production_quota_state.cut[q]
            mines.dug[f] -= mines.dug[f] * production_quota_state.cut[q]


@jit
def keep_separation_quota(production_quotas, production_quota_state, plant_params, trade, buyers, sellers, plants, day):
    """Cut of planned separation to the separation quota, t/d, and of the feed it needs. Equation 3.1."""
    if len(production_quota_state.cut) == 0:
        return
    sellers.held[:] = 0.0
    production_quota_state.asked[:] = 0.0
    for f in range(len(plants.planned)):
        q = production_quotas.of_plant[f]
        if q >= 0:
            production_quota_state.asked[q] += (
                product_of(plants, f) * plants.planned[f] * counted_share(production_quotas, trade, f, q, day)
            )
    _share_out(production_quotas, production_quota_state, day)
    for f in range(len(plants.planned)):
        q = production_quotas.of_plant[f]
        if q >= 0 and production_quota_state.cut[q] > 0.0:
            less = (
                plants.planned[f] * counted_share(production_quotas, trade, f, q, day) * production_quota_state.cut[q]
            )
            plants.planned[f] -= less
            for k in range(3):
                cell = plant_params.product[f, k]
                if cell >= 0:
                    sellers.held[cell] += plants.yields[f, k] * less
            for k in range(2):
                cell = plant_params.feed[f, k]
                if cell >= 0:
                    buyers.desired[cell] -= plants.need[f, k] * less


@jit
def crack_down(crackdowns, course, production_quota_state):
    """Share of each illegal tranche that today's crackdowns tolerate [-], written to ``production_quota_state``.

    ``crackdowns``: CrackdownParams. ``course``: SpellState of ``kernels/shocks/spells.py``.
    """
    production_quota_state.tolerated[:] = 1.0
    for k in range(len(crackdowns.spell)):
        if course.on[crackdowns.spell[k]] == 1:
            production_quota_state.tolerated[crackdowns.quota[k]] *= 1.0 - crackdowns.cut[k]


@jit
def quota_of_the_day(production_quotas, production_quota_state, q, day):
    """Quota ``q`` (int64) on a day, t/d, with its answer to the price, flooding included."""
    level = quota_in(production_quotas, production_quota_state, q, calendar_year(production_quotas, day), day)
    return level * exp(production_quota_state.granted[q])


@inline
def calendar_year(production_quotas, day):
    """Calendar year of a day, counted from the first of the run [-].

    Args:
        production_quotas: ProductionQuotaParams.
        day: int64 [day].

    """
    year = np.int64(0)
    while year + 1 < len(production_quotas.new_year) and production_quotas.new_year[year + 1] <= day:
        year += 1
    return year


@inline
def quota_in(production_quotas, production_quota_state, q, year, day):
    """Announced quota ``q`` (int64) of a calendar ``year`` (int64), t/d, with today's flood and ore."""
    level = production_quotas.level[q, year]
    if day >= production_quotas.counts_imports[q]:
        level += production_quotas.imports[q, year]
    return level * production_quota_state.lifted[q]


@jit
def _share_out(production_quotas, production_quota_state, day):
    """Share of output at today's price that is not made: of the legal part beyond the quota, of the illegal part in a
    crackdown.

    Written so that output below the quota gives exactly 0.
    """
    for q in range(len(production_quota_state.cut)):
        asked, illegal, beyond = production_quota_state.asked[q], production_quotas.illegal[q], 0.0
        if asked > 0.0:
            beyond = max(0.0, 1.0 - quota_of_the_day(production_quotas, production_quota_state, q, day) / asked)
        cracked_down = 1.0 - production_quota_state.tolerated[q]
        production_quota_state.cut[q] = (1.0 - illegal) * beyond + illegal * cracked_down


@jit
def product_of(plants, f):
    """Oxide per tonne of activity, t/t.

    Args:
        plants: PlantState.
        f: int64 [plant].

    """
    return plants.yields[f, 0] + plants.yields[f, 1] + plants.yields[f, 2]


@jit
def counted_share(production_quotas, trade, f, q, day):
    """Share of a separator's output that counts under its quota: all, or that from domestic ore by today's orders.

    Args:
        production_quotas: ProductionQuotaParams.
        trade: TradeState.
        f: int64 [plant].
        q: int64 [production quota].
        day: int64 [day].

    """
    if day >= production_quotas.counts_imports[q]:
        return 1.0
    at_home = 0.0
    for s in range(production_quotas.home[f, 0], production_quotas.home[f, 1]):
        at_home += trade.share[s]
    return at_home
