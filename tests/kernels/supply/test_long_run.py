"""Capacity and quotas answer lasting prices with a lag, and keep to their announced paths at the long-run price.

Known answers from theory: belief x' = (ln(P/P*) - x)/T and growth phi x have closed forms for prices that step.
"""

import numpy as np
import pytest
from scipy.linalg import expm

from lodeflow.assembly import plan
from lodeflow.base_world.growth import answering
from lodeflow.engines import compiled_engine
from lodeflow.kernels.core.growth import grown_by
from lodeflow.kernels.core.partial_adjustment import adjust_in_part
from lodeflow.kernels.record.record import MARKETS
from lodeflow.kernels.supply.long_run import answer_prices
from lodeflow.kernels.supply.mine import plan_digging
from lodeflow.kernels.supply.plant import plan_throughput
from lodeflow.kernels.supply.production_quotas import quota_of_the_day
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

PHI, LAG, DEAR = 0.15, 500.0, np.log(1.7)
UNLIMITED = 100.0
MINING = (
    "production_quotas.mines.controller=CHN",
    "production_quotas.mines.stage=mining",
    "production_quotas.mines.source=assumption",
    "production_quotas.mines.tonnes.2024=270 kt/yr",
    "production_quotas.mines.growth=0.05",
    "production_quotas.mines.price_response=0.15",
    "production_quotas.mines.price_response_days=500",
)


def answered(days, dear, tick, most=UNLIMITED, long_run=1.0):
    """Belief and ln of capacity over its path after so many days at a price, and as many at another, and so on."""
    terms, answer = np.array([answering(tick, PHI, LAG, most, long_run)]), np.zeros((1, 2))
    for length, price in zip(days, dear, strict=True):
        for _ in range(round(length / tick)):
            adjust_in_part(terms, answer, 0, price, tick)
    return answer[0]


def risen(t):
    """Closed form at a constant price: belief and answer after ``t`` days."""
    believed = DEAR * (1.0 - np.exp(-t / LAG))
    return believed, PHI / 365.0 * (DEAR * t - LAG * believed)


@pytest.mark.parametrize("tick", [7.0, 3.0, 1.0])
@pytest.mark.parametrize("days", [21.0, 420.0, 4200.0])
def test_after_a_step_of_the_price_the_answer_is_that_of_partial_adjustment_at_any_tick(tick, days):
    assert answered([days], [DEAR], tick) == pytest.approx(risen(days), rel=1e-9)


def test_when_the_price_returns_belief_fades_and_the_answer_ends_at_the_price_times_its_time():
    believed, answer = risen(700.0)
    for later in (350.0, 1400.0):
        fading = believed * np.exp(-later / LAG)
        want = fading, answer + PHI / 365.0 * LAG * (believed - fading)
        assert answered([700.0, later], [DEAR, 0.0], 7.0) == pytest.approx(want, rel=1e-9)
    assert answered([700.0, 35_000.0], [DEAR, 0.0], 7.0)[1] == pytest.approx(PHI / 365.0 * DEAR * 700.0, rel=1e-9)


def test_at_the_long_run_price_nothing_is_added_and_below_it_capacity_falls_behind():
    assert answered([7000.0], [np.log(1.3)], 7.0, long_run=1.3).tolist() == [0.0, 0.0]
    assert answered([700.0], [-DEAR], 7.0) == pytest.approx(-answered([700.0], [DEAR], 7.0), rel=1e-12)


def test_no_price_makes_growth_change_by_more_than_the_limit():
    assert answered([3650.0], [7.0], 7.0, most=0.2)[1] <= 0.2 * 3650.0 / 365.0
    assert answered([3650.0], [700.0], 7.0, most=0.2)[1] == pytest.approx(0.2 * 3647.0 / 365.0, rel=1e-2)


@pytest.mark.parametrize("elasticity", [0.1, 0.4, 3.0])
def test_in_a_market_that_clears_capacity_swings_about_need_as_a_damped_pendulum(elasticity):
    """Need rises by a third for good and the price answers what is missing: the linear loop has a closed form.

    Its damping is half the root of elasticity/(phi T): slow, early answers settle; fast, late ones overshoot.
    """
    need, phi = np.log(4.0 / 3.0), PHI / 365.0
    loop = np.array([[-1.0 / LAG, -1.0 / (elasticity * LAG)], [phi, 0.0]])  # of belief and of capacity over need
    terms, answer = np.array([answering(1.0, PHI, LAG, UNLIMITED, 1.0)]), np.zeros((1, 2))
    highest = 0.0
    for day in range(1, 12 * 365 + 1):
        adjust_in_part(terms, answer, 0, (need - answer[0, 1]) / elasticity, 1.0)
        highest = max(highest, answer[0, 1])
        if day % 365 == 0:
            _, over = expm(loop * day) @ np.array([0.0, -need])
            assert answer[0, 1] == pytest.approx(need + over, abs=0.01 * need)
    damping = 0.5 * np.sqrt(elasticity / (PHI * LAG / 365.0))
    overshoot = np.exp(-np.pi * damping / np.sqrt(1.0 - damping**2)) if damping < 1.0 else 0.0
    assert max(0.0, highest / need - 1.0) == pytest.approx(overshoot, abs=0.01)


def priced(settings, factor, ticks):
    """China's mines and its quota after so many market days at so many times base prices."""
    m = fresh(plan(load("base-year", settings)).template).market
    m.sellers.price[:] = factor * m.cell_params.base_price
    levels = []
    for n in range(ticks):
        day = 7 * n
        plan_digging(m.rules, m.mine_params, m.cell_params, m.sellers, m.mines, m.sites, m.stoppage_state, day)
        plan_throughput(m.plant_params, m.cell_params, m.sellers, m.buyers, m.plants, m.stoppage_state, day)
        if len(m.production_quota_state.cut):
            levels.append(quota_of_the_day(m.production_quotas, m.production_quota_state, 0, day) * 365.0)
        answer_prices(
            m.rules, m.mine_params, m.plant_params, m.production_quotas, m.mines, m.plants, m.production_quota_state,
            day,
        )  # fmt: skip
    return m, np.array(levels)


def test_a_quota_is_set_on_new_years_day_after_the_prices_of_the_years_before():
    _, levels = priced(MINING, 1.7, 200)
    assert levels[:53] == pytest.approx([270_000.0 * np.exp(0.05)] * 53, rel=1e-12)
    for year, tick in ((1, 53), (2, 105), (3, 157)):  # of the market days before 1 January, the last counts too
        want = 270_000.0 * np.exp(0.05 * (year + 1) + risen(7.0 * tick)[1])
        assert levels[tick] == pytest.approx(want, rel=1e-9)
        assert levels[tick : tick + 40] == pytest.approx([want] * 40, rel=1e-9)


def test_a_published_quota_stands_whatever_the_price():
    _, levels = priced((*MINING, "production_quotas.mines.tonnes.2026=280 kt/yr"), 1.7, 200)
    assert levels[:53].tolist() == [levels[0]] * 53
    assert levels[53:105] == pytest.approx([280_000.0] * 52, rel=1e-12)
    assert levels[105] > 280_000.0 * np.exp(0.05)


def test_without_a_quota_mines_answer_by_the_same_rule():
    settings = (
        "regions.CHN.capacity_growth=0.03", "regions.CHN.capacity_response=0.15", "regions.CHN.capacity_response_days=500",
    )  # fmt: skip
    m, _ = priced(settings, 1.7, 101)
    china = np.array([m.mine_params.growth > 0.0]).ravel()
    plan_digging(m.rules, m.mine_params, m.cell_params, m.sellers, m.mines, m.sites, m.stoppage_state, 700)
    grown = m.mines.able / m.mine_params.base_capacity
    path = grown_by(707, 0.03 / 365.0, 0.03 / 365.0, 10**6)
    assert grown[china] == pytest.approx(path * np.exp(risen(707.0)[1] - 0.03 * 7.0 / 365.0), rel=1e-9)
    assert (grown[~china] == 1.0).all()


def test_plants_answer_value_over_cost_so_dear_feed_alone_builds_none():
    m = fresh(plan(load("base-year", ("regions.CHN.capacity_response=0.15",))).template).market
    for factor in (0.5, 1.0, 3.0):  # all prices alike, margins with them
        m.sellers.price[:] = factor * m.cell_params.base_price
        m.buyers.spot[:] = factor * m.cell_params.base_paid
        plan_throughput(m.plant_params, m.cell_params, m.sellers, m.buyers, m.plants, m.stoppage_state, 0)
        makers = m.plants.worth[~m.plant_params.separates]  # yields of separators follow the cargoes of day 0
        assert (np.abs(makers) <= 0.8 * abs(np.log(factor)) + 1e-12).all()
        assert (makers * np.log(factor) >= 0.0).all()
    m.sellers.price[:], m.buyers.spot[:] = m.cell_params.base_price, 2.0 * m.cell_params.base_paid
    plan_throughput(m.plant_params, m.cell_params, m.sellers, m.buyers, m.plants, m.stoppage_state, 0)
    assert (m.plants.worth < 0.0).all()


@pytest.fixture(scope="module")
def growing():
    """Ten years in which users want 5 % more each year and capacity outside projects stands still or answers."""
    found = {}
    for response in (0.0, 0.3):
        settings = (
            "days=3650", *(f"sectors.{s}.growth=0.05" for s in ("clean_energy", "other", "defence")),
            *(f"regions.{r}.capacity_response={response}" for r in ("CHN", "USA", "MMR", "AUS", "JPN", "MYS", "VNM")),
        )  # fmt: skip
        world = plan(load("base-year", settings))
        found[response] = world, compiled_engine.play(world)
    return found


def test_capacity_that_answers_prices_keeps_a_decade_of_growth_from_driving_them_up(growing):
    gate = {}
    for response, (world, r) in growing.items():
        cell = world.atlas.cell("CHN", "light_oxide")
        assert r.world.tape.used[MARKETS] == 522
        gate[response] = r.world.market.sellers.price[cell] / world.rest.price[cell]
    assert gate[0.0] > 2.0
    assert 0.8 < gate[0.3] < 0.7 * gate[0.0]
