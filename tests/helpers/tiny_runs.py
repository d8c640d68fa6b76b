"""Runs of four weeks in blocks of two replications, whose undisturbed folders are known, in hundredths of a second each.

Blocks are computed once for each configuration in the life of the process: what is looked at is what becomes of them on
the disk.
"""

from contextlib import contextmanager
from functools import cache, partial
from importlib import import_module
from typing import NamedTuple

import pytest
from quick import quick_disk
from small_result import contents

from lodeflow import assembly
from lodeflow.comparison import run as run_of_comparison
from lodeflow.monte_carlo import run as monte_carlo
from lodeflow.monte_carlo import workers
from lodeflow.outcomes.measure import Outcomes
from lodeflow.rows.vocabulary import vocabulary
from lodeflow.scenario.load import load, to_toml
from lodeflow.storage import manifest, open_folder, parquet
from lodeflow.storage.content_digest import part_digest
from lodeflow.storage.manifest import versions
from lodeflow.storage.parquet import arrow_table, encode
from lodeflow.variants import Variants

VERSIONED = {
    "KERNEL_HASH": ("lodeflow.monte_carlo.run", "lodeflow.comparison.run", "lodeflow.comparison.folder"),
    "SCHEMA_VERSION": (
        *("lodeflow.storage.manifest", "lodeflow.storage.parquet", "lodeflow.monte_carlo.run"),
        "lodeflow.comparison.run",
    ),
}
"""Modules that know a number of the version."""
THIS = {name: getattr(import_module(modules[0]), name) for name, modules in VERSIONED.items()}
"""This version."""


class Configuration(NamedTuple):
    """A command and a version of the program."""

    settings: tuple[str, ...] = ()
    """Overrides of the scenario."""
    replications: int = 4
    """Number of replications."""
    detail: str = "market"
    """outcomes, market or ledger."""
    version: tuple[str, object] = ()
    """What another version of the program has otherwise, and its value; its results are others too."""
    arms: tuple[tuple[str, ...], ...] = ()
    """Overrides of each arm of a comparison; empty for a run."""


PAIR = (('name="still"',), ('name="dear"', "market.panic_strength=0.3"))
CONFIGURATIONS = {
    "seed 1": Configuration(),
    "seed 2": Configuration(("seed=2",)),
    "three blocks": Configuration(replications=6),
    "no market": Configuration(detail="outcomes"),
    "another number": Configuration(("market.panic_strength=0.3",)),
    "other kernels": Configuration(version=("KERNEL_HASH", "0" * 64)),
    "other tables": Configuration(version=("SCHEMA_VERSION", 99)),
    "comparison": Configuration(detail="outcomes", arms=PAIR),
    "comparison of seed 2": Configuration(("seed=2",), detail="outcomes", arms=PAIR),
    "three arms": Configuration(detail="outcomes", arms=(*PAIR, ('name="third"', "market.panic_strength=0.1"))),
}


def run(name, folder, *, resume):
    """Run a configuration into a folder as its command would."""
    c = CONFIGURATIONS[name]
    recording = workers.Recording(c.detail, 14, workers=1)
    with _of_version(*c.version):
        if c.arms:
            plans = [plan_of((*c.settings, *arm)) for arm in c.arms]
            run_of_comparison.compare(plans, folder, c.replications, recording, resume=resume)
        else:
            write(plan_of(c.settings), folder, c.replications, recording, resume=resume)


def write(plan, folder, count, recording, *, resume):
    """Run a plan into a folder; nobody watches."""
    monte_carlo.write(plan, folder, count, recording, lambda _: None, resume=resume)


@cache
def undisturbed(name):
    """Every file of the folder of a configuration that nothing happened to, with its bytes."""
    with quick_disk() as place:
        run(name, place / "result", resume=False)
        return contents(place / "result")


@cache
def plan_of(settings):
    """Plan of four weeks with these settings."""
    plan = assembly.plan(load("status-quo", ("days=28", *settings)))
    _lasting.update((id(plan), id(plan.scenario)))
    return plan


@contextmanager
def known_blocks():
    """Context in which blocks are small, and what follows from a plan or a block alone is made once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "MOST", 2)
        patch.setattr(workers.Workers, "block", _block)
        for module, function in (
            (workers, Outcomes),
            (workers, Variants),
            (monte_carlo, vocabulary),
            (monte_carlo, to_toml),
            (run_of_comparison, to_toml),
            (monte_carlo, versions),
            (manifest, versions),
            (open_folder, arrow_table),
            (open_folder, encode),
            (open_folder, part_digest),
        ):
            patch.setattr(module, function.__name__, partial(_once, function))
        yield


_REAL_BLOCK = workers.Workers.block
_blocks, _made = {}, {}
_lasting = set()
"""Identities of plans, scenarios, and what is made of blocks: all of it lives as long as the process."""


def _block(mine, number):
    """A block, computed once; another version of the program computes that of another seed."""
    other = monte_carlo.KERNEL_HASH.startswith("0000")
    key = id(mine.plan), mine.recording.detail, mine.last, number, other
    if key not in _blocks:
        does = workers.Workers(plan_of(("seed=1001",)), mine.recording, mine.last) if other else mine
        _blocks[key] = _REAL_BLOCK(does, number)
        _lasting.update(map(id, _blocks[key].tables.values()))
    return _blocks[key]


def _once(function, *arguments):
    """What a function gives, made once if it is made of what lasts."""
    lasts = [each for each in arguments if id(each) in _lasting]
    if arguments and not lasts:
        return function(*arguments)
    key = function, parquet.SCHEMA_VERSION, *(id(each) for each in lasts)
    if key not in _made:
        _made[key] = function(*arguments)
        _lasting.add(id(_made[key]))
    return _made[key]


@contextmanager
def _of_version(name="", value=None):
    """Context in which the program is of another version, or of this one if none is named."""
    with pytest.MonkeyPatch.context() as patch:
        for each, modules in VERSIONED.items():
            for module in modules:
                patch.setattr(import_module(module), each, value if each == name else THIS[each])
        yield
