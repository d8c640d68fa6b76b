"""Generated pages of the site, the drawing and the tables of the architecture agree with the code."""

import pkgutil
import re
import tomllib
from importlib import import_module

import drawing
import pytest
import reference
import root_pages
import slices

import lodeflow
from lodeflow.outcomes.measures import OUTCOMES
from lodeflow.scenario.fields import homes
from lodeflow.scenario.model import Scenario
from lodeflow.storage.definitions import DEFINITIONS
from lodeflow.storage.tables import TABLES

ARCHITECTURE = (root_pages.ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def rows_of(page):
    """Cells of every row of every table of a page, heads and rules left out."""
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("|")]
    return [[cell.strip(" |") for cell in row] for row in rows if not row[0].startswith("--")]


def test_the_drawing_is_that_of_the_imports():
    assert drawing.DRAWING.read_text(encoding="utf-8") == drawing.drawing(), "run python docs/tools/drawing.py"


def test_the_drawing_leaves_out_only_arrows_that_follow_from_others():
    graph = drawing.graph_of("lodeflow")
    kept = drawing.reduced(graph)

    def reached(name):
        return kept[name].union(*(reached(below) for below in kept[name]))

    assert all(below <= reached(name) for name, below in graph.items())
    assert sum(map(len, kept.values())) < sum(map(len, graph.values()))


def test_a_circle_of_imports_cannot_be_drawn():
    with pytest.raises(ValueError, match="in a circle: a, b"):
        drawing.reduced({"a": {"b"}, "b": {"a"}, "c": set()})


def test_an_import_inside_a_function_counts(tmp_path):
    file = tmp_path / "late.py"
    file.write_text("def f():\n    from lodeflow.kernels.core import draw\n    import lodeflow.atlas.atlas\n")
    assert set(drawing.imports(file)) == {"lodeflow.kernels.core.draw", "lodeflow.atlas.atlas"}


def test_every_package_is_in_the_table_of_packages():
    part = ARCHITECTURE.split("## Packages")[1].split("\n## ")[0]
    named = {name for row in rows_of(part)[1:] for name in re.findall(r"`(\w+)`", row[0])}
    assert named == set(drawing.graph_of("lodeflow"))


def test_what_the_pages_say_to_be_in_a_file_is_there():
    contributing = (root_pages.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    said = re.findall(r"`([A-Za-z_.]+)`\s+(?:in|of)\s+`([\w/]+\.py)`", ARCHITECTURE + contributing)
    said += [(name, file) for file, name in re.findall(r"`([\w/]+\.py)`: `(\w+)`", ARCHITECTURE + contributing)]
    from_root = [(name, file) for name, file in said if "/" in file]
    assert len(from_root) > 20
    for name, file in from_root:
        text = (root_pages.ROOT / file).read_text(encoding="utf-8")
        assert all(re.search(rf"\b{part}\b", text) for part in name.split(".")), f"{name} is not in {file}"


def test_the_table_of_slices_is_that_of_the_kernels():
    assert slices.filled(ARCHITECTURE) == ARCHITECTURE, "run python docs/tools/slices.py"


def test_the_table_of_slices_has_every_slice_of_a_world(base):
    named = set(re.findall(r"`(\w+)`: ", "\n".join(slices.table())))
    held = {**base.template._asdict(), **base.template.market._asdict()}
    assert named == {name for name, part in held.items() if isinstance(part, tuple)} - {"market"}


def test_the_page_of_slices_has_every_field_of_a_world(base):
    page = slices.page()

    def check(part):
        text = page.split(f"\n## {type(part).__name__}\n")[1].split("\n## ")[0]
        assert [f for f in part._fields if f"`{f}`" not in text] == []
        for inner in part:
            if hasattr(inner, "_fields"):
                check(inner)

    check(base.template)


def test_every_key_of_a_scenario_has_a_row_with_its_description():
    page = reference.scenario_page()
    headed = {name.split(".")[0] for name in re.findall(r"^### `\[(.+)\]`$", page, re.MULTILINE)}
    described = {(row[0].strip("`"), row[-1]) for row in rows_of(page)}
    assert {key for key, _ in described} | headed >= set(homes())
    assert described >= {(key, field.description) for key, field in Scenario.model_fields.items() if key not in headed}
    every = {(key, f.description) for model in reference.models().values() for key, f in model.model_fields.items()}
    assert {row for row in described if row[0] != "Key"} <= every


@pytest.mark.parametrize(
    ("key", "row"),
    [
        ("tick_days", ["whole number", "d", "`7`", "≥ 1, ≤ 14"]),
        ("start_date", ["date", "", "*required*", ""]),
        ("reference", ["number †", "USD/t", "*required*", "≥ 0, ≤ 1,000,000,000"]),
        ("contract_share", ["number †", "fraction", "`0.0`", "≥ 0, ≤ 0.7"]),
        ("joins", ["date by region", "", "", ""]),
        ("reference_from", ["number † by year", "USD/t", "", "≥ 0, ≤ 1,000,000,000"]),
        ("basis", ["`fob` or `cif`", "", '`"fob"`', ""]),
        ("tariff_free", ["true or false", "", "`true`", ""]),
        ("hubs", ["region, pattern, or list", "", "", ""]),
    ],
)
def test_a_row_says_type_unit_default_and_bounds(key, row):
    found = [
        [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in r[1:5]]
        for r in rows_of(reference.scenario_page())
        if r[0] == f"`{key}`"
    ]
    assert row in found


def test_every_table_and_column_is_on_the_page_of_results():
    page = reference.results_page()
    for table in TABLES.values():
        part = page.split(f"{{ #{table.name} }}")[1].split("\n## ")[0]
        rows = {row[0].strip("`"): row for row in rows_of(part)}
        assert [name for name in rows if name != "Column"] == [column.name for column in table.columns]
        assert all(rows[c.name][-1] == c.description for c in table.columns)
        assert all(c.unit in rows[c.name] for c in table.columns)
    outcomes = page.split("## Outcomes")[1].split("\n## ")[0]
    rows = {row[0].strip("`"): row for row in rows_of(outcomes)[1:]}
    assert {name: row[1] for name, row in rows.items()} == OUTCOMES
    for name, row in rows.items():
        page_of = re.fullmatch(r"\[.+\]\(\.\./(.+\.md)\)", row[3])[1]
        assert (root_pages.ROOT / "docs" / page_of).is_file()
        assert row[2] == DEFINITIONS[name].says


def test_every_public_name_is_on_the_page_of_the_api():
    page = reference.api_page()
    assert re.findall(r"heading: (\w+)", page) == lodeflow.__all__
    places = re.findall(r"^::: (.+)$", page, re.MULTILINE)
    for name, place in zip([*lodeflow.__all__, *reference.ANSWERS], places, strict=True):
        module, _, attribute = place.rpartition(".")
        assert getattr(import_module(module), attribute).__module__ == module, f"{name} is defined elsewhere"


def test_a_public_name_stays_what_it_is_when_every_module_is_imported():
    for module in pkgutil.walk_packages(lodeflow.__path__, "lodeflow."):
        if not module.name.startswith("lodeflow.configs"):
            import_module(module.name)
    assert [name for name in lodeflow.__all__ if not callable(getattr(lodeflow, name))] == []


def test_every_page_is_in_the_navigation_once():
    text = (root_pages.ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    named = re.findall(r"^ +- [^:\n]+: (\S+\.md)$", text.split("\nnav:\n")[1], re.MULTILINE)
    docs = root_pages.ROOT / "docs"
    written = {page.relative_to(docs).as_posix() for page in docs.rglob("*.md")}
    made = {f"howto/{script.stem}.md" for script in (docs / "howto").glob("*.py")}
    made |= {f"reference/{name}.md" for name in ("scenario", "results", "api", "state")} | {
        "contributing.md",
        "changelog.md",
    }
    assert sorted(named) == sorted(written | made)


def test_the_site_asks_nothing_of_other_servers():
    text = (root_pages.ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert re.search(r"^  font: false$", text, re.MULTILINE)
    assert not re.search(r"https?://|analytics|extra_javascript", text)
    assert "http" not in (root_pages.ROOT / "docs" / "assets" / "site.css").read_text(encoding="utf-8")


def test_the_citation_has_the_version_of_the_package():
    project = tomllib.loads((root_pages.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (root_pages.ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(r"^version: (.+)$", citation, re.MULTILINE)[1] == project["version"]
    assert re.search(r"^license: (.+)$", citation, re.MULTILINE)[1] == project["license"]


def test_links_of_a_page_of_the_root_lead_to_pages_of_the_site(monkeypatch, tmp_path):
    text = "[a](docs/why.md#now) [b](CHANGELOG.md) [c](changelog.d/README.md) [d](https://example.org) [e](#here)"
    (tmp_path / "X.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr(root_pages, "ROOT", tmp_path)
    said = "[a](why.md#now) [b](changelog.md) c: `changelog.d/README.md` [d](https://example.org) [e](#here)"
    assert root_pages.page("X.md") == said
