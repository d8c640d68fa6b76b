"""Lists on pages are those of the code: shipped scenarios, commands, keys of a scenario, what is not there."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, get_args, get_origin

import pytest
from click.testing import CliRunner

import lodeflow
from lodeflow.catalog.names import REGIONS
from lodeflow.cli.group import lodeflow as command
from lodeflow.scenario.load import Scenario, shipped
from lodeflow.terms.market import Terms

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SCENARIOS = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
PAGES = sorted([ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "configs").rglob("*.md")])
LATER = re.compile(r"\b(?:not|no) (?:[\w-]+ ){0,3}yet\b|\bcomes? later\b|\b(?:is|are) not there\b|\byet[;.]")


def section(text, title):
    return text.split(f"\n## {title}\n")[1].split("\n## ")[0]


def table(text, heading):
    """Rows below a heading, without the rule."""
    lines = text.split(f"{heading}\n")[1].split("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def ticked(text):
    """What stands in backticks, blocks of code apart."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def test_readme_asks_the_question_of_every_shipped_scenario():
    assert {ticked(name)[0] for name, _ in table(README, "| scenario | question |")} == set(shipped())


def test_the_page_of_scenarios_says_what_each_extends():
    written = {
        ticked(name)[0]: (ticked(base) or [None])[0] for name, base in table(SCENARIOS, "| scenario | extends |")
    }
    read = {n: tomllib.loads((ROOT / "configs" / f"{n}.toml").read_text(encoding="utf-8")) for n in shipped()}
    assert written == {name: file.get("extends") for name, file in read.items()}


def test_readme_has_every_command_and_no_other():
    told = CliRunner().invoke(command, ["--help"]).stdout.split("Commands:\n")[1]
    commands = set(re.findall(r"^  (\w+)", told, re.MULTILINE))
    written = {
        words.removeprefix("lodeflow ").split()[0]
        for row in table(README, "| command | does |")
        for words in ticked(row[0])
    }
    assert written == commands


def keys_below(terms, found):
    """Every key that may stand somewhere in a scenario."""
    for name, field in terms.model_fields.items():
        found.add(name)
        inner = field.annotation
        if get_origin(inner) is Mapping:
            inner = get_args(inner)[1]
            inner = get_args(inner)[0] if get_origin(inner) is Annotated else inner
        if isinstance(inner, type) and issubclass(inner, Terms):
            keys_below(inner, found)
    return found


KEYS = keys_below(Scenario, set())
NAMES = {*re.findall(r"^\[\w+\.(\w+)\]", SCENARIOS, re.MULTILINE), *REGIONS, "*"}
TABLES = [word.strip("[]") for word in ticked(SCENARIOS) if re.fullmatch(r"\[[\w.*]+\]", word)]
WORDS = [word for word in ticked(SCENARIOS) if re.fullmatch(r"[a-z_]+(?:\.[A-Za-z_]+)*", word)]


@pytest.mark.parametrize("path", TABLES)
def test_a_table_that_the_page_of_scenarios_names_exists(path):
    first, *rest = path.split(".")
    field = Scenario.model_fields[first]
    named = get_origin(field.annotation) is Mapping
    assert rest == (["*"] if named else [])


def test_the_page_of_scenarios_names_every_table():
    tables = {
        name
        for name, field in Scenario.model_fields.items()
        if get_origin(field.annotation) is Mapping or isinstance(field.default_factory, type)
    }
    assert tables == {path.split(".")[0] for path in TABLES}


@pytest.mark.parametrize("word", sorted({*WORDS} - {*shipped()}))
def test_a_key_that_the_page_of_scenarios_names_exists(word):
    if word.startswith("lodeflow."):
        assert hasattr(lodeflow, word.removeprefix("lodeflow."))
    elif word.endswith(".md"):
        assert (ROOT / "docs" / word).is_file()
    else:
        assert [part for part in word.split(".") if part not in KEYS | NAMES] == []


def test_keys_that_are_set_on_the_page_of_scenarios_exist():
    (path,) = re.findall(r"`--set ([\w.]+)=", SCENARIOS)
    assert [part for part in path.split(".") if part not in KEYS | NAMES] == []


def test_readme_says_what_is_not_there():
    assert "not simulated" in section(README, "What it does not do yet")
    assert not LATER.search(
        README.replace(section(README, "What it does not do yet"), "").replace("does not do yet", "")
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_other_page_says_what_is_not_there(page):
    assert LATER.findall(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "said", ["is not there yet", "comes later", "are not there", "no metal stage yet;", "does not do it yet"]
)
def test_such_words_are_found(said):
    assert LATER.search(said)
