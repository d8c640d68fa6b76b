"""Members of an alliance trade at steady prices: what a contract adds and keeps, and who comes first in a shortage."""

from datetime import date, timedelta

import numpy as np
import pytest
from alliances import pact
from worlds import everything

from lodeflow.assembly import plan
from lodeflow.atlas.readonly import frozen
from lodeflow.engines import compiled_engine, simpy_engine
from lodeflow.errors import ScenarioError
from lodeflow.kernels.alliance.agreement import MEMBER
from lodeflow.kernels.alliance.price_contract import apply_price_contracts, price_at_the_margin, sign_contracts
from lodeflow.kernels.engine.market_day import Market
from lodeflow.kernels.entities.lots import Fact, Money, grown
from lodeflow.kernels.export_controls.lane_status import CLOSED
from lodeflow.kernels.projects.stages import on_offtake, realised_price
from lodeflow.kernels.record.record import FINISHED, MARKETS
from lodeflow.kernels.trade.dispatch import send_off, settle_backlogs
from lodeflow.outcomes.conservation import mass_residual, money_residual
from lodeflow.plans import Plan
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

STEADY = {"contract_share": 0.5, "contract_days": 100}
START, DAYS = 70, 280


@pytest.fixture(scope="module")
def agreed() -> Plan:
    """A world at rest whose alliance wants contracts, before it begins."""
    return plan(load("base-year", (pact(**STEADY),)))


def lane(made: Plan, origin: str, destination: str, material: str, tag: str = "civil") -> int:
    names = [(k.origin, k.destination, k.material, k.tag) for k in made.atlas.lanes]
    return names.index((origin, destination, material, tag))


def signed(made: Plan, reference: float, day: int = START) -> Market:
    """Contracts are signed at this reference price of everything, USD/t, in units of the lane's index."""
    m = fresh(made.template).market
    m.levies.in_force[:], m.levies.standing[:], m.levies.reference[:] = 1, MEMBER, reference
    sign_contracts(m.alliances, m.floors, m.levies, m.contract_params, m.contracts, m.trade, day, 0)
    return m


def honour(m: Market, day: int = START) -> None:
    apply_price_contracts(m.rules, m.routes, m.contracts, m.lane_status, m.sellers, m.buyers, m.trade, m.per_cell, day)


@pytest.mark.parametrize(("index", "price"), [(30_000.0, 60_000.0), (70_000.0, 70_000.0), (90_000.0, 75_000.0)])
def test_a_contract_pays_the_mean_landed_cost_of_late_between_the_reference_and_a_quarter_more(agreed, index, price):
    m = fresh(agreed.template).market
    m.levies.in_force[:], m.levies.standing[:], m.levies.reference[:] = 1, MEMBER, 60_000.0
    m.contracts.index[:] = index
    sign_contracts(m.alliances, m.floors, m.levies, m.contract_params, m.contracts, m.trade, START, 0)
    assert set(m.contracts.price) == {price}
    assert m.contracts.least == pytest.approx(0.5 * m.trade.share[m.contracts.lane], rel=1e-15)
    assert set(m.contracts.until) == {START + 100}


def test_the_seller_of_one_lot_gets_the_contract_price_less_the_days_freight_and_duty(agreed):
    """By hand: 10 t, half on contract at 60,000 USD/t where the day's landed cost is 50,000, of a lane with a tariff of
    25 %. The buyer pays 10,000 more a contracted tonne, of which 2,000 are tariff: the seller gets 8,000 x 5 t."""
    m = signed(agreed, 60_000.0)
    m = m._replace(lots=grown(m.lots, len(m.lots.tonnes) + 1))
    s = lane(agreed, "USA", "JPN", "light_oxide")
    m.contracts.price[:], m.trade.cost[s], m.routes.tariff[s] = 60_000.0, 50_000.0, 0.25
    others = np.arange(len(m.trade.cost)) != s
    honour(m)
    assert m.trade.contract[s] == pytest.approx(4_000.0, rel=1e-12)
    assert (m.trade.cost[s], m.trade.duty[s] - agreed.rest.duty[s]) == (pytest.approx(55_000.0), pytest.approx(5_000.0))
    m.trade.shipped[:] = np.where(others, 0.0, 10.0)
    slot = int(m.lots.counts[1])
    send_off(m.rules, m.routes, m.sellers, m.trade, m.smuggling_state, m.lots, m.births, START)
    assert m.lots.money[slot, Money.CONTRACT] == pytest.approx(40_000.0, rel=1e-12)
    price_at_the_margin(m.contracts, m.trade)
    assert m.trade.cost[s] == 50_000.0
    assert m.trade.duty[s] == agreed.rest.duty[s]


def test_what_a_seller_earns_on_average_has_all_its_contracts_in_it(agreed):
    m = signed(agreed, 60_000.0)
    s = lane(agreed, "USA", "JPN", "light_oxide")
    honour(m)
    seller = m.routes.seller[s]
    sold = (m.trade.share * m.buyers.forecast[m.routes.buyer])[m.routes.seller == seller]
    more = m.trade.contract[m.routes.seller == seller]
    assert m.sellers.premium[seller] == pytest.approx((sold * more).sum() / sold.sum(), rel=1e-12)
    assert 0.0 < m.sellers.premium[seller] < m.trade.contract[s]


def test_a_contract_at_the_price_of_the_day_changes_no_bit(agreed):
    m = signed(agreed, 1.0)
    m.contracts.price[:] = agreed.rest.cost[m.contracts.lane]
    cost, share = m.trade.cost.copy(), m.trade.share.copy()
    honour(m)
    assert (m.trade.cost == cost).all()
    assert (m.trade.share == share).all()
    assert (m.sellers.premium == 0.0).all()


def turned_away(made: Plan, **of_lane: int) -> tuple[Market, int, np.ndarray, np.ndarray]:
    """A buyer has given nine tenths of one lane's share to the others: the market, the lane, the buyer's lanes, and
    shares before the contracts are honoured.
    """
    m = signed(made, 60_000.0)
    s = lane(made, "USA", "JPN", "light_oxide")
    own = np.flatnonzero(m.routes.buyer == m.routes.buyer[s])
    rest = own[own != s]
    m.trade.share[rest] *= 1.0 + 0.9 * m.trade.share[s] / m.trade.share[rest].sum()
    m.trade.share[s] *= 0.1
    m.lane_status.rule[s] = of_lane.get("rule", 0)
    before = m.trade.share.copy()
    honour(m, of_lane.get("day", START))
    return m, s, own, before


def test_a_buyer_who_turns_away_keeps_the_contracted_share_and_takes_it_from_the_others_alike(agreed):
    m, s, own, before = turned_away(agreed)
    usual = agreed.rest.flow[s] / agreed.rest.use[m.routes.buyer[s]]
    assert m.trade.share[s] == pytest.approx(0.5 * usual, rel=1e-12)
    assert m.trade.share[own].sum() == pytest.approx(1.0, rel=1e-12)
    free = [k for k in own if k not in m.contracts.lane]
    given = m.trade.share[free] / before[free]
    assert given == pytest.approx(np.full(len(free), given[0]), rel=1e-12)
    assert given[0] < 1.0
    elsewhere = np.delete(np.arange(len(before)), own)
    assert (m.trade.share[elsewhere] == before[elsewhere]).all()
    assert m.trade.contract[s] == pytest.approx(
        (60_000.0 - agreed.rest.cost[s]) / (1.0 + m.routes.tariff[s]), rel=1e-12
    )


@pytest.mark.parametrize("when", [{"rule": CLOSED}, {"day": START + 100}])
def test_a_contract_is_not_served_while_the_lane_is_closed_or_when_it_has_expired(agreed, when):
    m, s, _, before = turned_away(agreed, **when)
    assert m.trade.share[s] == before[s]
    assert m.trade.contract[s] == 0.0


def test_contracts_are_renewed_at_the_last_fixing_before_they_expire(agreed):
    m = signed(agreed, 60_000.0)
    m.levies.reference[:] = 66_000.0
    for day, until in ((START + 30, START + 100), (START + 60, START + 100), (START + 90, START + 190)):
        sign_contracts(m.alliances, m.floors, m.levies, m.contract_params, m.contracts, m.trade, day, 0)
        assert set(m.contracts.until) == {until}
    assert m.contracts.price.min() == 66_000.0


def run_both(*settings: str, scenario: str = "base-year"):
    made = plan(load(scenario, (f"days={DAYS}", *settings)))
    return made, compiled_engine.play(made)


def test_books_meet_with_contracts_and_nothing_changes_before_the_first_is_signed():
    begins = {"start": date(2025, 1, 1) + timedelta(START)}
    made, r = run_both(pact(**STEADY, **begins))
    _, without = run_both(pact(**begins))
    _, free = run_both()
    tape = r.world.tape
    early = int((tape.day[: tape.used[MARKETS]] < START).sum())
    assert tape.market[:early].tobytes() == free.world.tape.market[:early].tobytes()
    assert tape.market[: early + 5].tobytes() != without.world.tape.market[: early + 5].tobytes()
    assert abs(money_residual(made.template, r.world)) < 1e-12
    assert abs(mass_residual(made.template, r.world)) < 1e-12
    facts, money = tape.lot_fact[: tape.used[FINISHED]], tape.lot_amount[: tape.used[FINISHED], 1:]
    on = facts[:, Fact.LANE] == lane(made, "USA", "JPN", "light_oxide")
    assert money[on, Money.CONTRACT].max() > 0.0
    outside = ~np.isin(facts[:, Fact.LANE], made.template.market.contracts.lane)
    assert (money[outside, Money.CONTRACT] == 0.0).all()


def test_both_engines_honour_contracts_and_serve_members_first_alike():
    terms = {
        "start": date(2025, 1, 1) + timedelta(START),
        "announced": date(2025, 1, 8),
        "allocation": '"alliance_first"',
    }
    made = plan(load("status-quo", (f"days={DAYS}", pact(**STEADY, **terms))))
    assert everything(made, compiled_engine.play(made)) == everything(made, simpy_engine.play(made, reverse=True))


@pytest.mark.parametrize(
    ("allocation", "stock", "member", "other"),
    [("pro_rata", 40.0, 20.0, 20.0), ("alliance_first", 40.0, 30.0, 10.0), ("alliance_first", 20.0, 20.0, 0.0), ("alliance_first", 90.0, 30.0, 30.0)],
)  # fmt: skip
def test_in_a_shortage_members_are_served_first_if_that_is_agreed(allocation, stock, member, other):
    """By hand: Japan's magnet makers owe 30 t to the USA, a member, and 30 t to Thailand."""
    made = plan(load("base-year", (pact(allocation=f'"{allocation}"'),)))
    m = fresh(made.template).market
    m.levies.in_force[:] = 1
    members = m.alliances.joins[0] < 1 << 22
    m.levies.standing[0, members] = MEMBER
    friend, stranger = (lane(made, "JPN", to, "magnet_standard") for to in ("USA", "THA"))
    m.trade.backlog[:] = 0.0
    m.trade.backlog[[friend, stranger]] = 30.0 / m.rules.dispatched
    m.sellers.stock[m.routes.seller[friend]] = stock
    settle_backlogs(
        m.rules, m.routes, m.sellers, m.buyers, m.trade, m.members_first_params, m.levies, m.smuggling,
        m.lane_status, m.rationing,
    )  # fmt: skip
    assert (m.trade.shipped[friend], m.trade.shipped[stranger]) == (
        pytest.approx(member),
        pytest.approx(other, abs=1e-9),
    )


def test_revenue_follows_the_day_of_clearance_when_the_reference_steps_up_while_goods_are_afloat():
    """V21. The reference of NdPr oxide goes from 70 to 100 USD/kg on 1 January 2026, a day of fixing."""
    policy = pact(reference='"70 USD/kg"', start=date(2025, 9, 3), reference_from='{2026="100 USD/kg"}')
    made = plan(load("base-year", ("start_date=2025-08-06", "days=240", policy)))
    r = compiled_engine.play(made)
    tape, step = r.world.tape, 148
    facts, amounts = tape.lot_fact[: tape.used[FINISHED]], tape.lot_amount[: tape.used[FINISHED]]
    on = facts[:, Fact.LANE] == lane(made, "CHN", "JPN", "light_oxide")
    cleared, sent, rate = (
        facts[on, Fact.CLEARED],
        facts[on, Fact.DEPARTED],
        (amounts[:, 1 + Money.LEVY] / amounts[:, 0])[on],
    )
    before = (cleared >= step - 30) & (cleared < step) & (sent >= 28)
    after = (cleared >= step) & (cleared < step + 30)
    afloat = after & (sent < step)
    assert afloat.sum() >= 1
    assert rate[before] == pytest.approx(np.full(before.sum(), rate[before][0]), rel=1e-12)
    assert rate[after] == pytest.approx(np.full(after.sum(), rate[after][0]), rel=1e-12)
    assert 28_000.0 < rate[afloat][0] - rate[before][0] < 34_000.0


def test_offtakes_expire():
    """Half sold at 90 USD/kg until day 100, the rest and later all of it at 50."""
    made = plan(load("status-quo", ()))
    m = made.template.market
    count = len(m.projects.name)
    projects = m.projects._replace(
        offtake_share=frozen(np.full(count, 0.5)), offtake_price=frozen(np.full(count, 90_000.0)),
        offtake_until=frozen(np.full(count, 100), np.int64),
    )  # fmt: skip
    m.project_state.price[:] = 50_000.0
    assert [on_offtake(projects, day, 0) for day in (99, 100)] == [0.5, 0.0]
    assert [realised_price(projects, m.project_state, day, 0) for day in (99, 100)] == [70_000.0, 50_000.0]
    assert m.projects.offtake_until.max() > 10_000


def test_a_contract_below_the_reference_is_refused_with_its_place():
    with pytest.raises(ScenarioError, match=r"contract_ceiling: must be at least 1, is 0\.9"):
        load("base-year", (pact(contract_ceiling=0.9),))
