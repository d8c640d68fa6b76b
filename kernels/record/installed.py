"""Largest share of requirements outside China that installed plants could meet, stage by stage ("cap").

Each stage counts at full use of what stands outside China: mines with whatever the best separator there recovers,
separators with today's yields, magnet makers with what is needed as oxide beside them. All is content that reaches
final users, losses on the way taken off, so the three compare with each other and with the requirement. The least of
them is the cap: no price and no policy of a day gets more out of what is built. Recycled oxide adds to mines and
separators. Stocks are left out: they may lift a single year above the cap.
"""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.record.diversification import LIGHT_AND_HEAVY, YEAR

MINES, SEPARATORS, MAKERS = range(3)
"""Stages, rows of ``could``."""


@jit
def count_installed(needs, diversification, rules, mine_params, plant_params, buyers, users, mines, plants):
    """Content that mines, separators and magnet makers outside China could bring to final users in a tick, t."""
    year = diversification.at[YEAR]
    for f in range(len(mines.size)):
        full = mine_params.base_capacity[f] * mines.size[f] * mine_params.limit[f] * rules.tick
        for element in range(LIGHT_AND_HEAVY):
            diversification.could[year, MINES, element] += full * needs.of_mine[f, element]
    for f in range(len(plants.size)):
        full = plant_params.base_capacity[f] * plants.size[f] * plant_params.limit[f] * rules.tick
        for element in range(LIGHT_AND_HEAVY):
            content = full * needs.of_plant[f, element]
            if plant_params.separates[f]:
                diversification.could[year, SEPARATORS, element] += content * plants.yields[f, element]
            else:
                diversification.could[year, MAKERS, element] += content
    for cell in range(len(buyers.returned)):
        for element in range(LIGHT_AND_HEAVY):
            content = buyers.returned[cell] * rules.tick * needs.of_oxide[cell, element]
            diversification.could[year, MINES, element] += content
            diversification.could[year, SEPARATORS, element] += content
    for k in range(len(needs.place)):
        for element in range(LIGHT_AND_HEAVY):
            diversification.could[year, MAKERS, element] += users.required[k] * rules.tick * needs.direct[k, element]
