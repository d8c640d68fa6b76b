"""However many workers there are and however large their blocks, the result is the same."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
from small_result import contents

from lodeflow.assembly import plan
from lodeflow.monte_carlo import workers
from lodeflow.monte_carlo.run import write
from lodeflow.monte_carlo.workers import Recording
from lodeflow.scenario.load import load
from lodeflow.storage.content_digest import part_digest
from lodeflow.storage.tables import TABLES

SHAKEN = ("days=28", "outages.rate_per_year=9.0", "chokepoints.malacca.closures_per_year=9.0")
COUNT = 70  # replications: five blocks of at most sixteen, the last one smaller


def result(path, threads=2, count=COUNT, detail="ledger"):
    """A result folder with every table there is."""
    assert (
        write(plan(load("status-quo", SHAKEN)), path, count, Recording(detail, 7, workers=threads), lambda _: None)
        == count
    )
    return path


def tables(path):
    """What each table of a folder says, whatever parts it is in: its rows and their digest."""
    found = {}
    for folder in sorted((path / "tables").iterdir()):
        rows = pq.read_table([str(part) for part in sorted(folder.iterdir())])
        found[folder.name] = rows.num_rows, part_digest(TABLES[folder.name], rows)
    return found


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The result of one worker."""
    return result(tmp_path_factory.mktemp("alone") / "result", threads=1)


@pytest.mark.folder
@pytest.mark.parametrize("threads", [2, 3, 8])
def test_every_byte_is_the_same_with_any_number_of_workers(alone, tmp_path, threads):
    assert len(list((alone / "tables" / "market").iterdir())) == 5
    assert contents(result(tmp_path / "result", threads)) == contents(alone)


@pytest.mark.folder
@pytest.mark.parametrize("most", [1, 5])
def test_every_table_and_trace_is_the_same_in_blocks_of_any_size(alone, tmp_path, monkeypatch, most):
    monkeypatch.setattr(workers, "MOST", most)
    other = result(tmp_path / "result")
    assert len(list((other / "tables" / "market").iterdir())) == COUNT // most
    assert set(tables(alone)) == set(TABLES) - {
        "difference",
        "who_pays",
        "risk",
        "stockpile",
        "design",
    }  # of several arms; of stockpiles; of a sweep
    assert tables(other) == tables(alone)
    manifests = [json.loads((path / "manifest.json").read_text()) for path in (other, alone)]
    assert manifests[0]["trace_digest"] == manifests[1]["trace_digest"]


def test_small_results_are_the_same_with_more_workers_than_blocks_and_in_blocks_of_one(tmp_path, monkeypatch):
    few = result(tmp_path / "few", threads=1, count=5, detail="market")
    assert contents(result(tmp_path / "many", threads=8, count=5, detail="market")) == contents(few)
    monkeypatch.setattr(workers, "MOST", 1)
    single = result(tmp_path / "single", threads=3, count=5, detail="market")
    assert contents(single) != contents(few)
    assert tables(single) == tables(few)


def test_a_table_with_one_bit_more_in_one_value_would_be_told_apart(tmp_path):
    path = result(tmp_path / "result", count=2, detail="outcomes")
    before = tables(path)
    (part,) = (path / "tables" / "outcomes").iterdir()
    rows = pq.read_table(part)
    values = rows["value"].to_numpy().copy()
    at = int(np.flatnonzero(values > 0.0)[-1])
    values[at] = np.nextafter(values[at], np.inf)
    place = rows.schema.get_field_index("value")
    pq.write_table(rows.set_column(place, rows.schema.field("value"), [values]), part)
    assert {name for name, found in tables(path).items() if found != before[name]} == {"outcomes"}
