"""A scenario to fill in is right as it is written, and with any of its examples."""

import re
import tomllib
from collections.abc import Mapping
from typing import get_origin

import pytest
from command import lodeflow
from shipped_tiers import OF_CHAINS

import lodeflow as package
from lodeflow.errors import OutputError, ScenarioError
from lodeflow.scenario.fields import meaning
from lodeflow.scenario.load import Scenario, load, resolve, shipped, to_toml
from lodeflow.scenario.template import examples, new_scenario


def uncommented(text):
    return re.sub(r"^#(?=[^ #\n])", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("extends", sorted(shipped()))
def test_a_new_scenario_is_the_one_it_extends_until_somebody_writes_in_it(tmp_path, extends):
    path = new_scenario("trial", extends, tmp_path)
    assert path == tmp_path / "trial.toml"
    world, base = load(str(path)), load(extends)
    assert world.question == f"What does trial change against {extends}?"
    assert to_toml(world.model_copy(update={"name": base.name, "question": base.question})) == to_toml(base)


@pytest.mark.parametrize(
    "extends", sorted({*shipped()} - {*OF_CHAINS})
)  # others get no examples: these name rare earths
def test_a_new_scenario_is_right_with_all_of_its_examples(tmp_path, extends):
    path = new_scenario("trial", extends, tmp_path)
    path.write_text(uncommented(path.read_text()))
    resolved = resolve(str(path))
    assert extends != "status-quo" or resolved.warnings == ()
    assert sum(map(resolved.own, resolved.places)) > 50
    path.write_text(to_toml(resolved.scenario))
    assert load(str(path)) == resolved.scenario


@pytest.mark.parametrize("number", range(len(examples())))
def test_every_example_stands_alone_and_says_what_it_is(number):
    text = examples()[number]
    assert text.startswith("# ")
    assert all(len(line) <= 120 for line in text.splitlines())
    given = tomllib.loads(uncommented(text))
    assert given
    assert tomllib.loads(text) == {}


def test_every_table_of_a_scenario_has_an_example():
    """Whoever adds an instrument adds a file to configs/examples."""
    given = {key for text in examples() for key in tomllib.loads(uncommented(text))}
    tables = {
        key
        for key in Scenario.model_fields
        if (known := meaning((key,))) and (known.keys or get_origin(known.annotation) is Mapping)
    }
    assert given == tables


def test_an_existing_file_is_left_as_it_is(tmp_path):
    (tmp_path / "trial.toml").write_text("mine")
    with pytest.raises(OutputError, match="exists already"):
        new_scenario("trial", folder=tmp_path)
    assert (tmp_path / "trial.toml").read_text() == "mine"


def test_nothing_is_written_where_there_is_nothing_to_extend(tmp_path):
    with pytest.raises(ScenarioError, match="did you mean 'status-quo'"):
        package.new_scenario("trial", "status-qu", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        ("status-quo", ValueError, "is a shipped scenario"),
        ("", ValueError, "a name begins with a letter"),
        ("../mine", ValueError, "a name begins with a letter"),
        ("x" * 300, OutputError, "File name too long"),
        ("folder", OutputError, "exists already"),
    ],
)
def test_a_name_that_no_file_can_have_is_refused(tmp_path, name, error, said):
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(error, match=said):
        new_scenario(name, folder=tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["folder.toml"]


def test_the_command_writes_what_check_accepts_and_refuses_in_words(tmp_path):
    assert lodeflow("new", "trial.toml", cwd=tmp_path).returncode == 0
    assert lodeflow("check", "trial.toml", cwd=tmp_path).returncode == 0
    assert [file.name for file in tmp_path.iterdir()] == ["trial.toml"]
    for arguments, code, said in (
        (("trial",), 73, "trial.toml exists already and is left as it is"),
        (("a/b",), 2, "a name begins with a letter"),
        (("other", "--extends", "nowhere.toml"), 65, "there is no file 'nowhere.toml'"),
    ):
        done = lodeflow("new", *arguments, cwd=tmp_path)
        assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (code, True, False), done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["trial.toml"]


def test_a_new_scenario_may_extend_a_file_beside_it(tmp_path, monkeypatch):
    new_scenario("first", folder=tmp_path)
    monkeypatch.chdir(tmp_path)
    new_scenario("second", "first.toml")
    assert load("second.toml").name == "second"
