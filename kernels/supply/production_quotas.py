"""A state tells its mines and its separators how much they may make in a year; some is made besides the law.

Output = min(quota, what the price asks) plus an illegal tranche that heeds no quota (model.md 3.1, China's path). All
mines of the quota are held back by one factor. The tonnes of a quota are on the footing of the base table, which holds
legal and illegal output together: a share of them is illegal, answers the price alone, and shrinks in a crackdown. A
separation quota counts what is separated out of home ore, and from a date on what is separated out of imported ore.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit


class ProductionQuotaParams(NamedTuple):
    """Who may make how much; read-only. ``level`` float64 (quotas, years) t/d of rare-earth oxide; ``imports`` (quotas,
    years) t/d more since imported ore counts; ``new_year`` int64 (years,) first day of each calendar year;
    ``counts_imports`` int64 (quotas,) day from which imported ore counts; ``illegal`` float64 (quotas,) share of output
    besides the law; ``of_mine`` int64 (mines,), ``of_plant`` int64 (plants,) quota of each, -1 for none; ``home``
    int64 (plants, 2) first lane of home ore and the one after the last.
    """

    level: np.ndarray
    imports: np.ndarray
    new_year: np.ndarray
    counts_imports: np.ndarray
    illegal: np.ndarray
    of_mine: np.ndarray
    of_plant: np.ndarray
    home: np.ndarray


class ProductionQuotaState(NamedTuple):
    """Arrays float64 (quotas,). ``asked`` t/d that the price asks of all under a quota; ``cut`` share of what is asked
    that is not made; ``tolerated`` share of the illegal tranche that no crackdown stops; ``lifted`` quota as a ratio to
    the one announced, above 1 while the state floods the market.
    """

    asked: np.ndarray
    cut: np.ndarray
    tolerated: np.ndarray
    lifted: np.ndarray


class CrackdownParams(NamedTuple):
    """Whom crackdowns strike; read-only, (crackdowns,). ``spell`` and ``quota`` int64, ``cut`` float64 share of the
    illegal tranche that is stopped.
    """

    spell: np.ndarray
    quota: np.ndarray
    cut: np.ndarray


@jit
def keep_mining_quota(quotas, production_quota_state, mine_params, sellers, mines, day):
    """Mines dig no more than their quota lets them, t/d. Equation 3.1 (China's path)."""
    if len(production_quota_state.cut) == 0:
        return
    production_quota_state.asked[:] = 0.0
    for f in range(len(mines.dug)):
        q = quotas.of_mine[f]
        if q >= 0:
            production_quota_state.asked[q] += mines.dug[f]
    _share_out(quotas, production_quota_state, day)
    for f in range(len(mines.dug)):
        q = quotas.of_mine[f]
        if q >= 0:
            sellers.held[mine_params.cell[f]] += mines.dug[f] * production_quota_state.cut[q]
            mines.dug[f] -= mines.dug[f] * production_quota_state.cut[q]


@jit
def keep_separation_quota(quotas, production_quota_state, plant_params, trade, buyers, sellers, plants, day):
    """Separators plan no more than their quota lets them, t/d, and want so much less feed. Equation 3.1."""
    if len(production_quota_state.cut) == 0:
        return
    sellers.held[:] = 0.0
    production_quota_state.asked[:] = 0.0
    for f in range(len(plants.planned)):
        q = quotas.of_plant[f]
        if q >= 0:
            production_quota_state.asked[q] += (
                _product(plants, f) * plants.planned[f] * _counted(quotas, trade, f, q, day)
            )
    _share_out(quotas, production_quota_state, day)
    for f in range(len(plants.planned)):
        q = quotas.of_plant[f]
        if q >= 0 and production_quota_state.cut[q] > 0.0:
            less = plants.planned[f] * _counted(quotas, trade, f, q, day) * production_quota_state.cut[q]
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
    """What the crackdowns of today leave of each illegal tranche."""
    production_quota_state.tolerated[:] = 1.0
    for k in range(len(crackdowns.spell)):
        if course.on[crackdowns.spell[k]] == 1:
            production_quota_state.tolerated[crackdowns.quota[k]] *= 1.0 - crackdowns.cut[k]


@jit
def quota_of_the_day(quotas, production_quota_state, q, day):
    """What the quota lets its holders make today, t/d."""
    year = 0
    while year + 1 < len(quotas.new_year) and quotas.new_year[year + 1] <= day:
        year += 1
    level = quotas.level[q, year]
    if day >= quotas.counts_imports[q]:
        level += quotas.imports[q, year]
    return level * production_quota_state.lifted[q]


@jit
def _share_out(quotas, production_quota_state, day):
    """Share of what is asked that is not made: of the legal part beyond the quota, of the illegal part what a crackdown
    stops. Written so that nothing held back is exactly nothing.
    """
    for q in range(len(production_quota_state.cut)):
        legal = 1.0 - quotas.illegal[q]
        beyond = 0.0
        if production_quota_state.asked[q] > 0.0:
            beyond = max(
                0.0, 1.0 - quota_of_the_day(quotas, production_quota_state, q, day) / production_quota_state.asked[q]
            )
        production_quota_state.cut[q] = legal * beyond + quotas.illegal[q] * (1.0 - production_quota_state.tolerated[q])


@jit
def _product(plants, f):
    """Oxides from a tonne of activity, t."""
    return plants.yields[f, 0] + plants.yields[f, 1] + plants.yields[f, 2]


@jit
def _counted(quotas, trade, f, q, day):
    """Share of a separator's output that counts: all, or what comes of home ore, by today's orders."""
    if day >= quotas.counts_imports[q]:
        return 1.0
    at_home = 0.0
    for s in range(quotas.home[f, 0], quotas.home[f, 1]):
        at_home += trade.share[s]
    return at_home
