"""Buyers who know that a duty comes buy ahead of it; those who do not know it do nothing, and a levy frightens nobody."""

from functools import lru_cache

import numpy as np
import pytest
from alliances import MEMBERS, START, day, pact
from controlled import lanes_of, lots

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import play
from lodeflow.kernels.alliance.buying_ahead import buy_ahead
from lodeflow.kernels.entities.lots import Fact
from lodeflow.kernels.record.record import MARKETS
from lodeflow.plans import Plan
from lodeflow.replication import Replication, fresh
from lodeflow.scenario.load import load

TOLD = 21  # a market day


def tariff(name: str, rate: float, start: int, **terms: object) -> str:
    given = {"importer": '"EU"', "origin": '"CHN"', "material": '"magnet_*"', "rate": rate, "start": day(start)} | terms
    return f"tariffs.{name}={{{', '.join(f'{key}={value}' for key, value in given.items())}, source='a test'}}"


@lru_cache(maxsize=16)
def world(*settings: str, days: int = START + 98, scenario: str = "base-year") -> tuple[Plan, Replication]:
    made = plan(load(scenario, (f"days={days}", *settings)))
    return made, play(made)


def brought(which: tuple[Plan, Replication], fact: Fact, since: int, until: int) -> float:
    """Tonnes of Chinese magnets for members of which a fact fell into these days; what is on its way included."""
    made, r = which
    facts, amounts = lots(r)
    lanes = [s for s in lanes_of(made, material="magnet") if made.atlas.lanes[s].destination in MEMBERS]
    theirs = np.isin(facts[:, Fact.LANE], lanes) & (facts[:, fact] >= since) & (facts[:, fact] < until)
    return float(amounts[theirs, 0].sum())


def test_a_levy_without_notice_changes_nobodys_fear_and_nobodys_wish_for_stock_that_day():
    """V43. What buyers want in stock is cover x use x (1 + strength x panic) + what they want ahead."""
    (_, without), (made, surprised) = world(days=START + 1), world(pact(), days=START + 1)
    assert surprised.world.market.levies.rate.max() > 20_000.0
    calm, levied = (r.world.market.buyers for r in (without, surprised))
    assert levied.panic == pytest.approx(calm.panic, abs=1e-12)
    assert levied.rush.max() == calm.rush.max() == 0.0
    assert made.template.market.coming_duties.last[0] == 0
    assert (levied.spot > 1.2 * calm.spot).sum() > 20  # and yet the price is another


def test_nor_do_prices_that_rise_to_the_reference_frighten_those_who_buy_outside_later():
    """Home goods made of levied oxide cost more because it does, so their buyers are left out; and none hoards."""
    made, r = world(pact())
    m, cells = r.world.market, len(made.atlas.cells)
    bought = m.trade.share * (m.levies.rate > 0.0)
    levied = np.bincount(m.routes.buyer, bought, cells) > 0.5
    levied &= np.array([region in MEMBERS and "magnet" in material for region, material in made.atlas.cells])
    before, after = world()[1].world.market.buyers, m.buyers
    assert levied.sum() >= 4
    assert (after.spot[levied] > 1.1 * before.spot[levied]).any()
    assert after.panic[levied].max() < 1e-12
    assert m.rules.panic_strength == 0.0


@pytest.mark.parametrize(("exempt_at_sea", "fact"), [("true", Fact.DEPARTED), ("false", Fact.CLEARED)])
def test_imports_are_higher_before_an_announced_levy_and_lower_after_it(exempt_at_sea, fact):
    """V43. What counts is the day that decides on the levy: departure, or clearance if nothing at sea is exempt."""
    free, told = world(), world(pact(announced=day(TOLD), exempt_at_sea=exempt_at_sea))
    surprised = world(pact(exempt_at_sea=exempt_at_sea))
    ahead, after = ((START - 60, START), (START, START + 60))
    assert brought(told, fact, *ahead) > 1.1 * brought(free, fact, *ahead)
    assert brought(told, fact, *after) < 0.95 * brought(surprised, fact, *after)
    assert brought(surprised, fact, *ahead) == brought(free, fact, *ahead)


def test_an_announced_tariff_is_forestalled_too_also_where_exports_are_controlled():
    """Before China's licences stop exports on day 93, a tenth more leaves; what has left clears ahead of the tariff."""
    for scenario in ("base-year", "status-quo"):
        free = world(scenario=scenario)
        told = world(tariff("new", 0.3, START, announced=day(TOLD), programme='"a test"'), scenario=scenario)
        surprised = world(tariff("new", 0.3, START, programme='"a test"'), scenario=scenario)
        lanes = lanes_of(told[0], destination="EU", material="magnet")
        left = [brought_on(which, lanes, 70, 93, Fact.DEPARTED) for which in (free, told, surprised)]
        assert left[1] > 1.1 * left[0] == 1.1 * left[2]
        ahead = [brought_on(which, lanes, START - 60, START) for which in (free, told, surprised)]
        assert ahead[1] > ahead[0] == ahead[2]
        after = [brought_on(which, lanes, START, START + 60) for which in (told, surprised)]
        assert after[0] < after[1]


def brought_on(
    which: tuple[Plan, Replication], lanes: list[int], since: int, until: int, fact: Fact = Fact.CLEARED
) -> float:
    """Tonnes of which a fact, clearance unless said, fell into these days on these lanes."""
    facts, amounts = lots(which[1])
    theirs = np.isin(facts[:, Fact.LANE], lanes) & (facts[:, fact] >= since) & (facts[:, fact] < until)
    return float(amounts[theirs, 0].sum())


def test_nothing_changes_before_the_day_of_the_announcement():
    """V45."""
    for scenario in ("base-year", "status-quo"):
        told = world(pact(announced=day(TOLD + 70)), scenario=scenario)[1].world.tape
        free = world(scenario=scenario)[1].world.tape
        known = int((told.day[: told.used[MARKETS]] < TOLD + 70).sum())
        assert known == 13
        assert told.market[:known].tobytes() == free.market[:known].tobytes()
        assert told.flow[:known].tobytes() == free.flow[:known].tobytes()
        assert told.market[: known + 9].tobytes() != free.market[: known + 9].tobytes()


def wanted(made: Plan, today: int) -> np.ndarray:
    """Front-run stock of every buyer on a day of a world at rest, over a day's use."""
    m = fresh(made.template).market
    buy_ahead(
        m.rules, m.coming_duties, m.buying_ahead_state, m.alliances, m.floors, m.levies, m.routes, m.sellers, m.buyers, m.trade, np.bool_(), today
    )  # fmt: skip
    return m.buyers.rush / np.maximum(m.buyers.forecast, 1e-12)


def test_half_of_the_buyers_want_sixty_days_of_use_as_far_as_the_duty_makes_goods_dearer():
    """Equation 5 by hand: all EU magnets from China, 10 % on the price free on board."""
    made = plan(load("base-year", (tariff("new", 0.1, 700, announced=day(50)), "smuggling.materials=[]")))
    m, cell = made.template.market, made.atlas.cell("EU", "magnet_standard")
    lanes = [s for s in lanes_of(made, destination="EU", material="magnet_standard") if m.routes.buyer[s] == cell]
    before = (m.trade.share * m.trade.cost)[m.routes.buyer == cell].sum()
    weight = (m.trade.share * m.trade.fob)[lanes]
    added, lead = 0.1 * weight.sum(), float((weight * m.trade.lead[lanes]).sum() / weight.sum())  # by sea and by rail
    assert 40.0 < lead < 100.0
    full = 0.5 * 60.0 * np.log(1.0 + added / before) / 0.3
    told = [
        wanted(made, today)[cell]
        for today in (49, int(700 - 61 - lead), int(701 - 60 - lead), int(699 - lead), 699, 700)
    ]
    assert 5.0 < full < 10.0
    assert told == pytest.approx([0.0, 0.0, full, full, 0.0, 0.0], rel=1e-12)


def test_who_joins_on_a_fixed_day_looks_to_that_day_and_who_does_not_know_it_does_nothing():
    terms = {"announced": day(TOLD), "joins": f"{{MEX={day(700)}, KOR={day(700)}}}", "joining_per_year": "{KOR=0.3}"}
    made = plan(load("base-year", (pact(**terms), "days=900")))
    m = made.template.market
    for k in range(len(m.floors.alliance)):
        m.levies.reference[k] = 2.0 * m.floors.base_price[k]
    seen = {today: wanted(made, today) for today in (START - 50, 700 - 70)}
    assert [seen[START - 50][made.atlas.cell(r, "magnet_standard")] > 10.0 for r in ("USA", "MEX", "KOR")] == [
        True,
        False,
        False,
    ]
    assert [seen[630][made.atlas.cell(r, "magnet_standard")] > 10.0 for r in ("USA", "MEX", "KOR")] == [
        False,
        True,
        False,
    ]


def test_what_nobody_knows_yet_does_not_show_in_what_buyers_foresee():
    """A tariff of the same programme that comes as a surprise before, or on the same day, is no part of the news."""
    told = tariff("told", 0.3, 300, announced=day(50), programme='"one"')
    secret = [
        tariff("secret", 0.1, 250, programme='"two"'),
        tariff("other", 0.2, 300, origin='"*"', programme='"three"'),
    ]
    alone, beside = (
        plan(load("base-year", settings)).template.market.coming_duties for settings in ((told,), (told, *secret))
    )
    assert alone.tariff.max() == pytest.approx(0.3, rel=1e-12)
    assert (alone.tariff == beside.tariff).all()
    assert (alone.on_freight == beside.on_freight).all()
    assert beside.begins.tolist() == [300]
