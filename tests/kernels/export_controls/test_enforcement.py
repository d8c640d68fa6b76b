"""Export controls: dated and drawn, most specific first; bans close, are spread over who is open, and leave no trace."""

from itertools import pairwise

import numpy as np
import pytest
from controlled import EXAMPLE, control, events, exports, lanes_of, lots, market, world
from worlds import everything

from lodeflow.assembly import plan
from lodeflow.engines import simpy_engine
from lodeflow.engines.compiled_engine import play
from lodeflow.errors import ScenarioError
from lodeflow.instruments.export_controls.coverage import headings
from lodeflow.kernels.core.kinds import CONTROL, RETALIATION
from lodeflow.kernels.entities.lots import Fact, Fate, Money
from lodeflow.kernels.export_controls.decree import BAN, EASED, LICENSING, QUOTA
from lodeflow.kernels.export_controls.lane_status import CLOSED, LICENSED, OPEN
from lodeflow.kernels.record.record import MarketColumn
from lodeflow.outcomes.conservation import mass_residual, money_residual
from lodeflow.scenario.load import load

MAGNETS = ["magnet_*"]
SHORT = tuple(f"regimes.{regime}.mean_days=60" for regime in ("none", "licensing", "ban", "eased", "quota"))
EVERYTHING = (
    control("licences", materials=MAGNETS, announced="2025-01-20", start="2025-03-03", end="2025-12-01", regime="licensing",
            licence={"capacity": "40 kt/yr", "general_share": 0.2, "blocked_days": 20}),
    control("ban", materials=MAGNETS, destinations=["USA"], start="2025-04-28", end="2025-07-09", regime="ban", at_sea="hold"),
    control("recall", materials=MAGNETS, destinations=["KOR"], start="2025-04-28", end="2025-07-09", regime="ban", at_sea="recall"),
    control("quota", materials=["light_oxide"], start="2025-02-03", regime="quota", quota="800 t/yr"),
    control("drawn", materials=["rest_oxide"], start="2025-02-03", regime="none", drawn=True, quota="30 kt/yr"),
    "tariffs.us_magnets.rate=0.9", "retaliation.doubling=0.01", "retaliation.cap=20", *SHORT,
)  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_controlled_worlds_are_the_same_in_both_engines(seed):
    made = plan(load("base-year", ("days=420", f"seed={seed}", *EVERYTHING)))
    compiled = play(made)
    assert {kind for _, kind, _, _ in events(compiled)} == {CONTROL, RETALIATION}
    fates = set(lots(compiled)[0][:, Fact.FATE].tolist())
    assert {Fate.LANDED, Fate.REFUSED, Fate.RECALLED} <= fates
    assert everything(made, compiled) == everything(made, simpy_engine.play(made))


def test_under_controls_of_all_kinds_every_tonne_and_every_dollar_is_somewhere():
    made, r = world(*EVERYTHING, days=420)
    assert mass_residual(made.template, r.world) < 1e-12
    assert money_residual(made.template, r.world) < 1e-12
    assert r.world.market.trade.paid[:, Money.RENT].sum() > 0.0


def test_what_lots_carry_of_rent_is_the_rent_of_their_day_on_every_tonne():
    _, r = world(control("quota", start="2025-02-03", regime="quota", quota="40 kt/yr"), days=420)
    tape, (fact, amount) = r.world.tape, lots(r)
    row = {int(day): n for n, day in enumerate(tape.day)}
    fresh = [k for k in range(len(fact)) if fact[k, Fact.ORDERED] >= 0 and amount[k, 1 + Money.RENT] > 0.0]
    assert len(fresh) > 1000
    for k in fresh:
        fob = tape.flow[row[int(fact[k, Fact.ORDERED])], fact[k, Fact.LANE], 1]
        paid = amount[k, 1 + Money.VALUE] + amount[k, 1 + Money.EXPORT_TAX] + amount[k, 1 + Money.RENT]
        assert paid == pytest.approx(amount[k, 0] * fob, rel=1e-12)


def test_a_control_that_never_comes_changes_no_bit():
    """Its numbers stand in the world; nothing that happens, and nothing that is counted, is another."""
    plain, later = world(days=420), world(control("late", start="2035-01-01", regime="ban"), days=420)
    assert later[1].trace == plain[1].trace
    for name in ("market", "flow", "lot_fact", "lot_amount"):
        assert np.array_equal(getattr(plain[1].world.tape, name), getattr(later[1].world.tape, name)), name


def test_a_ban_on_another_chains_goods_leaves_rare_earths_bit_identical():
    """Gallium snaps back (V50): a heading that covers no lane moves nothing but its own dates."""
    plain, other = (
        world(days=420),
        world(control("gallium", controller="CHL", start="2025-03-01", regime="ban"), days=420),
    )
    untouched = [k for k in range(len(plain[0].atlas.lanes)) if plain[0].atlas.lanes[k].origin != "CHL"]
    if lanes_of(plain[0], "CHL"):
        pytest.skip("Chile exports")
    assert np.array_equal(plain[1].world.tape.flow[:, untouched], other[1].world.tape.flow[:, untouched])
    assert np.array_equal(plain[1].world.tape.market, other[1].world.tape.market)


def test_a_ban_closes_its_lanes_at_once_and_only_these():
    made, r = world(control("ban", materials=MAGNETS, destinations=["USA"], start="2025-05-01", regime="ban"), days=420)
    banned, day = lanes_of(made, "CHN", "USA", "magnet"), 126
    out = exports(made, r, banned)
    assert out[: day // 7 - 1] == pytest.approx(1.0, rel=0.01)
    assert out[day // 7 :].max() == 0.0
    assert r.world.market.trade.share[banned].max() == 0.0
    assert r.world.market.trade.backlog[banned].max() == 0.0
    assert set(r.world.market.lane_status.rule[lanes_of(made, "CHN", "JPN")].tolist()) == {OPEN}
    buyers = r.world.market.routes.buyer
    total = np.bincount(buyers, weights=r.world.market.trade.share)
    civil = np.array([made.atlas.tag(cell) == "civil" for cell in np.unique(buyers)])
    assert total[np.unique(buyers)[civil]] == pytest.approx(1.0, rel=1e-9)
    broken = made.atlas.cell("USA", "magnet_high_temperature", "defence")  # its substitutes qualify one by one
    assert 0.0 < total[broken] < 1.0


def test_what_a_ban_takes_goes_to_open_lanes_in_proportion_to_their_targets():
    """By hand, on the first market of the ban: the freed share, spread by target at that day's costs over who is open.

    China's magnets are trapped, so the others hold less than the mean and ask a little more.
    """
    cut = control("ban", materials=["magnet_standard"], destinations=["USA"], start="2025-01-01", regime="ban", news=0)
    made, r = world(cut, days=7)
    before = made.template.market.trade
    buyer = made.atlas.cell("USA", "magnet_standard")
    lanes = np.flatnonzero(made.template.market.routes.buyer == buyer)
    closed = np.isin(lanes, lanes_of(made, "CHN", "USA", "magnet_standard"))
    share = np.where(closed, 0.0, before.share[lanes])  # at rest share and target are one
    freed = before.share[lanes][closed].sum()
    step = made.template.market.cell_params.switching[buyer]
    m = r.world.market
    dearer = np.log(m.trade.cost[lanes]) - m.routes.ln_base_cost[lanes]
    assert (np.abs(dearer) < 0.01).all()
    elasticity = m.rules.route_substitution * m.nests.substitution[m.nests.of_lane[lanes]]
    target = share * np.exp(-elasticity * dearer)
    target /= target.sum()
    moved = share + step * (target - share)
    expected = moved + (1.0 - moved.sum()) * target
    assert freed > 0.5
    assert m.trade.share[lanes] == pytest.approx(expected, rel=1e-9)


def test_buyers_with_nothing_open_keep_the_last_landed_cost_and_bid_up_to_what_their_product_is_worth():
    """The price multiplies on the day of the ban, while stock is there, and rises as it runs down."""
    ban = control("ban", materials=["heavy_oxide"], start="2025-03-01", regime="ban")
    made, r = world(ban, days=700)
    cell, stopped = made.atlas.cell("JPN", "heavy_oxide"), 63 // 7
    landed = market(made, r, MarketColumn.LANDED, "JPN", "heavy_oxide")
    assert landed[30:] == pytest.approx(landed[30], rel=1e-12)
    assert landed[30] == pytest.approx(made.rest.landed[cell], rel=0.05)
    spot = market(made, r, MarketColumn.SPOT, "JPN", "heavy_oxide")
    stock = market(made, r, MarketColumn.BUYER_STOCK, "JPN", "heavy_oxide")
    empty = int(np.flatnonzero(stock < 0.01 * stock[0])[0])
    assert empty > stopped + 8
    assert spot[:stopped] == pytest.approx(landed[0], rel=1e-9)
    assert spot[stopped] > 2.0 * spot[stopped - 1]
    assert (np.diff(spot[stopped:empty]) > 0.0).all()
    assert (spot[stopped:] > landed[stopped:]).all()
    assert spot[-1] <= r.world.market.forward.most[cell] * (1.0 + 1e-12)


@pytest.fixture(scope="module")
def two_year_ban():
    """China sells no magnets and no NdPr and Dy abroad from March 2025 to February 2027."""
    goods = ["magnet_*", "light_oxide", "heavy_oxide"]
    return world(control("ban", materials=goods, start="2025-03-01", end="2027-03-01", regime="ban"), days=1050)


def after_the_ban(two_year_ban):
    """Exports of all that was banned, by week, and the week in which the ban is lifted."""
    made, r = two_year_ban
    lanes = [s for s in lanes_of(made) if made.atlas.lanes[s].material != "rest_oxide"]
    return exports(made, r, lanes), 789 // 7 + 1


def test_after_a_two_year_ban_there_is_no_rent_that_day_and_half_of_the_exports_in_24_weeks(two_year_ban):
    made, r = two_year_ban
    out, lifted = after_the_ban(two_year_ban)
    assert out[20:lifted].max() == 0.0
    assert market(made, r, MarketColumn.RENT, "CHN", "magnet_standard").max() == 0.0
    assert out[lifted + 24] >= 0.5


def test_a_total_ban_is_felt_in_weeks_6_to_14_by_users_with_a_month_of_cover(two_year_ban):
    """V32: goods at sea arrive, then stocks run out."""
    made, r = two_year_ban
    for region in ("JPN", "USA", "EU"):
        unmet = market(made, r, MarketColumn.UNMET, region, "magnet_standard")
        first = int(np.flatnonzero(unmet > 0.01 * market(made, r, MarketColumn.DESIRED, region, "magnet_standard"))[0])
        assert 6 <= first - 59 // 7 <= 14, region


def test_with_stock_without_end_a_ban_is_never_felt():
    deep = "materials.magnet_standard.buyer_cover_days=3000"
    ban = control("ban", materials=["magnet_standard"], start="2025-03-01", regime="ban", news=0)
    made, r = world(ban, deep, days=420)
    for region in ("JPN", "USA", "EU"):
        assert market(made, r, MarketColumn.UNMET, region, "magnet_standard").max() == 0.0


def test_goods_at_sea_pass_are_held_or_come_home_as_the_control_says():
    found = {}
    for rule in ("pass", "hold", "recall"):
        ban = control(
            "ban",
            materials=MAGNETS,
            destinations=["USA"],
            start="2025-05-01",
            end="2025-08-01",
            regime="ban",
            at_sea=rule,
        )
        made, r = world(ban, days=420)
        fact, _ = lots(r)
        at_sea = np.isin(fact[:, Fact.LANE], lanes_of(made, "CHN", "USA", "magnet"))
        at_sea &= (fact[:, Fact.DEPARTED] < 120) & (fact[:, Fact.DEPARTED] > 120 - 14)
        found[rule] = fact[at_sea]
    assert set(found["pass"][:, Fact.FATE]) == {Fate.LANDED}
    assert found["pass"][:, Fact.ARRIVED].max() < 212
    assert set(found["hold"][:, Fact.FATE]) == {Fate.LANDED}
    assert found["hold"][:, Fact.LANDED].min() == 212  # the day on which the ban ends, and not before
    assert set(found["recall"][:, Fact.FATE]) == {Fate.RECALLED}


def test_the_most_specific_control_rules_and_when_it_lapses_the_wider_one_does():
    office = {"approval": 1, "defence_approval": 1}
    licences = control("wide", materials=MAGNETS, start="2025-02-01", regime="licensing", licence=office)
    ban = control("narrow", materials=MAGNETS, destinations=["USA"], start="2025-03-01", end="2025-06-01", regime="ban")
    free = control("friends", materials=MAGNETS, destinations=["JPN"], start="2025-01-05", regime="none")
    for days, usa in ((100, CLOSED), (200, LICENSED)):
        made, r = world(licences, ban, free, days=days)
        assert {int(r.world.market.lane_status.rule[s]) for s in lanes_of(made, "CHN", "USA", "magnet")} == {usa}
        assert {int(r.world.market.lane_status.rule[s]) for s in lanes_of(made, "CHN", "JPN", "magnet")} == {OPEN}
        assert {int(r.world.market.lane_status.rule[s]) for s in lanes_of(made, "CHN", "EU", "magnet")} == {LICENSED}


def test_the_dated_controls_of_2025_happen_on_their_days():
    made, r = world(days=690, scenario=EXAMPLE)
    names = headings(made.scenario)
    told = [(day, names[who], what) for day, kind, who, what in events(r) if kind == CONTROL]
    assert [(day, what) for day, name, what in told if name == "april_magnets"] == [
        (93, LICENSING), (161, LICENSING), (281, 5), (302, 5), (310, 5), (337, LICENSING), (678, EASED),
    ]  # fmt: skip
    assert [(day, what) for day, name, what in told if name == "april_oxides"] == [(93, LICENSING), (678, EASED)]
    assert [(day, what) for day, name, what in told if name == "us_ban"] == [(312, 5)]


def test_news_of_a_control_is_held_then_fades_and_never_scares_who_buys_nothing_there():
    ban = control(
        "late",
        materials=MAGNETS,
        announced="2025-03-01",
        start="2025-05-01",
        regime="licensing",
        licence={"approval": 1},
    )
    heard = {}
    for days in (57, 64, 113, 190):
        made, r = world(ban, days=days)
        heard[days] = r.world.market.buyers.news
    japan, china = made.atlas.cell("JPN", "magnet_standard"), made.atlas.cell("CHN", "magnet_standard")
    base = made.rest.flow[lanes_of(made, "CHN", "JPN", "magnet_standard")].sum() / made.rest.use[japan]
    assert heard[57].max() == 0.0
    assert heard[64][japan] == pytest.approx(0.8 * base, rel=1e-12)
    assert heard[113][japan] == heard[64][japan]
    assert heard[190][japan] < 0.5 * heard[113][japan]
    assert all(news[china] == 0.0 for news in heard.values())


def test_believers_buy_ahead_of_an_announced_control_and_less_after_it():
    """V43: imports are higher in the 60 days before, lower once orders have followed, until what was bought ahead is
    used; without notice nothing moves. A quota that binds nobody, so that it is only feared.
    """
    terms = {"materials": ["light_oxide"], "start": "2025-12-01", "regime": "quota", "quota": "500 kt/yr", "news": 0}
    sudden, known = (
        world(control("c", **terms), days=900),
        world(control("c", announced="2025-06-01", **terms), days=900),
    )
    lanes = lanes_of(known[0], "CHN", "JPN", "light_oxide")
    before, after = slice((334 - 60) // 7, 334 // 7), slice((334 + 42) // 7, (334 + 126) // 7)
    assert exports(*sudden, lanes) == pytest.approx(1.0, rel=1e-6)
    out = exports(*known, lanes)
    assert out[: (334 - 60 - 60) // 7] == pytest.approx(1.0, rel=1e-6)
    assert out[before].mean() > 1.05
    assert out[after].max() < 1.0
    assert (1.0 - out)[out < 1.0].sum() == pytest.approx((out - 1.0)[out > 1.0].sum(), rel=0.1)


def test_drawn_regimes_follow_one_another_by_the_odds_and_last_as_long_as_they_say():
    """A semi-Markov chain, run for centuries: transition shares and Gamma lengths, within four standard errors."""
    drawn = control("drawn", materials=["rest_oxide"], start="2025-01-01", regime="none", drawn=True, quota="30 kt/yr")
    made = plan(load("base-year", ("days=7", drawn, *SHORT)))
    from lodeflow.kernels.core.moment import day_of  # noqa: PLC0415
    from lodeflow.kernels.export_controls.decree import await_control, change_control  # noqa: PLC0415 - only here
    from lodeflow.replication import fresh  # noqa: PLC0415

    w = fresh(made.template)
    m, day, path = w.market, -1, []
    for _ in range(4000):
        day = int(day_of(await_control(m.control_params, m.control_state, day, 0)))
        change_control(m.control_params, m.control_state, m.news_state, w.chance, day, 0)
        path.append((day, int(m.control_state.regime[0])))
    lengths = np.diff([d for d, _ in path])
    assert lengths.mean() == pytest.approx(60.5, abs=4.0 * 60.0 / (2 * len(lengths)) ** 0.5)
    assert lengths.std() == pytest.approx(60.0 / 2**0.5, rel=0.1)
    follows = {}
    for (_, a), (_, b) in pairwise(path):
        follows.setdefault(a, []).append(b)
    for regime, odds in made.scenario.regimes.items():
        seen = follows[("none", "licensing", "quota", "ban", "eased").index(regime)]
        for to, share in odds.next.items():
            found = seen.count(("none", "licensing", "quota", "ban", "eased").index(to)) / len(seen)
            assert found == pytest.approx(share, abs=4.0 * (share * (1.0 - share) / len(seen)) ** 0.5 + 1e-12)
    assert {LICENSING, QUOTA, BAN, EASED} <= set(follows)


@pytest.mark.parametrize(("terms", "message"), [
    ({"start": "2025-05-01", "end": "2025-04-01", "regime": "ban"}, "must be after start"),
    ({"start": "2025-05-01", "announced": "2025-06-01", "regime": "ban"}, "is before it is announced"),
    ({"start": "2025-05-01", "regime": "quota"}, "says no 'quota'"),
    ({"start": "2025-05-01", "regime": "quotas"}, "did you mean 'quota'"),
    ({"start": "2025-05-01", "regime": "ban", "materials": ["magnet_standrd"]}, "did you mean 'magnet_standard'"),
    ({"start": "2025-05-01", "regime": "ban", "resumes": "2025-06-01"}, "no date 'suspended'"),
])  # fmt: skip
def test_a_control_that_makes_no_sense_is_refused(terms, message):
    with pytest.raises(ScenarioError) as refused:
        load("base-year", (control("c", **terms),))
    assert message in str(refused.value)


def test_two_controls_on_the_same_goods_from_the_same_day_are_refused():
    terms = {"start": "2025-05-01", "regime": "ban"}
    with pytest.raises(ScenarioError, match="begins on the same day as 'a'"):
        load("base-year", (control("a", **terms), control("b", **terms)))
