"""A stockpile buys in calm times, moves the market it buys in, releases when users run short, and its books close."""

import numpy as np
import pytest
from controlled import control, market, world

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import Engine
from lodeflow.engines.simpy_engine import play
from lodeflow.errors import ScenarioError
from lodeflow.kernels.entities.cells import CHINESE, MEMBER_CONTENT
from lodeflow.kernels.record.record import MarketColumn
from lodeflow.kernels.record.stockpiles import StoreColumn
from lodeflow.kernels.stockpiles.trade import largest_loan, trade_for_stores
from lodeflow.outcomes.conservation import mass_residual, money_residual
from lodeflow.replication import fresh
from lodeflow.rows.stockpile import stockpile_rows
from lodeflow.scenario.load import load

HOT = "magnet_high_temperature"
CHARTER = {
    "region": "USA", "materials": [HOT], "target_days": 60, "start": "2025-03-03", "capital_usd": 50_000_000.0,
    "loan_usd": 1e9, "interest": 0.05, "storage": 0.02, "fee": 0.01, "flow_cap": 0.2, "filling_days": 365,
    "source": "a test",
}  # fmt: skip
BAN = control("c", materials=[HOT], start="2026-06-01", news=0, regime="ban", destinations=["USA"])


def stockpile(**terms):
    """An override that writes one stockpile."""
    given = CHARTER | terms
    return f"stockpiles.vault={{{', '.join(f'{key}={_toml(value)}' for key, value in given.items())}}}"


def _toml(value):
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) and value[:2] != "20" else str(value).lower()


@pytest.fixture(scope="module")
def filled():
    return world(stockpile(), days=900)


@pytest.fixture(scope="module")
def alone():
    return world(days=900)


def balance(state):
    """What a stockpile has less what it owes and was given, in USD; 0 if no cent is lost."""
    has = state.cash.sum() + state.book.sum()
    sold_at = state.received.sum() - (state.paid.sum() - state.book.sum())  # sales above cost
    owes = state.loan.sum() + state.capital.sum() + state.fees.sum() + sold_at + state.support.sum()
    owes += state.advanced.sum() - state.refunded.sum()
    return has - (owes - state.interest.sum() - state.storage.sum())


def test_it_fills_towards_its_target_and_never_beyond(filled):
    made, r = filled
    params, state = made.template.market.stockpile_params, r.world.market.stockpile_state
    assert 0.8 * params.target[0] < state.stock[0] <= params.target[0]
    assert state.bought[0] == pytest.approx(state.stock[0], rel=1e-12)
    days = made.template.market.users
    assert len(days.wanted)
    use = made.rest.use[made.atlas.cell("USA", HOT)]
    assert params.target[0] == pytest.approx(60 * use, rel=0.05)  # defence's use counts too


def test_it_buys_no_faster_than_its_share_of_the_market(filled):
    made, r = filled
    held = r.world.tape.stores[: r.world.tape.used[0], 0, StoreColumn.HELD]
    use = made.rest.use[made.atlas.cell("USA", HOT)]
    assert np.diff(held).max() <= 0.2 * use * 7.0 * 1.02


def test_it_moves_the_market_in_which_it_buys_and_that_passes(filled, alone):
    with_it, without = (market(*each, MarketColumn.SPOT, "USA", HOT) for each in (filled, alone))
    rise = with_it / without - 1.0
    assert abs(rise[:8]).max() < 1e-9
    assert 0.001 < rise[10:60].max() < 0.1
    assert abs(rise[-1]) < rise[10:60].max()


def test_books_close_to_the_cent_and_no_tonne_is_lost(filled):
    made, r = filled
    assert abs(balance(r.world.market.stockpile_state)) < 0.01
    assert mass_residual(made.template, r.world) < 1e-12
    assert mass_residual(made.template, r.world, range(9)) < 1e-9
    assert money_residual(made.template, r.world) < 1e-12


def test_capital_comes_first_then_the_loan(filled):
    state = filled[1].world.market.stockpile_state
    spent = state.paid.sum() + state.interest.sum() + state.storage.sum() - state.fees.sum()
    assert state.loan[0] == pytest.approx(max(0.0, spent - CHARTER["capital_usd"]), rel=1e-9)
    assert state.cash[0] == pytest.approx(max(0.0, CHARTER["capital_usd"] - spent), rel=1e-9)
    assert state.support[0] == 0.0


def test_a_hand_case_to_the_cent():
    """10 t at 100,000 USD/t are bought of 1,000 t that cost 60,000: 1,000,000 paid, 10,000 fee, 400,000 for who sold."""
    made = plan(load("base-year", [stockpile(capital_usd=600_000.0, start="2025-01-01")]))
    m = fresh(made.template).market
    params, state, j = m.stockpile_params, m.stockpile_state, int(m.stockpile_params.cell[0])
    m.buyers.stock[j], m.buyers.book[j], m.buyers.spot[j], m.buyers.spread[j] = 1000.0, 6e7, 1e5, 0.0
    content = m.buyers.content[j].copy()
    state.buys[0] = 10.0 / 7.0
    trade_for_stores(m.rules, params, state, m.buyers, np.int64(7))
    assert (state.stock[0], m.buyers.stock[j]) == pytest.approx((10.0, 990.0), rel=1e-14)
    assert m.buyers.spread[j] == pytest.approx(400_000.0, abs=0.01)
    assert m.buyers.book[j] == pytest.approx(5.94e7, abs=0.01)
    assert state.content[0] == pytest.approx(0.01 * content, rel=1e-12)
    storage = 0.02 * 7 / 365 * 1_000_000.0
    interest = 0.05 * 7 / 365 * 390_000.0  # 1,000,000 less capital and fee
    assert state.loan[0] == pytest.approx(390_000.0 + storage + interest, abs=0.01)
    state.buys[0], state.sells[0], state.rested[0] = 0.0, 4.0, 0.0
    trade_for_stores(m.rules, params, state, m.buyers, np.int64(14))
    assert state.received[0] == pytest.approx(400_000.0, abs=0.01)  # at cost
    assert m.buyers.book[j] == pytest.approx(5.98e7, abs=0.01)
    assert abs(balance(state)) < 0.01


@pytest.mark.parametrize("rule", ["outside", "members"])
def test_only_what_its_rule_of_origin_allows_is_bought(rule):
    made = plan(load("base-year", [stockpile(origin=rule, start="2025-01-01")]))
    m = fresh(made.template).market
    params, state, j = m.stockpile_params, m.stockpile_state, int(m.stockpile_params.cell[0])
    m.buyers.stock[j], m.buyers.book[j] = 100.0, 1e6
    m.buyers.content[j] = [
        20.0,
        4.0,
        0.0,
        12.0,
        2.0,
        0.0,
        6.0,
        1.0,
        0.0,
    ]  # 40 % and 50 % from outside; 30 %, 25 % mined in members
    before = m.buyers.content[j].copy()
    state.buys[0] = 100.0
    trade_for_stores(m.rules, params, state, m.buyers, np.int64(7))
    assert state.stock[0] == pytest.approx(40.0 if rule == "outside" else 25.0, rel=1e-9)
    assert state.content[0, CHINESE : CHINESE + 3] == pytest.approx(0.0, abs=1e-12)
    if rule == "members":
        assert state.content[0, MEMBER_CONTENT : MEMBER_CONTENT + 2] == pytest.approx(state.content[0, :2], rel=1e-9)
    assert m.buyers.content[j] + state.content[0] == pytest.approx(before, rel=1e-12)
    assert m.buyers.content[j].min() >= 0.0


def test_a_ban_is_milder_with_a_stockpile_and_what_it_gave_comes_back():
    terms = {"materials": [HOT], "target_days": 120, "filling_days": 300, "flow_cap": 0.25, "rest_days": 30}
    alone, helped = world(BAN, days=1000), world(BAN, stockpile(**terms), days=1000)
    spot = [market(*each, MarketColumn.SPOT, "USA", HOT) for each in (alone, helped)]
    hit = slice(515 // 7 + 1, 515 // 7 + 40)
    assert spot[1][hit].max() < 0.95 * spot[0][hit].max()
    state = helped[1].world.market.stockpile_state
    assert state.released[0] > 0.0
    assert abs(balance(state)) < 0.01
    assert mass_residual(helped[0].template, helped[1].world) < 1e-12
    assert money_residual(helped[0].template, helped[1].world) < 1e-12
    short = [
        r.world.totals.unmet[[k for k, u in enumerate(w.users) if u[:2] == ("USA", HOT)]].sum()
        for w, r in (alone, helped)
    ]
    assert short[1] <= short[0]


def test_it_does_not_chase_a_price_that_runs_away():
    """V38: while use grows by a quarter a year and prices run, nothing is bought above the ceiling."""
    boom = "surges.x={sector='*', factor=1.8, start=2025-03-01, source='a test'}"
    made, r = world(boom, stockpile(ceiling=1.0, mean_days=3650), days=400)
    tape = r.world.tape
    held = tape.stores[: tape.used[0], 0, StoreColumn.HELD]
    spot = market(made, r, MarketColumn.SPOT, "USA", HOT)
    base = made.template.market.stockpile_state.usual[0]
    dear = spot[1:] > 1.05 * base
    assert dear.any()
    assert np.diff(held)[dear].max() == 0.0


def test_at_the_end_all_is_sold_and_the_loan_repaid_or_the_loss_paid():
    _, r = world(
        stockpile(end="2026-06-01", selling_days=200, capital_usd=1e6, revolving_days=100, loan_days=700), days=1000
    )
    state = r.world.market.stockpile_state
    assert state.stock[0] == pytest.approx(0.0, abs=1e-9)
    assert state.loan[0] == 0.0
    assert abs(balance(state)) < 0.01
    assert state.released[0] == pytest.approx(state.bought[0], rel=1e-9)


@pytest.mark.parametrize(
    "terms", [{"target_days": 0}, {"capital_usd": 0.0, "loan_usd": 0.0, "announced": "2025-02-03"}]
)
def test_without_money_or_targets_no_bit_changes(alone, terms):
    plain = alone[1]
    _, r = world(stockpile(**terms), days=900)
    rows = plain.world.tape.used[0]
    assert np.array_equal(r.world.tape.market[:rows], plain.world.tape.market[:rows])
    assert np.array_equal(r.world.tape.flow[:rows], plain.world.tape.flow[:rows])
    assert r.world.market.stockpile_state.stock[0] == 0.0


def test_a_purse_that_is_half_full_buys_half_and_stops():
    """Without interest, storage and fees the last dollar goes into goods, and orders end with it."""
    terms = {"capital_usd": 1e6, "loan_usd": 0.0, "interest": 0.0, "storage": 0.0, "fee": 0.0, "target_days": 120}
    made, r = world(stockpile(**terms), days=500)
    state = r.world.market.stockpile_state
    assert state.paid[0] == pytest.approx(1e6, rel=1e-9)
    assert state.cash[0] == pytest.approx(0.0, abs=0.01)
    assert state.stock[0] < 0.9 * made.template.market.stockpile_params.target[0]
    assert state.buys[0] * 7.0 * r.world.market.buyers.spot[made.template.market.stockpile_params.cell[0]] < 1.0
    assert abs(balance(state)) < 0.01


def test_participants_who_prepay_spare_the_loan_and_get_it_back_to_the_cent():
    """1,000,000 paid of which 300,000 is prepaid and 10,000 fee; 4 of 10 t released give 400,000 less 120,000."""
    terms = {"prepaid": 0.3, "carry": 0.5, "capital_usd": 600_000.0, "start": "2025-01-01"}
    made = plan(load("base-year", [stockpile(**terms)]))
    m = fresh(made.template).market
    params, state, j = m.stockpile_params, m.stockpile_state, int(m.stockpile_params.cell[0])
    m.buyers.stock[j], m.buyers.book[j], m.buyers.spot[j] = 1000.0, 6e7, 1e5
    state.buys[0] = 10.0 / 7.0
    trade_for_stores(m.rules, params, state, m.buyers, np.int64(7))
    running = 0.02 * 7 / 365 * 1_000_000.0 + 0.05 * 7 / 365 * 90_000.0
    assert state.loan[0] == pytest.approx(90_000.0 + 0.5 * running, abs=0.01)
    assert state.fees[0] == pytest.approx(10_000.0 + 0.5 * running, abs=0.01)
    assert state.advanced[0] == pytest.approx(300_000.0, abs=0.01)
    loan = state.loan[0]
    state.buys[0], state.sells[0], state.rested[0] = 0.0, 4.0, 0.0
    trade_for_stores(m.rules, params, state, m.buyers, np.int64(14))
    assert state.refunded[0] == pytest.approx(120_000.0, abs=0.01)
    running = 0.02 * 7 / 365 * 600_000.0 + 0.05 * 7 / 365 * loan
    assert state.cash[0] == pytest.approx(280_000.0 - 0.5 * running - loan, abs=0.01)
    assert state.loan[0] == 0.0
    assert abs(balance(state)) < 0.01


def test_both_engines_write_the_same_bits():
    made = plan(load("base-year", [stockpile(), BAN, "days=700"]))
    one, other = play(made, 3), Engine(made).play(3)
    assert one.trace == other.trace
    rows = one.world.tape.used[0]
    assert np.array_equal(one.world.tape.stores[:rows], other.world.tape.stores[:rows])
    assert np.array_equal(one.world.market.buyers.stock, other.world.market.buyers.stock)


def test_the_loan_falls_in_a_straight_line_once_it_no_longer_revolves():
    made = plan(load("base-year", [stockpile(revolving_days=1000, loan_days=2000)]))
    params = made.template.market.stockpile_params
    start = int(params.start[0])
    assert [largest_loan(params, 0, start + d) for d in (0, 1000, 1500, 2000, 3000)] == pytest.approx(
        [1e9, 1e9, 5e8, 0.0, 0.0]
    )


def test_the_table_adds_up(filled):
    made, r = filled
    rows, state = stockpile_rows(made, r), r.world.market.stockpile_state
    assert rows["bought_t"].sum() == pytest.approx(state.bought[0], rel=1e-12)
    assert rows["held_t"][-1] == state.stock[0]
    assert rows["paid_usd"].sum() == pytest.approx(state.paid[0], rel=1e-12)
    assert rows["loan_usd"][-1] == state.loan[0]


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"announced": "2026-01-01"}, "is after start"),
        ({"end": "2025-01-01"}, "is not after start"),
        ({"fee": 0.6, "prepaid": 0.5}, "pay 1.1 of the cost"),
        ({"loan_days": 100}, "while it may still be drawn"),
        ({"origin": "anywhere"}, "origin"),
    ],
)
def test_terms_that_contradict_each_other_are_refused(terms, said):
    with pytest.raises(ScenarioError, match=said):
        load("base-year", [stockpile(**terms)])
