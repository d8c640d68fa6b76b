"""Welfare accounts of a market day: use and payments of final users, cash cost of mines and plants, value added lost.

Model.md 10. A mine or plant that responds to prices along u(x) (3.1) has that curve as its marginal cost, so its cash
cost is the area under it: dearer ore and longer shifts come last. With utilisation u below the limit L, the price at
which it is reached is x(u) = [(L/u_0 - 1) u / (L - u)]^(1/eta) in units of the base price, and with z = u / L

    cash cost a day = capacity * base price * L * (L/u_0 - 1)^(1/eta) * H(z),   H(z) = integral of (t / (1 - t))^(1/eta)

from 0 to z: an incomplete beta function, tabulated over w = 1 - sqrt(1 - z), in which it is smooth at the limit. Output
lost by outages and quotas costs nothing; a quota keeps back the dearest part. This changes nothing in the world.
"""

from math import sqrt
from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import power

NODES = 257  # of a tabulated curve
PARTS = 8  # midpoints between two nodes


class WelfareParams(NamedTuple):
    """Cash cost curves and value added at stake; read-only. Partner: Tape, whose ``welfare`` holds the sums."""

    effort: np.ndarray
    """float64 (curves, 257) [-]: values of H at the nodes, one curve for each elasticity."""
    of_mine: np.ndarray
    """int64 (mines,) [curve]: curve of the mine."""
    of_plant: np.ndarray
    """int64 (plants,) [curve]: curve of the plant."""
    mine_scale: np.ndarray
    """float64 (mines,) [USD/t]: factor on H: base price times L (L/u_0 - 1)^(1/eta)."""
    plant_scale: np.ndarray
    """float64 (plants,) [USD/t]: factor on H: base margin times L (L/u_0 - 1)^(1/eta)."""
    mine_limit: np.ndarray
    """float64 (mines,) [-]: highest utilisation L."""
    plant_limit: np.ndarray
    """float64 (plants,) [-]: highest utilisation L."""
    mine_cell: np.ndarray
    """int64 (mines,) [cell]: seller cell to which the cost is booked."""
    plant_cell: np.ndarray
    """int64 (plants,) [cell]: seller cell to which the cost is booked: that of the first product."""
    lost: np.ndarray
    """float64 (users,) [USD/t]: value added lost for good with each tonne not delivered."""


SERVED, SERVED_OUTLAY, CASH_COST, VALUE_LOST = range(4)


@jit
def fill_effort(effort, elasticity):
    """Table of H at every node, by midpoints: dH/dw = 2 z^(1/eta) (1 - w)^(1 - 2/eta).

    Args:
        effort: float64 (nodes,) [-], the table, filled.
        elasticity: float [-], elasticity eta of output to the price.

    """
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
    """Value of H(z) [-], interpolated linearly between two nodes.

    Args:
        effort: float64 (curves, nodes) [-], tables of H.
        row: int64 [curve].
        z: float [-], utilisation over its limit.

    """
    place = (1.0 - sqrt(max(0.0, 1.0 - z))) * (effort.shape[1] - 1)
    node = min(np.int64(place), effort.shape[1] - 2)
    return effort[row, node] + (place - node) * (effort[row, node + 1] - effort[row, node])


@jit
def value_the_day(
    rules, welfare_params, user_params, users, buyers, mines, plant_params, plants, stoppage_state, since,
):  # fmt: skip
    """Welfare accounts of a market day, added to ``since``.

    ``since`` float64 (cells, 4) [t, USD] has the columns SERVED, t that final users took; SERVED_OUTLAY, USD that they
    paid; CASH_COST, USD of mines and plants; VALUE_LOST, USD of value added.
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
            able = plant_params.base_capacity[f] * plants.size[f] * stoppage_state.plant[f]
            z = plants.ran[f] / (able * welfare_params.plant_limit[f])
            spent = (
                able * welfare_params.plant_scale[f] * effort_at(welfare_params.effort, welfare_params.of_plant[f], z)
            )
            since[welfare_params.plant_cell[f], CASH_COST] += spent * rules.tick


@jit
def add_up(flow, period, source, into, place, total):
    """Sums of recorded flows by period and cell, in the order of days and lanes.

    Term t adds column ``source[t]`` of each lane to ``total[into[t], period[day], place[t, lane]]``, and nothing where
    the place is -1. The first term is the seller's revenue: where it is 0 nothing has arrived, and the lane is skipped.

    Args:
        flow: float64 (days, lanes, columns) [t, USD/t, USD], rows of ``Tape.flow``.
        period: int64 (days,) [period], period of each recorded day.
        source: int64 (terms,) [column], column of ``flow`` that a term adds.
        into: int64 (terms,) [-], row of ``total`` to which it is added.
        place: int64 (terms, lanes) [cell], cell to which it is booked; -1 for none.
        total: float64 (rows, periods, cells) [USD, t], the sums, added to.

    """
    for day in range(flow.shape[0]):
        for lane in range(flow.shape[1]):
            if flow[day, lane, source[0]] == 0.0:
                continue
            for t in range(len(source)):
                if place[t, lane] >= 0:
                    total[into[t], period[day], place[t, lane]] += flow[day, lane, source[t]]
