"""The base year is the world of 2024, closed, and says how much of itself is fact."""

import sys

import pytest

from lodeflow.base_year.close import base_year
from lodeflow.base_year.gate_prices import gate_prices
from lodeflow.base_year.report import measures, residuals, tonnes_by_status
from lodeflow.catalog.names import MAGNETS, MATERIALS, ORES

NAME = "rare-earths-2024"


@pytest.fixture(scope="module")
def year():
    return base_year(NAME)


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [
        ("china_share_of_mined_oxide", 0.685, 0.715),
        ("china_share_of_mined_magnet_elements", 0.60, 0.67),
        ("china_share_of_separated_magnet_elements", 0.895, 0.925),
        ("china_share_of_magnets", 0.925, 0.955),
    ],
)
def test_china_has_the_share_that_was_reported(year, share, low, high):
    assert low <= measures(year)[share] <= high


def test_every_reported_figure_is_met_as_nearly_as_expected(year):
    outside = {r.figure: r.percent for r in residuals(NAME, year) if not r.inside}
    assert outside == {}


def test_every_region_sends_what_it_makes_and_gets_what_it_uses(year):
    for (region, material), tonnes in year.output.items():
        assert year.sent(material, region) == pytest.approx(tonnes, rel=1e-6)
    for (region, material), tonnes in year.final_use.items():
        assert year.received(material, region) >= tonnes * (1.0 - 1e-9)


def test_all_ore_that_is_mined_is_separated(year):
    mined = sum(m.tonnes for m in year.mines)
    assert sum(f.tonnes for f in year.flows if f.material in ORES) == pytest.approx(mined, rel=1e-9)


def test_the_world_closes_only_with_swarf(year):
    figures = measures(year)
    gap = figures["magnet_element_use_t"] - 0.95 * figures["mined_magnet_elements_t"]
    assert figures["recycled_magnet_elements_t"] == pytest.approx(gap, rel=0.02)
    assert 19_000 < figures["recycled_magnet_elements_t"] < 28_000


def test_every_flow_says_how_far_it_is_fact(year):
    status = tonnes_by_status(year)
    assert set(status) == set(MATERIALS)
    assert sum(sum(s.values()) for s in status.values()) == pytest.approx(sum(f.tonnes for f in year.flows))
    assert {f.status for f in year.flows} <= {"reported", "derived", "assumed"}


def test_known_flows_stand_exactly(year):
    flow = {(f.material, f.origin, f.destination): f for f in year.flows}
    assert flow["light_oxide", "MYS", "CHN"].tonnes == 3261.0
    assert flow["light_oxide", "MYS", "CHN"].status == "reported"
    assert sum(flow[g, "CHN", "USA"].tonnes for g in MAGNETS) == pytest.approx(7444.0, rel=1e-12)


def test_china_sells_japan_magnets_alone_and_no_powders_or_alloys(year):
    assert sum(
        f.tonnes for f in year.flows if f.material in MAGNETS and (f.origin, f.destination) == ("CHN", "JPN")
    ) == (pytest.approx(12 * (189 + 174 + 213) / 3, rel=1e-12))


def test_the_european_union_takes_at_least_what_germany_and_italy_take(year):
    germany, italy = 12 * (1007 + 717) / 2, 1639.8 / 35981.9 * 58152
    to_eu = sum(f.tonnes for f in year.flows if f.material in MAGNETS and (f.origin, f.destination) == ("CHN", "EU"))
    assert to_eu > germany + italy


def test_a_magnet_is_priced_gross_and_never_per_contained_kilogram(year):
    cells = tuple((r, m) for r in ("CHN",) for m in MAGNETS)
    prices = gate_prices(NAME, year, cells)
    element = year.recipe.content["magnet_standard"][0] * 0.30 / 0.35  # as element, not as oxide
    mean = 0.65 * prices["CHN", "magnet_standard"] + 0.35 * prices["CHN", "magnet_high_temperature"]
    assert mean / 1e3 == pytest.approx(49.0, abs=0.5)
    assert mean / 1e3 / element == pytest.approx(163.0, abs=2.0)


def test_a_magnet_priced_per_contained_kilogram_is_refused(year, monkeypatch):
    module = sys.modules["lodeflow.base_year.gate_prices"]
    real = module.rows

    def contained(table):
        if not table.endswith("gate_prices"):
            return real(table)
        return [r | {"price": "163"} if r["material"] in MAGNETS else r for r in real(table)]

    monkeypatch.setattr(module, "rows", contained)
    with pytest.raises(ValueError, match="per kg of contained NdPr"):
        gate_prices(NAME, year, (("CHN", "magnet_standard"),))
