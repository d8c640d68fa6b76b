"""A result of two blocks, small enough to be broken in every way there is."""

import numpy as np

from lodeflow.storage.result_folder import ResultFolder
from lodeflow.storage.tables import TABLES

SCENARIO = 'question = "What if?"\nstart_date = 2025-01-01\ndays = 28\nseed = 7\n'
PLAN = {"seed": 7, "replications": 4, "blocks": 2}
WORDS = ["none", "CHN", "JPN", "magnet_standard", "spot_price_usd_per_t"]
VOCABULARY = {
    column.name: WORDS for table in TABLES.values() for column in table.columns if column.kind == "identifier"
}


def columns(name, rows, seed=0):
    """Columns of any table with whatever the registry allows; dates are left to follow from days."""
    random = np.random.default_rng(seed)
    makers = {
        "identifier": lambda: random.integers(0, len(WORDS), rows, dtype=np.int32),
        "text": lambda: random.integers(0, 10**9, rows).astype(str),
        "int32": lambda: random.integers(0, 1000, rows, dtype=np.int32),
        "float64": lambda: random.random(rows) * 1e5,
        "bool": lambda: random.random(rows) < 0.5,
    }
    return {c.name: makers[c.kind]() for c in TABLES[name].columns if c.kind != "date32"}


def write_result(path, tables=("market", "outcomes"), rows=40, *, finish=True):
    with ResultFolder(path, SCENARIO, PLAN) as folder:
        for number in range(2):
            folder.write(number, {name: columns(name, rows, number) for name in tables}, VOCABULARY)
        if finish:
            folder.finish("kernel", ["trace0", "trace1"])


def contents(path):
    """Every file of a folder with its bytes."""
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in path.rglob("*") if p.is_file()}
