"""What a tick was worth: what final users took and paid, what mines and plants spent, what a shortage destroyed.

Model.md 10. A mine or plant that answers prices along u(x) (3.1) has that curve as its marginal cost, so its cash cost
is the area under it: dearer ore and longer shifts last. With utilisation u below the limit L, the price that asks for
it is x(u) = [(L/u_0 - 1) u / (L - u)]^(1/eta) in units of the base price, and with z = u / L

    cash cost a day = capacity * base price * L * (L/u_0 - 1)^(1/eta) * H(z),   H(z) = integral of (t / (1 - t))^(1/eta)

from 0 to z: an incomplete beta function, kept in a table over w = 1 - sqrt(1 - z), in which it is smooth at the limit.
What outages and quotas keep back is not spent; a quota keeps back the dearest part. This changes nothing in the world.
"""

from math import sqrt
from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import power

NODES = 257  # of a curve
PARTS = 8  # midpoints between two nodes


class WelfareParams(NamedTuple):
    """What things cost and are worth; read-only. ``effort`` float64 (curves, NODES) values of H; ``of_mine`` (mines,),
    ``of_plant`` (plants,) int64 row of it; ``mine_scale``, ``plant_scale`` float64 USD/t by which it is multiplied;
    ``mine_limit``, ``plant_limit`` [-]; ``mine_cell``, ``plant_cell`` int64 seller cell at which the cost is booked;
    ``lost`` float64 (users,) USD of value added that is gone for good with each tonne not delivered.
    """

    effort: np.ndarray
    of_mine: np.ndarray
    of_plant: np.ndarray
    mine_scale: np.ndarray
    plant_scale: np.ndarray
    mine_limit: np.ndarray
    plant_limit: np.ndarray
    mine_cell: np.ndarray
    plant_cell: np.ndarray
    lost: np.ndarray


SERVED, SERVED_OUTLAY, CASH_COST, VALUE_LOST = range(4)


@jit
def fill_effort(effort, elasticity):
    """H at every node, by midpoints: dH/dw = 2 z^(1/eta) (1 - w)^(1 - 2/eta). ``effort`` float64 (NODES,)."""
    steps = PARTS * (len(effort) - 1)
    inverse = 1.0 / elasticity
    so_far = 0.0
    effort[0] = 0.0
    for k in range(steps):
        left = 1.0 - (k + 0.5) / steps  # 1 - w
        so_far += 2.0 * power(1.0 - left * left, inverse) * power(left, 1.0 - 2.0 * inverse) / steps
        if (k + 1) % PARTS == 0:
            effort[(k + 1) // PARTS] = so_far


@inline
def effort_at(effort, row, z):
    """H(z), between two nodes."""
    place = (1.0 - sqrt(max(0.0, 1.0 - z))) * (effort.shape[1] - 1)
    node = min(np.int64(place), effort.shape[1] - 2)
    return effort[row, node] + (place - node) * (effort[row, node + 1] - effort[row, node])


@jit
def value_the_day(rules, welfare_params, user_params, users, buyers, mines, plant_params, plants, since):
    """Add what this market day was worth to ``since`` (cells, 4): t that final users took, USD they paid, USD of cash
    cost of mines and plants, USD of value added lost.
    """
    for k in range(len(user_params.cell)):
        j = user_params.cell[k]
        served = users.wanted[k] * buyers.filled[j] * rules.tick
        since[j, SERVED] += served
        since[j, SERVED_OUTLAY] += served * buyers.paid[j]
        unmet = (users.wanted[k] - users.made_up[k]) * (1.0 - buyers.filled[j]) * rules.tick
        since[j, VALUE_LOST] += welfare_params.lost[k] * unmet
    for f in range(len(mines.dug)):
        if mines.dug[f] > 0.0:
            z = mines.dug[f] / (mines.able[f] * welfare_params.mine_limit[f])
            spent = (
                mines.able[f]
                * welfare_params.mine_scale[f]
                * effort_at(welfare_params.effort, welfare_params.of_mine[f], z)
            )
            since[welfare_params.mine_cell[f], CASH_COST] += spent * rules.tick
    for f in range(len(plants.ran)):
        if plants.ran[f] > 0.0:
            able = plant_params.base_capacity[f] * plants.size[f]
            z = plants.ran[f] / (able * welfare_params.plant_limit[f])
            spent = (
                able * welfare_params.plant_scale[f] * effort_at(welfare_params.effort, welfare_params.of_plant[f], z)
            )
            since[welfare_params.plant_cell[f], CASH_COST] += spent * rules.tick


@jit
def add_up(flow, period, source, into, place, total):
    """Add columns of recorded flows, float64 (days, lanes, columns), up by period and cell: term t adds column
    ``source[t]`` of each lane to ``total[into[t], period[day], place[t, lane]]``, and nothing where the place is -1.
    All in the order of days and lanes. The first term is what sellers get: without it nothing has arrived.
    """
    for day in range(flow.shape[0]):
        for lane in range(flow.shape[1]):
            if flow[day, lane, source[0]] == 0.0:
                continue
            for t in range(len(source)):
                if place[t, lane] >= 0:
                    total[into[t], period[day], place[t, lane]] += flow[day, lane, source[t]]
