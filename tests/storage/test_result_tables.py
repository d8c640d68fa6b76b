import json
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_result import VOCABULARY, WORDS, columns, write_result

from lodeflow.storage.parquet import arrow_table, encode, schema
from lodeflow.storage.tables import SCHEMA_VERSION, SEE_UNIT, TABLES

EVENT = TABLES["event"]
MARKET = TABLES["market"]
START = date(2025, 1, 1)


def rows_of(table, given, vocabulary=VOCABULARY):
    return arrow_table(table, given, vocabulary, START)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_table_says_which_scenario_and_replication_a_row_is_from(table):
    first = [column.name for column in table.columns[:2]]
    over_all = {"fan": "day", "difference": "against", "who_pays": "against", "risk": "outcome", "design": "point"}
    assert first == ["scenario", over_all.get(table.name, "replication")]
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert set(table.key) <= set(names)
    assert all(column.description for column in table.columns)


def test_a_measured_quantity_has_its_unit_in_its_name():
    for table in TABLES.values():
        for column in table.columns:
            if column.kind == "float64" and column.unit not in ("", SEE_UNIT):  # a plain ratio has none
                unit = column.unit.lower().replace("/", "_per_")
                assert column.name == unit or column.name.endswith(f"_{unit}")
            if column.unit == SEE_UNIT:
                assert "unit" in [other.name for other in table.columns]


def test_units_and_descriptions_reach_arrow_pandas_the_data_package_and_duckdb(tmp_path, monkeypatch):
    write_result(tmp_path, tables=TABLES)
    monkeypatch.chdir(tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text())
    with duckdb.connect() as connection:
        connection.execute((tmp_path / "views.sql").read_text())
        query = "SELECT table_name, column_name, comment FROM duckdb_columns()"
        comments = {(view, column): comment for view, column, comment in connection.sql(query).fetchall()}
    for resource in package["resources"]:
        table = TABLES[resource["name"]]
        found = pq.read_schema(tmp_path / resource["path"][0])
        attributes = json.loads(found.metadata[b"pandas"])["attributes"]
        assert found.metadata[b"table"].decode() == table.name
        assert found.metadata[b"schema_version"] == str(SCHEMA_VERSION).encode()
        for column, field in zip(table.columns, resource["schema"]["fields"], strict=True):
            arrow = found.field(column.name).metadata
            assert arrow == {b"unit": column.unit.encode(), b"description": column.description.encode()}
            assert attributes["descriptions"][column.name] == field["description"] == column.description
            assert attributes["units"].get(column.name, "") == field.get("unit", "") == column.unit
            assert comments[table.name, column.name].endswith(column.description)
            assert column.unit in comments[table.name, column.name]
    assert len(package["resources"]) == len(TABLES)


def test_duckdb_reads_a_result_through_its_views(tmp_path, monkeypatch):
    write_result(tmp_path, tables=["market"])
    monkeypatch.chdir(tmp_path)
    produced = sum(columns("market", 40, number)["production_t"].sum() for number in range(2))
    with duckdb.connect() as connection:
        connection.execute((tmp_path / "views.sql").read_text())
        query = "SELECT count(*), sum(production_t), min(date - CAST(day AS INTEGER)) FROM market"
        rows, total, start = connection.execute(query).fetchone()
    assert (rows, start) == (80, START)
    assert total == pytest.approx(produced)


def test_duckdb_reads_every_row_of_every_table(tmp_path):
    write_result(tmp_path, tables=TABLES)
    with duckdb.connect() as connection:
        for part in sorted(tmp_path.rglob("*.parquet")):
            rows = connection.execute("SELECT * FROM read_parquet(?)", [str(part)]).fetchall()
            assert len(rows) == pq.read_metadata(part).num_rows > 0


def test_what_is_read_back_is_what_was_given():
    given = columns("market", 100)
    read = pq.read_table(pa.BufferReader(encode(MARKET, rows_of(MARKET, given))))
    assert read.column_names == [column.name for column in MARKET.columns]
    assert read["region"].to_pylist() == [WORDS[code] for code in given["region"]]
    assert read["use_t"].to_numpy().tobytes() == given["use_t"].tobytes()
    assert read["date"][0].as_py().toordinal() == START.toordinal() + given["day"][0]
    assert read.schema.field("region").type == pa.dictionary(pa.int32(), pa.string())


def test_only_identifiers_are_dictionaries():
    data = encode(MARKET, rows_of(MARKET, columns("market", 9)))
    group = pq.read_metadata(pa.BufferReader(data)).row_group(0)
    for position, column in enumerate(MARKET.columns):
        chunk = group.column(position)
        assert chunk.compression == "ZSTD"
        assert chunk.has_dictionary_page == (column.kind == "identifier")


def test_no_column_of_any_table_is_in_an_encoding_that_spark_3_5_and_fastparquet_cannot_read(tmp_path):
    write_result(tmp_path, tables=TABLES)
    parts = sorted(tmp_path.rglob("*.parquet"))
    assert {part.parent.name for part in parts} == set(TABLES)
    for part in parts:
        metadata = pq.read_metadata(part)
        for position in range(metadata.num_columns):
            encodings = metadata.row_group(0).column(position).encodings
            assert set(encodings) <= {"PLAIN", "RLE", "RLE_DICTIONARY"}, part


def test_pandas_is_told_the_type_of_every_column():
    for table in TABLES.values():
        told = json.loads(schema(table).metadata[b"pandas"])["columns"]
        names = [column["name"] for column in told if column["name"]]
        assert names == [column.name for column in table.columns]
        dates = [column.name for column in table.columns if column.kind == "date32"]
        assert [column["field_name"] for column in told if column["name"] is None] == dates


def test_in_pandas_a_date_is_a_date_and_every_value_is_there(tmp_path):
    pandas = pytest.importorskip("pandas")
    write_result(tmp_path, tables=TABLES)
    for part in sorted(tmp_path.rglob("*.parquet")):
        table, read = TABLES[part.parent.name], pandas.read_parquet(part, engine="pyarrow")
        assert list(read.columns) == [column.name for column in table.columns]
        for column in table.columns:
            if column.kind == "date32":
                dates = read[column.name]
                assert str(dates.dtype) == "timestamp[s][pyarrow]"
                assert dates.dt.year.min() >= START.year
                assert ((dates - pandas.Timestamp(START)).dt.days == read["day"]).all()
                assert (dates >= pandas.Timestamp(START)).all()


def test_nothing_is_said_by_minus_one_nan_or_a_mask():
    outcome = columns("outcomes", 2) | {"sector": np.array([-1, 2]), "value": np.array([np.nan, 1.0])}
    rows = rows_of(TABLES["outcomes"], outcome)
    assert rows["sector"].to_pylist() == [None, "JPN"]
    assert rows["value"].to_pylist() == [None, 1.0]
    shipment = columns("shipment", 2) | {"arrived_day": np.ma.array([3, 9], mask=[False, True])}
    assert rows_of(TABLES["shipment"], shipment)["arrived_day"].to_pylist() == [3, None]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"use_t": np.array([1.0, np.nan])}, "column use_t: no value in row 1"),
        ({"use_t": np.array([1.0, np.inf])}, "column use_t: an infinite value"),
        ({"region": np.array([0, -1])}, "column region: no value in row 1"),
        ({"region": np.array([0, len(WORDS)])}, "column region: a code outside"),
        ({"region": np.array([-2, 0])}, "column region: a code outside"),
        ({"day": np.array([0, 2**40])}, "column day"),
        ({"day": np.array([0])}, "differ in length"),
        ({"price": np.array([0, 1])}, r"unknown columns \['price'\]"),
    ],
)
def test_rows_the_registry_does_not_allow_are_a_mistake_named_with_table_and_column(change, complaint):
    with pytest.raises(ValueError, match=f"table market.*{complaint}"):
        rows_of(MARKET, columns("market", 2) | {"date": np.array(["2025-01-01"] * 2, "M8[D]")} | change)


def test_a_missing_column_or_vocabulary_is_named():
    given = columns("event", 2)
    with pytest.raises(ValueError, match="column actor: the vocabulary has no words"):
        rows_of(EVENT, given, {name: words for name, words in VOCABULARY.items() if name != "actor"})
    del given["actor"]
    with pytest.raises(ValueError, match=r"table event: missing columns \['actor'\]"):
        rows_of(EVENT, given)


def test_a_vocabulary_that_says_a_word_twice_is_refused_because_its_bytes_would_differ_from_time_to_time():
    with pytest.raises(ValueError, match="column actor: the vocabulary says a word twice"):
        rows_of(EVENT, columns("event", 2), VOCABULARY | {"actor": ["chance", "none", "chance"]})


def test_a_table_may_have_a_vocabulary_of_its_own():
    given = columns("event", 1) | {"kind": np.array([0])}
    rows = rows_of(EVENT, given, VOCABULARY | {"event.kind": ["outage"]})
    assert rows["kind"].to_pylist() == ["outage"]
