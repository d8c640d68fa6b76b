"""V5, V14, V22: what the static solver finds where paper and pencil do too, and the same of the simulation at rest."""

from unittest.mock import patch

import numpy as np
import pytest
from equilibrium import Economy, Made, Point, open_lanes, solve
from hypothesis import given, settings
from hypothesis import strategies as st
from little_worlds import Little
from rare_earths import economy
from resting import QUICK, assert_the_same, at_rest, shipped, table

from lodeflow.base_year.table import BaseYear, Flow, MagnetMaker, Mine, Recipe
from lodeflow.catalog.names import MAGNETS
from lodeflow.chains.ways import ways_between
from lodeflow.plans import Plan

elasticities = st.floats(0.1, 3.0)
quietly = settings(max_examples=25, deadline=None, derandomize=True)


def isoelastic(supply, demand, lanes, quotas=()) -> Economy:
    """Sellers make ``t`` (p)^e each, buyers use ``t`` (P)^-e: lists of (t, e); all prices about 1."""
    cells = max(len(supply), len(demand))

    def curve(sides, price, sign):
        found = np.zeros(cells)
        for n, (tonnes, elasticity) in enumerate(sides):
            found[n] = tonnes * price[n] ** (sign * elasticity)
        return found

    start = np.array([1.0] * len(supply) + [0.0] * (cells - len(supply)))
    return Economy(
        lanes, start, lambda price, landed, _share: Made(curve(supply, price, 1.0), curve(demand, landed, -1.0)),
        lambda _share: np.ones(cells), np.array(quotas),
    )  # fmt: skip


def one_lane(**given) -> object:
    return open_lanes([0], [0], 4.0, **{name: np.array([value]) for name, value in given.items()})


@quietly
@given(elasticities, elasticities, st.floats(0.2, 5.0), st.floats(0.0, 1.0))
def test_one_seller_and_one_buyer_share_a_tariff_by_their_elasticities(a, b, tonnes, tariff):
    """Supply p^a and demand t (p (1 + tau))^-b meet at p = (t (1 + tau)^-b)^(1 / (a + b))."""
    found = solve(isoelastic([(1.0, a)], [(tonnes, b)], one_lane(tariff=tariff)))
    assert found.price[0] == pytest.approx((tonnes * (1.0 + tariff) ** -b) ** (1.0 / (a + b)), rel=1e-9)
    assert found.landed[0] == pytest.approx(found.price[0] * (1.0 + tariff), rel=1e-12)


@quietly
@given(elasticities, elasticities, st.floats(1.05, 3.0))
def test_with_one_elastic_foreign_supplier_the_price_is_the_reference(a, b, reference):
    """The levy passes through whole: buyers pay F, use F^-b, and the seller gets what it takes to make that much."""
    found = solve(isoelastic([(1.0, a)], [(1.0, b)], one_lane(reference=reference)))
    use = reference**-b
    assert found.landed[0] == pytest.approx(reference, rel=1e-12)
    assert found.flow[0] == pytest.approx(use, rel=1e-9)
    assert found.levy[0] == pytest.approx(reference - use ** (1.0 / a), rel=1e-9)


@quietly
@given(elasticities, st.floats(0.0, 1.0))
def test_a_small_country_bears_its_tariff_whole(b, tariff):
    lanes = open_lanes([0, 0], [0, 1], 4.0, tariff=np.array([0.0, tariff]))
    found = solve(isoelastic([(1.0, 0.5)], [(1.0, 0.5), (1e-12, b)], lanes))
    assert found.landed[1] == pytest.approx(1.0 + tariff, rel=1e-9)


@quietly
@given(elasticities, elasticities, st.floats(0.2, 5.0), st.floats(0.2, 5.0))
def test_behind_prohibitive_duties_everybody_is_alone(a, b, here, there):
    lanes = open_lanes([0, 0, 1, 1], [0, 1, 0, 1], 8.0, tariff=np.array([0.0, 1e6, 1e6, 0.0]))
    found = solve(isoelastic([(1.0, a), (1.0, b)], [(here, b), (there, a)], lanes))
    assert found.price == pytest.approx([here ** (1.0 / (a + b)), there ** (1.0 / (a + b))], rel=1e-9)


@quietly
@given(st.floats(0.3, 3.0), st.floats(0.3, 50.0), st.floats(0.3, 0.99))
def test_what_a_licence_is_worth(e, a, part):
    """Buyers pay p (Q / x0)^(-1 / e) for a quota Q, so it is worth p ((Q / x0)^(-1 / e) - 1) and what the seller's price
    falls by: nothing where it answers no quantity.
    """
    found = solve(isoelastic([(1.0, a)], [(1.0, e)], one_lane(pool=0), quotas=[part]))
    fall = 1.0 - part ** (1.0 / a)
    assert found.landed[0] == pytest.approx(part ** (-1.0 / e), rel=1e-9)
    assert found.rent[0] == pytest.approx(part ** (-1.0 / e) - 1.0 + fall, rel=1e-9)


@quietly
@given(st.floats(0.0, 0.15), st.floats(1.3, 2.0), elasticities)
def test_an_export_tax_below_the_gap_moves_the_revenue_and_no_tonne(tax, reference, b):
    """V22. A member buys from itself and from outside: what the exporter's treasury takes, the importer's does not."""

    def under(rate: float) -> Point:
        lanes = open_lanes([0, 1], [0, 0], 5.0, tax=np.array([rate, 0.0]), reference=np.array([reference, 0.0]))
        return solve(isoelastic([(1.0, 0.7), (1.0, 0.4)], [(2.0, b)], lanes))

    free, taxed = under(0.0), under(tax)
    assert free.levy[0] > tax * free.price[0]
    assert taxed.flow == pytest.approx(free.flow, rel=1e-9)
    assert taxed.levy[0] == pytest.approx(free.levy[0] - tax * free.price[0], rel=1e-9)


@quietly
@given(st.floats(1.3, 2.0), elasticities)
def test_an_exporter_who_charges_the_reference_keeps_the_levy_and_moves_no_tonne(reference, b):
    """V22 with full alignment: no revenue, the same prices."""

    def under(share: float) -> Point:
        lanes = open_lanes([0, 1], [0, 0], 5.0, reference=np.array([reference, 0.0]), aligned=np.array([share, 0.0]))
        return solve(isoelastic([(1.0, 0.7), (1.0, 0.4)], [(2.0, b)], lanes))

    levied, aligned = under(0.0), under(1.0)
    assert aligned.levy[0] == pytest.approx(0.0, abs=1e-12)
    assert aligned.fob[0] == pytest.approx(levied.price[0] + levied.levy[0], rel=1e-9)
    assert aligned.landed == pytest.approx(levied.landed, rel=1e-9)


@quietly
@given(elasticities, elasticities, st.floats(2.0, 9.0))
def test_it_is_all_one_whether_capacity_is_added_or_comes_as_a_new_origin_or_an_old_one_is_split(a, b, sigma):
    """V14. Against one rival: twice the capacity, with twice the weight; or two origins with the weight of each."""
    demand, rival = (2.0, b), (1.0, 0.6)
    lanes = open_lanes([0, 1], [0, 0], sigma)
    added = solve(isoelastic([(2.0, a), rival], [demand], lanes)._replace(trust=lambda _share: np.array([2.0, 1.0])))
    beside = solve(isoelastic([(1.0, a), rival, (1.0, a)], [demand], open_lanes([0, 1, 2], [0, 0, 0], sigma)))
    assert beside.price[:2] == pytest.approx(added.price, rel=1e-6)
    assert beside.price[2] == pytest.approx(added.price[0], rel=1e-6)
    assert beside.landed[0] == pytest.approx(added.landed[0], rel=1e-6)


def alike() -> dict[tuple[str, str], list[dict[str, str]]]:
    """Lanes of one length and one freight between all places; at home as ever."""
    one = ways_between()["GBR", "KOR"][:1]
    return {
        (i, j): found if i == j else [way | {"origin": i, "destination": j} for way in one]
        for (i, j), found in ways_between().items()
    }


def dug_in(parts: dict[str, float]) -> Little:
    """Oxide from Korea and, to these parts, from elsewhere, used in Korea and Britain."""
    year = BaseYear([], [], [], Recipe({}, {}, {}), 0.7, 0.6, 3.0, 0.1, 5.0, 0.02)
    for place, tonnes in {"KOR": 20_000.0, **{p: 30_000.0 * part for p, part in parts.items()}}.items():
        year.mines.append(Mine(place, "light_oxide", tonnes, (1.0, 0.0, 0.0), 0.8, 0))
        year.flows += [
            Flow("light_oxide", place, j, tonnes * part, "assumed") for j, part in (("KOR", 0.3), ("GBR", 0.7))
        ]
    year.recipe = Recipe(*(dict.fromkeys(MAGNETS, (0.0, 0.0)) for _ in range(3)))
    year.makers.append(MagnetMaker("KOR", 2000.0, 0.8))
    for grade in MAGNETS:
        year.output["KOR", grade] = 1000.0
        year.flows.append(Flow(grade, "KOR", "KOR", 1000.0, "assumed"))
        year.final_use["KOR", grade] = 1000.0
    year.final_use |= {(j, "light_oxide"): year.received("light_oxide", j) for j in ("KOR", "GBR")}
    prices = {(p, "light_oxide"): 5e4 for p in ("KOR", *parts)} | {("KOR", g): 4e4 for g in MAGNETS}
    return Little(year, prices)


def twice_as_large(little: Little, *origins: str) -> Plan:
    """Capacity there doubles within a year and stays; Korea lays a tariff on all of it."""
    growth = [f'regions.{p}={{capacity_growth="69.31471805599453 %/yr", later_capacity_growth=0}}' for p in origins]
    duty = table("tariffs.t", importer="KOR", origin=list(origins), material="*", rate=0.2)
    with patch("lodeflow.atlas.atlas.ways_between", alike):
        return little.plan("days=36500", "tick_days=14", *QUICK, "growth.changes=2026-01-01", duty, *growth)


def test_in_the_simulation_too_an_origin_or_two_halves_of_it_come_to_the_same_prices():
    """V14: with capacity that doubles, and a tariff."""
    one, two = twice_as_large(dug_in({"JPN": 1.0}), "JPN"), twice_as_large(dug_in({"JPN": 0.4, "EU": 0.6}), "JPN", "EU")
    whole, split = at_rest(one).world.market, at_rest(two).world.market
    for place, other in (("KOR", "KOR"), ("JPN", "JPN"), ("JPN", "EU")):
        price = whole.sellers.price[one.atlas.cell(place, "light_oxide")]
        assert price < 0.95 * 5e4
        assert split.sellers.price[two.atlas.cell(other, "light_oxide")] == pytest.approx(price, rel=1e-6)
    for place in ("KOR", "GBR"):
        paid = whole.buyers.paid[one.atlas.cell(place, "light_oxide")]
        assert split.buyers.paid[two.atlas.cell(place, "light_oxide")] == pytest.approx(paid, rel=1e-6)


MEMBERS = ["USA", "EU", "JPN", "MEX", "AUS", "CAN", "KOR", "GBR"]
FLOOR = table("policies.p", members=MEMBERS, reference="110 USD/kg")


def test_in_the_simulation_too_an_export_tax_below_the_gap_moves_the_revenue_and_no_tonne():
    """V22, of China's light oxide for members. Without interest, which is due on the price free on board."""

    def under(rate: float) -> tuple[Plan, Point]:
        tax = table(
            "export_taxes.x", exporter="CHN", destination=MEMBERS, material="light_oxide", rate=rate, programme="x"
        )
        made = shipped("tick_days=14", "market.interest=0", FLOOR, tax)
        return made, assert_the_same(made)

    (made, free), (_, taxed) = under(0.0), under(0.25)
    paying = [k.origin == "CHN" and k.material == "light_oxide" and k.destination in MEMBERS for k in made.atlas.lanes]
    assert taxed.flow == pytest.approx(free.flow, rel=1e-9)
    assert taxed.price == pytest.approx(free.price, rel=1e-9)
    take = 0.25 * free.price[made.atlas.cell("CHN", "light_oxide")]
    assert free.levy[paying].min() > take
    assert taxed.levy[paying] == pytest.approx(free.levy[paying] - take, rel=1e-9)
    others = ~np.array(paying)
    assert taxed.levy[others] == pytest.approx(free.levy[others], rel=1e-9, abs=1e-6)


def test_in_the_simulation_too_a_tariff_below_the_gap_lowers_the_levy_by_itself():
    """V19: what is landed with duty and levy is the reference, with 25 % as without."""
    duty = table("tariffs.t", importer=MEMBERS, origin="CHN", material="light_oxide", rate=0.25, programme="t")
    free, taxed = (assert_the_same(shipped("tick_days=14", FLOOR, *given)) for given in ((), (duty,)))
    paying = (free.levy > 0.0) & (taxed.duty > free.duty)
    assert paying.any()
    assert taxed.levy[paying] + taxed.duty[paying] == pytest.approx(free.levy[paying] + free.duty[paying], rel=1e-9)
    assert taxed.flow == pytest.approx(free.flow, rel=1e-9)


def test_a_reference_below_every_landed_price_leaves_the_equilibrium_where_it_was(base):
    """V20. Members that went on taking tariffs from one another."""
    low_floor = table("policies.p", members=MEMBERS, reference="40 USD/kg", tariff_free=False)
    free, low = solve(economy(base)), solve(economy(shipped(low_floor)))
    assert low.levy.max() == 0.0
    assert low.price == pytest.approx(free.price, rel=1e-11)


@pytest.mark.parametrize("duty", [0.1, 0.5, 5.0])
def test_a_duty_on_one_route_bites_only_up_to_what_the_other_costs_more(duty):
    """Magnets go from China to Europe by sea or by rail. A duty on those by rail alone sends them all by sea."""
    made = shipped("tick_days=14", "market.route_substitution=200", "smuggling.materials=[]")
    sea, rail = (_route(made, way) for way in ("sea", "rail"))
    before = solve(economy(made))
    made.template.market.routes.tariff[rail] += duty
    after = assert_the_same(made)
    seller, nest = made.atlas.cell("CHN", "magnet_standard"), [sea, rail]
    rise = _mean(after, nest) / after.price[seller] - _mean(before, nest) / before.price[seller]
    extra = (before.cost[sea] - _mean(before, nest)) / before.price[seller]
    assert 0.0 < extra < 0.02
    assert rise <= extra * (1.0 + 1e-3)
    if duty > 0.1:
        assert rise == pytest.approx(extra, rel=1e-3)
        assert after.flow[rail] < 1e-9 * after.flow[sea]


def _route(made: Plan, way: str) -> int:
    """A way by which standard magnets go from China to Europe."""
    found = [
        s
        for s, k in enumerate(made.atlas.lanes)
        if (k.origin, k.destination, k.material, k.via) == ("CHN", "EU", "magnet_standard", way)
    ]
    assert len(found) == 1
    return found[0]


def _mean(point: Point, lanes: list[int]) -> float:
    """Mean landed cost of what goes on some lanes."""
    return float(np.average(point.cost[lanes], weights=point.flow[lanes]))
