"""Slices of stockpiles: a purse with a loan and capital, and a store for each material that it keeps in one region.

Model.md 8.9 (vault). What is bought leaves the stock of the region's civil buyers at the spot price, with its content
and its origin; what is released goes back there. So a stockpile moves the market in which it buys, and is no part of
the stock that prices look at.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.entities.cells import COLUMNS

ANY, OUTSIDE, MEMBERS = range(3)
"""Origins that are bought: any; none of the controller's content; mined in members of an alliance only."""
AT_COST, AT_SPOT = range(2)
"""Prices of a release."""


class StockpileParams(NamedTuple):
    """Terms of stockpiles and of their stores; read-only. Partner: StockpileState."""

    announced: np.ndarray
    """int64 (stockpiles,) [day]: day from which holders of stock reckon with the purchases."""
    start: np.ndarray
    """int64 (stockpiles,) [day]: first day of purchases; the capital is paid in."""
    end: np.ndarray
    """int64 (stockpiles,) [day]: day from which all is sold."""
    capital: np.ndarray
    """float64 (stockpiles,) [USD]: capital of its own."""
    loan: np.ndarray
    """float64 (stockpiles,) [USD]: largest loan."""
    interest: np.ndarray
    """float64 (stockpiles,) [-]: interest on the loan for a tick."""
    storage: np.ndarray
    """float64 (stockpiles,) [-]: cost of storage and insurance for a tick, over the value of the stock at market."""
    fee: np.ndarray
    """float64 (stockpiles,) [-]: fee that participants pay on what is bought for them."""
    prepaid: np.ndarray
    """float64 (stockpiles,) [-]: share of the cost of a purchase that participants pay in advance."""
    carry: np.ndarray
    """float64 (stockpiles,) [-]: share of interest and storage that participants bear."""
    repaid_from: np.ndarray
    """int64 (stockpiles,) [day]: day from which the largest loan falls."""
    repaid_by: np.ndarray
    """int64 (stockpiles,) [day]: day on which it is 0."""
    selling: np.ndarray
    """float64 (stockpiles,) [d]: time in which all is sold from ``end`` on."""
    cap: np.ndarray
    """float64 (stockpiles,) [-]: most that is bought, share of the region's use."""
    ceiling: np.ndarray
    """float64 (stockpiles,) [-]: spot price over its long mean above which nothing is bought."""
    memory: np.ndarray
    """float64 (stockpiles,) [-]: share by which the long mean moves to the spot price in a tick."""
    filling: np.ndarray
    """float64 (stockpiles,) [d]: time in which what is missing is bought."""
    origin: np.ndarray
    """int64 (stockpiles,) [code]: origins that are bought."""
    short: np.ndarray
    """float64 (stockpiles,) [-]: share of use unmet above which stock is released."""
    patience: np.ndarray
    """float64 (stockpiles,) [d]: time for which use must have been short."""
    crisis: np.ndarray
    """float64 (stockpiles,) [-]: ln of the premium of a stop of exports above which stock is released at once."""
    release: np.ndarray
    """float64 (stockpiles,) [d]: time in which a full store can be released."""
    rest: np.ndarray
    """float64 (stockpiles,) [d]: time after a release in which nothing is bought."""
    price: np.ndarray
    """int64 (stockpiles,) [code]: price of a release, AT_COST or AT_SPOT."""
    purse: np.ndarray
    """int64 (stores,) [stockpile]: stockpile that the store belongs to."""
    cell: np.ndarray
    """int64 (stores,) [cell]: civil buyers' cell in whose market it trades."""
    target: np.ndarray
    """float64 (stores,) [t]: tonnes to be held."""


class StockpileState(NamedTuple):
    """Stores and purses as they stand; written every market day. Partner: StockpileParams."""

    stock: np.ndarray
    """float64 (stores,) [t]: tonnes held."""
    content: np.ndarray
    """float64 (stores, 9) [t]: content of the stock, by the columns of kernels/entities/cells.py."""
    book: np.ndarray
    """float64 (stores,) [USD]: stock at cost."""
    usual: np.ndarray
    """float64 (stores,) [USD/t]: long mean of the spot price."""
    waited: np.ndarray
    """float64 (stores,) [d]: time for which use has been short without a break."""
    rested: np.ndarray
    """float64 (stores,) [d]: time since the last release."""
    buys: np.ndarray
    """float64 (stores,) [t/d]: purchases of this tick."""
    sells: np.ndarray
    """float64 (stores,) [t]: release of this tick."""
    bought: np.ndarray
    """float64 (stores,) [t]: purchases since day 0."""
    released: np.ndarray
    """float64 (stores,) [t]: releases and sales since day 0."""
    paid: np.ndarray
    """float64 (stores,) [USD]: payments to stockholders since day 0."""
    received: np.ndarray
    """float64 (stores,) [USD]: receipts from stockholders since day 0."""
    advanced: np.ndarray
    """float64 (stores,) [USD]: payments in advance of participants since day 0."""
    refunded: np.ndarray
    """float64 (stores,) [USD]: what participants have got back of them since day 0."""
    cash: np.ndarray
    """float64 (stockpiles,) [USD]: cash."""
    loan: np.ndarray
    """float64 (stockpiles,) [USD]: loan that is drawn."""
    capital: np.ndarray
    """float64 (stockpiles,) [USD]: capital that is paid in."""
    interest: np.ndarray
    """float64 (stockpiles,) [USD]: interest paid since day 0."""
    storage: np.ndarray
    """float64 (stockpiles,) [USD]: storage and insurance paid since day 0."""
    fees: np.ndarray
    """float64 (stockpiles,) [USD]: fees of participants, and their part of interest and storage, since day 0."""
    support: np.ndarray
    """float64 (stockpiles,) [USD]: losses that the treasury has paid since day 0."""


def nothing_stored(stores, stockpiles):
    """Initial ``StockpileState`` of empty ``stores`` (int) and ``stockpiles`` (int) whose capital is not paid in."""
    by_store = [np.zeros(stores) for _ in range(14)]
    by_store[1] = np.zeros((stores, COLUMNS))
    return StockpileState(*by_store, *(np.zeros(stockpiles) for _ in range(7)))
