"""A tariff that the base year did not know moves trade, and the one it knew moves nothing."""

import pytest

from lodeflow.assembly import plan
from lodeflow.base_world.duty_rules import base_duties, export_taxes, tariffs
from lodeflow.engines.compiled_engine import play
from lodeflow.scenario.load import load

YEARS = "days=1500"


@pytest.fixture(scope="module")
def free():
    return plan(load("base-year", (YEARS,))), play(plan(load("base-year", (YEARS,))))


def imports(world, done, origin, destination):
    return sum(
        done.world.totals.shipped[s]
        for s, lane in enumerate(world.atlas.lanes)
        if (lane.origin, lane.destination) == (origin, destination) and lane.material.startswith("magnet")
    )


def test_the_base_scenario_knows_the_duties_of_the_base_year(base):
    scenario = base.scenario
    for lane in base.atlas.lanes:
        assert base_duties(scenario.base_table, lane) == (
            export_taxes(scenario, [lane])[0],
            *tariffs(scenario, [lane])[0],
        )


def test_a_tariff_turns_buyers_to_other_sellers_and_raises_their_price(free):
    before, rest = free
    after = plan(load("base-year", (YEARS, "tariffs.us_magnets.rate=0.5", "tariffs.us_magnets.origin='CHN'")))
    taxed = play(after)
    assert imports(after, taxed, "CHN", "USA") < 0.95 * imports(before, rest, "CHN", "USA")
    assert imports(after, taxed, "JPN", "USA") > 1.05 * imports(before, rest, "JPN", "USA")
    cell = before.atlas.cell("USA", "magnet_standard")
    paid = taxed.world.market.buyers.paid[cell] / rest.world.market.buyers.paid[cell]
    assert 1.2 < paid < 1.5 / 1.021


def test_a_small_country_bears_a_general_tariff_whole(free):
    """Nobody's price answers Chile: what its users pay rises by the tariff on price and freight."""
    before, rest = free
    rule = 'tariffs.chile={importer="CHL", origin="*", material="magnet_*", rate=0.2, basis="cif", source="a test"}'
    taxed = play(plan(load("base-year", (YEARS, rule))))
    cell = before.atlas.cell("CHL", "magnet_standard")
    ratio = taxed.world.market.buyers.paid[cell] / rest.world.market.buyers.paid[cell]
    interest = 0.08 * 60 / 365  # the part of landed cost that no tariff falls on
    assert 1.2 * (1.0 - interest) < ratio < 1.2


def test_an_export_tax_at_home_price_is_paid_abroad(free):
    before, rest = free
    taxed = play(plan(load("base-year", (YEARS, "export_taxes.chn_vat_light.rate=0.5"))))
    japan, china = before.atlas.cell("JPN", "light_oxide"), before.atlas.cell("CHN", "light_oxide")
    assert taxed.world.market.buyers.paid[japan] > 1.02 * rest.world.market.buyers.paid[japan]
    assert taxed.world.market.sellers.price[china] <= rest.world.market.sellers.price[china]
