"""Volatility of spot prices and weeks of shortage: what a replication counts, the same at any tick."""

import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.kernels.record.totals import count, empty_score, markets_in_four_weeks
from lodeflow.outcomes.measure import Outcomes
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

DAYS = 12 * 365


def counted(base, tick, price=None, filled=None):
    """Totals of a run at this tick, given the price of every day, or the share met of every day."""
    m = fresh(base.template).market
    rules = m.rules._replace(tick=float(tick))
    totals = empty_score(len(m.buyers.spot), len(m.users.wanted), len(m.trade.shipped), tick)
    m.users.wanted[:] = 1.0
    for day in range(0, DAYS, tick):
        if price is not None:
            m.buyers.spot[:] = price[day]
        if filled is not None:
            m.buyers.filled[:] = filled[day]
        count(totals, rules, m.sellers, m.buyers, m.users, m.user_params, m.trade)
    return totals


def volatility(base, tick, price):
    totals = counted(base, tick, price)
    span = markets_in_four_weeks(tick) * tick / 365.0
    return np.sqrt(totals.spot_moves / totals.spot_changes / span)


@pytest.fixture(scope="module")
def walks(base):
    """A random walk of the price in every cell, with a volatility of .3 over a year."""
    steps = np.random.default_rng(11).normal(0.0, 0.3 / np.sqrt(365.0), (DAYS, len(base.atlas.cells)))
    return 100.0 * np.exp(np.cumsum(steps, axis=0))


def test_a_random_walk_has_the_same_volatility_at_any_tick_and_that_of_its_steps(base, walks):
    at = {tick: volatility(base, tick, walks) for tick in (1, 3, 7)}
    for tick in (3, 7):
        assert at[tick] == pytest.approx(at[1], rel=0.05)
    for found in at.values():
        assert np.sqrt((found**2).mean()) == pytest.approx(0.3, rel=0.02)


def test_a_smooth_path_is_as_volatile_at_any_tick(base):
    """A swing of a year and no noise, of which changes over a tick saw the less, the shorter the tick."""
    swing = np.exp(0.3 * np.sin(2.0 * np.pi * np.arange(DAYS) / 365.0))[:, None] * np.ones(len(base.atlas.cells))
    at = {tick: volatility(base, tick, swing) for tick in (1, 3, 7)}
    for tick in (3, 7):
        assert at[tick] == pytest.approx(at[1], rel=0.05)


def test_there_is_no_volatility_before_the_first_four_weeks_are_over():
    short = plan(load("base-year", ("days=28",)))
    totals = fresh(short.template).totals
    assert len(totals.past_spot) == 4
    assert set(totals.spot_changes) == {0.0}
    assert "weeks_badly_short" in {name.outcome for name in Outcomes(short).names}


@pytest.mark.parametrize("tick", [1, 7])
def test_weeks_short_and_badly_short_are_weeks_with_more_than_one_and_five_percent_unmet(base, tick):
    filled = np.ones(DAYS)
    filled[70:140] = 0.97
    filled[140:161] = 0.90
    filled[161:175] = 0.995
    totals = counted(base, tick, filled=filled)
    assert set(totals.short_days / 7.0) == {13.0}
    assert set(totals.badly_short_days / 7.0) == {3.0}
    assert totals.unmet == pytest.approx(70 * 0.03 + 21 * 0.1 + 14 * 0.005, rel=1e-12)
