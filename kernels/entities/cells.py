"""Cells: stocks, prices and orders of the sellers and the buyers of one material in one region.

A cell is a (region, material) pair. Its seller side holds output not yet dispatched, its buyer side goods that have
arrived and are not yet used. Content has nine columns (``COLUMNS``), t of contained oxide: light, heavy and other; the
Chinese part of each (``CHINESE`` + element); the part of each mined in a member of an alliance (``MEMBER_CONTENT`` +
element). Every kernel that moves content moves all columns, so that origins are conserved. Model.md 6 (content).
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import inline

LIGHT, HEAVY, REST = 0, 1, 2
CHINESE, MEMBER_CONTENT = 3, 6  # first columns of Chinese content, and of content mined in a member
COLUMNS = 9


class CellParams(NamedTuple):
    """Parameters of the cells; read-only. Partners: SellerState, BuyerState."""

    base_price: np.ndarray
    """float64 (cells,) [USD/t]: gate price in the base year."""
    base_paid: np.ndarray
    """float64 (cells,) [USD/t]: price that users pay in the base year, the gate price where nothing is bought."""
    base_capacity: np.ndarray
    """float64 (cells,) [t/d]: output capacity in the base year, 0 where nothing is made."""
    design_capacity: np.ndarray
    """float64 (cells,) [t/d]: base capacity or, for a new origin, the capacity of its projects."""
    lowest_price: np.ndarray
    """float64 (cells,) [USD/t]: disposal price of an unwanted co-product, 0 for materials in demand."""
    base_residue: np.ndarray
    """float64 (cells,) [-]: unwanted share of output in the base year."""
    refill: np.ndarray
    """float64 (cells,) [-]: share of output that an empty store of goods in surplus takes back from the residue."""
    supply_slope: np.ndarray
    """float64 (cells,) [-]: price elasticity of supply near the base."""
    demand_slope: np.ndarray
    """float64 (cells,) [-]: short-run price elasticity of final use near the base, averaged over the world."""
    switching: np.ndarray
    """float64 (cells,) [-]: smoothing share a tick of sourcing shares and of qualification."""
    cover_days: np.ndarray
    """float64 (cells,) [d]: days of cover that buyers hold as target."""
    contract_share: np.ndarray
    """float64 (cells,) [-]: share of use bought on contracts."""
    grade: np.ndarray
    """float64 (cells, 3) [t/t]: contained light, heavy and other oxide per tonne, for materials of fixed content."""
    chinese: np.ndarray
    """float64 (cells,) [flag]: 1 where output counts as Chinese whatever its feed."""


class SellerState(NamedTuple):
    """Seller side of the cells; written every market day. Partner: CellParams."""

    stock: np.ndarray
    """float64 (cells,) [t]: output not yet dispatched."""
    content: np.ndarray
    """float64 (cells, 9) [t]: content of the stock, by the columns of this module."""
    price: np.ndarray
    """float64 (cells,) [USD/t]: gate price."""
    premium: np.ndarray
    """float64 (cells,) [USD/t]: addition of price contracts to the gate price, averaged over all sales."""
    anchor: np.ndarray
    """float64 (cells,) [ln USD/t]: slow part of the gate price."""
    glut: np.ndarray
    """float64 (cells,) [-]: ln of uncommitted stock over its target, less the mean of its material if in demand."""
    orders: np.ndarray
    """float64 (cells,) [t/d]: smoothed orders."""
    asked: np.ndarray
    """float64 (cells,) [t/d]: orders of this tick."""
    made: np.ndarray
    """float64 (cells,) [t]: output of this tick."""
    residue: np.ndarray
    """float64 (cells,) [t]: output of this tick that goes to the residue pile."""
    capacity: np.ndarray
    """float64 (cells,) [t/d]: output capacity today."""
    held: np.ndarray
    """float64 (cells,) [t/d]: output withheld by a production quota."""
    trapped: np.ndarray
    """float64 (cells,) [t]: stock withheld by export controls, beyond the usual wait for licences; below 0 where
    less waits than usual.
    """
    qualified: np.ndarray
    """float64 (cells,) [-]: capacity that buyers have qualified, over ``CellParams.design_capacity``."""
    starting: np.ndarray
    """float64 (cells,) [t/d]: planned output of plants that started lately, 0 where there are none."""
    member: np.ndarray
    """float64 (cells,) [flag]: 1 where ore mined today counts as mined in a member; written by accession."""


class BuyerState(NamedTuple):
    """Buyer side of the cells; written every market day. Partner: CellParams."""

    stock: np.ndarray
    """float64 (cells,) [t]: goods that have arrived and are not yet used."""
    level: np.ndarray
    """float64 (cells,) [t]: stock smoothed over weeks, on which shortage and spot price depend."""
    content: np.ndarray
    """float64 (cells, 9) [t]: content of the stock, by the columns of this module."""
    book: np.ndarray
    """float64 (cells,) [USD]: book value of the stock, at cost."""
    landed: np.ndarray
    """float64 (cells,) [USD/t]: mean landed cost of today's orders."""
    untaxed: np.ndarray
    """float64 (cells,) [USD/t]: spot price at a landed cost without duties."""
    spot: np.ndarray
    """float64 (cells,) [USD/t]: delivered spot price."""
    contract: np.ndarray
    """float64 (cells,) [USD/t]: contract price, the smoothed landed cost."""
    paid: np.ndarray
    """float64 (cells,) [USD/t]: transaction price, a mix of contract and spot price."""
    felt: np.ndarray
    """float64 (cells,) [USD/t]: smoothed transaction price, to which users respond."""
    trend: np.ndarray
    """float64 (cells,) [ln USD/t]: slow trend of the untaxed price, from which panic is measured."""
    panic: np.ndarray
    """float64 (cells,) [-]: panic, 0 to 1."""
    known: np.ndarray
    """float64 (cells,) [ln USD/t]: announced price up to which a rise causes no panic."""
    forecast: np.ndarray
    """float64 (cells,) [t/d]: expected use."""
    desired: np.ndarray
    """float64 (cells,) [t/d]: desired use of final users and plants."""
    filled: np.ndarray
    """float64 (cells,) [-]: share of desired use that is met."""
    used: np.ndarray
    """float64 (cells,) [t]: use of this tick."""
    spread: np.ndarray
    """float64 (cells,) [USD]: stockholders' earnings in this tick, sales less cost of the goods."""
    returned: np.ndarray
    """float64 (cells,) [t/d]: recycled material that enters the stock."""
    news: np.ndarray
    """float64 (cells,) [-]: alarm caused by news of export controls, 0 to 1."""
    rush: np.ndarray
    """float64 (cells,) [t]: additional target stock ahead of a control or a duty."""
    starting: np.ndarray
    """float64 (cells,) [flag]: 1 where a plant that uses the material started lately."""
    served: np.ndarray
    """float64 (cells, 9) [t]: content of deliveries to final users in this tick."""


@inline
def share_of(content, row, element, column):
    """Chinese or member-mined share of one element in a stock or lot, 0 to 1 [-]; 0 where it holds none.

    Args:
        content: float64 (rows, 9) [t], content of stocks or lots.
        row: int64, row of ``content``.
        element: int64, LIGHT, HEAVY or REST.
        column: int64, CHINESE + element or MEMBER_CONTENT + element.

    """
    return content[row, column] / content[row, element] if content[row, element] > 0.0 else 0.0
