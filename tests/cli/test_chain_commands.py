"""The command writes the folder of a chain, checks it, and says in words what is wrong."""

import json
import tomllib

import pytest
from command import lodeflow

from lodeflow.chains.chain import TABLES
from lodeflow.chains.reading.folders import shipped_chains


def test_a_new_chain_passes_its_check(tmp_path):
    done = lodeflow("new", "--chain", "tin", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "lodeflow check tin" in done.stderr
    assert {file.name for file in (tmp_path / "tin").iterdir()} == {"chain.toml", *(f"{table}.csv" for table in TABLES)}
    done = lodeflow("check", "tin", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Tin, base year 2024: 2 materials, 4 processes, 7 works, 1 idle")
    assert "grade D: 100% of the tonnes of tin concentrate are assumed" in done.stdout
    assert lodeflow("check", "--chain", str(tmp_path / "tin")).stdout == done.stdout


def test_a_new_chain_has_the_name_that_it_was_given_everywhere(tmp_path):
    lodeflow("new", "--chain", "rare-gas", cwd=tmp_path)
    texts = {file.name: file.read_text() for file in (tmp_path / "rare-gas").iterdir()}
    assert not any("MINERAL" in text or "TITLE" in text for text in texts.values())
    assert set(tomllib.loads(texts["chain.toml"])["materials"]) == {"rare_gas_ore", "rare_gas_metal"}


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("tin", 73, "tin exists already and is left as it is"),
        ("gallium", 2, "'gallium' is a shipped chain"),
        ("Tin", 2, "begins with a small letter"),
        ("../tin", 2, "begins with a small letter"),
    ],
)
def test_a_name_that_no_new_chain_can_have_is_refused(tmp_path, name, code, said):
    (tmp_path / "tin").mkdir()
    done = lodeflow("new", "--chain", name, cwd=tmp_path)
    assert done.returncode == code
    assert said in done.stderr
    assert list((tmp_path / "tin").iterdir()) == []


def test_a_shipped_chain_is_printed_with_what_it_rests_on():
    done = lodeflow("check", "--chain", "gallium")
    assert done.returncode == 0
    assert "hosts does not say how much bayer_gallium could be drawn in JPN" in done.stderr
    for heading in (
        "Stages of the base year",
        "What the tonnes rest on",
        "Mines and plants",
        "Published figures and closed ones",
        "Largest assumed figures",
    ):
        assert heading in done.stdout


def test_shipped_chains_are_listed_with_their_grades():
    lines = lodeflow("scenarios", "--chains").stdout.splitlines()
    assert [line.split()[0] for line in lines] == sorted(shipped_chains())
    assert all(line.split()[2] in ("A:", "B:", "C:", "D:") for line in lines)


def test_machines_get_the_same_as_json():
    said = json.loads(lodeflow("check", "--chain", "germanium", "--json").stdout)
    assert (said["chain"], said["year"], said["grade"]) == ("germanium", 2023, "D")
    assert [w["line"] > 0 for w in said["warnings"]] == [True] * 3
    (evidence,) = [part for part in said["sections"] if part["title"] == "Other figures on record"]
    assert {row[2] for row in evidence["rows"]} == {"200.0", "180.0", "155.0", "95.0", "104.2"}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--chain", "galium"), 65, "did you mean 'gallium'?"),
        (("--chain", "gallium", "--days", "7"), 2, "its figures stand in its folder"),
        (("--chain", "gallium", "--explain"), 2, "its figures stand in its folder"),
        (("--chain", "."), 65, "the folder has no chain.toml"),
    ],
)
def test_what_cannot_be_checked_is_refused_in_words(tmp_path, arguments, code, said):
    done = lodeflow("check", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_mistakes_of_a_folder_are_said_at_once_and_with_their_lines(tmp_path):
    lodeflow("new", "--chain", "tin", cwd=tmp_path)
    for file, old, new in (("use.csv", "EU,", "EUR,"), ("capacity.csv", "800,idle", "800,lazy")):
        path = tmp_path / "tin" / file
        path.write_text(path.read_text().replace(old, new, 1))
    done = lodeflow("check", "tin", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (65, "")
    assert "tin/capacity.csv:5:18: error: state: unknown state 'lazy'" in done.stderr
    assert "tin/use.csv:5:1: error: region: unknown region 'EUR'" in done.stderr


def test_tables_that_contradict_each_other_end_with_the_table_of_stages(tmp_path):
    lodeflow("new", "--chain", "tin", cwd=tmp_path)
    path = tmp_path / "tin" / "use.csv"
    path.write_text(path.read_text().replace("metal,5000", "metal,9000"))
    done = lodeflow("check", "tin", cwd=tmp_path)
    assert done.returncode == 65
    assert "tin_metal: output and use differ by -4,000.0 t" in done.stderr
    assert "tin_ore: made 10,500.0 t" in done.stderr


def test_control_characters_of_a_folder_reach_no_terminal(tmp_path):
    lodeflow("new", "--chain", "tin", cwd=tmp_path)
    path = tmp_path / "tin" / "use.csv"
    path.write_text(path.read_text().replace("made up", "made up\x1b[2J"))
    assert "\x1b" not in lodeflow("check", "tin", cwd=tmp_path).stdout
