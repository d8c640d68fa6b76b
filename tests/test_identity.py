"""The same world comes out whoever starts first, however much room there is, compiled or not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from worlds import digest

from lodeflow.build import Room, plan
from lodeflow.scenario import load
from lodeflow.simpy_engine import run

SHAKEN = ("days=150", "outages.rate_per_year=3.0", "chokepoints.malacca.closures_per_year=4.0")
SCRIPT = f"""
import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})
from lodeflow.build import Room, plan
from lodeflow.scenario import load
from lodeflow.simpy_engine import run
from lodeflow import compiled_engine
from worlds import digest
world = plan(load("status-quo", {SHAKEN!r}), Room(*[int(x) for x in sys.argv[1:]] or []))
print(*{{digest(run(world)), digest(compiled_engine.run(world))}})
"""


def elsewhere(room=(), **environment):
    """The digest that another process finds under these environment variables."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT, *map(str, room)],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def here():
    return digest(run(plan(load("status-quo", SHAKEN))))


def test_the_order_in_which_actors_start_changes_nothing(here):
    assert digest(run(plan(load("status-quo", SHAKEN)), reverse=True)) == here


def test_room_for_one_of_everything_changes_nothing(here):
    assert digest(run(plan(load("status-quo", SHAKEN), Room(1, 1, 1, 1, 1)))) == here


def test_another_replication_is_another_world(here):
    assert digest(run(plan(load("status-quo", SHAKEN)), 1)) != here


@pytest.mark.slow
def test_without_the_compiler_the_same_bits_come_out(here):
    assert elsewhere(NUMBA_DISABLE_JIT="1") == here


@pytest.mark.slow
def test_no_kernel_reads_or_writes_beyond_its_arrays(here):
    assert elsewhere(room=(1, 1, 1, 1, 1), NUMBA_BOUNDSCHECK="1") == here


@pytest.mark.slow
def test_a_plain_processor_finds_the_same_bits(here):
    assert elsewhere(NUMBA_CPU_NAME="generic") == here


@pytest.mark.slow
@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_the_hash_seed_changes_nothing(here, hash_seed):
    assert elsewhere(PYTHONHASHSEED=hash_seed) == here
