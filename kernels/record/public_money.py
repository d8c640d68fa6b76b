"""Rows of what governments have paid producers, and got back, for each recorded market day."""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.projects.price_guarantees import PAID
from lodeflow.kernels.projects.public_money import BOOKS
from lodeflow.kernels.record.record import MARKETS

GUARANTEED, RETURNED, FIRST_BOOK = range(3)
"""Columns of ``Tape.public``: paid and returned under a guarantee, then the books of a programme; sums since day 0."""


@jit
def record_public_money(tape, guarantee_params, guarantee_state, public_money_state, day):
    """Sums of every guarantee, then of every programme, if this market day is recorded."""
    row = tape.used[MARKETS] - 1
    if row < 0 or tape.day[row] != day:
        return
    guarantees = len(guarantee_params.strike)
    for n in range(guarantees):
        guaranteed, returned = 0.0, 0.0
        for k in range(guarantee_params.first_due[n], guarantee_params.first_due[n + 1]):
            guaranteed += max(0.0, guarantee_state.book[k, PAID])
            returned += max(0.0, -guarantee_state.book[k, PAID])
        tape.public[row, n, GUARANTEED] = guaranteed
        tape.public[row, n, RETURNED] = returned
    for n in range(public_money_state.book.shape[0]):
        for k in range(BOOKS):
            so_far = 0.0
            for year in range(public_money_state.book.shape[2]):
                so_far += public_money_state.book[n, k, year]
            tape.public[row, guarantees + n, FIRST_BOOK + k] = so_far
