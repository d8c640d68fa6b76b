"""Public money for projects as arrays, and its card."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from lodeflow.atlas.project_lanes import projects_and_entrants
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Floats
from lodeflow.instruments.card import Blueprint, Instrument
from lodeflow.instruments.projects.shares import numbers_of, rows_of_project
from lodeflow.kernels.core.maths import power
from lodeflow.kernels.core.moment import DAYS_PER_YEAR, FAR_DAY
from lodeflow.kernels.projects.projects import NOT_YET
from lodeflow.kernels.projects.public_money import BOOKS, PublicMoneyParams, PublicMoneyState
from lodeflow.terms.projects import Project
from lodeflow.terms.support.public_money import Programme


def build_public_money(b: Blueprint) -> dict[str, PublicMoneyParams | PublicMoneyState]:
    """Programmes of a scenario, nothing paid yet; ``b`` is the world so far, with its projects."""
    terms, count = list(b.scenario.public_money.values()), len(b.scenario.public_money)
    crew = [each for _, each in projects_and_entrants(b.scenario)]
    mines, plants = len(b.found["mine_params"].cell), len(b.found["plant_params"].need)
    names = ("grant", "equity", "loan", "service", "credit")
    of_project: dict[str, Floats] = {name: np.zeros((count, len(crew))) for name in names}
    past, main = b.scenario.investment.past_price_over_base, b.found["project_links"].sells[:, 0]
    needed, of_mine, of_plant = np.ones((count, len(crew))), np.zeros((count, mines)), np.zeros((count, plants))
    life = b.scenario.investment.lifetime_years

    def day(when: date | None, absent: int) -> int:
        return (when - b.scenario.start_date).days if when else absent

    for n, each in enumerate(terms):
        for name in each.projects:
            own_mines, own_plants = rows_of_project(b, name)
            for q in numbers_of(b, name):
                project = crew[q]
                needed[n, q] = service_left(each, project.wacc, life)
                of_project["grant"][n, q] = each.capex_share * project.capex_usd
                of_project["equity"][n, q] = each.equity_share * project.capex_usd
                of_project["loan"][n, q] = each.loan_share * project.capex_usd
                annuity = recovery_factor(each.loan_rate, each.loan_years) / DAYS_PER_YEAR
                of_project["service"][n, q] = of_project["loan"][n, q] * annuity
                of_project["credit"][n, q] = each.credit_share * project.cash_cost_usd_per_t
            credit = of_project["credit"][n, numbers_of(b, name)[0]]
            _credit_rows(project, credit, own_mines, own_plants, of_mine[n], of_plant[n])
    years = int(b.scenario.days // DAYS_PER_YEAR) + 1
    old = [b.rest.price[i] * past.get(b.atlas.cells[i][1], 1.0) if i >= 0 else 0.0 for i in main.tolist()]
    return {
        "public_money": PublicMoneyParams(
            start=frozen([day(each.start, 0) for each in terms], np.int64),
            end=frozen([day(each.end, FAR_DAY) for each in terms], np.int64),
            needed=frozen(needed),
            **{name: frozen(of_project[name]) for name in names},
            term=frozen([each.loan_years * DAYS_PER_YEAR for each in terms]),
            falls=frozen([day(each.credit_falls, FAR_DAY) for each in terms], np.int64),
            steps=frozen([float(each.credit_steps) for each in terms]),
            of_mine=frozen(of_mine),
            of_plant=frozen(of_plant),
            lifetime=frozen([life * DAYS_PER_YEAR for _ in terms]),
            offtake_share=frozen([each.offtake_share for each in terms]),
            offtake_price=frozen([each.offtake_price for each in terms]),
            floor=frozen([each.earnings_floor for each in terms]),
            growth=frozen([each.earnings_growth for each in terms]),
            **{name: frozen(array) for name, array in _contracts(b, terms, crew, mines, plants).items()},
        ),
        "public_money_state": PublicMoneyState(
            book=np.zeros((count, BOOKS, years)),
            tonnes=np.zeros((count, years)),
            since=np.full((count, len(crew)), NOT_YET, np.int64),
            usual=np.tile(np.array(old), (count, 1)),
            open=np.zeros((count, 2)),
            year=np.zeros(count, np.int64),
            worked=np.full(count, NOT_YET, np.int64),
        ),
    }


def recovery_factor(rate: float, years: float) -> float:
    """Capital recovery factor [1/yr] at interest ``rate`` [1/yr] over ``years`` [yr]."""
    if rate <= 0.0:
        return 1.0 / years
    return float(rate / (1.0 - power(1.0 / (1.0 + rate), years)))


def service_left(terms: Programme, wacc: float, years: float) -> float:
    """Capital service with a programme over that without [-]; 1 if it does not touch the capital.

    The grant need not be served. Loan and equity earn their own interest, the rest the cost of capital; their mean is
    that of what is left.

    Args:
        terms: the programme.
        wacc: cost of capital without it [1/yr].
        years: time in which a plant must earn back its capital [yr].

    """
    granted, loan, equity = terms.capex_share, terms.loan_share, terms.equity_share
    if granted == loan == equity == 0.0:
        return 1.0
    left = 1.0 - granted
    if left <= 0.0:
        return 0.0
    private = max(0.0, left - loan - equity)
    mean = (private * wacc + loan * min(wacc, terms.loan_rate) + equity * min(wacc, terms.equity_rate)) / (
        private + loan + equity
    )
    return float(left * recovery_factor(mean, years) / recovery_factor(wacc, years))


def _credit_rows(
    project: Project, credit: float, own_mines: Floats, own_plants: Floats, of_mine: Floats, of_plant: Floats
) -> None:
    """Credits of a project on a tonne of its product, added to its mines (mines,) or its plants (plants,)."""
    if project.kind == "mine":
        of_mine += credit * own_mines
    else:
        of_plant += credit * own_plants


def _contracts(
    b: Blueprint, terms: Sequence[Programme], crew: Sequence[Project], mines: int, plants: int
) -> dict[str, Floats]:
    """What belongs to the projects of each programme, for its offtakes and its floor of earnings."""
    count, used = len(terms), b.scenario.investment.utilisation * DAYS_PER_YEAR
    found = {name: np.zeros((count, len(crew))) for name in ("covers", "floor_per_tonne")}
    found |= {name: np.zeros((count, mines)) for name in ("taken_of_mine", "of_mines", "cost_of_mine")}
    found |= {name: np.zeros((count, plants)) for name in ("of_plants", "cost_of_plant")}
    for n, each in enumerate(terms):
        whole = 0.0
        for name in dict.fromkeys(each.projects):
            numbers, (own_mines, own_plants) = numbers_of(b, name), rows_of_project(b, name)
            project = crew[numbers[0]]
            found["covers"][n, numbers] = 1.0
            found["of_mines"][n] = np.maximum(found["of_mines"][n], own_mines)
            found["of_plants"][n] = np.maximum(found["of_plants"][n], own_plants)
            _credit_rows(project, 1.0, own_mines, 0.0 * own_plants, found["taken_of_mine"][n], np.zeros(plants))
            cost = project.cash_cost_usd_per_t
            _credit_rows(project, cost, own_mines, own_plants, found["cost_of_mine"][n], found["cost_of_plant"][n])
            whole += b.found["projects"].capacity[numbers[0]] * used
        found["floor_per_tonne"][n] = found["covers"][n] * (each.earnings_floor / whole if whole > 0.0 else 0.0)
    return found


PUBLIC_MONEY = Instrument(
    stem="public_money",
    tables=("public_money",),
    build=build_public_money,
    slices=("public_money", "public_money_state"),
)
"""Grants, loans, equity, production credits, offtakes and guaranteed earnings of governments."""
