"""Prints what every shipped scenario gives, in numbers to compare before and after a change that is to change nothing.

    ./dev digests > before.json; (change something); ./dev digests > after.json; diff before.json after.json
    ./dev digests truce base-year

Of each: what its world and that of replication 1 are built from and what was drawn; trace, state and outcomes of whole
runs on the compiled engine, and of 400 days on both; and what the tables of a small result folder say. Names of fields
and the slices they stand in do not count: the digest of a world is one of its arrays.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from lodeflow.assembly import plan
from lodeflow.engines import compiled_engine, simpy_engine
from lodeflow.monte_carlo.run import write
from lodeflow.monte_carlo.workers import Recording
from lodeflow.outcomes.measure import Outcomes
from lodeflow.plans import Plan
from lodeflow.replication import Replication, used
from lodeflow.scenario.load import load, shipped
from lodeflow.storage.content_digest import part_digest
from lodeflow.storage.tables import TABLES
from lodeflow.variants import Variants

SHORT, FOLDER = "days=400", "days=120"


def main() -> None:
    """Print the digests of the scenarios that are named, or of all."""
    arguments = argparse.ArgumentParser(description="What every shipped scenario gives, in numbers to compare.")
    arguments.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="Those of these; otherwise of all.")
    found = {}
    for name in arguments.parse_args().scenarios or sorted(shipped()):
        found[name] = of_scenario(name)
        print(name, file=sys.stderr, flush=True)  # noqa: T201
    print(json.dumps(found, indent=1, sort_keys=True))  # noqa: T201


def of_scenario(name: str) -> dict[str, Any]:
    """Everything that is told of a scenario."""
    whole, short = plan(load(name)), plan(load(name, (SHORT,)))
    other, drawn = Variants(whole).of(1)
    engine = compiled_engine.Engine(whole)
    return {
        "built": of_arrays(arrays_of(whole.template)),
        "built drawn": of_arrays(arrays_of(other.template)),
        "drawn": brief(np.asarray(drawn).tobytes()),
        "compiled": of_run(whole, engine.play()),
        "compiled drawn": of_run(other, engine.play(1, other)),
        "compiled 400": of_run(short, compiled_engine.play(short)),
        "simpy 400": of_run(short, simpy_engine.play(short)),
        "folder": of_folder(plan(load(name, (FOLDER,)))),
    }


def of_run(world: Plan, happened: Replication) -> dict[str, str]:
    """What a replication left."""
    return {
        "trace": f"{happened.trace:016x}/{happened.events}",
        "state": of_arrays(map(np.ascontiguousarray, used(happened.world).values())),
        "outcomes": brief(np.asarray(Outcomes(world).values(world, happened.world)).tobytes()),
    }


def of_folder(world: Plan) -> dict[str, str]:
    """What each table of a result of two replications says."""
    with tempfile.TemporaryDirectory() as place:
        write(world, Path(place, "result"), 2, Recording("ledger", 7, workers=2), lambda _: None)
        parts = sorted(Path(place, "result", "tables").rglob("*.parquet"))
        return {part.parent.name: part_digest(TABLES[part.parent.name], pq.read_table(part))[:16] for part in parts}


def arrays_of(slices: Any) -> Iterator[np.ndarray]:
    """Every array in slices within slices."""
    if isinstance(slices, tuple):
        for part in slices:
            yield from arrays_of(part)
    else:
        yield np.ascontiguousarray(slices)


def of_arrays(arrays: Iterable[np.ndarray]) -> str:
    """One number for arrays in whatever order they come."""
    each = (hashlib.sha256(f"{array.dtype}{array.shape}".encode() + array.tobytes()) for array in arrays)
    return brief("".join(sorted(digest.hexdigest() for digest in each)).encode())


def brief(data: bytes) -> str:
    """A digest short enough to read."""
    return hashlib.sha256(data).hexdigest()[:16]


if __name__ == "__main__":
    main()
