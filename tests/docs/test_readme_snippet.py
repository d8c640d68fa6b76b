"""README's snippet runs in README's own environment: what it imports is installed by the lines above it."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest
from command import lodeflow

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
(SNIPPET,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def of(requirement):
    return re.match(r"[\w-]+", requirement)[0]


def test_what_the_snippet_imports_is_installed_by_the_line_above_it():
    before = README.split("```python")[0]
    (extra,) = re.findall(r"pip install -q '\.\[(\w+)\]' && \.venv/bin/python\n", before)
    installed = map(of, [*PROJECT["dependencies"], *PROJECT["optional-dependencies"][extra]])
    imports = [alias.name for n in ast.walk(ast.parse(SNIPPET)) if isinstance(n, ast.Import) for alias in n.names]
    assert "duckdb" in imports
    assert {name for name in imports if name not in sys.stdlib_module_names} <= set(installed)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder in which README's main command was given, on fewer replications and days."""
    place = tmp_path_factory.mktemp("readme")
    (words,) = re.findall(r"\.venv/bin/lodeflow (mc .*)", README)
    small = re.sub(r"--reps \d+", "--reps 1 --days 100 --engine simpy", words)
    done = lodeflow(*small.split(), cwd=place)
    assert done.returncode == 0, done.stderr
    return place


def test_the_snippet_prints_a_price_for_every_year(place, monkeypatch, capsys):
    monkeypatch.chdir(place)
    exec(compile(SNIPPET, "README.md", "exec"), {"__name__": "__main__"})  # noqa: S102 - what a reader would paste
    said = capsys.readouterr().out
    assert "ndpr_oxide_in_china_usd_per_kg" in said
    assert re.search(r"2025 │ +\d+\.\d ", said)
