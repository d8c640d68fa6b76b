"""A scenario of several chains plays each as it is alone, with the same draws, and joins their tables."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest

import lodeflow
from lodeflow.answers.reading import Folder
from lodeflow.cli.group import lodeflow as command
from lodeflow.comparison.worlds import chains_in, folder_of
from lodeflow.errors import ScenarioError
from lodeflow.monte_carlo.run import write
from lodeflow.monte_carlo.workers import Recording
from lodeflow.scenario.files import several, shipped_worlds
from lodeflow.scenario.load import load, resolve, worlds

SHORT = 'chains = ["gallium", "germanium"]\nextends = "status-quo-*"\nquestion = "?"\ndays = 91\n'


def written(folder, text, name="two"):
    path = folder / f"{name}.toml"
    path.write_text(text)
    return str(path)


@pytest.mark.parametrize("chain", several("world"))
def test_a_chain_of_the_world_is_its_status_quo(chain):
    """Nothing but the name and the question differs, so that every draw and every bit is that of the chain alone."""
    here, alone = (x.model_dump() for x in (load("world", only=chain), load(f"status-quo-{chain}")))
    assert {key for key in here if here[key] != alone[key]} == {"name", "question"}
    assert here["name"] == f"world-{chain}"


def test_the_snap_back_of_three_chains_changes_their_controls_alone():
    for chain in several("world-snap-back"):
        here, alone = (load(name, only=chain).model_dump() for name in ("world-snap-back", "world"))
        differ = {key for key in here if here[key] != alone[key]} - {"name", "question"}
        assert differ == ({"controls"} if chain in {"antimony", "gallium", "germanium"} else set())


def test_all_shipped_worlds_have_a_question_and_load():
    assert set(worlds()) == set(shipped_worlds())
    assert all(question.endswith("?") for question in worlds().values())
    for name in worlds():
        assert all(load(name, only=chain).question == worlds()[name] for chain in several(name))


def test_other_scenarios_name_no_several_chains(tmp_path):
    one = written(tmp_path, SHORT.replace(', "germanium"', "").replace("*", "gallium"), "one")
    assert [several(name) for name in ("status-quo", "status-quo-gallium", "gallium", one)] == [()] * 4


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Folder of a world of two chains, played by the command, and what it printed."""
    folder = tmp_path_factory.mktemp("world")
    two, out = written(folder, SHORT), folder / "out"
    command.main(["mc", two, "--reps", "2", "--out", str(out), "--progress", "none"], standalone_mode=False)
    return out


def test_a_chain_has_the_bits_that_it_has_alone(played, tmp_path):
    for chain in ("gallium", "germanium"):
        plan = lodeflow.plan(load(f"status-quo-{chain}", ["days=91"]))
        write(plan, tmp_path / chain, 2, Recording("market", 91), lambda _: None)
        columns = {"replication": "trace", "outcomes": "value", "market": "spot_price_usd_per_t"}
        for table, column in columns.items():
            kind = np.str_ if column == "trace" else np.float64
            here, alone = (
                np.array([x for part in Folder(path).rows(table, [column]) for x in part[column].to_pylist()], kind)
                for path in (folder_of(played, chain), tmp_path / chain)
            )
            assert len(here) > 1
            assert np.array_equal(here, alone, equal_nan=kind is np.float64)


def test_joined_tables_have_the_rows_of_each_chain(played):
    outcomes = pq.read_table(played / "tables" / "outcomes.parquet")
    for chain in ("gallium", "germanium"):
        own = [x for part in Folder(folder_of(played, chain)).rows("outcomes", ["value"]) for x in part["value"]]
        joined = [
            value
            for value, of in zip(outcomes["value"].to_pylist(), outcomes["chain"].to_pylist(), strict=True)
            if of == chain
        ]
        alone = np.array([x.as_py() for x in own], np.float64)
        assert np.array_equal(np.array(joined, np.float64), alone, equal_nan=True)
    assert set(pq.read_table(played / "tables" / "prices.parquet")["chain"].to_pylist()) == {"gallium", "germanium"}
    assert chains_in(played) == ("gallium", "germanium")
    assert json.loads((played / "world.json").read_text())["replications"] == 2


def closures(folder, chain, name):
    """Days on which a strait closes or opens, with its name, in one replication of a chain of a scenario."""
    text = SHORT.replace("91", "728") + "[chokepoints.suez]\nclosures_per_year = 3\nclosure_mean_days = 40\n"
    plan = lodeflow.plan(load(written(folder, text), only=chain))
    write(plan, folder / name, 1, Recording("ledger", 91, fan=False), lambda _: None)
    columns = ("day", "kind", "subject")
    rows = [r for part in Folder(folder / name).rows("event", columns) for r in part.to_pylist()]
    return [(r["day"], r["kind"]) for r in rows if r["subject"] == "suez"]


def test_chains_of_one_first_day_have_the_same_closures_of_straits(tmp_path):
    one, other = (closures(tmp_path, chain, chain) for chain in ("gallium", "germanium"))
    assert len(one) > 2
    assert one == other


def test_what_is_said_of_one_chain_holds_for_it_alone(tmp_path):
    more = "[by_chain.gallium.sectors.other]\ngrowth = 0.07\n[sectors.defence]\ngrowth = 0.01\n"
    two = written(tmp_path, SHORT + more)
    gallium, germanium = (load(two, only=chain) for chain in ("gallium", "germanium"))
    assert gallium.sectors["other"].growth == pytest.approx(0.07)
    assert germanium.sectors["other"].growth == load("status-quo-germanium").sectors["other"].growth
    assert gallium.sectors["defence"].growth == germanium.sectors["defence"].growth == pytest.approx(0.01)
    assert load(two, ["by_chain.gallium.seed=7"], only="gallium").seed == 7
    assert load(two, ["by_chain.gallium.seed=7"], only="germanium").seed == 1


def test_mistakes_have_their_place_also_below_by_chain(tmp_path):
    two = written(tmp_path, SHORT + "[by_chain.gallium.sectors.other]\ngrowth = 0.07\nfoo = 1\n")
    with pytest.raises(ScenarioError, match=r"two\.toml:7:1: error: sectors\.other\.foo"):
        resolve(two, only="gallium")
    two = written(tmp_path, SHORT + "[by_chain.galium]\nseed = 1\n")
    with pytest.raises(ScenarioError, match=r"two\.toml:5:11?.*\n?.*galium|does not name 'galium'"):
        several(two)
    two = written(tmp_path, SHORT + "by_chain = 3\n")
    with pytest.raises(ScenarioError, match="expected tables such as"):
        several(two)
    two = written(tmp_path, SHORT.replace('"germanium"', '"gallium"'))
    with pytest.raises(ScenarioError, match="two chains are called 'gallium'"):
        several(two)


def test_whoever_asks_for_one_world_of_several_is_told(tmp_path):
    with pytest.raises(ScenarioError, match="names 2 chains, and one is meant here"):
        load(written(tmp_path, SHORT))
