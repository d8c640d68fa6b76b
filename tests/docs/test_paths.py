"""Every path of this repository that a page, a docstring or a comment names exists."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("sim", "kernels", "tests", "configs", "docs", "bench")
PATH = re.compile(rf"(?<![\w./-])(?:{'|'.join(FOLDERS)})/[\w./*<>-]*")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "configs").rglob("*.md")])
SOURCES = sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))
SCENARIOS = sorted((ROOT / "configs").rglob("*.toml"))
HERE = Path(__file__).name


def paths(text):
    return sorted({found.rstrip(".") for found in PATH.findall(text)})


def absent(text):
    """Paths that lead nowhere; ``*`` and ``<name>`` stand for anything."""
    return [path for path in paths(text) if not any(ROOT.glob(re.sub(r"<\w+>", "*", path).rstrip("/")))]


def said(source):
    """Comments and docstrings of a module."""
    text = source.read_text(encoding="utf-8")
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    found = [token.string for token in tokens if token.type == tokenize.COMMENT]
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef)
    return "\n".join(
        [*found, *(ast.get_docstring(n) or "" for n in ast.walk(ast.parse(text)) if isinstance(n, holders))]
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_names_paths_that_exist(page):
    assert absent(page.read_text(encoding="utf-8")) == []


def test_docstrings_and_comments_name_paths_that_exist():
    found = {f.relative_to(ROOT).as_posix(): absent(said(f)) for f in SOURCES if f.name != HERE}
    assert {file: names for file, names in found.items() if names} == {}


def test_comments_of_scenarios_and_settings_name_paths_that_exist():
    files = [*SCENARIOS, ROOT / "pyproject.toml", ROOT / ".ci" / "run"]
    comments = {f.name: "\n".join(re.findall(r"#.*", f.read_text(encoding="utf-8"))) for f in files}
    assert {name: absent(text) for name, text in comments.items() if absent(text)} == {}


def test_pages_of_the_model_name_files_by_their_whole_path():
    pages = [page for page in PAGES if page.relative_to(ROOT).as_posix().startswith("docs/model")]
    short = {page.name: re.findall(r"`([\w*]+\.py)`", page.read_text(encoding="utf-8")) for page in pages}
    assert {name: found for name, found in short.items() if found} == {}


def test_a_path_that_leads_nowhere_is_found():
    assert paths("see `sim/nowhere.py`, kernels/core/ and docs/why.md.") == [
        "docs/why.md",
        "kernels/core/",
        "sim/nowhere.py",
    ]
    assert absent("see `sim/nowhere.py`, kernels/core/ and docs/why.md.") == ["sim/nowhere.py"]
