"""Defence keeps its own magnets, takes civil ones as far as it may, and never gives any back."""

import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.kernels.demand.defence_stock import divert
from lodeflow.kernels.demand.shortage import ration
from lodeflow.kernels.prices.delivered_price import land_goods
from lodeflow.kernels.trade.premiums import quote_premiums
from lodeflow.replication import fresh
from lodeflow.scenario.load import load


def guarded(diversion):
    """A market at rest in which defence may take this share of civil stock, and its pairs of cells."""
    base = plan(load("base-year", (f"defence.diversion={diversion}", "defence.diversion_by_region.USA=0")))
    m = fresh(base.template).market
    return m, m.defence.civil, m.defence.own


def starved(diversion):
    """What is met where defence's own stock has run out and civil stock is on target."""
    m, civil, own = guarded(diversion)
    for slices in (m.buyers.stock, m.buyers.level, m.buyers.book):
        slices[own] = 0.0
    m.buyers.content[own] = 0.0
    divert(m.rules, m.defence, m.buyers)
    ration(m.rules, m.cell_params, m.defence, m.buyers)
    return m.buyers.filled[civil], m.buyers.filled[own]


def test_without_diversion_defence_starves_beside_full_civil_stock():
    civil, own = starved(0.0)
    assert set(own) == {0.0}
    assert set(civil) == {1.0}


def test_with_full_diversion_nobody_goes_short():
    civil, own = starved(1.0)
    region = plan(load("base-year")).atlas
    usa = next(k for k, (place, _) in enumerate(region.cells[len(region.shown) :]) if place == "USA")
    assert {met for k, met in enumerate(own) if k != usa} == {1.0}
    assert own[usa] == 0.0  # the same world says that none may be taken there
    assert set(civil) == {1.0}


def test_what_is_diverted_takes_its_content_and_its_cost_along():
    m, civil, own = guarded(0.5)
    before = [a[civil] + a[own] for a in (m.buyers.stock, m.buyers.book, m.buyers.content)]
    unit = m.buyers.book[civil] / m.buyers.stock[civil]
    m.buyers.desired[own] *= 100.0
    had, lacks = m.buyers.stock[civil].copy(), 7.0 * m.buyers.desired[own] - m.buyers.stock[own]
    divert(m.rules, m.defence, m.buyers)
    assert lacks.min() > 0.0
    assert had - m.buyers.stock[civil] == pytest.approx(np.minimum(lacks, m.defence.diversion * had), rel=1e-12)
    after = [a[civil] + a[own] for a in (m.buyers.stock, m.buyers.book, m.buyers.content)]
    for one, other in zip(before, after, strict=True):
        assert other == pytest.approx(one, rel=1e-12)
    assert m.buyers.book[civil] / m.buyers.stock[civil] == pytest.approx(unit, rel=1e-12)


def test_civil_and_defence_buyers_of_a_place_see_one_spot_price_over_what_each_has_paid():
    m, civil, own = guarded(0.0)
    m.buyers.stock[civil] *= 0.5
    m.buyers.level[civil] *= 0.5
    land_goods(m.rules, m.routes, m.buyers, m.trade, m.forward_params, m.forward)
    quote_premiums(
        m.rules,
        m.routes,
        m.cell_params,
        m.forward_params,
        m.forward,
        m.buyers,
        m.trade,
        m.plant_params,
        m.plants,
        m.defence,
        m.substitution,
        m.substitution_state,
    )
    dear = [np.log(m.buyers.spot[of] / m.buyers.landed[of]) for of in (civil, own)]
    lead = np.bincount(m.routes.buyer, m.trade.share * (m.trade.lead + m.trade.wait), len(m.buyers.spot))
    mended = m.rules.stock_adjustment + lead
    assert min(dear[0].min(), dear[1].min()) > 0.0
    assert dear[1] / mended[own] == pytest.approx(dear[0] / mended[civil], rel=1e-9)


def test_defence_and_civil_use_together_are_what_the_base_table_says():
    base = plan(load("base-year"))
    for civil, own in zip(base.template.market.defence.civil, base.template.market.defence.own, strict=True):
        region, material = base.atlas.cells[civil]
        assert base.atlas.cells[own] == (region, material)
        total = base.year.final_use[region, material] / 365.0
        assert base.rest.use[civil] + base.rest.use[own] == pytest.approx(total, rel=1e-12)
