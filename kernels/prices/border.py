"""Borders that export quotas draw: stock of goods on either side, and how long what crosses counts.

A side of a border is a small market of one material: its stock at sellers, under way and at buyers, and the flows out
of balance at long-run prices (kernels/prices/border_flows.py), of the stage under quota alone: what is made of the
goods may cross. Both sides have one price while trade is free; under a quota they part, until it ends. Nobody knows
when, but for a rate h, or a date T is told. In the linear case the price of a side differs from the common one by

    -phi tanh(l T) (s + z tanh(l T / 2) / l) / n    dated           phi = 1 / (kappa l)
    -(s + z / r) / (kappa r n)                      not dated       r = (h + (h^2 + 4 l^2)^(1/2)) / 2

with s the stock out of balance, z a lasting flow and l the rate of the side: the solution of d' = s / (kappa n) + h d,
s' = z + e d which is 0 at the end, so no price jumps on a day that is told. Flows that fade count for less. What has
left is still under way for L days: fewer goods will be on their way for good, and that is no loss of stock; so the
outside loses from day L on. In the next order stock pays d^2 / 2 more than the linear d for a share d that is missing:
along the path to the end that adds c d^2 to d in the price,

    c = 1/6 tanh(l T)^2 + 1/2 sech(l T)^2   dated        c = r / (2 (3 r - 2 h))   not dated

between the 1/6 of a stop for good, near which the bend of q lies, and the 1/2 of the logarithm. Their weights are w.
"""

from math import sqrt
from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import exp
from lodeflow.kernels.prices.two_sides import APART, BEYOND, COUNTS, INSIDE, KEEPS, OUTSIDE, OWN, SOON, STEEP, STOCK

ALIKE = 1e-7  # in the time to the end: a flow that fades as fast as the side discounts
SHORTEST = 1e-6  # of a tick: to the day on which a quota ends


class BorderParams(NamedTuple):
    """Sides of every quota's border in the base year; read-only. Partner: BorderState."""

    side: np.ndarray
    """int64 (pools, cells) [code]: 1 more than INSIDE or OUTSIDE; 0 for goods under no quota of the pool."""
    goods: np.ndarray
    """bool (pools, materials) [flag]: whether the pool's quota can split the material."""
    crosses: np.ndarray
    """bool (pools, lanes) [flag]: whether the lane is under the pool's quota."""
    spare: np.ndarray
    """bool (materials,) [flag]: whether the material is in surplus, so that it gets no cheaper inside."""
    rate: np.ndarray
    """float64 (pools, materials, 2) [1/tick]: rate at which each side discounts; 0 for a side without use or stock."""
    steep: np.ndarray
    """float64 (pools, materials, 2) [-]: response of each side's ln price to its position in units of its stock."""
    normal: np.ndarray
    """float64 (pools, materials, 2) [t]: stock of each side, with what is under way to it."""
    net: np.ndarray
    """float64 (pools, materials, 2) [t/d]: supply less use of each side in the base year."""
    usual: np.ndarray
    """float64 (pools, materials) [t/d]: flow over the border in the base year."""
    way: np.ndarray
    """float64 (pools, materials) [d]: time that goods are under way over the border."""
    apart: np.ndarray
    """float64 (materials,) [-]: 1 over the elasticity of substitution between origins."""
    keeps: np.ndarray
    """float64 (pools, materials) [-]: share of the exporter in purchases outside, times that of use in all that answers
    the price there.
    """
    turning: np.ndarray
    """float64 (pools, materials) [1/tick]: rate at which buyers outside trade the exporter's goods for others."""


class BorderState(NamedTuple):
    """Both sides of every border; written on market days with a quota. Partner: BorderParams."""

    shift: np.ndarray
    """float64 (cells,) [-]: ln of each seller's price over the one without a border; 0 without one."""
    sides: np.ndarray
    """float64 (pools, materials, 2, 11) [any unit]: position [t], stock [t], steepness [-], days [d] that a flow over
    the border counts, nearness of the end [-], and days [d] that each kind of its own flows counts, of each side.
    """
    counted: np.ndarray
    """bool (pools, materials) [flag]: whether the material is under the pool's quota today."""
    goods: np.ndarray
    """float64 (pools, materials, 4) [any unit]: flow of the base year on its path [t/d], 1 over the elasticity of
    substitution [-], ``keeps`` [-], and ln of the price abroad that experience adds [-].
    """
    free: np.ndarray
    """float64 (pools, materials) [t/d]: flow at which both sides would have one price."""
    flow: np.ndarray
    """float64 (pools, materials) [t/d]: flow that the prices imply."""
    common: np.ndarray
    """float64 (pools, materials) [-]: ln of the price inside without the border, over base."""
    outside: np.ndarray
    """float64 (pools, materials) [-]: ln of the price outside without the border, over base."""
    worth: np.ndarray
    """float64 (pools, materials) [USD/t]: exporters' price without the border."""


def no_borders(pools, materials, cells):
    """Initial ``BorderState``: nothing is split. ``pools``, ``materials`` and ``cells`` are int."""
    counted, rest = np.zeros((pools, materials), np.bool_), [np.zeros((pools, materials)) for _ in range(5)]
    sides, goods = np.zeros((pools, materials, 2, 11)), np.zeros((pools, materials, 4))
    return BorderState(np.zeros(cells), sides, counted, goods, *rest)


@jit
def measure_sides(rules, border_params, border, fading, u, ends, left):
    """Steepness of both sides' prices, and days for which flows count, in pool ``u`` (int64 [pool]).

    Args:
        rules: tick.
        border_params: rates of the sides.
        border: written.
        fading: float64 (kinds,) [1/tick], rate at which each kind of flow fades.
        u: int64 [pool].
        ends: float64 [1/tick], believed rate of the quota's end.
        left: float64 [tick], time to a day that is told; below 0 for none.

    """
    for m in range(len(border_params.spare)):
        border.goods[u, m, KEEPS] = border_params.keeps[u, m]
        border.goods[u, m, APART] = border_params.apart[m] * _lasting(border_params.turning[u, m], ends, left)
        for k in range(2):
            rate, side = border_params.rate[u, m, k], border.sides[u, m, k]
            for c in range(len(side)):
                side[c] = 0.0
            if rate <= 0.0:
                continue
            way = border_params.way[u, m] / rules.tick if k == OUTSIDE else 0.0
            if left >= 0.0:
                time = max(left, SHORTEST)
                gone = exp(-rate * time)
                side[STEEP] = border_params.steep[u, m, k] * (1.0 - gone * gone) / (1.0 + gone * gone)
                side[SOON] = 4.0 * gone * gone / ((1.0 + gone * gone) * (1.0 + gone * gone))
                if time > way:
                    side[COUNTS] = (
                        rules.tick
                        * _weight(rate, 0.0, time - way)
                        * ((1.0 - exp(-2.0 * rate * (time - way))) / (1.0 - gone * gone) * exp(-rate * way))
                    )
                for kind in range(len(fading)):
                    side[OWN + kind] = rules.tick * _weight(rate, fading[kind], time)
            else:
                root = 0.5 * (ends + sqrt(ends * ends + 4.0 * rate * rate))
                side[STEEP] = border_params.steep[u, m, k] * rate / root
                side[SOON] = ends / (3.0 * root - 2.0 * ends)
                side[COUNTS] = rules.tick * exp(-root * way) / root
                for kind in range(len(fading)):
                    side[OWN + kind] = rules.tick / (root + fading[kind])
            if k == INSIDE and border_params.spare[m]:
                side[STEEP] = 0.0


@inline
def _lasting(rate, ends, left):
    """Price of a loss that lasts as long as the quota over that of one for good, in a market with a ``rate``: buyers
    wait for an end that is near.
    """
    if rate <= 0.0:
        return 1.0
    if left >= 0.0:
        gone = exp(-rate * left)
        return 1.0 - 2.0 * gone / (1.0 + gone * gone)
    root = 0.5 * (ends + sqrt(ends * ends + 4.0 * rate * rate))
    return rate * rate / (root * root)


@inline
def _weight(rate, fading, time):
    """Ticks for which a flow counts that fades while the border has ``time`` to stand: the integral of
    sinh(l (T - t)) / sinh(l T) exp(-fading t).
    """
    gone, faded, apart = exp(-rate * time), exp(-fading * time), rate - fading
    late = gone * time if abs(apart) * time < ALIKE else (faded - gone) / apart
    return ((1.0 - gone * faded) / (rate + fading) - gone * late) / (1.0 - gone * gone)


@jit
def count_stocks(border_params, border, forward_params, forward, routes, sellers, buyers, trade, u):
    """Stock of both sides of pool ``u`` out of balance, with what is under way to them."""
    of = forward_params.material
    for m in range(len(border_params.spare)):
        for k in range(2):
            normal = border_params.normal[u, m, k] * forward.grown[m]
            border.sides[u, m, k, STOCK] = normal
            border.sides[u, m, k, BEYOND] -= normal
    for i in range(len(of)):
        k = border_params.side[u, i] - 1
        if k >= 0:
            border.sides[u, of[i], k, BEYOND] += sellers.stock[i] + buyers.stock[i]
    for s in range(len(trade.afloat)):
        k = border_params.side[u, routes.buyer[s]] - 1
        if k >= 0:
            border.sides[u, of[routes.buyer[s]], k, BEYOND] += trade.afloat[s] - trade.queued[s]
            if trade.queued[s] > 0.0:
                border.sides[u, of[routes.buyer[s]], INSIDE, BEYOND] += trade.queued[s]
