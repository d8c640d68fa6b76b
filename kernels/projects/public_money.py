"""Public money for projects: grants, loans and equity at the decision, credits on what is made; its slices and books.

Model.md 4 (incentive price) and 8.10. A grant pays a share of the planned capital cost, a loan and state equity lower
the cost of capital of the rest; so the price falls that a project needs. A production credit adds to the price that
it gets. The books are by calendar distance: years of 365 days from the start of the run.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.projects.projects import CONSTRUCTION, NOT_YET, OPERATION

GRANT, EQUITY, LOAN, SERVICE, CREDIT, OFFTAKE, REGAINED, EARNINGS = range(8)
BOOKS = 8


class PublicMoneyParams(NamedTuple):
    """Terms of each programme; read-only. Partner: PublicMoneyState."""

    start: np.ndarray
    """int64 (programmes,) [day]: first day on which decisions are supported and output earns a credit."""
    end: np.ndarray
    """int64 (programmes,) [day]: first day on which they are not."""
    needed: np.ndarray
    """float64 (programmes, projects) [-]: capital service with the programme over that without; 1 if not covered."""
    grant: np.ndarray
    """float64 (programmes, projects) [USD]: grant at the decision."""
    equity: np.ndarray
    """float64 (programmes, projects) [USD]: state equity at the decision."""
    loan: np.ndarray
    """float64 (programmes, projects) [USD]: loan at the decision."""
    service: np.ndarray
    """float64 (programmes, projects) [USD/d]: annuity of the loan, paid while the plant works."""
    term: np.ndarray
    """float64 (programmes,) [d]: time for which it is paid."""
    credit: np.ndarray
    """float64 (programmes, projects) [USD/t]: credit on a tonne of product before it falls."""
    falls: np.ndarray
    """int64 (programmes,) [day]: day on which the credit begins to fall; FAR_DAY for never."""
    steps: np.ndarray
    """float64 (programmes,) [-]: yearly steps until it is gone, less one: three for 75, 50 and 25 %."""
    of_mine: np.ndarray
    """float64 (programmes, mines) [USD/t]: credit on a tonne of ore before it falls."""
    of_plant: np.ndarray
    """float64 (programmes, plants) [USD/t]: credit on a tonne of main product before it falls."""
    lifetime: np.ndarray
    """float64 (programmes,) [d]: time over which investors count a credit."""
    covers: np.ndarray
    """float64 (programmes, projects) [-]: 1 for its projects, 0 for others."""
    offtake_share: np.ndarray
    """float64 (programmes,) [-]: share of the main product that the government takes."""
    offtake_price: np.ndarray
    """float64 (programmes,) [USD/t]: price that it pays for it."""
    floor: np.ndarray
    """float64 (programmes,) [USD/yr]: guaranteed earnings of its projects together; 0 for none."""
    growth: np.ndarray
    """float64 (programmes,) [1/yr]: growth of that floor from the first working day on."""
    floor_per_tonne: np.ndarray
    """float64 (programmes, projects) [USD/t]: floor over the usual yearly output of its projects together."""
    taken_of_mine: np.ndarray
    """float64 (programmes, mines) [-]: share of a mine whose ore is the main product of its projects."""
    of_mines: np.ndarray
    """float64 (programmes, mines) [-]: share of a mine that belongs to its projects."""
    of_plants: np.ndarray
    """float64 (programmes, plants) [-]: share of a plant that belongs to its projects."""
    cost_of_mine: np.ndarray
    """float64 (programmes, mines) [USD/t]: that share times the cash cost of ore."""
    cost_of_plant: np.ndarray
    """float64 (programmes, plants) [USD/t]: that share times the cash cost of the main product."""


class PublicMoneyState(NamedTuple):
    """Money paid; written on decisions and market days. Partner: PublicMoneyParams."""

    book: np.ndarray
    """float64 (programmes, 8, book_years) [USD]: grants, equity, loans paid out, loan service, credits, lost and gained
    on offtakes, paid for missing earnings.
    """
    tonnes: np.ndarray
    """float64 (programmes, book_years) [t]: tonnes that earned a credit."""
    since: np.ndarray
    """int64 (programmes, projects) [day]: day of the decision that the programme supported; NOT_YET for none."""
    usual: np.ndarray
    """float64 (programmes, projects) [USD/t]: price of the main product, mean of three years."""
    open: np.ndarray
    """float64 (programmes, 2) [USD]: earnings of the open year, and their floor."""
    year: np.ndarray
    """int64 (programmes,) [-]: number of the open year."""
    worked: np.ndarray
    """int64 (programmes,) [day]: first day with guaranteed earnings; NOT_YET before."""


@inline
def holds(public_money, n, day):
    """True on the days of programme ``n`` (int64)."""
    return public_money.start[n] <= day < public_money.end[n]


@inline
def credit_left(public_money, n, day):
    """Share of the full credit that programme ``n`` (int64) pays on a day [-]."""
    if not public_money.start[n] <= day < public_money.end[n]:
        return 0.0
    if day < public_money.falls[n]:
        return 1.0
    step = np.int64((day - public_money.falls[n]) / DAYS_PER_YEAR) + 1
    return max(0.0, 1.0 - step / (public_money.steps[n] + 1.0))


@jit
def expected_credit(public_money, day, q):
    """Expected production credits of project ``q`` (int64), on which its investors count [USD/t].

    The mean of the credit over the plant's life from today on, looked at once a year.
    """
    added = 0.0
    for n in range(len(public_money.start)):
        if public_money.credit[n, q] > 0.0:
            years = max(np.int64(1), np.int64(public_money.lifetime[n] / DAYS_PER_YEAR))
            left = 0.0
            for year in range(years):
                left += credit_left(public_money, n, day + np.int64(year * DAYS_PER_YEAR))
            added += public_money.credit[n, q] * left / years
    return added


@jit
def capital_needed(public_money, public_money_state, day, q):
    """Share of its capital service that project ``q`` (int64) must still earn [-]; that of its decision once taken."""
    needed = 1.0
    for n in range(len(public_money.start)):
        offered = public_money.start[n] <= day < public_money.end[n]
        if offered or public_money_state.since[n, q] != NOT_YET:
            needed *= public_money.needed[n, q]
    return needed


@jit
def pay_at_decision(public_money, public_money_state, day, q):
    """Grants, equity and loans paid to project ``q`` (int64), which is decided today."""
    for n in range(len(public_money.start)):
        if public_money.start[n] <= day < public_money.end[n] and public_money.needed[n, q] < 1.0:
            year = min(np.int64(day / DAYS_PER_YEAR), public_money_state.book.shape[2] - 1)
            public_money_state.since[n, q] = day
            public_money_state.book[n, GRANT, year] += public_money.grant[n, q]
            public_money_state.book[n, EQUITY, year] += public_money.equity[n, q]
            public_money_state.book[n, LOAN, year] += public_money.loan[n, q]


@jit
def quote_credits(public_money, mines, plants, project_state, day):
    """Production credits on top of today's price [USD/t] at mines, plants and projects."""
    for n in range(len(public_money.start)):
        left = credit_left(public_money, n, day)
        if left <= 0.0:
            continue
        for f in range(len(mines.support)):
            mines.support[f] += left * public_money.of_mine[n, f]
        for f in range(len(plants.support)):
            plants.support[f] += left * public_money.of_plant[n, f] * plants.yields[f, 0]
        for q in range(len(project_state.support)):
            project_state.support[q] += left * public_money.credit[n, q]


@jit
def count_public_money(rules, public_money, public_money_state, mines, plants, project_state, day):
    """Credits and loan service of a market day, added to the books."""
    for n in range(len(public_money.start)):
        year = min(np.int64(day / DAYS_PER_YEAR), public_money_state.book.shape[2] - 1)
        left = credit_left(public_money, n, day)
        for f in range(len(mines.dug)):
            if left > 0.0 and public_money.of_mine[n, f] > 0.0:
                made = mines.dug[f] * rules.tick
                public_money_state.tonnes[n, year] += made
                public_money_state.book[n, CREDIT, year] += left * public_money.of_mine[n, f] * made
        for f in range(len(plants.ran)):
            if left > 0.0 and public_money.of_plant[n, f] > 0.0:
                made = plants.ran[f] * plants.yields[f, 0] * rules.tick
                public_money_state.tonnes[n, year] += made
                public_money_state.book[n, CREDIT, year] += left * public_money.of_plant[n, f] * made
        for q in range(len(project_state.stage)):
            if public_money_state.since[n, q] == NOT_YET or project_state.stage[q] != OPERATION:
                continue
            age = day - project_state.day[q, OPERATION]
            if age < public_money.term[n]:
                public_money_state.book[n, SERVICE, year] += public_money.service[n, q] * rules.tick


@inline
def decided_today(before, stage):
    """True if a project has just been decided: ``before`` and ``stage`` are int64 [code], its stages."""
    return stage == CONSTRUCTION and before != CONSTRUCTION
