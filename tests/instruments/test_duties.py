"""A duty with dates: nothing changes before its first day, customs takes the rate of the day, programmes add up."""

from datetime import date, timedelta

import numpy as np
import pytest
from worlds import everything, lane

from lodeflow.assembly import plan
from lodeflow.base_world.duty_rules import export_taxes, spells, tariffs
from lodeflow.engines import compiled_engine, simpy_engine
from lodeflow.engines.compiled_engine import Engine, play
from lodeflow.kernels.entities.lots import NO_DAY, Fact, Money
from lodeflow.kernels.record.record import FINISHED, MARKETS
from lodeflow.plans import ArraySizes
from lodeflow.rows.events import event_codes, event_rows
from lodeflow.rows.vocabulary import vocabulary
from lodeflow.scenario.load import load, resolve
from lodeflow.variants import Variants

DAYS = ("days=200", "transit.variability=0.3")
FIRST = date(2025, 1, 1)


def duty(name, **terms):
    """A tariff or an export tax as ``--set`` writes it."""
    spelt = ", ".join(f"{key}={value}" for key, value in ({"source": "'a test'"} | terms).items())
    return f"{name}={{{spelt}}}"


def us_magnets(start, *, rate=0.25, end=None, programme='"section 301"'):
    terms = {
        "importer": "'USA'",
        "origin": "'CHN'",
        "material": "'magnet_*'",
        "rate": rate,
        "start": start,
        "programme": programme,
    }
    return duty("tariffs.new", **terms, **({"end": end} if end else {}))


def day(number):
    return FIRST + timedelta(number)


def world(*settings, scenario="base-year"):
    """Without smugglers, who pay no export tax and are paid a premium."""
    return plan(load(scenario, (*DAYS, "smuggling.materials=[]", *settings)))


def cargoes(of, r, origin, destination, material):
    """Finished cargoes of a lane: facts and money."""
    tape, count = r.world.tape, int(r.world.tape.used[FINISHED])
    lanes = [
        s
        for s, k in enumerate(of.atlas.lanes)
        if (k.origin, k.destination) == (origin, destination) and k.material.startswith(material)
    ]
    mine = np.isin(tape.lot_fact[:count, Fact.LANE], lanes) & (tape.lot_fact[:count, Fact.CLEARED] != NO_DAY)
    return tape.lot_fact[:count][mine], tape.lot_amount[:count, 1:][mine]


@pytest.fixture(scope="module")
def free():
    built = world()
    return built, play(built)


def test_a_cargo_that_clears_on_the_first_day_pays_the_new_rate_and_one_that_cleared_the_day_before_the_old(free):
    """The most-favoured-nation rate is 2.1 %, section 301 adds 25 %: 27.1 % of the value free on board."""
    facts, _ = cargoes(*free, "CHN", "USA", "magnet")
    cleared = set(facts[:, Fact.CLEARED].tolist())
    start = next(d for d in range(60, 150) if {d - 1, d} <= cleared)
    built = world(us_magnets(day(start)))
    facts, money = cargoes(built, play(built), "CHN", "USA", "magnet")
    rate = money[:, Money.TARIFF] / (money[:, Money.VALUE] + money[:, Money.EXPORT_TAX])
    on = facts[:, Fact.CLEARED]
    assert rate[on < start] == pytest.approx(np.full((on < start).sum(), 0.021), rel=1e-12)
    assert rate[on >= start] == pytest.approx(np.full((on >= start).sum(), 0.271), rel=1e-12)
    assert {start - 1, start} <= set(on.tolist())
    assert (facts[on == start, Fact.ORDERED] < start).all()  # sent off before: customs does not ask when


def test_a_tariff_on_price_and_freight_is_one_from_its_first_day_on():
    terms = {"importer": "'EU'", "origin": "'CHN'", "material": "'magnet_*'", "rate": 0.2, "basis": "'cif'"}
    built = world(duty("tariffs.new", **terms, start=day(100)))
    facts, money = cargoes(built, play(built), "CHN", "EU", "magnet")
    cif = money[:, Money.VALUE] + money[:, Money.EXPORT_TAX] + money[:, Money.FREIGHT]
    due = np.where(facts[:, Fact.CLEARED] >= 100, 0.2, 0.0)
    assert 0 < np.count_nonzero(due) < len(due)
    assert money[:, Money.TARIFF] == pytest.approx(due * cif, rel=1e-12)
    assert (money[:, Money.FREIGHT] > 0.0).all()


def test_an_export_tax_falls_on_what_is_sent_off_from_its_first_day_on():
    tax = duty("export_taxes.new", exporter="'CHN'", destination="'*'", material="'magnet_*'", rate=0.1, start=day(70))
    built = world(tax)
    facts, money = cargoes(built, play(built), "CHN", "JPN", "magnet")
    taxed = money[:, Money.EXPORT_TAX] / money[:, Money.VALUE]
    sent = facts[:, Fact.ORDERED]
    assert {63, 70} <= set(sent.tolist())
    assert (taxed[sent < 70] == 0.0).all()
    assert taxed[sent >= 70] == pytest.approx(np.full((sent >= 70).sum(), 0.1), rel=1e-12)


@pytest.mark.parametrize("scenario", ["base-year", "status-quo"])
def test_a_quarter_from_a_date_changes_no_bit_before_it(scenario):
    start = 105  # a market day
    before, after = world(scenario=scenario), world(us_magnets(day(start), programme='"a test"'), scenario=scenario)
    one, other = play(before).world.tape, play(after).world.tape
    untouched = int((one.day[: one.used[MARKETS]] < start).sum())
    assert untouched == 15
    assert one.market[:untouched].tobytes() == other.market[:untouched].tobytes()
    assert one.flow[:untouched].tobytes() == other.flow[:untouched].tobytes()
    arrived = [tape.lot_fact[: tape.used[FINISHED], Fact.ARRIVED] for tape in (one, other)]
    landed = [
        tape.lot_amount[: len(on)][(on != NO_DAY) & (on < start)]
        for tape, on in zip((one, other), arrived, strict=True)
    ]
    assert landed[0].tobytes() == landed[1].tobytes()
    assert one.flow[untouched].tobytes() != other.flow[untouched].tobytes()  # that very day buyers reckon with it


def test_a_duty_of_one_day_leaves_the_rates_as_they_were(free):
    built = world(us_magnets(day(50), end=day(51), rate=5))
    lanes = [
        s
        for s, k in enumerate(built.atlas.lanes)
        if (k.origin, k.destination) == ("CHN", "USA") and k.material == "magnet_standard"
    ]
    duties = built.template.duties
    assert duties.day.tolist() == [50, 51]
    assert duties.tariff[:, lanes] == pytest.approx(np.array([[5.021], [0.021]]) * np.ones(len(lanes)))
    routes, after = built.template.market.routes, play(built).world.market.routes
    assert (after.tariff == routes.tariff).all()
    assert (after.tariff_on_freight == routes.tariff_on_freight).all()


def test_where_nothing_has_dates_nobody_acts(free):
    assert free[0].template.duties.first.tolist() == [0]
    assert free[0].template.duties.tariff.shape == (0, len(free[0].atlas.lanes))


def test_what_began_before_the_run_or_begins_after_it_is_no_event_of_it(free):
    early, late = world(us_magnets(day(-40))), world(us_magnets(day(200)))
    assert early.template.duties.first.tolist() == late.template.duties.first.tolist() == [0]
    assert early.template.market.routes.tariff.max() == pytest.approx(0.271)
    assert everything(late, play(late)) == everything(*free)


SEVERAL = (
    us_magnets(day(30), end=day(90)),
    duty(
        "tariffs.club",
        importer="['USA', 'EU', 'JPN']",
        origin="'*'",
        material="['*_oxide', 'magnet_*']",
        rate=0.1,
        basis="'cif'",
        start=day(30),
        programme="'club'",
    ),
    duty(
        "tariffs.exempt",
        importer="'EU'",
        origin="'JPN'",
        material="'magnet_*'",
        rate=0,
        programme="'club'",
        start=day(31),
    ),
    duty(
        "export_taxes.ore",
        exporter="'*'",
        destination="'CHN'",
        material="'*_concentrate'",
        rate=0.2,
        start=day(90),
        end=day(120),
    ),
)


def test_both_engines_change_duties_alike_with_room_for_one_event_or_many():
    built = world(*SEVERAL, scenario="status-quo")
    compiled = everything(built, compiled_engine.play(built))
    assert compiled == everything(built, simpy_engine.play(built))
    assert compiled == everything(built, simpy_engine.play(built, reverse=True))
    narrow = plan(built.scenario, ArraySizes(1, 1, 1, 1, 1))
    assert compiled == everything(built, Engine(narrow, bucket=1).play())


def test_every_change_is_an_event_with_its_day_its_payer_and_its_name():
    built = world(*SEVERAL)
    rows, words = event_rows(event_codes(built), play(built)), vocabulary(built)
    found = [
        (int(rows["day"][k]), *(words[c][rows[c][k]] for c in ("kind", "actor", "subject", "detail")))
        for k in range(len(rows["day"]))
    ]
    assert found == [
        (30, "policy", "several regions", "tariffs.club", "in force"),
        (30, "policy", "USA", "tariffs.new", "in force"),
        (31, "policy", "EU", "tariffs.exempt", "in force"),
        (90, "policy", "several regions", "export_taxes.ore", "in force"),
        (90, "policy", "USA", "tariffs.new", "lapses"),
        (120, "policy", "several regions", "export_taxes.ore", "lapses"),
    ]
    assert all(len(set(words[column])) == len(words[column]) for column in ("actor", "subject", "detail"))


def test_programmes_add_up_and_the_basis_is_shared_between_them():
    """2.1 + 25 % of the price, 10 % of price and freight: 37.1 % in all, of which 10 / 37.1 fall on freight too."""
    scenario = load("base-year", SEVERAL)
    assert tariffs(scenario, [lane("CHN", "USA")], 29) == [(0.021, 0.0)]
    (rate, on_freight), (of_oxide, whole) = tariffs(
        scenario, [lane("CHN", "USA"), lane("CHN", "USA", "light_oxide")], 30
    )
    assert (rate, rate * on_freight) == (pytest.approx(0.371), pytest.approx(0.1))
    assert (of_oxide, whole) == (0.1, 1.0)
    assert tariffs(scenario, [lane("CHN", "USA")], 90)[0][0] == pytest.approx(0.121)


def test_an_exemption_is_a_more_specific_rate_of_nothing():
    scenario = load("base-year", SEVERAL)
    assert [tariffs(scenario, [lane("JPN", "EU")], d)[0][0] for d in (29, 30, 31)] == [0.0, 0.1, 0.0]


def test_without_a_programme_the_more_specific_tariff_takes_the_place_of_the_other():
    rule = duty("tariffs.new", importer="'USA'", origin="'CHN'", material="'magnet_*'", rate=0.25, start=day(10))
    scenario = load("base-year", (rule,))
    assert [tariffs(scenario, [lane("CHN", "USA")], d)[0][0] for d in (9, 10)] == [0.021, 0.25]
    assert tariffs(scenario, [lane("JPN", "USA")], 10)[0][0] == 0.021


def test_export_taxes_add_up_too():
    tax = duty(
        "export_taxes.new",
        exporter="'CHN'",
        destination="'*'",
        material="'*_oxide'",
        rate=0.15,
        start=day(10),
        programme="'duty of 2011'",
    )
    scenario = load("base-year", (tax,))
    goods = [lane("CHN", "JPN", "light_oxide"), lane("CHN", "CHN", "light_oxide")]
    assert [export_taxes(scenario, goods, d) for d in (9, 10)] == [[0.13, 0.0], [pytest.approx(0.28), 0.0]]


@pytest.mark.parametrize(
    ("from_day", "china", "japan"),
    [
        (date(2025, 1, 1), 2.1, 2.1),
        (date(2025, 2, 4), 12.1, 2.1),
        (date(2025, 3, 4), 22.1, 2.1),
        (date(2025, 4, 5), 32.1, 12.1),
        (date(2025, 5, 12), 32.1, 12.1),  # the total that the record gives
        (date(2025, 11, 10), 22.1, 12.1),
        (date(2026, 1, 1), 47.1, 12.1),
        (date(2026, 2, 20), 27.1, 2.1),
        (date(2026, 2, 24), 37.1, 12.1),
        (date(2026, 7, 23), 37.1, 12.1),
        (date(2026, 7, 24), 27.1, 2.1),  # as is said of March 2026 if magnets were exempt from section 122
        (date(2036, 12, 31), 27.1, 2.1),
    ],
)
def test_the_status_quo_knows_what_the_united_states_levied_on_magnets(from_day, china, japan):
    scenario = load("status-quo")
    found = tariffs(scenario, [lane("CHN", "USA"), lane("JPN", "USA")], (from_day - scenario.start_date).days)
    assert [rate for rate, _ in found] == [pytest.approx(china / 100.0), pytest.approx(japan / 100.0)]
    assert {on_freight for _, on_freight in found} == {0.0}


def test_every_tariff_of_the_status_quo_says_how_far_it_is_fact():
    for name, tariff in load("status-quo").tariffs.items():
        assert tariff.source.startswith("reported: ") or name == "us_magnets"
    assert "unverified" in load("status-quo").tariffs["us_section_122"].source


def test_check_adds_up_what_changes_and_leaves_out_what_does_not(free):
    scenario, lanes = load("base-year", SEVERAL), free[0].atlas.lanes
    found = spells(scenario, lanes)
    us = [
        (s.since, round(s.rate, 6)) for s in found if (s.kind, s.payer) == ("tariff", "USA") and s.partners == ("CHN",)
    ]
    assert us == [(FIRST, 0.021), (day(30), 0.371), (day(90), 0.121)]
    ore = [(s.partners, s.since, s.rate) for s in found if s.kind == "export tax" and s.payer == "MMR"]
    assert ore == [(("CHN",), FIRST, 0.0), (("CHN",), day(90), 0.2), (("CHN",), day(120), 0.0)]
    assert {s.payer for s in found if s.kind == "tariff"} == {"USA", "EU", "JPN"}
    assert spells(load("base-year"), lanes) == []


def test_programmes_that_only_case_tells_apart_are_doubted():
    again = duty(
        "tariffs.new", importer="'USA'", origin="'CHN'", material="'light_oxide'", rate=0.25, programme="'Section-301'"
    )
    (warning,) = resolve("status-quo", (again,)).warnings
    assert warning.path == "tariffs.us_section_301.programme"
    assert warning.message == "'section 301' is another programme than 'Section-301', so their rates add up"


def test_an_uncertain_rate_is_another_one_in_each_replication_from_the_same_day():
    built = world(us_magnets(day(50), rate='{dist="uniform", low=0.1, high=0.4}'))
    variants = Variants(built)
    magnets = next(
        s
        for s, k in enumerate(built.atlas.lanes)
        if (k.origin, k.destination) == ("CHN", "USA") and "magnet" in k.material
    )
    for replication in range(3):
        drawn, (rate,) = variants.of(replication)
        assert drawn.template.duties.day.tolist() == [50]
        assert drawn.template.duties.tariff[0, magnets] == pytest.approx(0.021 + rate, rel=1e-15)


def test_what_is_announced_is_known_to_the_world_from_that_day():
    terms = {"importer": "'USA'", "origin": "'CHN'", "material": "'magnet_*'", "rate": 0.25}
    built = world(duty("tariffs.new", **terms, announced=day(20), start=day(50), end=day(80)))
    assert built.template.duties.announced.tolist() == [20, 80]
