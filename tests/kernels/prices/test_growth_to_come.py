"""News about growth is in prices on its day, with all the use that it will bring; what was expected moves no price."""

import numpy as np
import pytest
from runs import run_of

from lodeflow.assembly import plan
from lodeflow.catalog.names import SECTORS
from lodeflow.kernels.entities.cells import LIGHT
from lodeflow.kernels.prices.forward_position import CAPACITY, count_demand, take_positions
from lodeflow.kernels.prices.growth_to_come import foresee_growth
from lodeflow.kernels.supply.outlook import foresee_supply
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

CLEAN, LIFE = SECTORS.index("clean_energy"), 548.0


def on_the_day(rate, *settings, level=0.0):
    """Market of the base year on a day on which clean energy is learnt to grow by ``rate`` a year beside its path."""
    world = fresh(plan(load("base-year", ("days=1", f"sectors.clean_energy.revision_days={LIFE}", *settings))).template)
    m, news = world.market, world.shocks.revisions
    clean = m.user_params.sector == CLEAN
    m.users.level[clean] = level
    m.users.rising[clean] = rate / 365.0 * news.gain[CLEAN]
    foresee_supply(
        m.rules, m.forward_params, m.forward, m.mine_params, m.mines, m.sites, m.plant_params, m.plants,
        m.stoppage_state, m.trade, m.production_quotas, m.production_quota_state, 0,
    )  # fmt: skip
    count_demand(m.rules, m.forward_params, m.forward, m.user_params, m.users, 0)
    take_positions(
        m.rules, m.forward_params, m.forward, m.routes, m.user_params, m.users, m.sellers, m.buyers, m.trade,
        m.cell_params, m.plant_params, m.mine_params, m.plants, m.mines, m.per_cell, 0,
    )  # fmt: skip
    return m


def path_of_gaps(m, ticks, level=0.0):
    """Flow out of balance in every tick to come, USD, float64 (ticks, parts), tick by tick: use that rises beside its
    path, stock that grows with it, and capacity that closes the gap.
    """
    p, clean = m.forward_params, m.user_params.sector == CLEAN
    base = p.used.T @ np.where(clean, m.user_params.base_use, 0.0)  # USD/d by part
    rising, settling = m.users.rising[clean][0], m.user_params.settling[clean][0]
    stock = p.normal / p.demand * base * m.forward.size / m.forward.path
    gaps, gap, needed = [], np.zeros(len(base)), 0.0
    for n in range(ticks):
        now = base * m.rules.tick * np.exp(level) * (rising * (1.0 - (1.0 - settling) ** n) / settling)
        now = now + stock * np.exp(level) * rising * (1.0 - settling) ** n
        gap = gap * (1.0 - p.fading[CAPACITY]) + now - needed
        needed = now
        gaps.append(gap)
    return np.array(gaps)


@pytest.mark.parametrize("level", [0.0, 0.2])
def test_the_jump_of_prices_on_the_day_of_the_news_is_the_sum_of_all_that_it_will_bring(level):
    """-u (U + N l) / ((l + v)(l + d)) in every mode, against the sum over 20,000 ticks."""
    m, before = on_the_day(0.02, level=level), on_the_day(0.0, level=level)
    p, ticks = m.forward_params, 20000
    gaps = path_of_gaps(m, ticks, level)
    discount = (1.0 + p.rate)[:, None] ** -(1.0 + np.arange(ticks))
    worth = discount @ gaps  # modes x parts
    jump = p.back @ (p.left / (p.demand * m.forward.size) * worth).sum(1)
    tied = p.surplus <= 0.0
    rise = (before.forward.position - m.forward.position) * p.steep
    assert rise[tied] == pytest.approx(jump[tied], abs=1e-9)
    assert jump[LIGHT] > 0.01


def test_by_the_next_day_what_was_expected_has_come_and_moves_no_price():
    """X(1 + l) less the flow of the tick is what the next market counts: growth that came, and growth still to come."""
    m = on_the_day(0.02)
    p, clean = m.forward_params, m.user_params.sector == CLEAN
    gaps = path_of_gaps(m, 2)
    today = m.forward.dated.copy()
    m.forward.dated[:] = 0.0
    m.users.rising[clean] *= 1.0 - m.user_params.settling[clean]
    foresee_growth(m.rules, m.forward_params, m.forward, m.user_params, m.users, 0)
    stock = path_of_gaps(m, 1)[0]  # stands in the flow of capacity in a market that grows on its path only
    later = m.forward.dated - (gaps[1] - stock) / (p.rate + p.fading[CAPACITY])[:, None]
    expected = today * (1.0 + p.rate)[:, None] + gaps[0]
    tied = p.surplus <= 0.0
    assert later[:, tied] == pytest.approx(expected[:, tied], rel=1e-9)


def test_a_gap_of_today_fades_as_capacity_follows_and_not_as_a_boom():
    m, before = on_the_day(0.0, level=0.05), on_the_day(0.0)
    change = m.forward.flows - before.forward.flows
    base = m.forward_params.used.T @ np.where(m.user_params.sector == CLEAN, m.user_params.base_use, 0.0)
    assert change[CAPACITY] == pytest.approx(-base * (np.exp(0.05) - 1.0) * m.rules.tick, rel=1e-9)
    assert not np.delete(change, CAPACITY, 0).any()


def test_news_of_growth_raises_the_price_at_once_and_use_only_in_time():
    m = on_the_day(0.02)
    assert m.forward.price[LIGHT] > 0.01
    assert m.users.level.max() == 0.0


@pytest.mark.parametrize("tick", [1, 14])
def test_the_jump_is_the_same_at_any_tick_within_the_5_percent_that_volatility_may_differ_by(tick):
    jumps = []
    for days in (7, tick):
        m, before = (on_the_day(rate, f"tick_days={days}") for rate in (0.02, 0.0))
        tied = m.forward_params.surplus <= 0.0
        jumps.append(((before.forward.position - m.forward.position) * m.forward_params.steep)[tied])
    assert jumps[1] == pytest.approx(jumps[0], rel=0.05)


def test_both_engines_hear_the_same_news():
    settings = ("sectors.clean_energy.revision_spread=0.06", "sectors.other.revision_spread=0.02")
    runs = [run_of("base-year", *settings, days=100, engine=e)[1].world for e in ("compiled", "simpy")]
    assert np.array_equal(runs[0].market.forward.price, runs[1].market.forward.price)
    assert np.array_equal(runs[0].shocks.revised.level, runs[1].shocks.revised.level)
    assert runs[0].shocks.revised.level.any()
