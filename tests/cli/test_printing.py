"""What a command prints of names and texts that somebody else wrote."""

import ast
import json
import re
import shutil
from pathlib import Path

import pytest
from command import lodeflow, moves_the_cursor
from hypothesis import given
from hypothesis import strategies as st
from small_result import write_result

from lodeflow import cli
from lodeflow.errors import Problem, first_few, printable
from lodeflow.report.text_tables import Section, as_text

HOSTILE = r"\u001b]0;pwned\u0007\u001b[31mRED\u001b[2J\u202Eevil\u009bK\u007f"
SCENARIO = f"""
extends = "status-quo"
question = "{HOSTILE}"
days = 14
start_date = 2025-01-01
[tariffs."{HOSTILE}"]
importer = "USA"
origin = "CHN"
material = "*"
rate = 0.1
start = 2025-01-08
source = "{HOSTILE}"
[stoppages."{HOSTILE}"]
region = "USA"
material = "light_concentrate"
start = 2025-01-05
end = 2025-01-08
source = "{HOSTILE}"
"""


@pytest.fixture
def hostile(tmp_path):
    (tmp_path / "hostile.toml").write_text(SCENARIO)
    return tmp_path / "hostile.toml"


@pytest.mark.parametrize(
    "words",
    [
        ("check",), ("check", "--json"), ("check", "--explain"), ("check", "--explain", "--json"),
        ("check", "--explain", "\x1b[2J"), ("check", "--set", "\x1b[2J=1"), ("check", "--set", "question=3"),
        ("run",), ("run", "--json"), ("run", "--out", "\x1b[31m"), ("run", "--engine", "\x1b[31m"),
        ("mc", "--reps", "2", "--out", "\x1b[31m"), ("mc", "--reps", "2", "--out", "x", "--until", "\x1b[31m"),
        ("compare", "status-quo", "--reps", "2", "--days", "14", "--out", "\x1b[32m"),
    ],
)  # fmt: skip
def test_a_scenario_of_somebody_else_cannot_write_to_the_terminal(hostile, words):
    done = lodeflow(words[0], hostile, *words[1:], cwd=hostile.parent)
    said = done.stdout + done.stderr
    assert said
    assert moves_the_cursor(said) == []


def test_a_question_is_shown_with_its_control_characters_escaped(hostile):
    done = lodeflow("check", hostile)
    assert done.returncode == 0
    assert r"hostile: \u001b]0;pwned\u0007\u001b[31mRED\u001b[2J\u202eevil\u009bK\u007f" in done.stdout


def test_json_that_is_printed_gives_the_text_back(hostile):
    done = lodeflow("check", hostile, "--json")
    values = {row[0]: row[1] for row in json.loads(done.stdout)["sections"][0]["rows"]}
    assert values["question"] == json.loads(f'"{HOSTILE}"')


def test_names_in_a_folder_of_somebody_else_cannot_write_to_the_terminal(tmp_path):
    write_result(tmp_path / "result")
    for name in ("\x1b[31mred", "two\nlines", "\udcff"):
        (tmp_path / "result" / name).write_text("")
    for words in (("verify",), ("mc", "status-quo", "--days", "14", "--reps", "2", "--out"),
                  ("compare", "status-quo", "base-year", "--days", "14", "--reps", "2", "--out")):  # fmt: skip
        done = lodeflow(*words, tmp_path / "result")
        assert done.returncode in (1, 65, 73)
        assert moves_the_cursor(done.stdout + done.stderr) == []
        done.stderr.encode()
    assert r"two\nlines is not in the manifest" in lodeflow("verify", tmp_path / "result").stderr
    shutil.rmtree(tmp_path / "result")


def test_every_command_prints_by_the_one_function_that_escapes():
    for file in Path(cli.__file__).parent.glob("*.py"):
        calls = [node.func for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
        names = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}
        allowed = {"say.py": {"echo"}, "progress.py": {"print"}, "__init__.py": {"print"}}.get(file.name, set())
        assert names & {"echo", "secho", "print", "print_exc"} <= allowed, file.name


@given(st.text(st.characters()))
def test_no_text_at_all_moves_the_cursor_or_breaks_a_line(text):
    shown = printable(text)
    assert moves_the_cursor(shown) == []
    assert "\n" not in shown
    shown.encode()
    assert printable(shown) == shown
    assert as_text([Section(text, ("x", text), [("y", text)])]).count("\n") == 3
    assert first_few([text], 1) == shown
    problem = Problem(text, 1, 1, 1, text, text, text, text)
    assert len(re.findall("\n", problem.render())) <= 2
    assert moves_the_cursor(problem.render()) == []


@pytest.mark.parametrize("text", ["déjà vu", "日本　東京", "5\u202f000 t", "क्‍ष", "ﷺ", "⚒"])
def test_letters_and_blanks_of_all_languages_stay(text):
    assert printable(text) == text
