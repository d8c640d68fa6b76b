"""Stock runs out for some before it runs out for all, and nobody uses what is not there."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeflow.kernels.demand.final_use import want
from lodeflow.kernels.demand.shortage import met_by_all, ration
from lodeflow.kernels.demand.stock import draw_stock, serve_users
from lodeflow.kernels.supply.plant import plan_throughput
from lodeflow.kernels.supply.processing import run_plants
from lodeflow.replication import fresh

unhurried = settings(deadline=None)  # the first call compiles
ROUNDING = 1e-12


def wanting(base):
    """A market in which everybody has said what they want to use, at rest."""
    m = fresh(base.template).market
    want(m.rules, m.user_params, m.cell_params, m.buyers, m.users, m.per_cell, 0)
    plan_throughput(m.plant_params, m.cell_params, m.sellers, m.buyers, m.plants, m.stoppage_state, 0)
    return m


def filled(base, factor):
    """Share of use that is met where stocks have long been ``factor`` times their target, and the target in days;
    of civil users, who have no other stock to take from."""
    m = wanting(base)
    m.buyers.stock[:] = m.cell_params.cover_days * m.buyers.desired * factor
    m.buyers.level[:] = m.buyers.stock
    ration(m.rules, m.cell_params, m.defence, m.buyers)
    using = (m.buyers.desired > 0.0) & (np.arange(len(m.buyers.desired)) < len(base.atlas.shown))
    return m.buyers.filled[using], m.cell_params.cover_days[using]


HALF = 0.5  # of its target is what a just-in-time user uses up between deliveries


@unhurried
@given(st.floats(HALF + 1e-6, 50.0))
def test_nobody_is_short_while_cover_is_above_what_a_just_in_time_user_uses_up(base, factor):
    assert set(filled(base, factor)[0]) == {1.0}


@unhurried
@given(st.floats(0.0, HALF), st.floats(0.0, HALF))
def test_the_share_of_users_short_rises_as_cover_falls(base, one, other):
    thin, thick = filled(base, min(one, other))[0], filled(base, max(one, other))[0]
    assert (thin <= thick + ROUNDING).all()
    assert ((thin >= 0.0) & (thick <= 1.0)).all()


@pytest.mark.parametrize("factor", [0.02, 0.1, 0.25, 0.4, 0.499])
def test_users_are_short_as_their_own_targets_say_or_as_the_stock_of_a_tick_allows(base, factor):
    met, target = filled(base, factor)
    steps = (np.arange(200_000) + 0.5) / 200_000
    spread = np.array([NormalDist().inv_cdf(step) for step in steps])
    for days in set(target.tolist()):
        own = days * np.exp(0.6 * spread - 0.5 * 0.6**2)  # targets of users, whose mean is the target of all
        need = np.minimum(7.0, HALF * own)
        least = min(np.minimum(1.0, factor * own / need).mean(), factor * days / 7.0)
        assert met[target == days] == pytest.approx(least, abs=1e-5)


@unhurried
@given(st.floats(1.0, 200.0), st.floats(0.05, 2.0), st.floats(0.05, 1.0), st.floats(1.0, 30.0))
def test_shortage_begins_without_a_step_and_without_cover_nothing_is_met(base, target, spread, part, days):
    rules = base.template.market.rules._replace(cover_spread=spread, shortage_cover=part, use_days=days)
    assert met_by_all(rules, target, part * target) == pytest.approx(1.0, abs=ROUNDING)
    assert met_by_all(rules, target, 1e-9 * target) <= 1e-9 * (1.0 / part + target / days) + ROUNDING


def test_who_holds_less_than_a_week_by_choice_is_not_short_at_nine_tenths_of_it(base):
    m = wanting(base)
    just_in_time = m.cell_params._replace(cover_days=0.0 * m.cell_params.cover_days + 3.0)
    m.buyers.level[:] = 0.9 * 3.0 * m.buyers.desired
    m.buyers.stock[:] = 7.0 * m.buyers.desired  # with what arrives within the week
    ration(m.rules, just_in_time, m.defence, m.buyers)
    assert set(m.buyers.filled) == {1.0}


def test_without_stock_nobody_is_served(base):
    assert set(filled(base, 0.0)[0]) == {0.0}


def test_who_wants_nothing_lacks_nothing(base):
    m = wanting(base)
    m.buyers.stock[:] = 0.0
    m.buyers.level[:] = 0.0
    idle = m.buyers.desired == 0.0
    assert idle.any()
    ration(m.rules, m.cell_params, m.defence, m.buyers)
    assert set(m.buyers.filled[idle]) == {1.0}


@unhurried
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.25, 0.5, 1.0]))
def test_users_and_plants_together_never_draw_more_than_a_tick_can(base, dice, drawn):
    m = wanting(base)
    rules = m.rules._replace(drawn=drawn)
    generator = np.random.default_rng(dice)
    m.buyers.stock[:] *= np.exp(generator.normal(-2.0, 2.0, len(m.buyers.stock)))
    m.buyers.stock[generator.random(len(m.buyers.stock)) < 0.1] = 0.0
    before = m.buyers.stock.copy()
    ration(rules, m.cell_params, m.defence, m.buyers)
    run_plants(rules, m.plant_params, m.cell_params, m.sellers, m.buyers, m.plants, m.ledger)
    serve_users(rules, m.user_params, m.buyers, m.users, m.ledger, m.per_cell)
    assert (m.buyers.used <= drawn * before * (1.0 + ROUNDING)).all()
    assert m.buyers.used.max() > 0.0
    draw_stock(m.buyers)
    assert (m.buyers.stock >= -ROUNDING * before).all()
    assert m.buyers.stock == pytest.approx(before - m.buyers.used, rel=ROUNDING)


def makers(base, grade):
    """Plants of one magnet grade and their feed cells: light oxide and, where needed, heavy oxide."""
    plant_params, cells = base.template.market.plant_params, base.atlas.cells
    found = [f for f in range(len(plant_params.need)) if cells[plant_params.product[f, 0]][1] == grade]
    assert found
    return found, plant_params.feed[found]


@pytest.mark.parametrize(("light", "heavy"), [(1.0, 0.3), (0.3, 1.0), (0.6, 0.7), (1.0, 1.0)])
def test_the_scarcest_feed_decides_how_much_a_plant_makes(base, light, heavy):
    m = wanting(base)
    plants, feeds = makers(base, "magnet_high_temperature")
    m.buyers.filled[feeds[:, 0]] = light
    m.buyers.filled[feeds[:, 1]] = heavy
    run_plants(m.rules, m.plant_params, m.cell_params, m.sellers, m.buyers, m.plants, m.ledger)
    assert m.plants.ran[plants] == pytest.approx(min(light, heavy) * m.plants.planned[plants], rel=ROUNDING)


def test_without_heavy_oxide_no_high_temperature_magnet_is_made_and_the_standard_grade_runs_on(base):
    m = wanting(base)
    hot, feeds = makers(base, "magnet_high_temperature")
    plain, plain_feeds = makers(base, "magnet_standard")
    assert (plain_feeds[:, 1] == -1).all()
    m.buyers.filled[:] = 1.0
    m.buyers.filled[feeds[:, 1]] = 0.0
    run_plants(m.rules, m.plant_params, m.cell_params, m.sellers, m.buyers, m.plants, m.ledger)
    assert set(m.plants.ran[hot]) == {0.0}
    assert set(m.sellers.made[m.plant_params.product[hot, 0]]) == {0.0}
    made = m.sellers.made[m.plant_params.product[plain, 0]]
    assert made == pytest.approx(base.rest.output[m.plant_params.product[plain, 0]] * m.rules.tick, rel=ROUNDING)
