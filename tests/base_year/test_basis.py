"""Magnets are counted finished; a row of blanks is converted, and one that does not say is refused."""

import shutil
from importlib.resources import files

import pytest

from lodeflow.base_year.basis import MAGNET_FIGURES, counts_magnets, finished
from lodeflow.base_year.close import base_year
from lodeflow.base_year.report import measures, residuals
from lodeflow.base_year.unused_rows import unused_rows
from lodeflow.catalog.names import rows
from lodeflow.terms.trade.lanes import LaneTerms

NAME = "rare-earths-2024"
RECIPE = {"finished_per_blank": 0.75}


def test_three_quarters_of_the_blanks_are_finished_magnets():
    (row,) = finished([{"basis": "blanks", "tonnes": "300000"}], "tonnes", RECIPE)
    assert float(row["tonnes"]) == 225_000
    assert row["basis"] == "finished"


@pytest.mark.parametrize("basis", ["finished", ""])
def test_what_is_finished_or_no_magnet_stays_to_the_last_digit(basis):
    row = {"basis": basis, "tonnes": "0.1"}
    assert finished([row], "tonnes", RECIPE) == (row,)


def test_a_known_flow_as_blanks_closes_to_the_same_year_as_the_finished_magnets_in_it(monkeypatch):
    module = __import__("lodeflow.base_year.close", fromlist=["rows"])
    share = next(float(r["value"]) for r in rows(f"{NAME}/recipes") if r["name"] == "finished_per_blank")

    def as_blanks(table):
        column = {"known_flows": "tonnes", "use_weights": "weight"}.get(table.split("/")[1], "")
        return tuple(
            r | {column: repr(float(r[column]) / share), "basis": "blanks"} if r.get("basis") == "finished" else r
            for r in rows(table)
        )

    plain = base_year(NAME)
    monkeypatch.setattr(module, "rows", as_blanks)
    converted = module._closed.__wrapped__(NAME, LaneTerms(), "")
    assert [f[:3] for f in map(_as_tuple, converted.flows)] == [f[:3] for f in map(_as_tuple, plain.flows)]
    assert [f.tonnes for f in converted.flows] == pytest.approx([f.tonnes for f in plain.flows], rel=1e-9)


def _as_tuple(flow):
    return flow.material, flow.origin, flow.destination, flow.tonnes


def test_both_bases_stand_in_the_table_and_are_compared_as_finished():
    listed = {r["figure"]: r for r in rows(f"{NAME}/reported_figures")}
    assert {listed[figure]["basis"] for figure in MAGNET_FIGURES} == {"finished", "blanks"}
    china = next(r for r in residuals(NAME, base_year(NAME)) if r.figure == "china_finished_magnets_t")
    assert china.reported == 0.75 * float(listed[china.figure]["value"])


def test_every_figure_that_counts_magnets_is_known_as_such():
    assert set(MAGNET_FIGURES) <= set(measures(base_year(NAME)))
    assert [
        r["figure"] for r in rows(f"{NAME}/reported_figures") if bool(r["basis"]) != counts_magnets(r["figure"])
    ] == []


def test_a_table_of_magnets_without_the_column_is_refused(tmp_path):
    folder = tmp_path / "table"
    shutil.copytree(str(files("lodeflow.configs") / "data" / NAME), folder)
    file = folder / "known_flows.csv"
    file.write_text(file.read_text().replace(",basis", "").replace(",finished,", ",").replace(",,", ","))
    found = [problem.message for problem in unused_rows(folder)]
    assert found == ["tonnes of magnet without a column 'basis'"] * 6
