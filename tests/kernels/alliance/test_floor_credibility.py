"""Investors count on a floor as far as they trust it, and only while levied imports are needed."""

from datetime import date

import numpy as np
import pytest
from levied import EIGHT, floor, on_the_first_day, policy

from lodeflow.assembly import plan
from lodeflow.kernels.alliance.floor_credibility import credit_floors, levied_share
from lodeflow.kernels.projects.investment import expected_price, readiness, worth_of_floor
from lodeflow.scenario.load import load


@pytest.fixture(scope="module")
def of():
    return plan(load("status-quo", ("days=60", *policy(credibility=0.6, start=date(2025, 1, 1)))))


def believe(m, day=0):
    credit_floors(
        m.alliances,
        m.floors,
        m.levies,
        m.projects,
        m.project_links,
        m.project_state,
        m.routes,
        m.sellers,
        m.buyers,
        m.trade,
        m.per_cell,
        day,
    )


def of_region(of, material, inside):
    cells = of.template.market.project_links.sells[:, 0]
    return [
        q for q, c in enumerate(cells) if of.atlas.cells[c][1] == material and (of.atlas.cells[c][0] in EIGHT) == inside
    ]


def test_the_levied_share_is_what_members_use_in_three_years_beyond_what_friends_make_and_build(of):
    m = on_the_first_day(of)
    k = floor(of, "magnet_standard")
    use = sum(m.buyers.forecast[i] for i, (r, g) in enumerate(of.atlas.cells) if g == "magnet_standard" and r in EIGHT)
    made = sum(m.sellers.orders[i] for i, (r, g) in enumerate(of.atlas.cells) if g == "magnet_standard" and r in EIGHT)
    m.project_state.stage[:] = 0  # nobody builds
    found = levied_share(m.floors, m.levies, m.projects, m.project_links, m.project_state, m.sellers, m.buyers, k)
    assert 1.15 < m.floors.grown[k] < 1.3
    assert found == pytest.approx(1.0 - made / (use * m.floors.grown[k]), rel=1e-12)
    assert 0.5 < found < 0.9


def test_twice_the_committed_capacity_makes_every_project_expect_less(of):
    """V40."""
    expected = []
    for times in (3.0, 6.0, 12.0):
        m = on_the_first_day(of)
        for i, (region, material) in enumerate(of.atlas.cells):
            if material == "light_oxide" and region in EIGHT:
                m.sellers.orders[i] *= times
        believe(m)
        (q, *_) = of_region(of, "light_oxide", inside=True)
        expected.append(
            expected_price(
                m.project_state.memory[q], 0.0, 0.0, m.project_state.floor[q], m.project_state.faith[q], 0.35, 5.0
            )
        )
    assert expected[0] > expected[1] >= expected[2]
    assert expected[2] >= m.project_state.memory[q]


def test_without_levied_imports_nobody_counts_on_the_floor(of):
    m = on_the_first_day(of)
    k = floor(of, "light_oxide")
    m.sellers.orders[m.floors.friendly == k] *= 1e6
    believe(m)
    q = of_region(of, "light_oxide", inside=True)[0]
    assert m.levies.needed[k] == 0.0 == m.project_state.faith[q]
    assert expected_price(60e3, 0.0, 0.0, m.project_state.floor[q], 0.0, 0.35, 5.0) == 60e3


def test_only_members_projects_count_on_it_and_those_sure_to_become_members(of):
    m = on_the_first_day(of, "USA")
    believe(m, 10)
    inside = of_region(of, "magnet_standard", inside=True)
    american = [q for q in inside if of.atlas.cells[m.project_links.sells[q, 0]][0] == "USA"]
    assert american
    needed = m.levies.needed[floor(of, "magnet_standard")]
    assert 0.0 < needed < 0.2  # what is being built will nearly do
    assert m.project_state.faith[american] == pytest.approx(0.6 * needed / 0.2, rel=1e-12)
    for q in (*of_region(of, "magnet_standard", inside=False), *of_region(of, "light_oxide", inside=False)):
        assert m.project_state.faith[q] == 0.0
    others = [q for q in inside if q not in american]
    assert (m.project_state.faith[others] == 0.0).all()  # the day of joining is past, and they have not
    believe(m, -1)
    assert (m.project_state.faith[inside] == 0.0).all()  # not announced yet


def test_up_the_ladder_a_magnet_makers_floor_is_the_margin_of_the_base_year(of):
    """Neutral protection keeps the margin at the landed prices of what is levied: V16."""
    m = on_the_first_day(of)
    believe(m)
    p = of.template.market.floors
    for q in of_region(of, "magnet_standard", inside=True):
        sold, bought = m.project_links.sold[q], m.project_links.bought[q]
        oxide = floor(of, "light_oxide")
        at_base = -bought[0] * p.base_price[oxide]
        at_floor = -bought[0] * 110e3
        for j in range(3):
            if m.project_links.sells[q, j] >= 0:
                k = p.of_seller[m.project_links.sells[q, j]]
                at_base += sold[j] * p.base_price[k]
                at_floor += sold[j] * m.levies.reference[k]
        heavy = bought[1] * m.buyers.paid[m.project_links.buys[q, 1]] if m.project_links.buys[q, 1] >= 0 else 0.0
        assert m.project_state.floor[q] == pytest.approx(at_floor - heavy, rel=1e-9)
        assert at_floor == pytest.approx(at_base, rel=0.02)


def test_what_a_floor_is_worth_is_what_a_log_normal_price_says():
    """M(F) = 115.99 at F 110 and an expected price of 55; without faith the price is the remembered one."""
    assert worth_of_floor(110.0, 55.0, 0.35, 5.0) == pytest.approx(115.99, abs=0.01)
    assert readiness(110.0, 55.0, 0.1, 0.15) > readiness(60.0, 55.0, 0.1, 0.15)
    assert np.isclose(expected_price(55.0, 0.0, 0.0, 110.0, 1.0, 0.35, 5.0), 115.99, atol=0.01)
