"""Rows of the stores of stockpiles for each recorded market day."""

from enum import IntEnum

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.record.record import MARKETS


class StoreColumn(IntEnum):
    """Columns of ``Tape.stores``; sums are since day 0, and those of a purse stand with each of its stores."""

    HELD = 0  # t
    COST = 1  # USD, stock at cost
    VALUE = 2  # USD, stock at market
    BOUGHT = 3  # t
    RELEASED = 4  # t
    PAID = 5  # USD
    RECEIVED = 6  # USD
    CASH = 7  # USD
    LOAN = 8  # USD
    FEES = 9  # USD
    INTEREST = 10  # USD
    STORAGE = 11  # USD
    SUPPORT = 12  # USD
    ADVANCED = 13  # USD
    REFUNDED = 14  # USD


@jit
def record_stores(tape, stockpile_params, stockpile_state, buyers, day):
    """Values of every store, if this market day is recorded."""
    row = tape.used[MARKETS] - 1
    if row < 0 or tape.day[row] != day:
        return
    for n in range(len(stockpile_params.cell)):
        p = stockpile_params.purse[n]
        tape.stores[row, n, 0] = stockpile_state.stock[n]
        tape.stores[row, n, 1] = stockpile_state.book[n]
        tape.stores[row, n, 2] = stockpile_state.stock[n] * buyers.spot[stockpile_params.cell[n]]
        tape.stores[row, n, 3] = stockpile_state.bought[n]
        tape.stores[row, n, 4] = stockpile_state.released[n]
        tape.stores[row, n, 5] = stockpile_state.paid[n]
        tape.stores[row, n, 6] = stockpile_state.received[n]
        tape.stores[row, n, 7] = stockpile_state.cash[p]
        tape.stores[row, n, 8] = stockpile_state.loan[p]
        tape.stores[row, n, 9] = stockpile_state.fees[p]
        tape.stores[row, n, 10] = stockpile_state.interest[p]
        tape.stores[row, n, 11] = stockpile_state.storage[p]
        tape.stores[row, n, 12] = stockpile_state.support[p]
        tape.stores[row, n, 13] = stockpile_state.advanced[n]
        tape.stores[row, n, 14] = stockpile_state.refunded[n]
