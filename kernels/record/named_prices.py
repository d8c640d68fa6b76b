"""Prices by name: free on board, contract and reference price of every cell, beside those of gate and spot.

They are told apart by their basis. A price at the gate is what producers are paid at home. Free on board is what the
same goods cost abroad, in the seller's port: with export tax, licence rent and what exporters add because of a levy. A
contract price is the landed cost as long contracts follow it. A reference price is that of an alliance of which the
region is a member. Recording changes nothing in the world.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.alliance.agreement import MEMBER
from lodeflow.kernels.core.jit import jit

SHIPPED_T, SHIPPED_USD, ORDERED_T, ORDERED_USD = range(4)
NO_PRICE = 0.0  # of what has no price on a day; tables leave it out


class NamedPrices(NamedTuple):
    """Prices of a market day that no other slice holds; written where a market is recorded. Partner: Tape."""

    fob: np.ndarray
    """float64 (cells,) [USD/t]: mean price free on board of today's exports, else of today's orders; 0 for none."""
    reference: np.ndarray
    """float64 (cells,) [USD/t]: reference price in force where the goods are bought; 0 for none."""
    exports: np.ndarray
    """float64 (cells, 4) [t, USD]: Scratch: exports of today and their price, orders from abroad and their price."""


def no_named_prices(cells):
    """Initial ``NamedPrices`` for ``cells`` (int) cells: none is known yet."""
    return NamedPrices(np.zeros(cells), np.zeros(cells), np.zeros((cells, 4)))


@jit
def price_exports(named, routes, trade):
    """Mean price free on board of every seller's exports [USD/t], weighted by what is dispatched today.

    Where nothing is dispatched abroad, orders from abroad are the weights; where there are none, there is no price.
    Smuggled and relabelled goods are left out: their papers, if they have any, are false.
    """
    for i in range(len(named.fob)):
        for c in range(4):
            named.exports[i, c] = 0.0
    for s in range(len(trade.fob)):
        if routes.exported[s]:
            i = routes.seller[s]
            named.exports[i, SHIPPED_T] += trade.shipped[s]
            named.exports[i, SHIPPED_USD] += trade.shipped[s] * trade.fob[s]
            named.exports[i, ORDERED_T] += trade.order[s]
            named.exports[i, ORDERED_USD] += trade.order[s] * trade.fob[s]
    for i in range(len(named.fob)):
        named.fob[i] = NO_PRICE
        if named.exports[i, SHIPPED_T] > 0.0:
            named.fob[i] = named.exports[i, SHIPPED_USD] / named.exports[i, SHIPPED_T]
        elif named.exports[i, ORDERED_T] > 0.0:
            named.fob[i] = named.exports[i, ORDERED_USD] / named.exports[i, ORDERED_T]


@jit
def name_references_in_force(named, floors, levies):
    """Reference price in force of every cell [USD/t]: that of the alliance whose levy its region takes today.

    Where a region is a member of several, the highest counts, because it is the one that binds.
    """
    for j in range(len(named.reference)):
        named.reference[j] = NO_PRICE
    for k in range(len(floors.alliance)):
        p = floors.alliance[k]
        if levies.in_force[p] == 0 or not floors.levied[k]:
            continue
        for n in range(floors.first_cell[k], floors.first_cell[k + 1]):
            if levies.standing[p, floors.region[n]] == MEMBER:
                j = floors.cell[n]
                named.reference[j] = max(named.reference[j], levies.reference[k])
