"""The page of chains has every table and column, and the grades of today."""

import re

import chains
import pytest

from lodeflow.chains.chain import NEEDED, TABLES, columns_of
from lodeflow.chains.reading.folders import shipped_chains
from lodeflow.chains.tables.row import Row
from lodeflow.chains.template import template

PAGE = chains.PAGE.read_text(encoding="utf-8")
TAIL = ("unit", "year", "status", "source")


def table_rows():
    part = PAGE.split("| table | columns before the four |")[1].split("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines()[2:]]
    return {row[0]: row[1].split(", ") for row in rows}


def test_the_page_has_every_table_with_its_columns_in_their_order():
    said = {name.strip("*"): columns for name, columns in table_rows().items()}
    assert said == {name: [c for c in columns_of(name) if c not in TAIL] for name in TABLES}


def test_needed_tables_are_bold():
    assert [name.strip("*") for name in table_rows() if name.startswith("**")] == list(NEEDED)


def test_the_grades_are_those_of_the_tables():
    assert chains.filled(PAGE) == PAGE, "run python docs/tools/chains.py"


def test_the_page_says_what_every_chain_lacks():
    part = PAGE.split("## What the shipped chains lack")[1]
    assert set(re.findall(r"^\| (\w+) \|", part, re.MULTILINE)) - {"chain"} == set(shipped_chains())


@pytest.mark.parametrize("table", TABLES)
def test_every_table_of_the_template_begins_with_a_comment_and_has_all_columns(table):
    lines = template()[f"{table}.csv"].splitlines()
    assert lines[0].startswith("# ")
    assert all(len(line) <= 120 for line in lines)
    heading = next(line for line in lines if not line.startswith("#")).split(",")
    optional = {name for name, column in columns_of(table).items() if column.optional}
    assert [*columns_of(table)] == heading or set(columns_of(table)) - set(heading) <= optional
    assert tuple(heading[-4:]) == TAIL


def test_every_row_has_unit_year_status_and_source():
    assert list(columns_of("materials"))[-4:] == [f for f in TAIL if f in Row.__dataclass_fields__]
