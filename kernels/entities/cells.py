"""Cells: what the sellers and the buyers of one material in one region hold, ask and pay.

A cell is a (region, material) pair. Its seller side holds what was made there and not yet sent off, its buyer side what
has arrived and is not yet used. Content columns are t of contained light, heavy and other rare-earth oxide; then how
much of each is Chinese; then how much of each was mined in a member of an alliance. Whoever moves content moves them
all: so nobody can lose an origin. Model.md 6 (content).
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import inline

LIGHT, HEAVY, REST = 0, 1, 2
CHINESE, MEMBER_CONTENT = 3, 6  # before the columns of what is Chinese, and of what was mined in a member
COLUMNS = 9


class CellParams(NamedTuple):
    """What a cell is; read-only. Arrays float64 (cells,) unless said.

    ``base_price`` USD/t at the gate; ``base_paid`` USD/t users pay; ``base_capacity`` t/d, 0 where nothing is made;
    ``design_capacity`` the same, or of an origin that is to come the capacity of its projects;
    ``lowest_price`` USD/t at which the unwanted is dumped, 0 for what is wanted; ``base_residue`` share of output
    unwanted in the base year; ``supply_slope`` and ``demand_slope`` price elasticities near the base [-];
    ``switching`` and ``cover_days`` smoothing share a tick and days; ``contract_share``;
    ``calm_short`` share of users short at the least cover that counts as calm;
    ``grade`` (cells, 3) t contained per t, for materials of fixed content; ``chinese`` 1 where whatever is mined,
    separated or made counts as Chinese.
    """

    base_price: np.ndarray
    base_paid: np.ndarray
    base_capacity: np.ndarray
    design_capacity: np.ndarray
    lowest_price: np.ndarray
    base_residue: np.ndarray
    supply_slope: np.ndarray
    demand_slope: np.ndarray
    switching: np.ndarray
    cover_days: np.ndarray
    contract_share: np.ndarray
    calm_short: np.ndarray
    grade: np.ndarray
    chinese: np.ndarray


class SellerState(NamedTuple):
    """The seller side; arrays float64 (cells,) unless said.

    ``stock`` t; ``content`` (cells, COLUMNS) t; ``price`` USD/t at the gate; ``premium`` USD/t that steady contracts
    add to it, over all that is sold; ``anchor`` ln USD/t; ``glut`` ln of stock over its target; ``orders`` t/d
    smoothed; ``asked`` t/d ordered in this tick; ``made`` t in this tick; ``residue`` t in this tick; ``capacity`` t/d
    now; ``held`` t/d that a quota keeps back; ``trapped`` t that export controls hold back; ``qualified`` capacity
    that buyers have come to trust, as a ratio to the base; ``starting`` t/d that new plants there are to make, 0 where
    there are none; ``member`` 1 where what is mined today counts as a member's, else 0: whoever lets a region join or
    leave writes it.
    """

    stock: np.ndarray
    content: np.ndarray
    price: np.ndarray
    premium: np.ndarray
    anchor: np.ndarray
    glut: np.ndarray
    orders: np.ndarray
    asked: np.ndarray
    made: np.ndarray
    residue: np.ndarray
    capacity: np.ndarray
    held: np.ndarray
    trapped: np.ndarray
    qualified: np.ndarray
    starting: np.ndarray
    member: np.ndarray


class BuyerState(NamedTuple):
    """The buyer side; arrays float64 (cells,) unless said.

    ``stock`` t; ``level`` t of stock as users see it, smoothed over weeks; ``content`` (cells, COLUMNS) t; ``book``
    USD the stock has cost; ``landed`` USD/t mean landed cost of today's orders; ``untaxed`` the same without tariffs;
    ``spot`` USD/t delivered; ``contract`` USD/t; ``paid`` USD/t transaction price; ``felt`` USD/t the smoothed price
    that users answer; ``trend`` ln USD/t; ``panic`` [0, 1]; ``known`` ln USD/t up to which a rise frightens nobody;
    ``forecast`` t/d; ``desired`` t/d; ``filled`` share of desired use that is met; ``used`` t in this tick; ``spread``
    USD that stockholders earn in this tick; ``returned`` t/d that comes back recycled; ``news`` [0, 1] of controls
    that frightens them; ``rush`` t of stock they want on top, ahead of a control or a duty; ``starting`` 1 where a
    plant that uses it is young, else 0; ``served`` (cells, COLUMNS) t contained in what final users got in this tick.
    """

    stock: np.ndarray
    level: np.ndarray
    content: np.ndarray
    book: np.ndarray
    landed: np.ndarray
    untaxed: np.ndarray
    spot: np.ndarray
    contract: np.ndarray
    paid: np.ndarray
    felt: np.ndarray
    trend: np.ndarray
    panic: np.ndarray
    known: np.ndarray
    forecast: np.ndarray
    desired: np.ndarray
    filled: np.ndarray
    used: np.ndarray
    spread: np.ndarray
    returned: np.ndarray
    news: np.ndarray
    rush: np.ndarray
    starting: np.ndarray
    served: np.ndarray


@inline
def share_of(content, row, element, column):
    """How much of an element that a stock or a lot holds is Chinese (``column`` CHINESE + element), or was mined in a
    member (MEMBER + element): 0 to 1, and 0 where it holds none.
    """
    return content[row, column] / content[row, element] if content[row, element] > 0.0 else 0.0
