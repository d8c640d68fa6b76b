"""Spatial price equilibria in which buyers see no difference but the price: linear supply, demand and congestion.

Takayama and Judge's model and Nagurney's asymmetric one, as a linear complementarity problem: nobody ships at a loss,
nothing is shipped dearer than it sells. Solved exactly, by Lemke's pivots; where costs do not act on each other
asymmetrically the same is the best of a convex programme.
"""

from typing import NamedTuple

import numpy as np

NO_LEVY = -np.inf


class Linear(NamedTuple):
    """Sellers ask ``asked`` + ``supply_slope`` @ made, buyers offer ``offered`` - ``demand_slope`` @ used; lane s costs
    ``freight`` + ``congestion`` @ flow. On the price and freight a lane may bear a ``tariff`` (share of the price at the
    gate), a levy up to ``reference`` (NO_LEVY for none); ``quotas`` are (lanes that count together, most).
    """

    seller: np.ndarray
    buyer: np.ndarray
    asked: np.ndarray
    supply_slope: np.ndarray
    offered: np.ndarray
    demand_slope: np.ndarray
    freight: np.ndarray
    congestion: np.ndarray
    tariff: np.ndarray
    reference: np.ndarray
    quotas: tuple[tuple[tuple[int, ...], float], ...] = ()


class Traded(NamedTuple):
    """``flow``, ``levy`` and ``slack`` (cost above the buyer's price) of each lane, price at each gate and of each
    buyer, ``rent`` of each quota.
    """

    flow: np.ndarray
    levy: np.ndarray
    slack: np.ndarray
    gate: np.ndarray
    paid: np.ndarray
    rent: np.ndarray


def linear(seller, buyer, asked, supply_slope, offered, demand_slope, freight, **given) -> Linear:
    """A world without congestion or instruments, unless said; slopes of one's own quantity, or matrices."""
    count = len(seller)
    plain = {"congestion": np.zeros((count, count)), "tariff": np.zeros(count), "reference": np.full(count, NO_LEVY)}
    slopes = [np.diag(s) if np.ndim(s) == 1 else np.asarray(s, float) for s in (supply_slope, demand_slope)]
    sides = [np.asarray(v, float) for v in (asked, offered, freight)]
    return Linear(
        np.asarray(seller), np.asarray(buyer), sides[0], slopes[0], sides[1], slopes[1], sides[2], **(plain | given)
    )


def equilibrium(world: Linear) -> Traded:
    """Flows, levies and rents at which nobody would rather trade otherwise."""
    from_, to = (np.eye(len(each))[:, at] for each, at in ((world.asked, world.seller), (world.offered, world.buyer)))
    lanes, levied = len(world.seller), np.flatnonzero(world.reference > NO_LEVY)
    counted = np.array([[float(s in q) for s in range(lanes)] for q, _ in world.quotas]).reshape(-1, lanes)
    taxed = (1.0 + world.tariff)[:, None]
    cost = taxed * (from_.T @ world.supply_slope @ from_) + world.congestion  # of each lane, by each flow
    flat = taxed[:, 0] * (from_.T @ world.asked) + world.freight
    lift = np.eye(lanes)[:, levied]
    none = np.zeros((len(counted), len(levied)))
    slopes = np.block(
        [
            [cost + to.T @ world.demand_slope @ to, lift, counted.T],
            [lift.T @ cost, lift.T @ lift, lift.T @ counted.T],
            [-counted, none, np.zeros((len(counted), len(counted)))],
        ]
    )
    offset = np.concatenate(
        [flat - to.T @ world.offered, lift.T @ flat - world.reference[levied], [most for _, most in world.quotas]]
    )
    found = lemke(slopes, offset)
    flow, levy, rent = found[:lanes], lift @ found[lanes : lanes + len(levied)], found[lanes + len(levied) :]
    gate, paid = world.asked + world.supply_slope @ (from_ @ flow), world.offered - world.demand_slope @ (to @ flow)
    slack = (cost @ flow + flat + levy + counted.T @ rent) - paid[world.buyer]
    return Traded(flow, levy, slack, gate, paid, rent)


def lemke(slopes: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """z >= 0 with w = slopes @ z + offset >= 0 and z @ w = 0, by Lemke's complementary pivots.

    ``table`` keeps the basic variables in terms of the others; variables are w (0 to n-1), z (n to 2n-1), and the
    artificial one, which starts large enough that all w are positive and is to leave. Raises ArithmeticError.
    """
    n = len(offset)
    if (offset >= 0.0).all():
        return np.zeros(n)
    table = np.hstack([np.eye(n), -slopes, -np.ones((n, 1)), offset[:, None]])
    basis = np.arange(n)
    row, entering = int(offset.argmin()), 2 * n
    for _ in range(100 * n):
        table[row] /= table[row, entering]
        others = np.arange(n) != row
        table[others] -= np.outer(table[others, entering], table[row])
        leaving, basis[row] = basis[row], entering
        if leaving == 2 * n:
            z = np.zeros(2 * n + 1)
            z[basis] = table[:, -1]
            return z[n : 2 * n]
        entering = (leaving + n) % (2 * n)  # the complement of what has left
        falling = table[:, entering] > 1e-11
        if not falling.any():
            raise ArithmeticError("the complementary pivots lead to no equilibrium")
        ratio = np.where(falling, table[:, -1] / np.where(falling, table[:, entering], 1.0), np.inf)
        row = int(ratio.argmin())
        if 2 * n in basis and ratio[artificial := int(np.flatnonzero(basis == 2 * n)[0])] <= ratio[row] + 1e-12:
            row = artificial
    raise ArithmeticError("the complementary pivots go round in circles")
