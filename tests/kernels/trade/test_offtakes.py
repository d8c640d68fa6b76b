"""An offtake gives its seller the share of the buyer's orders that makes up its tonnes, while it holds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import both

from lodeflow.assembly import plan
from lodeflow.engines import simpy_engine
from lodeflow.errors import ScenarioError
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.export_controls.lane_status import CLOSED
from lodeflow.kernels.trade.offtakes import keep_offtakes
from lodeflow.outcomes.conservation import mass_residual, money_residual
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

START, END = 70, 140


def offtake(tonnes, seller="MYS", name="x", start="2025-03-12", end="2025-05-21"):
    """An offtake of Japan as ``--set`` writes it; by default from day 70 to day 140 of ``base-year``."""
    days = f"start={start}, end={end}, " if start else ""
    return (
        f"offtakes.{name}={{seller='{seller}', buyer='JPN', material='light_oxide', tonnes={tonnes}, {days}"
        "source='a test'}"
    )


@pytest.fixture(scope="module")
def bound():
    """The world of 2024 at rest, in which Japan is to take 3,000 t a year of NdPr from Malaysia; it takes less."""
    return plan(load("base-year", (offtake(3000.0),)))


def keep(made, day, change=None):
    """A market after the offtakes were kept on a day, and Japan's shares before and after."""
    m = fresh(made.template).market
    if change is not None:
        change(m)
    japan = np.flatnonzero(m.routes.buyer == m.routes.buyer[m.offtake_params.lane[0]])
    before = m.trade.share[japan].copy()
    rest = np.delete(m.trade.share, japan)
    keep_offtakes(
        m.routes, m.cell_params, m.offtake_params, m.offtake_state, m.lane_status, m.sellers, m.buyers, m.trade, day
    )
    assert (np.delete(m.trade.share, japan) == rest).all(), "other buyers are not concerned"
    return m, before, m.trade.share[japan]


def test_the_seller_gets_the_share_that_makes_up_the_tonnes(bound):
    m, before, after = keep(bound, START)
    s = m.offtake_params.lane[0]
    need = m.buyers.forecast[m.routes.buyer[s]]
    assert m.trade.share[s] * need * DAYS_PER_YEAR == pytest.approx(3000.0, rel=1e-12)
    assert after.sum() == pytest.approx(before.sum(), rel=1e-15)


def test_others_give_way_in_proportion_to_what_they_have(bound):
    m, before, after = keep(bound, START)
    lanes = np.flatnonzero(m.routes.buyer == m.routes.buyer[m.offtake_params.lane[0]])
    others = (lanes != m.offtake_params.lane[0]) & (before > 0.0)
    kept = after[others] / before[others]
    assert kept == pytest.approx(np.full(len(kept), kept[0]), rel=1e-12)
    assert kept[0] < 1.0


@pytest.mark.parametrize("day", [0, START - 1, END, END + 365])
def test_before_and_after_its_dates_it_changes_no_bit(bound, day):
    _, before, after = keep(bound, day)
    assert (before == after).all()


def test_while_the_lane_is_closed_it_rests(bound):
    def close(m):
        m.lane_status.rule[m.offtake_params.lane[0]] = CLOSED

    _, before, after = keep(bound, START, close)
    assert (before == after).all()


def test_a_seller_is_bound_to_no_more_than_it_has_shown_that_it_can_make(bound):
    def halve(m):
        i = m.routes.seller[m.offtake_params.lane[0]]
        m.sellers.qualified[i] = 2500.0 / DAYS_PER_YEAR / m.cell_params.design_capacity[i]

    m, _, _ = keep(bound, START, halve)
    s = m.offtake_params.lane[0]
    tonnes = m.trade.share[s] * m.buyers.forecast[m.routes.buyer[s]] * DAYS_PER_YEAR
    assert tonnes == pytest.approx(2500.0, rel=1e-12)


@settings(deadline=None)
@given(st.floats(0.001, 1e6), st.floats(0.001, 1e6))
def test_shares_sum_to_what_they_did_whatever_is_to_be_taken(bound, first, second):
    m = fresh(bound.template).market
    s = m.offtake_params.lane[0]
    other = next(k for k in np.flatnonzero(m.routes.buyer == m.routes.buyer[s]) if k != s and m.trade.share[k] > 0.0)
    terms = m.offtake_params._replace(
        lane=np.array([s, other]),
        tonnes_a_day=np.array([first, second]) / DAYS_PER_YEAR,
        start=np.array([0, 0]),
        end=np.array([9, 9]),
    )
    own = m.routes.buyer == m.routes.buyer[s]
    before = m.trade.share[own].sum()
    keep_offtakes(m.routes, m.cell_params, terms, m.offtake_state, m.lane_status, m.sellers, m.buyers, m.trade, 3)
    assert m.trade.share[own].sum() == pytest.approx(before, rel=1e-12)
    assert (m.trade.share[own] >= 0.0).all()
    assert (m.trade.share[own] <= 1.0 + 1e-12).all()


def test_one_that_is_met_already_changes_no_bit():
    made = plan(load("base-year", (offtake(10.0),)))
    _, before, after = keep(made, START)
    assert (before == after).all()


def test_the_books_close():
    made = plan(load("base-year", (offtake(3000.0), "days=120")))
    r = simpy_engine.play(made, watch=True)
    assert abs(mass_residual(made.template, r.world)) < 1e-12
    assert abs(money_residual(made.template, r.world)) < 1e-12


def test_both_engines_agree():
    compiled, in_python = both(plan(load("base-year", (offtake(3000.0), "days=120"))), 0)
    assert compiled == in_python


@pytest.mark.parametrize(
    ("terms", "said"), [({"seller": "JPN"}, "sells to itself"), ({"end": "2025-01-02"}, "is not after start")]
)
def test_contradictions_are_refused(terms, said):
    with pytest.raises(ScenarioError, match=said):
        load("base-year", (offtake(1.0, **terms),))
