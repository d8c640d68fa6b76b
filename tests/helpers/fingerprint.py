"""A program that prints what it finds in a shaken world, as numbers to compare with those of other processes: what was
built and drawn, what both engines leave, what a small result folder says, how often each kernel was compiled.

    python tests/helpers/fingerprint.py [room for lots, births, markets, finished lots, events, moments of a day]
"""

import hashlib
import importlib
import json
import math
import pkgutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
from worlds import everything, parameters

from lodeflow import kernels
from lodeflow.assembly import plan
from lodeflow.engines import compiled_engine, simpy_engine
from lodeflow.kernels.core.kernel import Kernel
from lodeflow.monte_carlo.run import write
from lodeflow.monte_carlo.workers import Recording
from lodeflow.plans import ArraySizes
from lodeflow.scenario.load import load
from lodeflow.storage.content_digest import part_digest
from lodeflow.storage.tables import TABLES
from lodeflow.variants import Variants

SHAKEN = (
    "days=90",
    "outages.rate_per_year=3.0",
    "chokepoints.malacca.closures_per_year=4.0",
    'market.interest={dist="beta",a=2,b=6,high=0.2}',
    'market.trend_days={dist="lognormal",median=120,sigma=0.3,high=200}',
)


def one_number(found):
    """Everything that was found, in one number."""
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def of_folder(world):
    """What each table of a small result says."""
    with tempfile.TemporaryDirectory() as folder:
        write(world, Path(folder, "result"), 2, Recording("ledger", 7, workers=2), lambda _: None)
        parts = sorted(Path(folder, "result", "tables").rglob("*.parquet"))
        return {part.parent.name: part_digest(TABLES[part.parent.name], pq.read_table(part)) for part in parts}


def signatures():
    """For how many combinations of types each kernel was compiled or loaded, those left out that callers swallow."""
    found = {}
    for module in pkgutil.walk_packages(kernels.__path__, "lodeflow.kernels."):
        for thing in vars(importlib.import_module(module.name)).values():
            if isinstance(thing, Kernel) and not thing.targetoptions.get("forceinline"):
                found[f"{thing.__module__.rpartition('.')[2]}.{thing.__name__}"] = len(thing.signatures)
    return found


def fingerprint(room=(), bucket=compiled_engine.BUCKET):
    """What this process finds."""
    shaken = load("status-quo", SHAKEN)
    variants = Variants(plan(shaken, ArraySizes(*room)))
    world = variants.plan
    drawn_world, drawn = variants.of(1)
    used = compiled_engine.Engine(world, bucket=bucket)
    return {
        "built": parameters(plan(shaken)),
        "drawn": [float(number).hex() for number in drawn],
        "built from what was drawn": parameters(drawn_world),
        "SimPy": one_number(everything(world, simpy_engine.play(world))),
        "compiled": one_number(everything(world, used.play())),
        "SimPy, drawn": one_number(everything(drawn_world, simpy_engine.play(drawn_world, 1))),
        "compiled, drawn": one_number(everything(drawn_world, used.play(1, drawn_world))),
        "folder": of_folder(plan(load("status-quo", (*SHAKEN, "days=28")))),
    }


def machine():
    """What this process believes of its processor and its libraries."""
    steps = [k / 97 for k in range(-40_000, 40_000)]
    libm = b"".join(np.float64(math.exp(x)).tobytes() for x in steps)
    return {
        "the C library's exp": hashlib.sha256(libm).hexdigest(),
        "NumPy's features": [name for name in __cpu_dispatch__ if __cpu_features__.get(name)],
    }


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    found = fingerprint(given[:5], *given[5:])
    print(json.dumps({"found": found, "machine": machine(), "signatures": signatures()}))  # noqa: T201 - what it is for
