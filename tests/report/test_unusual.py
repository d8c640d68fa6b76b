"""Numbers in a wrong unit are refused or warned about, and shipped scenarios are not."""

import pytest
from numeric_keys import scenarios

from lodeflow.errors import ScenarioError
from lodeflow.report.no_effect.warnings import warnings_of
from lodeflow.scenario.load import resolve, shipped

MISTAKES = [  # what was meant, what was written
    ("110 USD/kg", 'policies.price_floor.reference="110 USD/t"'),
    ("110 USD/kg", "policies.price_floor.reference=110"),
    ("110 USD/kg", 'policies.price_floor.reference="110000 USD/kg"'),
    ("110 USD/kg", 'policies.price_floor.reference="1e15 USD/t"'),
    ("120 USD/kg from 2030", "policies.price_floor.reference_from.2030=120"),
    ("600 USD/kg", "policies.price_floor.references.heavy_oxide=600"),
    ("8 %", "policies.price_floor.cost_margin=8"),
    ("13 %", "policies.price_floor.value_added_tax=13"),
    ("15 %", "policies.price_floor.audited_share=15"),
    ("50 %", 'policies.price_floor.credibility="0.5 %"'),
    ("30 d", 'policies.price_floor.refix_days="30 months"'),
    ("two years", "policies.price_floor.average_days=2"),
    ("a year", "policies.price_floor.alignment_after_days=1"),
    ("a year", "market.own_days=1"),
    ("12 months", "market.own_days=12"),
    ("365 d", 'market.own_days="365 years"'),
    ("45 d", 'market.seller_cover_days="45 months"'),
    ("90 d", 'market.forecast_days="90 months"'),
    ("3 months", "market.contract_price_days=3"),
    ("2 years", "market.redesign_days_up=2"),
    ("8 years", "market.redesign_days_down=8"),
    ("70 %", "market.pipeline_weight=70"),
    ("8 %/yr", "market.interest=8"),
    ("8 %/yr", "market.interest='0.08 %/yr'"),
    ("50 %", "market.shortage_cover_share='0.5 %'"),
    ("60 d", 'materials.light_oxide.buyer_cover_days="60 years"'),
    ("2 months", "materials.light_oxide.buyer_cover_days=2"),
    ("40 %", "materials.light_oxide.contract_share=40"),
    ("40 %", "materials.light_oxide.contract_share='0.4 %'"),
    ("0.07", "materials.light_oxide.short_elasticity=7"),
    ("5 %/yr", "sectors.other.growth=5"),
    ("100 %", "sectors.other.growth='100 %/yr'"),
    ("3,000 USD/kg", "sectors.other.value_added_usd_per_t=3000"),
    ("8 %/yr", "outages.rate_per_year=8"),
    ("60 d", 'outages.duration_median_days="60 months"'),
    ("2 months", "outages.duration_median_days=2"),
    ("2.1 %", "tariffs.us_magnets.rate=2.1"),
    ("25 %", "tariffs.us_magnets.rate=25"),
    ("13 %", "export_taxes.chn_vat_heavy.rate='0.13 %'"),
    ("25 %", "smuggling.seized=25"),
    ("0.7 %", "smuggling.base_share=0.7"),
    ("4 kt/yr", "projects.example.capacity_t_per_yr=4"),
    ("4 kt/yr", 'projects.example.capacity_t_per_yr="4000 kt/yr"'),
    ("900 M USD", "projects.example.capex_usd=900"),
    ("30 USD/kg", "projects.example.cash_cost_usd_per_t=30"),
    ("90 USD/kg", "projects.example.offtake_price_usd_per_t=90"),
    ("10 %", "projects.example.wacc=10"),
    ("270 kt/yr", "production_quotas.chn_mining.tonnes.2025=270"),
    ("3 years", "investment.price_memory_days=3"),
    ("18 months", "permitting.median_days=18"),
    ("5 t/yr", 'lanes.least_flow_t_per_yr="5 kt/yr"'),
]


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    return scenarios(tmp_path_factory.mktemp("scenarios"))["everything"]


def said(path, settings, key):
    """Errors and warnings about ``key``."""
    try:
        found = warnings_of(resolve(path, settings))
    except ScenarioError as refused:
        found = refused.problems
    return [problem for problem in found if problem.path == key]


def test_nineteen_of_twenty_numbers_in_a_wrong_unit_are_refused_or_warned_about(everything):
    path, settings = everything
    missed = [
        (meant, written)
        for meant, written in MISTAKES
        if not said(path, (*settings, written), written.partition("=")[0])
    ]
    assert len(MISTAKES) >= 50
    assert len(missed) <= 0.05 * len(MISTAKES), missed


@pytest.mark.parametrize("name", sorted(shipped()))
def test_no_number_of_a_shipped_scenario_is_unusual(name):
    found = [problem.message for problem in warnings_of(resolve(name))]
    assert [text for text in found if "times" in text or "th of" in text or "unusual" in text] == []


def test_a_reference_price_in_a_wrong_unit_is_compared_with_the_base_price():
    (problem,) = said("price-floor", ('policies.price_floor.reference="110 USD/t"',), "policies.price_floor.reference")
    assert problem.message == "110 USD/t is a 455th of the base price of light_oxide, 50 USD/kg"
    assert problem.hint == "did you mean '110 USD/kg'?"


def test_a_number_is_compared_with_that_of_the_extended_scenario_or_the_default():
    (problem,) = said("status-quo", ("outages.rate_per_year=8",), "outages.rate_per_year")
    assert (problem.message, problem.hint) == (
        "8 is 100 times what status-quo.toml says, 0.08",
        "did you mean '8 %/yr'?",
    )
    (problem,) = said("base-year", ("market.news_fading_days='90 years'",), "market.news_fading_days")
    assert (problem.message, problem.hint) == ("32,850 d is 365 times the default, 90 d", "did you mean '90 days'?")


def test_the_middle_of_an_uncertain_number_is_what_is_compared():
    wide = 'market.own_days={ dist = "uniform", low = 100, high = 1000 }'
    assert said("status-quo", (wide,), "market.own_days") == []
    short = 'market.own_days={ dist = "uniform", low = 1, high = 10 }'
    assert len(said("status-quo", (short,), "market.own_days")) == 1
