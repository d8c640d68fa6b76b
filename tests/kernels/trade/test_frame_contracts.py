"""What is on contract costs what it cost when it was signed; a year later everything has been signed anew."""

import numpy as np
import pytest
from worlds import both

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import play
from lodeflow.kernels.export_controls.lane_status import CLOSED, CLOSED_LANES
from lodeflow.kernels.prices.delivered_price import quote_delivered
from lodeflow.kernels.trade.frame_contracts import COHORTS, sign_frame_contracts
from lodeflow.outcomes.conservation import money_residual
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

ROUNDING = 1e-12
YEAR = 364


def market(*settings):
    made = plan(load("base-year", (f"market.contract_days={YEAR}", *settings)))
    return fresh(made.template).market, made.atlas.cell("EU", "magnet_standard")


def a_day(m, day):
    sign_frame_contracts(
        m.rules, m.routes, m.cell_params, m.frame_params, m.frame, m.lane_status, m.buyers, m.trade, day
    )
    quote_delivered(m.rules, m.frame, m.buyers)


@pytest.mark.parametrize("tick", [7, 14, 1])
def test_after_a_step_in_prices_the_contract_price_reaches_it_in_a_straight_line_over_a_year(tick):
    m, j = market(f"tick_days={tick}")
    before, share = m.buyers.spot[j], m.cell_params.contract_share[j]
    m.buyers.spot[j] = m.buyers.landed[j] = after = 3.0 * before
    cohorts = m.frame_params.cohorts[0]
    assert cohorts == min(COHORTS, YEAR // tick)
    for day in range(0, 2 * YEAR, tick):
        a_day(m, day)
        gone = min(1.0, (day * cohorts // YEAR + 1) / cohorts)  # the first cohort is signed on day 0
        on_contract = before + gone * (after - before)
        assert m.buyers.contract[j] == pytest.approx(on_contract, rel=ROUNDING)
        assert m.buyers.paid[j] == pytest.approx(share * on_contract + (1.0 - share) * after, rel=ROUNDING)


def test_where_use_falls_by_a_third_contracts_signed_before_are_a_larger_part_of_it_until_they_end():
    m, j = market()
    share = m.cell_params.contract_share[j]
    m.buyers.forecast[j] *= 2.0 / 3.0
    for day in range(0, YEAR + 7, 7):
        a_day(m, day)
        signed = min(1.0, (day // 7 + 1) / 52)
        assert m.frame.part[j] == pytest.approx(share * (1.5 * (1.0 - signed) + signed), rel=ROUNDING)


def test_where_less_is_used_than_is_bound_all_of_it_is_paid_at_the_contract_price():
    m, j = market()
    m.buyers.forecast[j] *= 0.1
    m.buyers.spot[j] *= 0.5
    a_day(m, 0)
    assert m.frame.part[j] == 1.0
    assert m.buyers.paid[j] == m.buyers.contract[j]


def test_who_comes_new_to_the_market_pays_spot_at_first_and_signs_over_the_year():
    m, j = market()
    m.frame.tonnes[j] = 0.0
    m.buyers.forecast[j] = 0.0
    a_day(m, 0)
    assert m.buyers.paid[j] == m.buyers.spot[j]
    m.buyers.forecast[j] = 1.0
    for day in range(7, YEAR + 7, 7):
        a_day(m, day)
    assert m.frame.part[j] == pytest.approx(m.cell_params.contract_share[j], rel=ROUNDING)


def test_contracts_shorter_than_a_tick_are_signed_anew_on_every_market_day():
    m, j = market("market.contract_days=3")
    m.buyers.landed[j] *= 2.0
    a_day(m, 0)
    a_day(m, 7)
    assert m.buyers.contract[j] == m.buyers.landed[j]


def test_at_rest_contracts_move_no_price():
    m, _ = market()
    paid = m.buyers.paid.copy()
    for day in range(0, YEAR, 7):
        a_day(m, day)
    bought = m.buyers.landed > 0.0
    assert m.buyers.paid[bought] == pytest.approx(paid[bought], rel=ROUNDING)


def test_the_premium_of_goods_at_hand_is_in_no_contract():
    m, j = market()
    before = m.buyers.landed[j]
    m.buyers.spot[j] *= 10.0
    a_day(m, 0)
    assert m.buyers.contract[j] == pytest.approx(before, rel=ROUNDING)


def test_contracts_with_a_seller_who_is_cut_off_end_and_others_are_signed_over_a_year():
    m, j = market()
    share, tick = m.cell_params.contract_share[j], 7
    s = int(np.argmax(np.where(m.routes.buyer == j, m.trade.share, 0.0)))
    lost = m.trade.share[s]
    assert 0.3 < lost < 1.0
    a_day(m, 0)
    m.lane_status.rule[s], m.lane_status.since[s], m.lane_status.lost[s] = CLOSED, 3, lost
    m.lane_status.count[CLOSED_LANES] = 1  # others take over all of its orders at once, so shares sum to one
    for day in range(tick, YEAR + tick, tick):
        a_day(m, day)
        signed = day // tick / 52
        assert m.frame.part[j] == pytest.approx(share * (signed + (1.0 - signed) * (1.0 - lost)), rel=ROUNDING)


def test_who_can_order_nowhere_signs_nothing_and_pays_spot_once_his_contracts_have_ended():
    m, j = market()
    mine = m.routes.buyer == j
    m.lane_status.rule[mine], m.lane_status.since[mine], m.lane_status.lost[mine] = CLOSED, 3, m.trade.share[mine]
    m.lane_status.count[CLOSED_LANES] = mine.sum()
    m.trade.share[mine] = 0.0
    m.buyers.spot[j] *= 3.0
    for day in (7, 14):
        a_day(m, day)
        assert m.frame.part[j] < 1e-9
        assert m.buyers.paid[j] == pytest.approx(m.buyers.spot[j], rel=1e-9)


STOP = "stoppages.x={start=2025-03-12, end=2025-06-01, region='CHN', material='light_concentrate', share=0.4, source='a test'}"


@pytest.fixture(scope="module")
def stopped():
    return plan(load("base-year", ("days=140", STOP)))


def test_payers_pay_what_payees_get_while_contracts_and_spot_are_apart(stopped):
    r = play(stopped)
    m = r.world.market
    bought = m.buyers.spot > 0.0
    assert np.abs(m.buyers.contract[bought] / m.buyers.spot[bought] - 1.0).max() > 0.03
    assert money_residual(stopped.template, r.world) < ROUNDING


def test_both_engines_sign_the_same_contracts(stopped):
    of_loop, of_python = both(stopped, 0)
    assert of_loop == of_python
