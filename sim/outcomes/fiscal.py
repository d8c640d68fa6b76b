"""Fiscal outcomes: what governments paid producers by instrument, and what came back, by the region that pays.

Payers are governments, payees producers; a guarantee above its strike and the service of a loan go the other way. Cash
over the whole run: the quarter that is open at the end is not settled, and loans may still be owed.
"""

import itertools
from collections.abc import Callable

import numpy as np

from lodeflow.base_world.rest_point import Floats
from lodeflow.kernels.projects.price_guarantees import PAID
from lodeflow.kernels.projects.public_money import (
    CREDIT,
    EARNINGS,
    EQUITY,
    GRANT,
    LOAN,
    OFFTAKE,
    REGAINED,
    SERVICE,
)
from lodeflow.outcomes.frame import Finished, Frame
from lodeflow.outcomes.groups import Groups

Row = tuple[str | None, str | None, str | None]
BOOKED = {
    "capital_grants": GRANT,
    "state_equity": EQUITY,
    "public_loans": LOAN,
    "loan_service": SERVICE,
    "production_credits": CREDIT,
    "offtake_losses": OFFTAKE,
    "offtake_gains": REGAINED,
    "earnings_guarantees": EARNINGS,
}
"""Book of ``kernels/projects/public_money.py`` behind each outcome."""


def guarantors(frame: Frame) -> Groups:
    """Material and payer of each price guarantee; ``frame`` has the groups of the plan."""
    terms = frame.plan.scenario.price_guarantees.values()
    return Groups([(each.material, each.payer) for each in terms])


def funders(frame: Frame) -> Groups:
    """Payer of each programme of public money; ``frame`` has the groups of the plan."""
    return Groups([(each.payer,) for each in frame.plan.scenario.public_money.values()])


def funder_rows(frame: Frame) -> list[Row]:
    """Row of each government with a programme; ``frame`` has the groups of the plan."""
    return [(None, payer, None) for (payer,) in funders(frame).names]


def guaranteed(f: Finished) -> Floats:
    """Payments under price guarantees less shares of the upside, USD; ``f`` is the finished world."""
    m = f.world.market
    first = m.guarantee_params.first_due
    paid = [m.guarantee_state.book[a:b, PAID].sum() for a, b in itertools.pairwise(first)]
    return guarantors(f.frame).sums(np.array(paid))


def guaranteed_tonnes(f: Finished) -> Floats:
    """Tonnes settled under price guarantees, by material and payer; ``f`` is the finished world."""
    m = f.world.market
    first = m.guarantee_params.first_due
    made = [m.guarantee_state.book[a:b, 0].sum() for a, b in itertools.pairwise(first)]
    return guarantors(f.frame).sums(np.array(made))


def booked(kind: int) -> Callable[[Finished], Floats]:
    """Money of one book, by payer, USD; ``kind`` is its number."""
    return lambda f: funders(f.frame).sums(f.world.market.public_money_state.book[:, kind].sum(axis=1))


def payers(frame: Frame) -> Groups:
    """Payer of each guarantee, then of each programme; ``frame`` has the groups of the plan."""
    guarantees = [each.payer for each in frame.plan.scenario.price_guarantees.values()]
    programmes = [each.payer for each in frame.plan.scenario.public_money.values()]
    return Groups([(payer,) for payer in (*guarantees, *programmes)])


def payer_rows(frame: Frame) -> list[Row]:
    """Row of each government with a guarantee or a programme; ``frame`` has the groups of the plan."""
    return [(None, payer, None) for (payer,) in payers(frame).names]


def fiscal_cost(f: Finished) -> Floats:
    """Net cash paid by each government, less loan service and gains on offtakes, USD; ``f`` is the finished world."""
    m = f.world.market
    first, book = m.guarantee_params.first_due, m.public_money_state.book.sum(axis=2)
    paid = [m.guarantee_state.book[a:b, PAID].sum() for a, b in itertools.pairwise(first)]
    net = book.sum(axis=1) - 2.0 * (book[:, SERVICE] + book[:, REGAINED])
    return payers(f.frame).sums(np.array([*paid, *net]))
