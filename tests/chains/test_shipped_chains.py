"""Shipped chains say what their figures rest on, and no more than that."""

import ast
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from lodeflow import chains
from lodeflow.catalog.names import MATERIALS
from lodeflow.chains.chain import TABLES
from lodeflow.chains.closing.close import close
from lodeflow.chains.closing.figures import compared
from lodeflow.chains.closing.regions import further_regions, regions
from lodeflow.chains.reading.folders import shipped_chains
from lodeflow.chains.reading.reader import shipped_chain
from lodeflow.chains.tables.supply_tables import BASE

CHAINS = sorted(shipped_chains())
FOLDER = files("lodeflow.configs") / "chains"


def test_eight_minerals_ship():
    assert {"gallium", "germanium", "antimony", "tungsten", "graphite", "lithium", "cobalt", "nickel"} == set(CHAINS)


@pytest.mark.parametrize("name", CHAINS)
def test_every_figure_has_a_unit_a_year_a_status_and_a_source(name):
    chain = shipped_chain(name)
    for table in (
        "production",
        "capacity",
        "use",
        "stock_change",
        "sector_shares",
        "trade",
        "prices",
        "figures",
        "duties",
    ):
        for row in getattr(chain, table):
            assert row.unit, row.at
            assert row.source, row.at
            assert "unverified" not in row.source or row.source.endswith("; unverified"), row.at


@pytest.mark.parametrize("name", CHAINS)
def test_a_source_names_no_file_of_a_machine_and_promises_nothing(name):
    for table in TABLES:
        for row in getattr(shipped_chain(name), table):
            assert not re.search(r"github|\.csv|\.md|shared|close\.py|row above below", row.source), row.at


@pytest.mark.parametrize("name", CHAINS)
def test_a_table_is_plain_utf8_with_unix_line_ends_and_no_row_twice(name):
    for file in (FOLDER / name).iterdir():
        data = file.read_bytes()
        assert b"\r" not in data
        assert data.endswith(b"\n")
        lines = data.decode("utf-8").splitlines()
        assert file.name == "chain.toml" or len(lines) == len(set(lines)), file.name
        assert file.name != "chain.toml" or all(len(line) <= 120 for line in lines)


@pytest.mark.parametrize("name", CHAINS)
def test_numbers_of_behaviour_say_where_they_are_from(name):
    text = (FOLDER / name / "chain.toml").read_text(encoding="utf-8")
    tables = text.split("\n[materials.")[1]
    for line in tables.splitlines():
        number = re.match(r'\w+ = "?[\d.]', line)
        assert not number or "# " in line or line.startswith("utilisation_limit"), line
    assert tomllib.loads(text)["title"]


@pytest.mark.parametrize("name", CHAINS)
def test_figures_that_the_tables_were_made_from_are_met(name):
    chain = shipped_chain(name)
    missed = [each for each in compared(chain, close(chain)) if each.figure.role == "input" and not each.inside]
    assert missed == []


def test_no_material_has_the_name_of_another_chain_s():
    names = [row.material for name in CHAINS for row in shipped_chain(name).materials]
    assert len({*names, *MATERIALS}) == len(names) + len(MATERIALS)


def test_a_further_region_is_in_some_chain():
    named = {row.region for name in CHAINS for row in (*shipped_chain(name).production, *shipped_chain(name).use)}
    assert set(further_regions()) <= named


def test_controllers_are_not_china_alone():
    assert {shipped_chain(name).terms.controller for name in CHAINS} == {"CHN", "COD", "IDN"}


def strings_in(path):
    """Texts in the code of a module, docstrings apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken
    ]


@pytest.mark.parametrize("path", sorted(Path(chains.__file__).parent.glob("*.py")), ids=lambda path: path.stem)
def test_no_mineral_or_region_has_its_name_in_the_code_of_chains(path):
    names = {row.material for name in CHAINS for row in shipped_chain(name).materials}
    names |= {*CHAINS, *MATERIALS, *(process for name in CHAINS for process in shipped_chain(name).kinds)}
    found = [text for text in strings_in(path) if text in names | {*regions()} or any(name in text for name in names)]
    assert [text for text in found if "such as" not in text] == []


def test_gallium_is_nearly_all_chinese_where_it_is_primary_and_less_with_scrap():
    chain = shipped_chain("gallium")
    (metal,) = close(chain)
    assert metal.made["CHN"] / metal.output == pytest.approx(0.894, abs=0.001)
    primary = sum(row.value for row in chain.production if row.process == "bayer_gallium" and row.role == BASE)
    assert metal.made["CHN"] / primary == pytest.approx(0.989, abs=0.001)


def test_a_host_may_be_a_process_of_another_chain():
    hosts = {row.host for name in CHAINS for row in shipped_chain(name).hosts if ":" in row.host}
    for host in hosts:
        other, process = host.split(":")
        assert process in shipped_chain(other).kinds
    assert hosts == {"nickel:nickel_mine"}


def test_quantities_of_licensed_metals_go_with_prices_of_before_their_licences():
    for name in ("gallium", "germanium", "antimony"):
        chain = shipped_chain(name)
        began = min(control.start for control in chain.controls)
        assert all(int(price.year[:4]) <= began.year for price in chain.prices if price.role == BASE)
