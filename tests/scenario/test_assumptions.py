"""Assumptions about behaviour are keys of a scenario: each has a source and an effect, and none makes a run fail."""

import ast
import tomllib
from functools import cache
from operator import attrgetter
from pathlib import Path

import numpy as np
import pytest
from controlled import control, exports, lanes_of, market, world

import lodeflow
from lodeflow import kernels
from lodeflow.assembly import plan
from lodeflow.catalog.names import MATERIALS
from lodeflow.comparison.run import compare, refuse_unlike
from lodeflow.engines.compiled_engine import play
from lodeflow.errors import DataError
from lodeflow.kernels.prices.origin_price import learn_differences
from lodeflow.kernels.record.record import MarketColumn
from lodeflow.language.quantities import Quantity
from lodeflow.outcomes.measure import Outcomes
from lodeflow.replication import fresh
from lodeflow.scenario.explain import explain
from lodeflow.scenario.fields import meaning
from lodeflow.scenario.load import json_schema, load, resolve
from lodeflow.scenario.template import examples

RULES, QUOTAS, PACTS = "template.market.rules.", "template.market.quotas.", "template.market.alliances."
INVESTING = "template.market.investment_params."
KEYS = {  # key, another value, and what of a plan it changes
    "market.own_response": (0.1, RULES + "own_response"),
    "market.own_days": (90.0, "template.market.forward_params.own_learning"),
    "market.netback_elasticity": (1.0, RULES + "netback"),
    "market.resale_margin": (0.2, "template.market.resale_params.margin"),
    "market.resale_freight_usd_per_t": (3000.0, "template.market.resale_params.freight"),
    "market.resold_share": (0.0, "template.market.resale_params.share"),
    "market.contract_days": (182, "template.market.frame_params.days"),
    "market.choke_price": (10.0, "template.market.forward_params.choke"),
    "market.choke_spread": (0.5, "template.market.forward_params.spread"),
    "market.most_ahead_share": (0.4, RULES + "most_ahead"),
    "market.residue_days": (60.0, RULES + "residue_share"),
    "market.news_fading_days": (30.0, RULES + "news_kept"),
    "market.foreseeing_share": (0.8, RULES + "foreseeing"),
    "market.ahead_days": (30.0, RULES + "ahead_days"),
    "market.ahead_rise": (0.2, RULES + "ahead_rise"),
    "market.forgetting_speed": (1.0, RULES + "forgetting"),
    "measures.short_share": (0.02, RULES + "short_share"),
    "measures.badly_short_share": (0.1, RULES + "badly_short_share"),
    "measures.diversification_goal": (0.5, "template.needs.goal"),
    "measures.low_discount_rate": (0.02, "scenario.measures.discount_rates"),
    "measures.high_discount_rate": (0.1, "scenario.measures.discount_rates"),
    "controls.limit.saved_days": (90.0, QUOTAS + "saved_days"),
    "controls.limit.believed_days": (60.0, "template.market.control_params.believed_days"),
    "controls.limit.rent_learning_days": (365.0, QUOTAS + "experience"),
    "controls.limit.carried_over": (0.5, QUOTAS + "carried_over"),
    "controls.limit.overdue_days": (30.0, QUOTAS + "overdue_days"),
    "controls.limit.scarcity_days": (60.0, QUOTAS + "learning"),
    "controls.limit.scarcity_limit": (1.0, QUOTAS + "scarcity_limit"),
    "controls.limit.rent_limit": (2.0, QUOTAS + "drive_limit"),
    "policies.price_floor.credible_share": (0.5, PACTS + "enough"),
    "policies.price_floor.counted_share": (0.01, PACTS + "counted"),
    "investment.delivery_years": (5.0, "template.market.floors.grown"),
    "investment.feed_plan_days": (365.0, INVESTING + "young_days"),
    "investment.new_seller_days": (365.0, INVESTING + "new_days"),
    "investment.budget_review_days": (182, INVESTING + "budget_review"),
    "investment.price_review_days": (91, INVESTING + "price_review"),
    "investment.most_entry": (5.0, INVESTING + "most_entry"),
    "investment.entry_stop_ratio": (0.5, INVESTING + "entry_stop"),
    "investment.least_building_days": (365, INVESTING + "least_building"),
    "sectors.defence.revision_days": (300.0, "template.market.user_params.settling"),
    "regions.MMR.capacity_response_days": (300.0, "template.market.mine_params.answering"),
    "regions.MMR.capacity_long_run_price": (1.5, "template.market.mine_params.answering"),
    "regions.MMR.capacity_response_limit": (0.1, "template.market.mine_params.answering"),
    "production_quotas.mining.price_response_days": (300.0, "template.market.production_quotas.answering"),
    "production_quotas.mining.long_run_price": (1.5, "template.market.production_quotas.answering"),
    "production_quotas.mining.price_response_limit": (0.1, "template.market.production_quotas.answering"),
    "lanes.least_flow_t_per_yr": (50.0, "rest.flow"),
    "lanes.least_share": (0.1, "rest.flow"),
    "lanes.least_customer_share": (0.5, "rest.flow"),
}
QUOTA = control("limit", start="2025-03-01", regime="quota", quota="200 t/yr", materials=["light_oxide"])
MINING = "production_quotas.mining={controller='MMR', stage='mining', tonnes.2024='50 kt/yr', source='a test'}"
BUSY = ("days=140", QUOTA, MINING, "policies.price_floor.announced=2025-01-10", "policies.price_floor.start=2025-03-01")
"""A quota and an alliance in the first months, and the projects of 2025."""


@cache
def busy(*settings):
    return plan(load("price-floor", (*BUSY, *settings)))


@cache
def resolved():
    return resolve("price-floor", BUSY)


def same(one, other):
    return np.array_equal(np.asarray(one), np.asarray(other))


@pytest.mark.parametrize("key", KEYS)
def test_a_key_changes_what_carries_it(key):
    value, place = KEYS[key]
    assert not same(attrgetter(place)(busy()), attrgetter(place)(busy(f"{key}={value}")))


@pytest.mark.parametrize("key", KEYS)
def test_a_default_says_why_it_is_what_it_is(key):
    (found,) = explain(resolved(), key)
    assert (found.set_in, found.source[:12]) == ("default", "assumption: ")
    assert len(found.source) > 15
    assert found.meaning.endswith(".")


def test_who_sets_a_key_answers_for_it_himself(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('extends = "base-year"\n[market]\nahead_days = 45  # a survey\nahead_rise = 0.2\n')
    mine = resolve(str(path), (QUOTA,))
    assert [each.source for each in explain(mine, "market.ahead_*")] == ["a survey", ""]
    assert [each.source for each in explain(mine, "controls.limit.quota")] == ["a test"]


@pytest.mark.parametrize("key", KEYS)
def test_the_schema_has_the_key_with_its_bounds_and_its_source(key):
    table, *_, name = key.split(".")
    schema = json_schema()
    owners = {"controls": "Control", "policies": "Policy", "lanes": "LaneTerms", "regions": "Region"}
    owners |= {"production_quotas": "ProductionQuota", "sectors": "Sector"}
    said = schema["$defs"][owners.get(table, table.capitalize())]["properties"][name]
    assert said["source"].startswith("assumption: ")
    number = said if "type" in said else said["anyOf"][0]
    assert {"minimum", "maximum"} <= set(number)


def edges(key):
    """The least and the largest value that a key may have."""
    (bounds,) = (check for check in meaning(tuple(key.split("."))).metadata if isinstance(check, Quantity))
    return bounds.least, bounds.most


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("side", [0, 1])
def test_a_run_survives_the_edge_of_a_key(key, side):
    made = busy(f"{key}={edges(key)[side]!r}")
    r = play(made)
    assert r.world.tape.used[0] == 20
    assert np.isfinite(market(made, r, MarketColumn.SPOT, "JPN", "light_oxide")).all()
    assert np.isfinite(r.world.market.buyers.stock).all()
    names = [
        name
        for name, value in zip(Outcomes(made).names, Outcomes(made).values(made, r.world), strict=True)
        if np.isinf(value)
    ]
    assert names == []


def test_the_template_shows_the_keys_that_matter():
    text = "\n".join(
        line[1:] for each in examples() for line in each.splitlines() if line[:1] == "#" and line[1:2] not in ("", " ")
    )
    given = tomllib.loads(text)
    assert {"ahead_days", "foreseeing_share", "news_fading_days", "choke_price"} <= set(given["market"])
    assert {"delivery_years", "new_seller_days"} <= set(given["investment"])
    assert {"saved_days", "rent_limit"} <= set(given["controls"]["example"])
    assert set(given["lanes"]) == {key.split(".")[1] for key in KEYS if key.startswith("lanes.")}


# What the keys do in a run.

BAN = control(
    "stop", announced="2025-06-01", start="2025-10-01", end="2026-01-01", regime="ban", materials=["heavy_oxide"]
)


def test_buyers_who_want_no_more_ahead_have_less_when_the_ban_comes():
    stock = {}
    for days in (0, 120):
        made, r = world(BAN, f"market.ahead_days={days}", days=300)
        stock[days] = market(made, r, MarketColumn.BUYER_STOCK, "JPN", "heavy_oxide")[272 // 7]
    assert stock[120] > 1.1 * stock[0]


def test_news_that_fades_at_once_leaves_less_fear_after_a_ban():
    fear = {}
    for days in (7, 1000):
        made, r = world(BAN, f"market.news_fading_days={days}", days=600)
        fear[days] = r.world.market.buyers.news[made.atlas.cell("JPN", "heavy_oxide")]
    assert fear[1000] > 0.1
    assert 0.0 <= fear[7] < 1e-6


def test_the_lasting_rent_of_a_quota_stays_within_its_limit():
    rent = {}
    for limit in (0.2, 3.5):
        _, r = world(QUOTA, f"controls.limit.rent_limit={limit}", days=500)
        rent[limit] = r.world.market.pools.drive[0]
    assert rent[0.2] == 0.2 < rent[3.5]


def test_differences_of_sellers_move_as_much_again_in_the_time_that_is_said():
    """One seller with twice its stock for half a year beyond the 90 days of forecasts and the year in which buyers of
    magnets turn: what it has learnt by then, over what it asks less at once.
    """
    m = fresh(
        plan(load("base-year", ("days=1", *(f"materials.{m}.switching_days=365" for m in MATERIALS)))).template
    ).market
    m.sellers.glut[:], m.sellers.trapped[:], m.forward.own_response[:] = 0.7, 0.0, 0.2
    for _ in range((182 + 90 + 365) // 7):
        learn_differences(m.rules, m.cell_params, m.forward_params, m.forward, m.sellers)
    works = (m.sellers.capacity > 0.0) & (m.cell_params.lowest_price == 0.0)  # in surplus nobody asks less
    assert m.sellers.anchor[works] == pytest.approx(-0.7 * 0.2, rel=1e-9)


def test_where_stockholders_answer_gains_less_a_stop_of_mines_moves_prices_more():
    """Elasticity of storage: NdPr while China's mines stop, over the price before."""
    stop = "stoppages.x={start=2025-03-12, end=2025-06-01, region='CHN', material='light_concentrate', share=0.4, source='a test'}"
    rise = {}
    for kappa in (60, 250):
        made, r = world(stop, f"market.storage_elasticity={kappa}", days=140)
        price = market(made, r, MarketColumn.GATE, "CHN", "light_oxide")
        rise[kappa] = np.log(price[12] / price[8])
    assert rise[60] > 1.5 * rise[250] > 0.0


def test_what_is_cut_off_is_forgotten_faster_at_a_higher_speed():
    back = {}
    for speed in (0.0, 0.5, 5.0):
        ban = control("stop", start="2025-03-01", end="2025-12-01", regime="ban", materials=["light_oxide"])
        made, r = world(ban, f"market.forgetting_speed={speed}", days=420)
        back[speed] = exports(made, r, lanes_of(made, destination="JPN", material="light_oxide"))[49]
    assert back[0.0] > back[0.5] > back[5.0] > 0.0


def test_a_day_is_short_less_often_if_half_of_the_use_has_to_be_missed():
    days = {}
    for share in (0.01, 0.5):
        ban = control("stop", start="2025-06-01", end="2026-01-01", regime="ban")
        _, r = world(ban, f"measures.short_share={share}", days=600)
        days[share] = r.world.totals.short_days.sum()
    assert days[0.01] > days[0.5] > 0.0


def test_a_comparison_adds_up_at_the_rates_of_its_arms_and_refuses_arms_that_differ(tmp_path):
    def arm(name, *settings):
        return plan(load("base-year", ("days=364", f"name={name}", *settings)))

    rates = ("measures.low_discount_rate=0.02", "measures.high_discount_rate=0.5")
    found = compare([arm("one", *rates), arm("other", *rates, QUOTA)], tmp_path / "out", 1)
    assert found.when.rates == (0.0, 0.02, 0.5)
    middle = 357 / 2 / 365  # of the only step: the last market is on day 357
    assert found.when.worth[:, 0] == pytest.approx([1.0, 1.02**-middle, 1.5**-middle], rel=1e-9)
    with pytest.raises(DataError, match=r"the arms differ in measures.low_discount_rate: 0.03 in one, 0.02 in other"):
        refuse_unlike([arm("one").scenario, arm("other", rates[0]).scenario])


# What stays in the code.

LEFT = {  # numbers at the head of kernels and builders, and why no scenario sets them
    "a sentinel, beyond or outside all values": (
        *("NO_DATE", "NOT_YET", "NO_DAY", "UNKNOWN", "NO_LOWEST", "NEVER_EXEMPT", "SHUT", "HARDLY", "NOT_REACHED"),
        "FASTEST",
        *("NOT_IN_FORCE", "NEVER", "FAR_DAY", "CLOSED", "FOREVER", "NEVER_DAY", "BEFORE", "NO_PRICE", "NO_CEILING"),
        *("LEVEL", "NO_RENT"),
    ),
    "a guard of rounding or division": (
        *("NO_GROWTH", "TINY", "LEAST_LOT", "ALL_BUT_DUST", "LEAST_CAPACITY", "ALL", "WHOLE", "WHOLLY", "LEAST_MARGIN"),
        *("HUGE", "JUST_BELOW_ONE", "NEVER_ZERO", "NO_ODDS", "MOST_FOUND", "LEAST_VOLUME"),
        *("LEAST_CEILING", "LEAST_ROOM", "FAR_BELOW", "SMALLEST_GAP", "NOTHING", "NEGLIGIBLE"),
        *("LEAST_DRAWN", "LEAST_DEAL", "PASSED_ON"),
        *("EXACT", "ALIKE", "ALMOST", "SLOWEST", "SHORTEST", "MOST_RECOVERED", "NO_RECOVERY", "LEAST_SIZE"),
    ),
    "a bound of prices far from where they are, so that no fault runs away": (
        *(
            "LEAST_PRICE",
            "MOST_APART",
            "MOST_COVER",
            "LEAST_LEFT",
            "LEAST_SHORT",
            "FARTHEST",
            "LEAST_SUPPLY",
            "MOST_RENT",
        ),
        *("LEAST_PASSING", "LEAST_SHARE", "LEAST_NETBACK", "MOST_FLOW", "LEAST_FLOW", "LEAST_BOUGHT"),
    ),
    "the width of a step that would jump": ("NO_RESIDUE", "AT_HAND"),
    "the size or place of an array": (
        "PURE",
        *("RAMP_TYPES", "KINDS", "WINDOW", "LIGHT_AND_HEAVY", "PASSAGES", "COLUMNS", "ELEMENTS", "CHAIN_STEPS", "SUMS"),
        "PUBLIC_COLUMNS",
        "OWN_SUMS",
        *("STAGES", "AT_ONCE_AND_LATE", "COHORTS", "RAMP_YEARS", "BOOKS"),
    ),
    "an algorithm's own": (
        "FEW",
        "MOST_LETTERS",
        "MOST_WAITS",
        "STRETCH",
        "THIN",
        "NODES",
        "PARTS",
        "MOST_TERMS",
        "HALVINGS",
        "ROUNDS",
        "MORE_ROUNDS",
        "MOST_WAITS",
        "FASTEST",
        "STORE_COLUMNS",
        "FURTHEST",
        "LEAST_AFLOAT",
        "SWEEPS",
        *("MOST_STEPS", "LONGEST_STEP", "FIRST_STEP", "BENDS", "FARTHEST_BACK", "YEARS"),
    ),
    "mathematics": ("LN_2", "LN2_HIGH", "LN2_LOW", "LOG2_E", "HALF_LOG_TWO_PI", "SQRT_TWO_PI", "ODD", "SALT", "ROUND"),
    "bits of a number": ("ROUND_BITS", "SQRT_HALF_BITS"),
    "calendar or unit": ("DAYS_PER_YEAR", "YEAR_DAYS", "DAYS_PER_WEEK", "HALF_DAY", "KG_PER_T", "FOUR_WEEKS"),
    "the form of a distribution": ("LIFE_STAGES",),
    "a check of the base table": ("MAGNET_BAND", "MOVED_SHARE", "MOVED_TONNES"),
    "an order": ("STRICTNESS",),
    "a code": ("LISTING",),
    "what counts as trade, as columns say": ("LEAST_TRADE",),
    "terms of what answers nothing": ("UNMOVED",),
}
FOLDERS = ("kernels", "base_world", "base_year", "atlas", "instruments")


def numbers_at_the_head(file):
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            inside = list(ast.walk(node.value))
            plain = not any(
                isinstance(part, ast.Call | ast.Name | ast.Attribute) and getattr(part, "id", "") != "SHUT"
                for part in inside
            )
            if plain and any(isinstance(part, ast.Constant) and type(part.value) in (int, float) for part in inside):
                yield node.targets[0].id


def test_no_other_number_stands_at_the_head_of_a_kernel_or_builder():
    """Whoever adds a number that might be otherwise in the world makes it a key."""
    root, of_kernels = Path(lodeflow.__path__[0]), Path(kernels.__path__[0])
    places = [of_kernels if folder == "kernels" else root / folder for folder in FOLDERS]
    found = {
        name for place in places for file in sorted(place.resolve().rglob("*.py")) for name in numbers_at_the_head(file)
    }
    assert found == {name for names in LEFT.values() for name in names}
