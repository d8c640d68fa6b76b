"""What the base table says otherwise than the version before is told with both values and what they rest on."""

import sys

import pytest

from lodeflow.base_year.close import base_year
from lodeflow.base_year.moved import moved, previous_version
from lodeflow.catalog.names import rows

NAME = "rare-earths-2024"


@pytest.fixture
def told():
    return {(m.material, m.origin, m.destination): m for m in moved(NAME)}


def test_japan_gets_a_third_of_the_chinese_magnets_that_it_got_before(told):
    japan = told["magnet", "CHN", "JPN"]
    assert (japan.before, japan.now) == (pytest.approx(6978), pytest.approx(2304))
    assert "customs" in japan.sources[0]
    assert "giti.sg" in japan.sources[1]
    assert next(iter(told.values())) is japan


def test_the_version_before_closed_with_the_same_exports_of_china(told):
    before = sum(float(r["tonnes"]) for r in rows(f"{NAME}/previous_flows") if r["material"] == "magnet" and _leaves(r))
    assert before == pytest.approx(58152, abs=0.1)
    assert previous_version(NAME) == "2024-1"


def _leaves(row):
    return row["origin"] == "CHN" != row["destination"]


def test_small_changes_are_not_told_and_ore_did_not_move(told):
    assert ("magnet", "CHN", "THA") not in told
    assert all(abs(m.now - m.before) > min(100, 0.1 * m.before) for m in told.values())
    assert {m.material for m in told.values()} == {"magnet"}


def test_a_table_equal_to_the_version_before_has_nothing_to_tell(monkeypatch):
    now = {}
    for f in base_year(NAME).flows:
        key = ("magnet" if f.material.startswith("magnet") else f.material, f.origin, f.destination)
        now[key] = now.get(key, 0.0) + f.tonnes
    same = tuple(
        {"material": m, "origin": o, "destination": d, "tonnes": repr(t), "basis": "", "source": "s"}
        for (m, o, d), t in now.items()
    )
    monkeypatch.setattr(
        sys.modules["lodeflow.base_year.moved"], "rows", lambda table: same if "previous" in table else rows(table)
    )
    assert moved(NAME) == []


def test_a_table_without_a_version_before_has_none():
    assert previous_version("no-such-table") == ""
