from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_result import VOCABULARY, WORDS, columns

from lodeflow.storage.content_digest import part_digest, table_digest
from lodeflow.storage.parquet import arrow_table, encode
from lodeflow.storage.tables import TABLES, Column, Table

EVENT = TABLES["event"]


def rows_of(table, given, vocabulary=VOCABULARY):
    return arrow_table(table, given, vocabulary, date(2025, 1, 1))


def test_the_content_digest_sees_values_but_no_chunks_row_groups_or_codes():
    given = columns("event", 50) | {"actor": np.full(50, -1)}
    rows = rows_of(EVENT, given)
    digest = part_digest(EVENT, rows)
    read = pq.read_table(pa.BufferReader(encode(EVENT, rows)))
    plain = read.set_column(7, "detail", read["detail"].cast(pa.string()))
    shuffled = VOCABULARY | {"event.kind": [*reversed(WORDS), "more"]}
    recoded = rows_of(EVENT, given | {"kind": len(WORDS) - 1 - given["kind"]}, shuffled)
    cut = pa.concat_tables([rows.slice(0, 7), rows.slice(7)])
    assert {part_digest(EVENT, same) for same in (read, plain, recoded, cut)} == {digest}
    other = rows_of(EVENT, given | {"day": given["day"] ^ (np.arange(50) == 31)})
    assert part_digest(EVENT, other) != digest
    assert part_digest(EVENT, rows.slice(1)) != digest


@pytest.mark.parametrize("name", ["kind", "detail", "actor"])
def test_the_content_digest_tells_null_from_any_word(name):
    with_word = columns("event", 1) | {name: np.array([0])}
    vocabulary = VOCABULARY | {f"event.{name}": [""]}
    digest = part_digest(EVENT, rows_of(EVENT, with_word, vocabulary))
    assert digest != part_digest(EVENT, rows_of(EVENT, with_word))
    if name != "kind":
        assert digest != part_digest(EVENT, rows_of(EVENT, with_word | {name: np.array([-1])}))


def test_the_content_digest_is_the_same_in_every_version_and_on_every_machine():
    kinds = {"place": "identifier", "day": "int32", "date": "date32", "weight_t": "float64", "cut": "bool"}
    stone = Table(
        "stone",
        "one row per stone",
        tuple(Column(name, kind, "t" * (name == "weight_t"), "", nullable=True) for name, kind in kinds.items()),
        ("place", "day"),
    )
    given = {
        "place": np.array([1, -1]),
        "day": np.array([-1, 400]),
        "weight_t": np.array([0.1, np.nan]),
        "cut": np.ma.array([True, False], mask=[False, True]),
    }
    digest = part_digest(stone, rows_of(stone, given, {"place": ["sea", "Çatalhöyük"]}))
    assert digest == "02ad436376bad3dcec0f0b0aaa7ee413993c1efdf3b04856ed34725c1f717fde"
    assert table_digest(stone, 2, [digest]) == "3a1006503f2de6c823be7e78e4a76b553f10cb3477dd8f543385fa48d170a389"
