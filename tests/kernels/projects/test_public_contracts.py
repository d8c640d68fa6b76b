"""Offtakes buy at a price whatever the market's; a guarantee of earnings pays what a year was short of a floor."""

from types import SimpleNamespace

import numpy as np
import pytest
from worlds import both

from lodeflow.assembly import plan
from lodeflow.engines import compiled_engine
from lodeflow.kernels.engine.market_day import Market
from lodeflow.kernels.projects.projects import NOT_YET, ProjectStage
from lodeflow.kernels.projects.public_contracts import count_contracts, expected_contracts, quote_contracts
from lodeflow.kernels.projects.public_money import BOOKS, EARNINGS, OFFTAKE, REGAINED
from lodeflow.rows.accounts import INSTRUMENTS, PARTIES, account_rows
from lodeflow.rows.public_money import KINDS
from lodeflow.rows.welfare import welfare_rows
from lodeflow.scenario.load import load

PRICE, COST, FEED = 100.0, 40.0, 30.0


def slice_(name, **fields):
    """A slice of the market with some fields, the others empty."""
    kind = Market.__annotations__[name]
    return kind(**{field: fields.get(field, np.zeros(0)) for field in kind._fields})


def world(**terms):
    """One plant of one project: 10 t a day at 100 USD/t, 30 USD/t for its feed, 40 USD/t of cash cost."""
    of = {"offtake_share": 0.0, "offtake_price": 0.0, "floor": 0.0, "growth": 0.0, "end": 10_000} | terms
    one, none = np.ones((1, 1)), np.zeros((1, 0))
    money = slice_(
        "public_money",
        start=np.array([0]),
        end=np.array([of["end"]]),
        covers=one,
        lifetime=np.array([3650.0]),
        offtake_share=np.array([of["offtake_share"]]),
        offtake_price=np.array([of["offtake_price"]]),
        floor=np.array([of["floor"]]),
        growth=np.array([of["growth"]]),
        floor_per_tonne=one * of["floor"] / 3650.0,
        taken_of_mine=none,
        of_mines=none,
        of_plants=one,
        cost_of_mine=none,
        cost_of_plant=COST * one,
    )
    state = slice_(
        "public_money_state",
        book=np.zeros((1, BOOKS, 4)),
        usual=PRICE * one,
        open=np.zeros((1, 2)),
        year=np.zeros(1, np.int64),
        worked=np.array([NOT_YET]),
    )
    return SimpleNamespace(
        money=money,
        state=state,
        rules=slice_("rules", tick=5.0),
        sellers=slice_("sellers", price=np.array([PRICE, FEED]), premium=np.zeros(2)),
        buyers=slice_("buyers", paid=np.array([PRICE, FEED])),
        mines=slice_("mines", support=np.zeros(0), dug=np.zeros(0)),
        mine_params=slice_("mine_params", cell=np.zeros(0, np.int64)),
        plants=slice_(
            "plants",
            support=np.zeros(1),
            ran=np.array([10.0]),
            yields=np.array([[1.0, 0.0, 0.0]]),
            need=np.array([[1.0, 0.0]]),
        ),
        plant_params=slice_("plant_params", product=np.array([[0, -1, -1]]), feed=np.array([[1, -1]])),
        projects=slice_("projects", cash_cost=np.array([COST])),
        links=slice_("project_links", sells=np.array([[0, -1, -1]])),
        project_state=slice_(
            "project_state",
            stage=np.array([int(ProjectStage.OPERATION)]),
            support=np.zeros(1),
            price=np.array([PRICE - FEED]),
            memory=np.array([PRICE - FEED]),
        ),
        investors=slice_("investment_params", remembered=0.01, volatility=0.3, horizon=5.0),
    )


def count(w, day):
    count_contracts(
        w.rules, w.money, w.state, w.sellers, w.buyers, w.mine_params, w.plant_params, w.mines, w.plants,
        w.project_state, day,
    )  # fmt: skip


def quote(w, day):
    quote_contracts(
        w.investors, w.projects, w.links, w.project_state, w.money, w.state, w.sellers, w.mine_params, w.plant_params,
        w.plants, w.mines, day,
    )  # fmt: skip


def expected(w, day):
    return expected_contracts(w.investors, w.projects, w.project_state, w.money, w.state, day, 0)


def test_an_offtake_loses_the_gap_to_the_market_or_gains_it():
    """Half of 10 t a day for 5 days at 120 instead of 100 USD/t: 500 USD lost; at 90, 250 USD gained."""
    dear, cheap = world(offtake_share=0.5, offtake_price=120.0), world(offtake_share=0.5, offtake_price=90.0)
    for each in (dear, cheap):
        count(each, 0)
    assert dear.state.book[0, [OFFTAKE, REGAINED], 0].tolist() == [500.0, 0.0]
    assert cheap.state.book[0, [OFFTAKE, REGAINED], 0].tolist() == [0.0, 250.0]


def test_an_offtake_stands_in_the_price_of_the_plant_and_of_its_project():
    w = world(offtake_share=0.5, offtake_price=120.0, end=100)
    quote(w, 0)
    assert w.plants.support.tolist() == [10.0]
    assert w.project_state.support.tolist() == [10.0]
    quote(w, 100)
    assert w.plants.support.tolist() == [10.0]  # ended: nothing more is added
    assert expected(w, 0) == pytest.approx(10.0 * 100.0 / 3650.0, rel=1e-12)
    assert expected(w, 100) == 0.0


def test_a_year_pays_what_earnings_were_short_of_the_floor():
    """73 ticks of 5 days: 10 t x (100 - 30 - 40) = 300 USD a day, 109,500 a year; a floor of 120,000 pays 10,500."""
    w = world(floor=120_000.0)
    for day in range(0, 370, 5):
        count(w, day)
    assert w.state.book[0, EARNINGS].tolist() == pytest.approx([0.0, 10_500.0, 0.0, 0.0], rel=1e-12)
    assert w.state.book.sum() == w.state.book[0, EARNINGS].sum()
    assert w.state.open[0].tolist() == pytest.approx([1500.0, 120_000.0 * 5.0 / 365.0], rel=1e-12)


def test_the_floor_grows_from_the_first_working_day_and_rests_while_nothing_works():
    w = world(floor=120_000.0, growth=0.02)
    w.project_state.stage[0] = int(ProjectStage.CONSTRUCTION)
    for day in range(0, 365, 5):
        count(w, day)
    assert not w.state.open.any()
    w.project_state.stage[0] = int(ProjectStage.OPERATION)
    count(w, 365)
    count(w, 365 + 365)
    assert not w.state.book[0, EARNINGS, 1].any()
    floor = 120_000.0 * 5.0 / 365.0
    assert w.state.book[0, EARNINGS, 2] == pytest.approx(floor - 1500.0, rel=1e-12)
    assert w.state.open[0, 1] == pytest.approx(1.02 * floor, rel=1e-12)


def test_a_year_above_the_floor_pays_nothing_and_owes_nothing():
    w = world(floor=100_000.0)
    for day in range(0, 370, 5):
        count(w, day)
    assert not w.state.book.any()


def test_owners_count_on_the_floor_but_no_tonne_is_worth_more():
    """120,000 USD over 3,650 t are 32.9 USD/t above a cash cost of 40: 2.9 more than the 70 that it gets."""
    w = world(floor=120_000.0)
    quote(w, 0)
    assert w.project_state.support[0] == pytest.approx(120_000.0 / 3650.0 + COST - (PRICE - FEED), rel=1e-12)
    assert w.plants.support.tolist() == [0.0]


def test_investors_value_a_floor_above_its_gap_today_and_a_certain_market_at_the_gap():
    w = world(floor=120_000.0)
    gap = 120_000.0 / 3650.0 + COST - (PRICE - FEED)
    assert expected(w, 0) > gap
    w.investors = w.investors._replace(volatility=1e-6)
    assert expected(w, 0) == pytest.approx(gap, rel=1e-9)
    w.project_state.memory[0] = -5.0
    assert expected(w, 0) == pytest.approx(gap + 75.0, rel=1e-12)


TERMS = (
    "days=1100",
    (
        "public_money.x={payer='JPN', projects=['lynas_malaysia'], offtake_share='50 %', offtake_price='110 USD/kg', "
        "earnings_floor=1e9, credit_share='10 %', source='a test'}"
    ),
    (
        "price_guarantees.y={payer='USA', region='USA', counts='ore', strike='110 USD/kg', start=2025-10-01, "
        "end=2036-01-01, source='a test'}"
    ),
)


@pytest.fixture(scope="module")
def supported():
    made = plan(load("projects-2025", TERMS))
    return made, compiled_engine.play(made, step=5)


def test_every_payment_has_a_payer_and_a_payee_and_adds_up_to_the_books(supported):
    """Offtakes of Japan and earnings of Lynas, a guarantee of the United States: by row, and in all."""
    made, run = supported
    rows = account_rows(made, run)
    words = [
        (INSTRUMENTS[k], PARTIES[a], PARTIES[b])
        for k, a, b in zip(*(rows[c] for c in ("instrument", "payer", "payee")), strict=True)
    ]
    paid = {}
    for terms, usd in zip(words, rows["usd"], strict=True):
        if terms[0] in {kind for kind, _, _ in KINDS}:
            paid[terms] = paid.get(terms, 0.0) + usd
    m = run.world.market
    book = m.public_money_state.book[0].sum(axis=1)
    lynas = ("treasury JPN", "sellers MYS")
    assert paid["offtake loss", *lynas] == pytest.approx(book[OFFTAKE], rel=1e-12)
    assert paid["earnings guarantee", *lynas] == pytest.approx(book[EARNINGS], rel=1e-12)
    assert paid["offtake loss", *lynas] > 0.0 < paid["earnings guarantee", *lynas]
    guaranteed = m.guarantee_state.book[:, 2].sum()
    assert paid["price guarantee", "treasury USA", "sellers USA"] == pytest.approx(guaranteed, rel=1e-12)


def test_what_governments_pay_producers_get_in_welfare_and_the_world_neither_gains_nor_loses(supported):
    made, run = supported
    books = welfare_rows(made, run)
    got, paid = (np.asarray(books[name]) for name in ("public_money_usd", "public_paid_usd"))
    m = run.world.market
    book = m.public_money_state.book[0].sum(axis=1)
    whole = m.guarantee_state.book[:, 2].sum() + book.sum() - 2.0 * book[REGAINED]
    assert got.sum() == pytest.approx(whole, rel=1e-12)
    assert paid.sum() == pytest.approx(whole, rel=1e-12)
    regions = made.atlas.goods.regions
    for payer, payee, usd in (("JPN", "MYS", book.sum() - 2.0 * book[REGAINED]), ("USA", "USA", None)):
        of_payer, of_payee = (np.asarray(books["region"]) == regions.index(r) for r in (payer, payee))
        assert paid[of_payer].sum() == pytest.approx(usd or m.guarantee_state.book[:, 2].sum(), rel=1e-12)
        assert got[of_payee].sum() == pytest.approx(paid[of_payer].sum(), rel=1e-12)


def test_both_engines_play_it_alike(supported):
    compiled, in_python = both(supported[0], 0)
    assert compiled == in_python
