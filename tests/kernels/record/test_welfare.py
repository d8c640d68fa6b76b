"""What a replication was worth, and to whom: no dollar without a payer, no gain that is nobody's loss or nature's gift."""

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special

from lodeflow.assembly import plan
from lodeflow.base_world.welfare import effort
from lodeflow.catalog.names import MATERIALS, REGIONS
from lodeflow.comparison.who_pays import (
    ALL,
    COLUMNS,
    PLACES,
    PURSES,
    SUMMED,
    Books,
    by_place,
    gains,
    import_bill,
    periods,
    users_cost,
)
from lodeflow.engines.compiled_engine import play
from lodeflow.kernels.entities.lots import Fact, Money
from lodeflow.kernels.projects.projects import ProjectStage
from lodeflow.kernels.record.record import FINISHED
from lodeflow.kernels.record.welfare import CASH_COST, SERVED, SERVED_OUTLAY, VALUE_LOST, effort_at, value_the_day
from lodeflow.kernels.supply.plant import willingness
from lodeflow.rows.accounts import INSTRUMENTS, PARTIES, account_rows
from lodeflow.rows.payments import OUTSIDE, PAYMENTS
from lodeflow.rows.public_money import OF_WELFARE as OF_PUBLIC_MONEY
from lodeflow.rows.stockpile import OF_WELFARE
from lodeflow.rows.welfare import OF_CELLS, OF_LANES, welfare_rows
from lodeflow.scenario.load import load
from lodeflow.storage.tables import TABLES

TERMS = 'members=["USA","EU","JPN"],start=2025-03-01,reference="140 USD/kg"'
FLOOR = (f"policies.floor={{{TERMS},export_price_alignment=0.5,alignment_after_days=60}}",)
SHAKEN = ("days=400", "outages.rate_per_year=2.0")


@lru_cache(maxsize=4)
def arm(*settings):
    """A shaken world under these settings: its plan, what happened, its welfare table as (steps, cells)."""
    made = plan(load("status-quo", (*SHAKEN, *settings)))
    r = play(made, step=28)
    return made, r, tables_of(made, r)


def tables_of(made, r):
    rows = welfare_rows(made, r, 1)  # every recorded step
    return {name: values.reshape(-1, len(made.atlas.shown)) for name, values in rows.items()}


def books_of(welfare):
    return Books(welfare["day"][:, 0], welfare["region"][0], welfare["material"][0], {c: welfare[c] for c in COLUMNS})


def stock_before(made, welfare):
    """What the stocks had cost when each step began, by cell."""
    first, atlas = np.zeros(len(made.atlas.shown)), made.atlas
    for cell, book in enumerate(made.template.market.buyers.book):
        first[atlas.cell(*atlas.cells[cell])] += book
    return np.concatenate([first[None], welfare["stock_usd"][:-1]])


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8, 0.95, 1.0])
def test_the_cash_cost_of_a_plant_with_elasticity_two_is_known_in_closed_form(share):
    curve = np.array([effort(2.0)])
    assert effort_at(curve, 0, share) == pytest.approx(
        np.arcsin(np.sqrt(share)) - np.sqrt(share * (1 - share)), rel=1e-4, abs=3e-5
    )


@given(st.floats(0.6, 4.0), st.floats(0.05, 0.98))
def test_the_area_under_a_supply_curve_is_an_incomplete_beta_function(elasticity, share):
    def height(t):
        return (t / (1.0 - t)) ** (1.0 / elasticity)

    exact = integrate.quad(height, 0.0, share)[0]
    assert effort_at(np.array([effort(elasticity)]), 0, share) == pytest.approx(exact, rel=1e-3, abs=3e-5)
    if elasticity > 1.0:
        a, b = 1.0 + 1.0 / elasticity, 1.0 - 1.0 / elasticity
        assert special.betainc(a, b, share) * special.beta(a, b) == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize("ratio", [0.5, 1.0, 1.7])
def test_what_a_mine_keeps_of_its_price_is_the_surplus_of_a_price_taker(base, ratio):
    welfare_params, mine_params, cell_params = (
        base.template.welfare_params,
        base.template.market.mine_params,
        base.template.market.cell_params,
    )
    eta, u_0, limit = mine_params.elasticity[0], mine_params.base_utilisation[0], mine_params.limit[0]
    price = cell_params.base_price[mine_params.cell[0]]
    used = willingness(ratio, eta, u_0, limit)
    cost = welfare_params.mine_scale[0] * effort_at(welfare_params.effort, welfare_params.of_mine[0], used / limit)
    surplus = integrate.quad(lambda x: willingness(x, eta, u_0, limit), 1e-9, ratio)[0] * price
    assert ratio * price * used - cost == pytest.approx(surplus, rel=1e-3)


def test_a_market_day_of_the_base_year_is_worth_what_can_be_worked_out_by_hand(base):
    m, welfare_params = base.template.market, base.template.welfare_params
    users, mines, plants = (type(x)(*(a.copy() for a in x)) for x in (m.users, m.mines, m.plants))
    buyers = m.buyers._replace(filled=np.ones_like(m.buyers.filled))
    users.wanted[:], users.made_up[:] = m.user_params.base_use, 0.0
    mines.able[:] = m.mine_params.base_capacity
    mines.dug[:] = mines.able * m.mine_params.base_utilisation
    mines.dug[0] *= 0.5  # a quota keeps half of it back: the dearer half
    k = next(k for k, lost in enumerate(welfare_params.lost) if lost > 0.0)
    cell = m.user_params.cell[k]
    buyers.filled[cell] = 0.75
    since = np.zeros((len(m.sellers.price), 4))
    value_the_day(
        m.rules, welfare_params, m.user_params, users, buyers, mines, m.plant_params, plants, m.stoppage_state, since
    )
    here = m.user_params.cell == cell
    wanted = m.user_params.base_use[here] * 7.0
    assert since[cell, SERVED] == pytest.approx(0.75 * wanted.sum(), rel=1e-12)
    assert since[cell, SERVED_OUTLAY] == pytest.approx(0.75 * wanted.sum() * buyers.paid[cell], rel=1e-12)
    assert since[cell, VALUE_LOST] == pytest.approx(0.25 * (wanted * welfare_params.lost[here]).sum(), rel=1e-12)
    of_mine = m.mine_params.cell[0]
    z = 0.5 * m.mine_params.base_utilisation[0] / m.mine_params.limit[0]
    spent = (
        7.0
        * m.mine_params.base_capacity[0]
        * welfare_params.mine_scale[0]
        * effort_at(welfare_params.effort, welfare_params.of_mine[0], z)
    )
    assert since[of_mine, CASH_COST] == pytest.approx(spent, rel=1e-12)
    assert spent < 0.5 * 7.0 * mines.able[0] * m.mine_params.base_utilisation[0] * m.cell_params.base_price[of_mine]


@given(*[st.floats(1.0, 100.0)] * 3, st.floats(0.01, 0.9))
def test_with_linear_demand_users_lose_exactly_their_surplus(price, before, choke, slope):
    highest = max(price, before) + choke
    used, used_before = (slope * (highest - p) for p in (price, before))
    exact = 0.5 * slope * ((highest - before) ** 2 - (highest - price) ** 2)
    lost = users_cost(*map(np.array, (price * used, used, before * used_before, used_before)))
    assert lost == pytest.approx(exact, rel=1e-9, abs=1e-12 * highest * highest)


def test_an_import_bill_changes_by_its_prices_and_by_its_quantities():
    by_price, by_tonnes = import_bill(*map(np.array, (12.0 * 90.0, 90.0, 10.0 * 110.0, 110.0)))
    assert by_price == pytest.approx(2.0 * 100.0)
    assert by_tonnes == pytest.approx(11.0 * -20.0)


def test_who_used_nothing_had_no_price_and_neither_gains_nor_loses_by_it():
    assert users_cost(*(np.array([x]) for x in (0.0, 0.0, 50.0, 5.0))) == 0.0


@pytest.mark.parametrize("settings", [(), FLOOR])
def test_what_buyers_of_a_material_pay_in_a_step_is_what_others_get(settings):
    made, _, w = arm(*settings)
    gone_in = w["stock_usd"] - stock_before(made, w)
    got = sum(w[pay.column] for pay in PAYMENTS.values()) - w["price_support_usd"]  # which no buyer pays
    gap = w["users_usd"] + w["feed_usd"] - w["spread_usd"] - got - w["recycled_usd"] + gone_in
    for n in range(len(MATERIALS)):
        here = w["material"][0] == n
        turned_over = (w["users_usd"] + w["feed_usd"])[:, here].sum(axis=1)
        assert np.abs(gap[:, here].sum(axis=1)).max() < 1e-9 * turned_over.min()
        assert turned_over.min() > 0.0


def test_the_levy_of_the_books_is_that_of_the_cargoes_that_arrived():
    _, r, w = arm(*FLOOR)
    tape = r.world.tape
    fact, amount = tape.lot_fact[: tape.used[FINISHED]], tape.lot_amount[: tape.used[FINISHED]]
    last = int(w["day"][-1, 0])
    landed = (fact[:, Fact.ARRIVED] >= 0) & (fact[:, Fact.ARRIVED] <= last)
    paid = amount[landed, 1 + Money.LEVY].sum()
    assert paid > 1e6
    assert w["levy_usd"].sum() == pytest.approx(paid, rel=1e-9)
    members = [REGIONS.index(region) for region in ("USA", "EU", "JPN")]
    assert np.isin(w["region"][0][w["levy_usd"].sum(axis=0) > 0.0], members).all()
    assert w["alignment_usd"].sum() > 0.0


def test_the_books_say_what_the_accounts_say():
    made, r, w = arm(*FLOOR)
    rows = account_rows(made, r)
    for kind, pay in PAYMENTS.items():
        names = [pay.instrument, *(["spot sale"] if pay.instrument == "sale" else [])]
        own = np.isin(rows["instrument"], [INSTRUMENTS.index(name) for name in names])
        assert w[pay.column].sum() == pytest.approx(rows["usd"][own].sum(), rel=1e-9, abs=1e-6), kind.name
    used = rows["usd"][rows["instrument"] == INSTRUMENTS.index("use")].sum()
    assert (w["users_usd"] + w["feed_usd"]).sum() == pytest.approx(used, rel=1e-9)


def test_every_kind_of_money_has_a_payer_a_payee_and_a_purse():
    assert set(PAYMENTS) == set(Money)
    lane = next(lane for lane in arm()[0].atlas.lanes if lane.foreign)
    for pay in PAYMENTS.values():
        assert set(pay.parties(lane)) <= set(PARTIES)
        assert pay.payer != pay.payee
        assert pay.column in COLUMNS
        assert pay.payee in OUTSIDE or lane.origin in pay.parties(lane)[1] or lane.destination in pay.parties(lane)[1]
    filled = {*OF_CELLS, *OF_LANES, *OF_WELFARE, *OF_PUBLIC_MONEY, "feed_usd", "capital_usd"}
    assert {c.name for c in TABLES["welfare"].columns} == filled | {
        "scenario",
        "replication",
        "day",
        "date",
        "region",
        "material",
    }


def test_nothing_is_invented_when_one_arm_is_put_in_the_place_of_another():
    (_, _, w), (_, _, before) = arm(*FLOOR), arm()
    change = {name: w[name] - before[name] for name in (*COLUMNS, "stock_usd")}
    when = periods(w["day"][:, 0], (0.0, 0.03, 0.07))
    found = by_place(gains(books_of(w), books_of(before)), when, ("USA", "EU", "JPN"))
    whole = when.size - 3
    both = (w["final_use_t"] > 0.0) & (before["final_use_t"] > 0.0)
    assert (both == (before["final_use_t"] > 0.0)).all()
    prices = [np.divide(x["users_usd"], x["final_use_t"], out=np.zeros(both.shape), where=both) for x in (w, before)]
    value_of_use = (0.5 * (prices[0] + prices[1]) * change["final_use_t"]).sum() - change["value_added_lost_usd"].sum()
    spent = (change["cash_cost_usd"] + change["capital_usd"]).sum()
    into_stock = (w["stock_usd"] - before["stock_usd"])[-1].sum()
    world = found[PURSES.index(ALL), PLACES.index("world"), whole]
    turned_over = w["users_usd"].sum()
    assert world == pytest.approx(value_of_use - spent + into_stock, abs=1e-9 * turned_over)
    assert abs(world) > 1e-6 * turned_over
    assert found[PURSES.index("levies"), PLACES.index("members"), whole] == pytest.approx(w["levy_usd"].sum(), rel=1e-9)
    assert found[: len(SUMMED), :, whole].sum(axis=0) == pytest.approx(found[PURSES.index(ALL), :, whole], abs=1.0)
    years = found[:, :, :whole].sum(axis=2)
    assert years == pytest.approx(found[:, :, whole], rel=1e-9, abs=1.0)


def test_an_arm_against_itself_gives_nobody_anything():
    _, _, w = arm()
    assert not gains(books_of(w), books_of(w)).any()


def test_a_dollar_of_next_year_is_worth_less_by_the_rate():
    when = periods(np.array([0, 182, 364, 546, 728, 735], np.int32), (0.0, 0.03, 0.07))
    assert when.year.tolist() == [0, 0, 0, 1, 1, 1]
    assert when.worth[0] == pytest.approx(1.0)
    assert when.worth[2, 4] == pytest.approx(1.07 ** -((546 + 728) / 2 / 365), rel=1e-12)


def test_a_year_of_the_table_is_the_sum_of_its_steps():
    made, r, w = arm(*FLOOR)
    rows = {name: values.reshape(-1, len(made.atlas.shown)) for name, values in welfare_rows(made, r).items()}
    assert rows["day"][:, 0].tolist() == [364, 399]
    for name in COLUMNS:
        assert rows[name].sum(axis=0) == pytest.approx(w[name].sum(axis=0), rel=1e-9, abs=1e-6), name
        assert rows[name][0] == pytest.approx(w[name][w["day"][:, 0] <= 364].sum(axis=0), rel=1e-9, abs=1e-6), name
    assert (rows["stock_usd"] == w["stock_usd"][np.isin(w["day"][:, 0], [364, 399])]).all()


def test_the_capital_of_a_new_plant_is_charged_from_its_first_tonne_on():
    made, r, _ = arm()
    project_state = r.world.market.project_state
    project_state = project_state._replace(
        day=np.full_like(project_state.day, -5), overrun=np.full_like(project_state.overrun, 1.5)
    )
    project_state.day[0, ProjectStage.OPERATION] = 100
    w = tables_of(made, r._replace(world=r.world._replace(market=r.world.market._replace(project_state=project_state))))
    projects = r.world.market.projects
    yearly = projects.capital[0] * projects.capacity[0] * made.scenario.investment.utilisation * 365.0 * 1.5
    charged = w["capital_usd"].sum(axis=1)
    days = w["day"][:, 0]
    assert charged[days + 7 <= 100].sum() == 0.0
    assert charged.sum() == pytest.approx(yearly * (days[-1] + 7 - 100) / 365.0, rel=1e-12)
