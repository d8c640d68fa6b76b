"""Magnets wear out, some come back as oxides, and every tonne of them is in use, recycled or gone."""

import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.engines import compiled_engine
from lodeflow.kernels.supply.recycling import LIFE_STAGES, recycle, wear_out
from lodeflow.outcomes.conservation import mass_residual, money_residual
from lodeflow.outcomes.measure import outcomes
from lodeflow.replication import fresh
from lodeflow.rows.accounts import account_rows
from lodeflow.rows.vocabulary import vocabulary
from lodeflow.scenario.load import load

RECYCLING = ("recycling.collected=0.4", "recycling.growth_days=1000")


@pytest.fixture(scope="module")
def lived():
    """Four years in which collection grows."""
    world = plan(load("base-year", ("days=1460", *RECYCLING)))
    return world, compiled_engine.play(world)


def test_what_was_in_use_and_what_has_been_used_is_in_use_recycled_or_gone(lived):
    world, r = lived
    before, after = world.template.market, r.world.market
    for element in range(2):
        came = (
            before.recycling_state.in_use[:, :, element].sum()
            + after.ledger.used[element]
            - _oxide_used(world, r)[element]
        )
        left = (
            after.recycling_state.in_use[:, :, element].sum()
            + after.recycling_state.recycled[element]
            + after.recycling_state.gone[element]
        )
        assert left == pytest.approx(came, rel=1e-11)
    assert np.array_equal(after.recycling_state.recycled, after.ledger.recycled[:2])
    assert after.recycling_state.recycled.min() > 0.0


def _oxide_used(world, r):
    """Oxide that final users use as such, t: it is in no magnet."""
    totals = r.world.totals
    users = [k for k, (_, material, _) in enumerate(world.users) if material == "light_oxide"]
    return np.array([(totals.wanted[users] - totals.unmet[users]).sum(), 0.0])


def test_with_recycling_every_tonne_and_dollar_is_somewhere(lived):
    world, r = lived
    assert mass_residual(world.template, r.world) < 1e-12
    assert money_residual(world.template, r.world) < 1e-12
    told = {o.material: o.value for o in outcomes(world, r.world) if o.outcome == "recycled_from_magnets"}
    assert list(told.values()) == r.world.market.recycling_state.recycled.tolist()


def test_recycled_oxide_lowers_its_price(lived):
    world, r = lived
    cell = world.atlas.cell("CHN", "light_oxide")
    assert r.world.market.sellers.price[cell] < 0.98 * world.rest.price[cell]


def test_goods_of_one_day_wear_out_as_a_gamma_distribution_of_three_stages_says():
    world = plan(load("base-year", ("days=1", *RECYCLING)))
    m = fresh(world.template).market
    m.recycling_state.in_use[:] = 0.0
    m.buyers.used[:] = 0.0
    m.recycling_state.in_use[0, 0, 0] = 1.0
    worn = []
    for _ in range(52 * 60):
        wear_out(m.recycling, m.buyers, m.recycling_state)
        worn.append(m.recycling_state.scrap[0, 0])
    worn, age = np.array(worn), 7.0 * np.arange(1, 52 * 60 + 1) / 365.0
    assert worn.sum() == pytest.approx(1.0, abs=1e-3)
    assert (worn * age).sum() == pytest.approx(12.0, rel=0.01)
    assert (worn * age**2).sum() - (worn * age).sum() ** 2 == pytest.approx(144.0 / LIFE_STAGES, rel=0.02)


def test_at_rest_what_wears_out_is_what_a_past_of_steady_growth_has_left():
    """By hand: with lives of 12 years in three stages and use that grew by 7.7 %/y, use over (1 + .077 x 4)^3."""
    world = plan(load("base-year", ("days=1", "tick_days=1", *RECYCLING)))
    m = fresh(world.template).market
    wear_out(m.recycling, m.buyers, m.recycling_state)
    cells = m.recycling.worn
    used = (world.rest.use[cells] * world.rest.feed_content[cells, 0]).sum()
    assert m.recycling_state.scrap[:, 0].sum() == pytest.approx(used / 1.308**3, rel=1e-3)


def test_collection_grows_from_nothing_and_answers_the_price_and_never_exceeds_what_is_worn():
    world = plan(load("base-year", ("days=1", *RECYCLING)))
    yard, cell = next((y, c) for y, c in enumerate(world.template.market.recycling.into[:, 0]) if c >= 0)
    found = []
    for day, price in ((0, 1.0), (500, 1.0), (1000, 1.0), (5000, 1.0), (5000, 2.0), (5000, 1e6)):
        m = fresh(world.template).market
        m.recycling_state.scrap[yard, 0] = 10.0
        m.buyers.felt[cell] = price * m.cell_params.base_paid[cell]
        stock, book = m.buyers.stock[cell], m.buyers.book[cell]
        recycle(m.rules, m.recycling, m.cell_params, m.buyers, m.recycling_state, m.ledger, day)
        found.append(m.buyers.stock[cell] - stock)
        assert m.buyers.book[cell] - book == pytest.approx(m.recycling_state.earned[0], rel=1e-6, abs=1e-6)
        assert m.recycling_state.gone[0] + m.recycling_state.recycled[0] == pytest.approx(10.0, rel=1e-12)
    assert found == pytest.approx([0.0, 2.0, 4.0, 4.0, 4.0 * 2.0**0.3, 10.0], rel=1e-9)


def test_nobody_who_collects_nothing_keeps_books_of_what_is_in_use(base):
    m = fresh(base.template).market
    wear_out(m.recycling, m.buyers, m.recycling_state)
    recycle(m.rules, m.recycling, m.cell_params, m.buyers, m.recycling_state, m.ledger, 100)
    assert np.array_equal(m.recycling_state.in_use, base.template.market.recycling_state.in_use)
    assert m.recycling_state.gone.tolist() == [0.0, 0.0]


def test_the_account_says_what_recyclers_are_paid(lived):
    world, r = lived
    rows, words = account_rows(world, r), vocabulary(world)
    scrap = rows["instrument"] == words["instrument"].index("recycled oxide")
    assert rows["usd"][scrap].sum() == pytest.approx(r.world.market.recycling_state.earned[0], rel=1e-9)
    assert {words["payee"][k].split()[0] for k in rows["payee"][scrap]} == {"recyclers"}
