"""Dated export controls of a chain's folder in a run that moves, and sellers abroad of every buyer."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.atlas.atlas import CIVIL, LEGAL
from lodeflow.chains.closing.close import close
from lodeflow.chains.closing.gravity import two_abroad
from lodeflow.chains.reading.folders import shipped_chains
from lodeflow.chains.reading.reader import read_chain, shipped_chain
from lodeflow.chains.template import write_chain
from lodeflow.engines import compiled_engine
from lodeflow.scenario.load import load
from lodeflow.scenario.of_chain.controls import PLAYED, controls_of, unplayed

CHAINS = sorted(shipped_chains())
HEAD = "controller,target,materials,regime,users,value,start,end,announced,detail,unit,year,status,source\n"


def moving(folder, name, more=""):
    path = Path(folder, "mine.toml")
    path.write_text(f'chains = ["{name}"]\nquestion = "?"\n{more}')
    return load(str(path))


def of_rows(folder, rows):
    """Controls of a made-up chain whose table has these rows."""
    made = Path(write_chain("vanadium", folder))
    made.joinpath("controls.csv").write_text(HEAD + rows)
    return read_chain(str(made))


def test_a_run_that_moves_has_the_controls_of_the_folder_and_one_at_rest_has_none(tmp_path):
    found = moving(tmp_path, "gallium").controls
    assert not load("gallium").controls
    assert set(found) == {
        "gallium_chn_licensing_2023_08_01",
        "gallium_chn_ban_2024_12_03",
        "gallium_chn_ban_2024_12_03_defence",
    }
    ban = found["gallium_chn_ban_2024_12_03"]
    assert (ban.destinations, ban.end) == ("USA", date(2025, 11, 9))
    assert found["gallium_chn_ban_2024_12_03_defence"].tag == "defence"
    assert found["gallium_chn_ban_2024_12_03_defence"].end is None


def test_a_scenario_changes_a_control_of_the_folder_by_its_name(tmp_path):
    found = moving(tmp_path, "gallium", "[controls.gallium_chn_ban_2024_12_03]\nend = 2027-01-01\n").controls
    assert found["gallium_chn_ban_2024_12_03"].end == date(2027, 1, 1)
    assert found["gallium_chn_ban_2024_12_03"].regime == "ban"


def test_a_ban_of_imports_is_a_ban_of_the_same_exports(tmp_path):
    chain = of_rows(tmp_path, "USA,RUS,vanadium_metal,import ban,all,,2025-04-13,,2025-04-12,,,2025,assumed,made up\n")
    (terms,) = controls_of(chain, chain.first_day).values()
    assert (terms["controller"], terms["destinations"], terms["regime"]) == ("RUS", "USA", "ban")


def test_what_is_in_force_on_day_0_and_quotas_of_mines_are_not_played(tmp_path):
    rows = (
        "CHN,*,vanadium_metal,ban,all,,2020-01-01,,,,,2020,assumed,made up\n"
        "CHN,*,vanadium_ore,mine quota,all,5,2026-01-01,,,,t/yr,2026,assumed,made up\n"
        "CHN,*,vanadium_metal,quota,all,7,2026-02-01,,2026-01-01,,t/yr,2026,assumed,made up\n"
    )
    chain = of_rows(tmp_path, rows)
    (played,) = controls_of(chain, chain.first_day).values()
    assert (played["regime"], played["quota"], played["announced"]) == ("quota", 7.0, date(2026, 1, 1))
    assert [row.regime for row in unplayed(chain, chain.first_day)] == ["ban", "mine quota"]


@pytest.mark.parametrize("name", CHAINS)
def test_every_control_of_a_shipped_chain_is_played_or_named_as_unplayed(tmp_path, name):
    chain, found = shipped_chain(name), moving(tmp_path, name)
    assert found.start_date == chain.first_day
    began = {row for row in chain.controls if row.start > chain.first_day and row.regime in PLAYED}
    assert len(found.controls) >= len(began)
    assert {*unplayed(chain, chain.first_day)} == {*chain.controls} - began
    assert all(found.start_date < each.start for each in found.controls.values())


def test_nothing_of_a_ban_is_sent_while_it_holds_and_sales_return_after_it(tmp_path):
    """Gallium from China to American civil users: none from December 2024 to November 2025, some before and after."""
    world = plan(moving(tmp_path, "gallium", "days = 1300\n"))
    lanes = [
        n
        for n, lane in enumerate(world.atlas.lanes)
        if (lane.origin, lane.destination, lane.tag, lane.route) == ("CHN", "USA", CIVIL, LEGAL)
    ]
    assert lanes
    until = {}
    for days in (525, 860, 1300):
        played = compiled_engine.play(plan(moving(tmp_path, "gallium", f"days = {days}\n")), 0).world
        until[days] = float(np.sum(played.totals.shipped[lanes]))
    assert until[525] > 0.0
    assert until[860] == until[525]
    assert until[1300] > until[860] + 0.1


def test_a_buyer_has_its_two_likeliest_sellers_abroad():
    prior = {("A", "A"): 9.0, ("B", "A"): 3.0, ("C", "A"): 2.0, ("D", "A"): 1.0, ("A", "B"): 5.0}
    assert two_abroad(prior) == {("B", "A"), ("C", "A"), ("A", "B")}


@pytest.mark.parametrize("name", CHAINS)
def test_a_buyer_without_known_imports_has_two_sellers_abroad(name):
    for stage in close(shipped_chain(name)):
        arcs = [(f.origin, f.destination) for f in stage.trades.flows]
        free = {f.destination for f in stage.trades.flows if f.status == "assumed" and f.origin != f.destination}
        for buyer in free:
            known = any(f.status != "assumed" and f.destination == buyer for f in stage.trades.flows)
            sellers = {i for i, j in arcs if j == buyer != i}
            assert known or len(sellers) >= 2, f"{stage.material} in {buyer}"
