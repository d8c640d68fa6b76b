"""Tariffs and export taxes: the rule that says more wins, and nothing is due at home."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from worlds import lane

from lodeflow.base_world.duty_rules import export_taxes, holding, tariffs
from lodeflow.language.patterns import Rule, holder
from lodeflow.scenario.load import load


def with_tariffs(**rules):
    texts = [
        f'tariffs.{name}={{importer="{i}", origin="{o}", material="{m}", rate={rate}, basis="cif", source="a test"}}'
        for name, (i, o, m, rate) in rules.items()
    ]
    return load("base-year", texts)


def test_two_names_spelt_out_beat_one_long_one():
    world = with_tariffs(a=("*", "*", "magnet_standard", 0.01), b=("USA", "CHN", "magnet_*", 0.25))
    assert tariffs(world, [lane("CHN", "USA")])[0] == (0.25, 1.0)
    assert tariffs(world, [lane("JPN", "KOR")])[0] == (0.01, 1.0)


def test_nothing_is_due_at_home():
    world = with_tariffs(everything=("*", "*", "*", 0.5))
    assert tariffs(world, [lane("CHN", "CHN")])[0] == (0.0, 0.0)
    assert export_taxes(world, [lane("CHN", "CHN", "light_oxide")])[0] == 0.0


def test_china_keeps_its_value_added_tax_on_oxides_but_not_on_magnets():
    world = load("base-year")
    assert export_taxes(world, [lane("CHN", "JPN", "light_oxide")])[0] == 0.13
    assert export_taxes(world, [lane("CHN", "JPN")])[0] == 0.0


def test_a_buyer_pays_the_tariff_on_what_its_basis_names():
    assert tariffs(load("base-year"), [lane("CHN", "USA")])[0] == (0.021, 0.0)


# All days and lanes at once.

REGION = st.sampled_from(["USA", "CHN", "JPN", "*"])
MATERIAL = st.sampled_from(["magnet_standard", "magnet_*", "light_oxide", "*_oxide", "*"])
MAY = st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2025, 1, 9)))


def some(patterns):
    return st.lists(patterns, min_size=1, max_size=2, unique=True).map(tuple)


RULES = st.lists(st.tuples(some(REGION), some(REGION), some(MATERIAL), MAY, MAY), min_size=1, max_size=8)
GOODS = tuple(
    (payer, partner, material)
    for payer in ("USA", "CHN", "JPN")
    for partner in ("USA", "CHN", "AUS")
    for material in ("magnet_standard", "light_oxide")
)


@given(st.lists(RULES, max_size=3))
def test_what_holds_on_all_days_and_lanes_is_what_holds_on_each(groups):
    days = [date(2024, 12, 31) + timedelta(n) for n in range(11)]
    programmes = tuple(
        tuple(Rule(f"{p}{n}", tuple(sides), start, end) for n, (*sides, start, end) in enumerate(group))
        for p, group in enumerate(groups)
    )
    names = sorted(rule.name for group in programmes for rule in group)
    held = holding(programmes, GOODS, days)
    assert (held.days, held.lanes) == (len(days), len(GOODS))
    for group, found in zip(programmes, held.programmes, strict=True):
        whole = np.full((len(days), len(GOODS)), -1)
        whole[:, found.lanes] = found.duty[found.period]
        for d, day in enumerate(days):
            for s, goods in enumerate(GOODS):
                number = holder(group, goods, day) if goods[0] != goods[1] else -1
                assert whole[d, s] == (names.index(group[number].name) if number >= 0 else -1)
