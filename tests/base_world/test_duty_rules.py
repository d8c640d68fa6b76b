"""Tariffs and export taxes: the rule that says more wins, and nothing is due at home."""

from worlds import lane

from lodeflow.base_world.duty_rules import export_taxes, tariffs
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
