"""News of a dated flow is in the forward position at once, discounted; on the date itself nothing is new."""

from datetime import date, timedelta

import numpy as np
import pytest
from runs import copy_of, run_of

from lodeflow.base_world.prices.dated_flows import halts_of
from lodeflow.kernels.core.moment import FAR_DAY
from lodeflow.kernels.prices.dated_flows import foresee
from lodeflow.kernels.projects.projects import COMMISSIONING, CONSTRUCTION, NOT_YET
from lodeflow.kernels.projects.ramp_up import ramped_up
from lodeflow.kernels.supply.coming_supply import discount_ramps, expected_opening, foresee_projects
from lodeflow.kernels.supply.stoppages import StoppageParams
from lodeflow.scenario.load import load

FIRST = date(2025, 1, 1)
NEWS, START, END = 70, 140, 217
STOP = "stoppages.x={{region='AUS', material='light_concentrate', {}, source='a test'}}"
DECIDED, OPENS = 70, 280
DAYS = f"decision={FIRST + timedelta(DECIDED)}, first_output={FIRST + timedelta(OPENS)}"
TERMS = "kind='mine', ore='light_concentrate', capacity_t_per_yr=16000, light_share=0.22, heavy_share=0.005, stage='decision'"
MINE = (
    f"projects.x={{region='AUS', {TERMS}, {DAYS}, capex_usd=9e8, cash_cost_usd_per_t=3e4, source='a test'}}",
    "building.mine={median_days=900, ramp_up={2=1}}",
    "ramp_up.2={final_share=0.95, scale_months=9, shape=1.1}",
)
PACE = {"growth": 0.06, "later_growth": 0.03}


def stop(**days):
    return STOP.format(", ".join(f"{name}={FIRST + timedelta(day)}" for name, day in days.items()))


def seen_on(happened, day):
    """What every mode makes of the dated flows that are known on a day, USD, float64 (modes, parts)."""
    m = copy_of(happened).world.market
    foresee_projects(
        m.rules, m.forward_params, m.forward, m.mine_params, m.plant_params, m.projects, m.project_links,
        m.project_state, day,
    )  # fmt: skip
    foresee(
        m.rules, m.forward_params, m.forward, m.mine_params, m.mines, m.plant_params, m.plants, day,
    )  # fmt: skip
    return m.forward.dated


def ln_ore_prices(made, happened):
    """Mean ln gate price of light ore over base on every market day, float64 (markets,)."""
    base, tape = made.template.market.cell_params.base_price, happened.world.tape
    ore = [n for n, cell in enumerate(made.atlas.cells) if cell[1] == "light_concentrate" and made.rest.output[n] > 0.0]
    return np.log(tape.market[: tape.used[0], ore, 0] / base[ore]).mean(1)


def lost(happened):
    """Output of ore lost in a tick at base prices, by part, USD."""
    m = happened.world.market
    able = m.mine_params.base_capacity * m.mine_params.base_utilisation * (1.0 - m.forward_params.usual_loss[0])
    return (m.forward_params.halt_mine[0] * able) @ m.forward_params.mined * m.rules.tick


def test_an_announced_loss_counts_from_its_first_to_its_last_week_on_the_day_of_the_news():
    _, happened = run_of("base-year", stop(announced=NEWS, start=START, end=END), days=NEWS + 1)
    rate, z = happened.world.market.forward_params.rate, lost(happened)
    for day in (NEWS, 112, 140, 175, 210):
        a, b = max(0, START - day) / 7, (END - day) / 7
        worth = ((1.0 + rate) ** -a - (1.0 + rate) ** -b) / rate
        assert seen_on(happened, day) == pytest.approx(-worth[:, None] * z, rel=1e-12, abs=1e-9)
    assert not seen_on(happened, NEWS - 7).any()
    assert not seen_on(happened, END).any()


def test_the_jump_of_prices_on_the_day_of_the_news_is_that_of_the_closed_form():
    """Phi z / n ((1 + rate)^-a - (1 + rate)^-b) / rate, with a mode for each part."""
    _, happened = run_of("base-year", stop(announced=NEWS, start=START, end=END), days=NEWS + 1)
    p, z = happened.world.market.forward_params, lost(happened)
    a, b = (START - NEWS) / 7, (END - NEWS) / 7
    worth = ((1.0 + p.rate) ** -a - (1.0 + p.rate) ** -b) / p.rate
    jump = p.back @ (worth * (p.left @ (z / p.demand)))
    tied = p.surplus <= 0.0
    assert (1.0 - happened.world.market.forward.position)[tied] == pytest.approx((jump / p.steep)[tied], abs=1e-9)
    assert np.abs(jump).max() > 0.01


def test_a_stop_without_an_end_is_a_gap_in_capacity_for_good():
    _, happened = run_of("base-year", stop(start=START), days=1)
    p = happened.world.market.forward_params
    assert not seen_on(happened, START - 7).any()
    assert seen_on(happened, START) == pytest.approx(-(1.0 / p.rate)[:, None] * lost(happened), rel=1e-12, abs=1e-9)


def test_shares_of_stoppages_that_overlap_multiply_in_what_is_foreseen():
    start, end = np.array([0, 50, -20]), np.array([100, 150, 70])
    share = np.array([[0.6, 0.0], [0.5, 1.0], [0.2, 0.3]])
    halts = halts_of(StoppageParams(start, end, start, share, share[:, :1]))
    for day in range(-30, 160, 5):
        on = (start <= day) & (day < end)
        now = (halts["halt_from"] <= day) & (day < halts["halt_until"])
        assert halts["halt_mine"][now].sum(0) == pytest.approx(1.0 - np.prod(1.0 - share[on], 0), abs=1e-15)


def test_what_is_left_of_a_ramp_up_is_the_discounted_sum_of_its_rises():
    ramps, rate, growth, tick = np.array([[0.9, 9.0, 1.1], [0.8, 20.0, 1.6]]), np.array([0.01, 0.03]), 0.001, 7.0
    left = np.zeros((2, 2, 3657))
    discount_ramps(ramps, rate, growth, tick, left)
    for kind, terms in enumerate(ramps):
        for age in (0, 3, 7, 400):  # a tick more than days since the first tonne
            days = np.arange(age - tick, 3657, tick)
            rises = np.diff([ramped_up(float(d), *terms) for d in days])
            ticks = 1 + np.arange(len(rises))
            wanted = [(rises * ((1.0 + r) * (1.0 + growth)) ** -ticks).sum() for r in rate]
            assert left[kind, :, age] == pytest.approx(wanted, rel=1e-12, abs=1e-6)


def test_a_mine_that_opens_on_a_known_date_is_in_the_price_on_the_day_of_the_decision():
    """The first tonnes, and the ramp-up, bring nothing new: no week moves prices by a twentieth of the news."""
    made, happened = run_of("base-year", *MINE, days=OPENS + 140)
    moves = np.diff(ln_ore_prices(made, happened))
    news = DECIDED // 7 - 1
    assert moves[news] < -0.03
    assert np.abs(np.delete(moves, news)).max() < -moves[news] / 20


def test_before_its_date_a_flow_gains_what_stock_pays():
    """A week nearer it counts more by the rate, and a plant's output by the growth of the path."""
    _, happened = run_of("base-year", *MINE, days=DECIDED + 8)
    rate = happened.world.market.forward_params.rate
    first, second = seen_on(happened, DECIDED + 7), seen_on(happened, DECIDED + 14)
    assert second == pytest.approx(first * (1.0 + rate)[:, None], rel=1e-12)
    assert first[:, 0].min() > 0.0


def test_a_project_is_expected_on_the_day_on_record_or_the_mean_delay_after_the_plan():
    _, happened = run_of("base-year", *MINE, days=DECIDED + 8)
    market = copy_of(happened).world.market
    terms, state = market.projects, market.project_state
    assert state.stage[0] == CONSTRUCTION
    assert expected_opening(terms, state, DECIDED, 0) == OPENS
    terms = terms._replace(first_output=np.array([NOT_YET]), promised=np.array([DECIDED + 400]))
    delay = terms.delay[0, 0] * 400
    assert expected_opening(terms, state, DECIDED, 0) == int(DECIDED + 400 + delay)
    assert expected_opening(terms, state, DECIDED + 500, 0) == int(DECIDED + 500 + delay)  # late: it may take that long
    terms = terms._replace(promised=np.array([NOT_YET]))
    mean = terms.building[0, 0] * np.exp(0.5 * terms.building[0, 1] ** 2)
    assert expected_opening(terms, state, DECIDED, 0) == int(DECIDED + mean * (1.0 + terms.delay[0, 0]))
    state.stage[0], state.opens[0] = COMMISSIONING, 777
    assert expected_opening(terms, state, DECIDED, 0) == 777


def test_what_no_scenario_dates_is_not_foreseen():
    _, happened = run_of("base-year", days=1)
    assert happened.world.market.forward_params.bend[0] == FAR_DAY
    assert not seen_on(happened, 0).any()


def test_a_change_of_all_growth_rates_is_no_news_on_its_day():
    """Known from the first day on: capacity that filled growing stocks will be too large. No week moves prices by a
    twentieth of that.
    """
    scenario = load("base-year")
    rates = [f"sectors.{name}.{key}={g}" for name in scenario.sectors for key, g in PACE.items()]
    capacity = {key.replace("growth", "capacity_growth"): g for key, g in PACE.items()}
    rates += [f"regions.{name}.{key}={g}" for name in scenario.regions for key, g in capacity.items()]
    made, happened = run_of("base-year", *rates, f"growth.changes={FIRST + timedelta(252)}", days=400)
    price = ln_ore_prices(made, happened)
    assert price[0] < -0.01
    assert np.abs(np.diff(price)).max() < -price[0] / 20
