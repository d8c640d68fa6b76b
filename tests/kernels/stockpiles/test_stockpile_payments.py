"""Payments of a stockpile have a payer and a payee, and who pays for it is somebody: no dollar is invented."""

import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.comparison.who_pays import ALL, COLUMNS, PLACES, PURSES, Books, by_place, gains, periods
from lodeflow.engines.compiled_engine import play
from lodeflow.rows.accounts import INSTRUMENTS, account_rows, parties
from lodeflow.rows.welfare import welfare_rows
from lodeflow.scenario.load import load

TERMS = (
    "region='USA', materials=['magnet_*'], target_days=60, start=2025-03-03, capital_usd=2e7, loan_usd=1e9, "
    "interest=0.05, storage=0.02, fee=0.01, prepaid=0.2, carry=0.5, flow_cap=0.2, filling_days=365, end=2026-03-02, selling_days=300, "
    "source='a test'"
)
CHAIN = ("days=700",)


@pytest.fixture(scope="module")
def arms():
    """A year of purchases and a sale of all, and the same world without: plan, what happened, welfare by step."""
    found = []
    for settings in ((f"stockpiles.vault={{{TERMS}}}",), ()):
        made = plan(load("base-year", (*CHAIN, *settings)))
        r = play(made, step=28)
        rows = welfare_rows(made, r, 1)
        found.append((made, r, {name: x.reshape(-1, len(made.atlas.shown)) for name, x in rows.items()}))
    return found


def test_accounts_say_what_the_books_of_the_stockpile_say(arms):
    made, r, _ = arms[0]
    rows, state, who = account_rows(made, r), r.world.market.stockpile_state, parties(made.atlas.goods)
    of = {
        "stockpile purchase": (state.paid, "stockpiles USA", "stockholders USA"),
        "stockpile release": (state.received, "stockholders USA", "stockpiles USA"),
        "stockpile advance": (state.advanced, "users USA", "stockpiles USA"),
        "stockpile refund": (state.refunded, "stockpiles USA", "users USA"),
        "stockpile fee": (state.fees, "users USA", "stockpiles USA"),
        "stockpile interest": (state.interest, "stockpiles USA", "lenders"),
        "stockpile storage": (state.storage, "stockpiles USA", "warehouses"),
    }
    for instrument, (usd, payer, payee) in of.items():
        here = rows["instrument"] == INSTRUMENTS.index(instrument)
        assert rows["usd"][here].sum() == pytest.approx(usd.sum(), rel=1e-12), instrument
        assert usd.sum() > 0.0
        assert set(rows["payer"][here]) == {who.index(payer)}
        assert set(rows["payee"][here]) == {who.index(payee)}
    none = account_rows(*arms[1][:2])
    assert not np.isin(none["instrument"], [INSTRUMENTS.index(name) for name in of]).any()


def test_what_a_stockpile_earned_is_what_its_purse_holds(arms):
    _, r, w = arms[0]
    state = r.world.market.stockpile_state
    holds = state.cash.sum() + state.book.sum() - state.loan.sum() - state.capital.sum() - state.support.sum()
    holds -= state.advanced.sum() - state.refunded.sum()
    assert w["stockpile_usd"].sum() == pytest.approx(holds, abs=0.01)
    carried = 0.5 * (state.interest.sum() + state.storage.sum())
    assert w["stockpile_fee_usd"].sum() == pytest.approx(0.01 * state.paid.sum() + carried, rel=1e-9)
    assert not arms[1][2]["stockpile_usd"].any()


def test_nothing_is_invented_when_a_stockpile_is_added(arms):
    """All gains are the change of the value of use, less spending, plus what was put into stocks of all holders."""
    (_, r, w), (_, _, before) = arms
    change = {name: w[name] - before[name] for name in (*COLUMNS, "stock_usd")}
    both = (w["final_use_t"] > 0.0) & (before["final_use_t"] > 0.0)
    prices = [np.divide(x["users_usd"], x["final_use_t"], out=np.zeros(both.shape), where=both) for x in (w, before)]
    value_of_use = (0.5 * (prices[0] + prices[1]) * change["final_use_t"]).sum() - change["value_added_lost_usd"].sum()
    spent = (change["cash_cost_usd"] + change["capital_usd"]).sum() + r.world.market.stockpile_state.storage.sum()
    into_stock = change["stock_usd"][-1].sum() + r.world.market.stockpile_state.book.sum()
    when = periods(w["day"][:, 0], (0.0,))
    books = [Books(x["day"][:, 0], x["region"][0], x["material"][0], {c: x[c] for c in COLUMNS}) for x in (w, before)]
    found = by_place(gains(*books), when, ())
    world = found[PURSES.index(ALL), PLACES.index("world"), when.size - 1]
    assert world == pytest.approx(value_of_use - spent + into_stock, abs=1e-9 * w["users_usd"].sum())
    bank = found[PURSES.index("lenders to stockpiles"), PLACES.index("USA"), when.size - 1]
    assert bank == pytest.approx(r.world.market.stockpile_state.interest.sum(), rel=1e-9)
