"""Mines and plants answer what they earn, and makers learn to save what stays dear."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeflow.kernels.demand.final_use import learn_thrift, want
from lodeflow.kernels.entities.cells import HEAVY
from lodeflow.kernels.prices.floor_price import NO_RESIDUE
from lodeflow.kernels.supply.mine import dig, plan_digging
from lodeflow.kernels.supply.plant import learn_saving, plan_throughput, unwanted, willingness
from lodeflow.kernels.supply.processing import run_plants
from lodeflow.replication import fresh

unhurried = settings(deadline=None)  # the first call compiles
ROUNDING = 1e-12
HOT = "magnet_high_temperature"
prices = st.floats(1e-6, 1e6)
steepness = st.floats(0.1, 5.0)
room = st.floats(0.05, 0.99)


def dug(base, price=1.0, cuts=(), incentive=None):
    """The market after a day of digging at ``price`` times the base price, as long as mines can remember."""
    m = fresh(base.template).market
    m.sellers.price[:] = price * m.cell_params.base_price
    m.mines.incentive[:] = price if incentive is None else incentive
    for site, cut in cuts:
        m.sites.cut[site] = cut
    plan_digging(m.rules, m.mine_params, m.cell_params, m.sellers, m.mines, m.sites, m.stoppage_state, 0)
    dig(m.rules, m.mine_params, m.cell_params, m.sellers, m.mines, m.ledger)
    return m


@unhurried
@given(prices, prices, steepness, room, st.floats(1.0, 1.2))
def test_a_mine_digs_more_at_a_higher_price_and_never_beyond_its_limit(one, other, eta, base_use, limit):
    low, high = (willingness(price, eta, base_use, limit) for price in (min(one, other), max(one, other)))
    assert 0.0 <= low <= high * (1.0 + ROUNDING)
    assert high <= limit * (1.0 + ROUNDING)
    assert willingness(1.0, eta, base_use, limit) == pytest.approx(base_use, rel=ROUNDING)


@unhurried
@given(steepness, room)
def test_near_the_base_price_output_answers_with_eta_times_the_room_that_is_left(eta, base_use):
    step = 1e-6
    rise = np.log(willingness(np.exp(step), eta, base_use, 1.0) / base_use) / step
    assert rise == pytest.approx(eta * (1.0 - base_use), abs=eta**2 * step + 1e-9)


def test_at_the_base_price_mines_dig_what_the_table_says(base):
    m = dug(base)
    listed = sorted(base.year.mines, key=lambda mine: (mine.region, mine.material))
    assert m.mines.dug * 365.0 == pytest.approx([mine.tonnes for mine in listed], rel=ROUNDING)


def test_mines_answer_a_price_by_the_share_of_their_memory_that_a_tick_renews(base):
    m = dug(base, price=2.0, incentive=1.0)
    assert m.mines.incentive == pytest.approx(1.0 + (1.0 - np.exp(-7.0 / 60.0)), rel=ROUNDING)


@pytest.mark.parametrize("cut", [0.3, 1.0])
def test_an_outage_at_one_of_n_sites_takes_an_nth_of_its_cut(base, cut):
    whole, first = dug(base).mines.dug, base.template.market.mine_params.first_site
    sites = np.diff(first)
    assert sites.max() > 1
    for mine, count in enumerate(sites):
        left = dug(base, cuts=[(first[mine], cut)]).mines.dug
        assert left[mine] == pytest.approx(whole[mine] * (1.0 - cut / count), rel=ROUNDING, abs=ROUNDING)
        assert np.array_equal(np.delete(left, mine), np.delete(whole, mine))


@pytest.mark.parametrize("price", [0.5, 1.0, 3.0])
def test_every_element_is_dug_as_its_share_of_the_deposit(base, price):
    before, m = base.template.market, dug(base, price)
    tonnes = m.mines.dug * m.rules.tick
    assert m.ledger.mined[:3] == pytest.approx(tonnes @ m.mine_params.basket, rel=ROUNDING)
    for mine, cell in enumerate(m.mine_params.cell):
        of_cell = (m.mine_params.cell == cell)[:, None] * m.mine_params.basket * tonnes[:, None]
        assert m.mine_params.basket[mine].sum() == pytest.approx(1.0, rel=ROUNDING)
        assert m.sellers.stock[cell] - before.sellers.stock[cell] == pytest.approx(of_cell.sum(), rel=1e-9)
        assert (m.sellers.content[cell] - before.sellers.content[cell])[:3] == pytest.approx(
            of_cell.sum(axis=0), rel=1e-9
        )


@unhurried
@given(st.floats(1.0, 1.2))
def test_the_usual_residue_is_wanted_once_its_price_is_well_above_its_floor(base, price):
    m = fresh(base.template).market
    m.sellers.price[:] = price * m.cell_params.base_price
    for cell, (_, material) in enumerate(base.atlas.cells):
        above = min(1.0, max(0.0, np.log(price) / NO_RESIDUE))
        left = (1.0 - base.year.wanted_rest) * (1.0 - above) if material == "rest_oxide" else 0.0
        assert unwanted(m.cell_params, m.sellers, cell) == pytest.approx(min(left, 1.0), rel=ROUNDING, abs=ROUNDING)


SETTINGS, DESIGN = (730.0, 730.0), (730.0, 2920.0)
"""Days up and down of savings by process settings and by redesign, half of all each."""


def test_after_a_price_pulse_process_settings_return_as_they_came_and_redesign_slowly(base):
    """Closed form of partial adjustment to a goal that is up for four years and then gone."""
    m = fresh(base.template).market
    saved, weeks = -0.5 * m.user_params.slow * np.log(2.0), 4 * 52
    for price, gone in ((np.log(2.0), False), (0.0, True)):
        m.users.mean_price[:] = price
        for _ in range(weeks):
            learn_thrift(m.rules, m.user_params, m.users)
        for part, (up, down) in enumerate((SETTINGS, DESIGN)):
            learnt = 1.0 - np.exp(-7.0 * weeks / up)
            left = learnt * np.exp(-7.0 * weeks / down) if gone else learnt
            assert m.users.learnt[:, part] == pytest.approx(saved * left, rel=1e-12, abs=1e-15)
        assert np.array_equal(m.users.thrift, m.users.learnt.sum(axis=1))


def test_what_process_settings_learn_of_a_rise_they_forget_of_a_fall(base):
    """Symmetric response: what is not yet learnt after n weeks is what is left n weeks after the end."""
    m = fresh(base.template).market
    goal = -0.5 * m.user_params.slow * np.log(2.0)
    m.users.mean_price[:] = np.log(2.0)
    missing, left = [], []
    for _ in range(100):
        learn_thrift(m.rules, m.user_params, m.users)
        missing.append(goal - m.users.learnt[:, 0])
    m.users.learnt[:, 0] = goal
    m.users.mean_price[:] = 0.0
    for _ in range(100):
        learn_thrift(m.rules, m.user_params, m.users)
        left.append(m.users.learnt[:, 0].copy())
    assert np.array(left) == pytest.approx(np.array(missing), rel=1e-12, abs=1e-14)


def test_magnet_makers_save_heavy_oxide_by_the_same_two_ways(base):
    m = fresh(base.template).market
    hot = np.flatnonzero(m.plant_params.saving * (m.plant_params.feed[:, 1] >= 0) > 0.0)
    oxide = m.plant_params.feed[hot, 1]
    goal = -0.5 * m.plant_params.saving[hot] * np.log(3.0)
    m.plants.mean_price[hot] = np.log(3.0)
    m.buyers.felt[oxide] = 3.0 * m.cell_params.base_paid[oxide]
    for _ in range(52):
        learn_saving(m.rules, m.plant_params, m.cell_params, m.buyers, m.plants)
    for part, (up, _) in enumerate((SETTINGS, DESIGN)):
        assert m.plants.learnt[hot, part] == pytest.approx(goal * (1.0 - np.exp(-364.0 / up)), rel=1e-12)


def test_users_answer_a_double_price_at_once_by_the_short_and_in_the_end_by_the_long_elasticity(base):
    m = fresh(base.template).market
    m.buyers.felt[:] = 2.0 * m.cell_params.base_paid
    want(m.rules, m.user_params, m.cell_params, m.buyers, m.users, m.per_cell, 0)
    assert m.users.wanted == pytest.approx(m.user_params.base_use * 2.0**-m.user_params.short, rel=ROUNDING)
    for _ in range(100 * 52):
        want(m.rules, m.user_params, m.cell_params, m.buyers, m.users, m.per_cell, 0)
        learn_thrift(m.rules, m.user_params, m.users)
    long = m.user_params.short + m.user_params.slow
    assert m.users.wanted == pytest.approx(m.user_params.base_use * 2.0**-long, rel=1e-10)


def test_heavy_oxide_twice_as_dear_for_a_lifetime_is_saved_and_magnets_hold_less_of_it(base):
    m = fresh(base.template).market
    hot = [f for f in range(len(m.plant_params.need)) if base.atlas.cells[m.plant_params.product[f, 0]][1] == HOT]
    oxide, magnet = m.plant_params.feed[hot, 1], m.plant_params.product[hot, 0]
    m.buyers.felt[oxide] = 2.0 * m.cell_params.base_paid[oxide]
    need = []
    for _ in range(100 * 52):
        learn_saving(m.rules, m.plant_params, m.cell_params, m.buyers, m.plants)
        plan_throughput(m.plant_params, m.cell_params, m.sellers, m.buyers, m.plants, m.stoppage_state, 0)
        need.append(m.plants.need[hot, 1] / m.plant_params.need[hot, 1])
    terms = base.scenario.materials["heavy_oxide"]
    assert (np.diff(need, axis=0) <= ROUNDING).all()
    begun = (1.0 - np.exp(-7.0 / 180.0)) * (1.0 - np.exp(-7.0 / 730.0))  # of thrift, after a week
    at_first = terms.short_elasticity + begun * (terms.thrift_elasticity - terms.short_elasticity)
    assert need[0] == pytest.approx(2.0**-at_first, rel=ROUNDING)
    assert need[-1] == pytest.approx(2.0**-terms.thrift_elasticity, rel=1e-10)
    before = m.sellers.content[magnet, HEAVY].copy(), m.sellers.stock[magnet].copy()
    m.buyers.filled[:] = 1.0
    run_plants(m.rules, m.plant_params, m.cell_params, m.sellers, m.buyers, m.plants, m.ledger)
    heavy, tonnes = m.sellers.content[magnet, HEAVY] - before[0], m.sellers.stock[magnet] - before[1]
    assert heavy / tonnes == pytest.approx(m.cell_params.grade[magnet, HEAVY] * need[-1], rel=1e-9)
