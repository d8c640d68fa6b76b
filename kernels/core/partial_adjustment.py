"""Long-run response of capacity and of quotas to the price: growth follows ln(P/P*) with a lag of one to two years.

    d ln K / dt = growth + response * x        dx / dt = (ln(P/P*) - x) / lag

P* is the long-run price at which capacity keeps to its announced path. Beliefs of a lasting price adapt and capacity
adjusts to them in part: Nerlove 1958, Adaptive Expectations and Cobweb Phenomena, QJE 72(2), 227-240, and The Dynamics
of Supply, Johns Hopkins. Both lines are solved exactly over a tick in which the price stands still.
"""

from lodeflow.kernels.core.jit import jit

RESPONSE, LAG, ATTENTION, MOST, LONG_RUN = range(5)
"""Columns of ``answering``: response [1/d], lag [d], share of a gap that belief closes in a tick [-], largest change
[1/d], ln of the long-run price over the base price [-].
"""
BELIEVED, ANSWERED = range(2)
"""Columns of ``answer``: lagged ln(P/P*) [-], and ln of capacity or quota over its announced path [-]."""


@jit
def adjust_in_part(answering, answer, row, dear, tick):
    """Partial adjustment of one capacity or quota over a tick; ``answer`` is written.

    Args:
        answering: float64 (rows, 5), terms of the response: RESPONSE, LAG, ATTENTION, MOST and LONG_RUN.
        answer: float64 (rows, 2) [-], BELIEVED and ANSWERED.
        row: int64, row of both.
        dear: float [-], ln of the price over the base price today.
        tick: float [d], length of the tick.

    """
    gap = dear - answering[row, LONG_RUN]
    short = answer[row, BELIEVED] - gap
    lagged = gap * tick + short * answering[row, LAG] * answering[row, ATTENTION]  # integral of belief over the tick
    answer[row, BELIEVED] -= answering[row, ATTENTION] * short
    most = answering[row, MOST] * tick
    answer[row, ANSWERED] += min(max(answering[row, RESPONSE] * lagged, -most), most)
