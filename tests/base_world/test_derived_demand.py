"""Derived demand against its closed form: feed in fixed proportion, whose price all or some of the makers bear."""

import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.base_world.materials import material_of
from lodeflow.base_world.prices.derived_demand import derive_demand, spared_by_side
from lodeflow.scenario.load import load


@pytest.fixture(scope="module")
def cobalt():
    """Plan, cells that hold each material, and derived demand of a chain of one refining stage."""
    made = plan(load("cobalt"))
    m = made.template.market
    derived = derive_demand(made.atlas, made.rest, m.user_params, m.plant_params, np.ones(len(m.plant_params.need)))
    return made, material_of(made.atlas)[:-1], derived


def margins(made):
    """Feed [t/d] of each plant, answer of its throughput to what it earns, and the share of feed in that."""
    p = made.template.market.plant_params
    fed = p.base_capacity * p.base_utilisation * p.need[:, 0]
    earned = (p.fixed_yield * np.where(p.product >= 0, made.rest.price[np.maximum(p.product, 0)], 0.0)).sum(axis=1)
    a = p.elasticity * (1.0 - p.base_utilisation / p.limit) * earned / p.base_margin
    return fed, a, p.need[:, 0] * made.rest.landed[p.feed[:, 0]] / earned


def elasticity_of_final_use(made, of):
    u = made.template.market.user_params
    refined = of[u.cell] == made.atlas.goods.place("cobalt_refined")
    return np.average((u.short + u.slow)[refined], weights=u.base_use[refined])


def test_where_all_bear_it_the_answer_is_marshalls_derived_demand(cobalt):
    """a s e / (a + e) of each plant: in the limit of a large a, the elasticity of use times the share of feed."""
    made, of, derived = cobalt
    fed, a, s = margins(made)
    e = elasticity_of_final_use(made, of)
    left = fed * a * s - derived.spared[:, 0]
    assert left == pytest.approx(fed * s * a * e / (a + e), rel=1e-9)
    lost = spared_by_side(derived, np.ones(len(of), bool), of, len(made.atlas.goods.materials))
    assert lost[made.atlas.goods.place("cobalt_intermediate")] == pytest.approx(derived.spared.sum(), rel=1e-9)


def test_a_plant_whose_rivals_pay_nothing_more_keeps_its_margins_answer(cobalt):
    """Spared is the share that it makes of its product, of what would be if all bore it."""
    made, of, derived = cobalt
    cell = int(made.template.market.plant_params.feed[0, 0])
    here = np.arange(len(of)) == cell
    own = derived.feed[:, 0] == cell
    part = derived.made[own].sum() / derived.made.sum()
    lost = spared_by_side(derived, here, of, len(made.atlas.goods.materials))
    assert 0.0 < part < 1.0
    assert lost.sum() == pytest.approx(part * derived.spared[own].sum(), rel=1e-9)
    nobody = spared_by_side(derived, np.zeros(len(of), bool), of, len(made.atlas.goods.materials))
    assert not nobody.any()
