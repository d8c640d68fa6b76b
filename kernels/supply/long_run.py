"""Long-run supply: capacity of mines and plants, and production quotas, after today's prices.

Mines answer the price of their ore; plants answer the value of their products over what the same output costs at
today's price of feed and the base margin. A quota answers the mean of those that it limits, and is set on 1 January.
"""

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.partial_adjustment import ANSWERED, adjust_in_part


@jit
def answer_prices(rules, mine_params, plant_params, production_quotas, mines, plants, production_quota_state, day):
    """Capacity and quotas over their announced paths after the prices of a market day, ln."""
    for f in range(len(mines.dear)):
        adjust_in_part(mine_params.answering, mines.answer, f, mines.dear[f], rules.tick)
    for f in range(len(plants.worth)):
        adjust_in_part(plant_params.answering, plants.answer, f, plants.worth[f], rules.tick)
    for q in range(len(production_quota_state.cut)):
        _answer_by_quota(rules, production_quotas, mines, plants, production_quota_state, day, q)


@jit
def _answer_by_quota(rules, production_quotas, mines, plants, production_quota_state, day, q):
    """Answer of quota ``q`` (int64), and what of it is granted if a calendar year begins before the next market day."""
    dear = 0.0
    for f in range(len(mines.dear)):
        if production_quotas.of_mine[f] == q:
            dear += production_quotas.weight_of_mine[f] * mines.dear[f]
    for f in range(len(plants.worth)):
        if production_quotas.of_plant[f] == q:
            dear += production_quotas.weight_of_plant[f] * plants.worth[f]
    adjust_in_part(production_quotas.answering, production_quota_state.answer, q, dear, rules.tick)
    if day < production_quotas.answers_from[q]:
        production_quota_state.answer[q, ANSWERED] = 0.0
    following = day + np.int64(rules.tick)
    for n in range(len(production_quotas.new_year)):
        if day < production_quotas.new_year[n] <= following:
            production_quota_state.granted[q] = production_quota_state.answer[q, ANSWERED]
