"""Public money lowers the price that a project needs, or adds to the price that it gets, and is booked when paid."""

import numpy as np
import pytest
from worlds import both

from lodeflow.assembly import plan
from lodeflow.engines import compiled_engine
from lodeflow.instruments.support.public_money import recovery_factor, service_left
from lodeflow.kernels.core.moment import FAR_DAY
from lodeflow.kernels.projects.projects import NOT_YET, ProjectStage
from lodeflow.kernels.projects.public_money import (
    BOOKS,
    CREDIT,
    GRANT,
    LOAN,
    PublicMoneyParams,
    PublicMoneyState,
    capital_needed,
    credit_left,
    expected_credit,
    pay_at_decision,
)
from lodeflow.scenario.load import load
from lodeflow.terms.support.public_money import Programme


def terms(**given):
    return Programme(payer="USA", projects=("x",), source="a test", **given)


def test_a_grant_lowers_the_capital_service_by_its_share():
    assert service_left(terms(capex_share=0.3), 0.10, 15.0) == pytest.approx(0.7, rel=1e-15)
    assert service_left(terms(credit_share=0.1), 0.10, 15.0) == 1.0


def test_a_loan_lowers_the_cost_of_capital_by_its_share_of_the_difference():
    """Half at 4 % instead of 10: 7 % over 15 years, .10979 a year against .13147."""
    assert recovery_factor(0.07, 15.0) == pytest.approx(0.1097946, rel=1e-6)
    assert recovery_factor(0.10, 15.0) == pytest.approx(0.1314738, rel=1e-6)
    left = service_left(terms(loan_share=0.5, loan_rate=0.04), 0.10, 15.0)
    assert left == pytest.approx(0.1097946 / 0.1314738, rel=1e-6)
    assert service_left(terms(loan_share=0.5, loan_rate=0.2), 0.10, 15.0) == pytest.approx(1.0, rel=1e-15)


def programme(start=0, end=FAR_DAY, needed=0.7, credit=2000.0, falls=FAR_DAY):
    """One programme for one project that has one mine."""
    one = np.ones((1, 1))
    return PublicMoneyParams(
        start=np.array([start]), end=np.array([end]), needed=needed * one, grant=30.0 * one, equity=0.0 * one,
        loan=10.0 * one, service=one, term=np.array([100.0]), credit=credit * one, falls=np.array([falls]),
        steps=np.array([3.0]), of_mine=credit * one, of_plant=0.0 * one, lifetime=np.array([1460.0]),
        covers=one, offtake_share=np.zeros(1), offtake_price=np.zeros(1), floor=np.zeros(1), growth=np.zeros(1),
        floor_per_tonne=0.0 * one, taken_of_mine=0.0 * one, of_mines=0.0 * one, of_plants=0.0 * one,
        cost_of_mine=0.0 * one, cost_of_plant=0.0 * one,
    )  # fmt: skip


def books():
    return PublicMoneyState(
        np.zeros((1, BOOKS, 3)), np.zeros((1, 3)), np.full((1, 1), NOT_YET, np.int64), np.zeros((1, 1)),
        np.zeros((1, 2)), np.zeros(1, np.int64), np.full(1, NOT_YET, np.int64),
    )  # fmt: skip


def test_the_production_credit_falls_to_75_50_and_25_percent_and_ends():
    """Section 45X: 75 % in the first year of its fall, 2031, then 50, 25 and none."""
    params = programme(falls=1000)
    days = (999, 1000, 1364, 1365, 1730, 2095, 5000)
    assert [credit_left(params, 0, day) for day in days] == [1.0, 0.75, 0.75, 0.5, 0.25, 0.0, 0.0]


def test_investors_count_the_mean_of_the_credit_over_the_life_of_the_plant():
    """Four years from the day on which it falls: (75 + 50 + 25 + 0) / 4 = 37.5 % of 2,000 USD/t."""
    assert expected_credit(programme(falls=1000), 1000, 0) == pytest.approx(750.0, rel=1e-12)
    assert expected_credit(programme(), 0, 0) == pytest.approx(2000.0, rel=1e-12)


def test_a_programme_counts_for_decisions_between_its_days_and_for_them_ever_after():
    params, state = programme(start=100, end=200), books()
    assert [capital_needed(params, state, day, 0) for day in (99, 100, 199, 200)] == [1.0, 0.7, 0.7, 1.0]
    pay_at_decision(params, state, 99, 0)
    assert not state.book.any()
    pay_at_decision(params, state, 150, 0)
    assert state.book[0, [GRANT, LOAN], 0].tolist() == [30.0, 10.0]
    assert capital_needed(params, state, 5000, 0) == 0.7


@pytest.fixture(scope="module")
def supported():
    """A mine that needs no permits any more, with two thirds of its capital granted, and a credit for Mount Weld."""
    world = plan(
        load(
            "projects-2025",
            (
                "days=1100",
                "investment.decisions_per_year=20",
                (
                    "projects.another={region='AUS', kind='mine', stage='decision', capacity_t_per_yr=3000, "
                    "capex_usd=1e6, cash_cost_usd_per_t=10, source='a test'}"
                ),
                "public_money.x={payer='AUS', projects=['another'], capex_share='60 %', source='a test'}",
                "public_money.y={payer='AUS', projects=['lynas_malaysia'], credit_share='10 %', source='a test'}",
            ),
        )
    )
    return world, compiled_engine.play(world)


def test_a_grant_is_paid_once_on_the_decision(supported):
    world, run = supported
    m, q = run.world.market, world.projects.index("another")
    decided = int(m.project_state.day[q, ProjectStage.CONSTRUCTION])
    assert 0 <= decided < 1095
    book = m.public_money_state.book[0]
    assert book[GRANT].sum() == book.sum() == pytest.approx(0.6e6, rel=1e-12)
    assert book[GRANT, decided // 365] == pytest.approx(0.6e6, rel=1e-12)


def test_a_credit_is_a_tenth_of_the_cash_cost_of_every_tonne(supported):
    world, run = supported
    m, q = run.world.market, world.projects.index("lynas_malaysia")
    tonnes, paid = m.public_money_state.tonnes[1].sum(), m.public_money_state.book[1, CREDIT].sum()
    part = m.public_money.of_plant[1] / (0.1 * m.projects.cash_cost[q])  # of a row that others share
    assert 0.0 < part.max() <= 1.0 + 1e-12
    assert tonnes > 0.0
    assert 0.0 < paid <= tonnes * 0.1 * m.projects.cash_cost[q] * (1.0 + 1e-12)


def test_both_engines_play_it_alike(supported):
    compiled, in_python = both(supported[0], 0)
    assert compiled == in_python
