"""Points of a design are what is written: every combination of a sweep, every row of a table, all errors named."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeflow.designs.points import Point, grid, split, table, written
from lodeflow.designs.run import placed
from lodeflow.errors import DataError, ScenarioError

KAPPA, SEIZED = "market.storage_elasticity", "smuggling.seized"


def test_a_sweep_of_two_keys_is_every_combination_with_the_last_changing_fastest():
    points = grid([f"{KAPPA}=60,125", f"{SEIZED}=0,0.1,0.2"])
    assert [point.number for point in points] == list(range(6))
    assert [tuple(text for _, text in point.values) for point in points] == [
        ("60", "0"), ("60", "0.1"), ("60", "0.2"), ("125", "0"), ("125", "0.1"), ("125", "0.2"),
    ]  # fmt: skip
    assert points[4].settings == (f"{KAPPA}=125", f"{SEIZED}=0.1")
    assert points[4].label == "storage_elasticity=125, seized=0.1"


@given(st.lists(st.text("abc01 ", max_size=4), min_size=1, max_size=5))
def test_commas_outside_of_quotes_and_brackets_part_values_and_no_others(values):
    assert split(",".join(values)) == values
    quoted = [f'"{value},x"' for value in values]
    assert split(",".join(quoted)) == quoted
    listed = [f"[{value},1]" for value in values]
    assert split(",".join(listed)) == listed


@pytest.mark.parametrize(
    ("sweeps", "said"),
    [
        ([KAPPA], "expected KEY=a,b,c"),
        ([f"{KAPPA}="], "expected KEY=a,b,c"),
        ([f"{KAPPA}=60,,125"], "expected KEY=a,b,c"),
        ([f"{KAPPA}=60,60"], "a value is given twice"),
        ([f"{KAPPA}=60", f"{KAPPA}=125"], "gives a key twice"),
        (["seed=1,2"], "all points share seed"),
        ([f"a{n}=1,2" for n in range(17)], "the limit is 100,000"),
    ],
)
def test_what_is_no_sweep_is_refused_with_what_was_expected(sweeps, said):
    with pytest.raises(DataError, match=said):
        grid(sweeps)


def test_a_table_has_a_point_a_row_and_an_empty_cell_leaves_the_key_alone(tmp_path):
    path = tmp_path / "design.csv"
    path.write_text(f"name,{KAPPA},{SEIZED}\nlow,60,\nhigh,250,0.2\n\n", encoding="utf-8")
    assert table(path) == [
        Point(0, "low", ((KAPPA, "60"),)),
        Point(1, "high", ((KAPPA, "250"), (SEIZED, "0.2"))),
    ]


def test_a_parquet_table_of_numbers_is_the_same_design(tmp_path):
    """As scipy.stats.qmc, SALib and the EMA workbench hand designs over: columns of floats."""
    path = tmp_path / "design.parquet"
    pq.write_table(pa.table({KAPPA: [60.0, 250.0], SEIZED: [None, 0.1]}), path)
    assert table(path) == [Point(0, "", ((KAPPA, "60.0"),)), Point(1, "", ((KAPPA, "250.0"), (SEIZED, "0.1")))]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no points"),
        (f"{KAPPA}\n", "has no points"),
        (f"{KAPPA},{KAPPA}\n1,2\n", "a key of its own"),
        (f"{KAPPA},{SEIZED}\n1\n", "line 2 has not 2 cells"),
        (f"name,{KAPPA}\na,1\na,2\n", "names are given twice, such as 'a'"),
    ],
)
def test_what_is_no_design_is_refused_with_its_line(tmp_path, text, said):
    path = tmp_path / "design.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=said):
        table(path)


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(DataError, match=r"none.csv cannot be read as a design: No such file"):
        table(tmp_path / "none.csv")


@pytest.mark.parametrize(("value", "text"), [(1, "1"), (0.5, "0.5"), (True, "true"), (None, ""), (float("nan"), ""),
                                             ("90 USD/kg", "90 USD/kg"), (["a", "b"], '["a", "b"]')])  # fmt: skip
def test_values_are_written_as_set_takes_them(value, text):
    assert written(value) == text


def test_errors_of_all_points_are_told_at_once():
    with pytest.raises(ScenarioError) as told:
        placed("base-year", grid([f"{KAPPA}=-1,0", "smugling.seized=0,0.1"]))
    assert "storage_elasticity" in str(told.value)
    assert "smugling: unknown key" in str(told.value)
