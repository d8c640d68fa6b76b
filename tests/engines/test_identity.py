"""The same world comes out whoever starts first, however a file is ordered, however much room there is, compiled or
not, and whatever the processor and its libraries can do.
"""

import json
import os
import random
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import lru_cache

import fingerprint
import llvmlite.binding as llvm
import pytest
from shipped_tiers import WHOLE_WORLDS
from worlds import everything, parameters

from lodeflow.assembly import plan
from lodeflow.engines import compiled_engine
from lodeflow.engines.simpy_engine import play
from lodeflow.plans import ArraySizes
from lodeflow.scenario.load import load, to_toml
from lodeflow.terms.walk import leaves

SHAKEN = ("days=150", "outages.rate_per_year=3.0", "chokepoints.malacca.closures_per_year=4.0")
LESS_OF_GLIBC = "-AVX512F,-AVX512VL,-AVX512BW,-AVX512DQ,-AVX2,-FMA,-FMA4,-AVX,-BMI2,-ERMS,-SSE4_2"
LESS_OF_GLIBC += ",-AVX2_Usable,-FMA_Usable,-FMA4_Usable,-AVX_Usable"  # what older ones call it
PROCESSORS = {"generic": "sse2", "haswell": "avx2", "skylake-avx512": "avx512f"}  # and what a machine must have for it
FORMULAS = {"draw", "quantiles"}
"""Modules of formulas: kernels give them constants, each of which has a type of its own, and Python gives them whatever
numbers it has, 3 or 3.0; compiling one again costs little. All others have slices of the world.
"""


def elsewhere(*room, cache=None, **environment):
    """What another process finds under these environment variables."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NUMBA_", "NPY_", "GLIBC_", "OPENBLAS_"))
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", fingerprint.__file__, *map(str, room)],
        env=kept | environment | ({"XDG_CACHE_HOME": str(cache)} if cache else {}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def world():
    return plan(load("status-quo", SHAKEN))


@pytest.fixture(scope="module")
def here(world):
    return everything(world, play(world))


def test_the_order_in_which_actors_start_changes_nothing(world, here):
    assert everything(world, play(world, reverse=True)) == here


def test_room_for_one_of_everything_changes_nothing(world, here):
    narrow = plan(load("status-quo", SHAKEN), ArraySizes(1, 1, 1, 1, 1))
    assert everything(narrow, play(narrow)) == here


def test_another_replication_is_another_world(world, here):
    other = everything(world, play(world, 1))
    assert other["trace"] != here["trace"]
    assert other["outcomes"] != here["outcomes"]


def spelled(value):
    """A value of a scenario file as TOML spells it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {spelled(v)}" for key, v in value.items()) + "}"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def lines_of(table, above=()):
    """Every value of a table with its whole dotted key, one per line."""
    for key, value in table.items():
        path = (*above, key)
        if isinstance(value, dict) and "dist" not in value:
            yield from lines_of(value, path)
        else:
            yield f"{'.'.join(path)} = {spelled(value)}"


@lru_cache
def straight(name):
    """A shipped scenario in its own order, and what its world is built with and leaves."""
    found = load(name, SHAKEN)
    made = plan(found)
    return found, parameters(made), everything(made, compiled_engine.play(made))


@pytest.mark.parametrize("luck", range(3))
@pytest.mark.parametrize("name", WHOLE_WORLDS)
def test_the_order_of_tables_and_keys_in_a_file_changes_nothing(tmp_path, name, luck):
    ordered, built, left = straight(name)
    lines = list(lines_of(tomllib.loads(to_toml(ordered))))
    assert len(lines) > 100
    random.Random(luck).shuffle(lines)
    path = tmp_path / "shuffled.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    shuffled = load(str(path))
    assert list(leaves(shuffled.__dict__)) == list(leaves(ordered.__dict__))
    assert to_toml(shuffled) == to_toml(ordered)
    other = plan(shuffled)
    assert parameters(other) == built
    assert everything(other, compiled_engine.play(other)) == left


@pytest.fixture(scope="module")
def plain():
    """What a process finds whose environment says nothing."""
    return elsewhere()


def test_both_engines_find_the_same_in_a_process_of_their_own(plain):
    found = plain["found"]
    assert found["SimPy"] == found["compiled"] != found["SimPy, drawn"] == found["compiled, drawn"]
    assert found["built"] != found["built from what was drawn"]
    assert len(found["drawn"]) > 30
    assert len(found["folder"]) > 7


@pytest.mark.parametrize("hash_seed", ["0", "4711", "random"])
def test_the_hash_seed_changes_nothing(plain, hash_seed):
    assert elsewhere(PYTHONHASHSEED=hash_seed)["found"] == plain["found"]


def test_numpy_at_its_plainest_changes_nothing(plain):
    features = plain["machine"]["NumPy's features"]
    if not features:
        pytest.skip("NumPy has nothing to leave out on this processor")
    less = elsewhere(NPY_DISABLE_CPU_FEATURES=" ".join(features))
    assert less["machine"]["NumPy's features"] == []
    assert less["found"] == plain["found"]


def test_a_plainer_c_library_changes_nothing(plain):
    less = elsewhere(GLIBC_TUNABLES=f"glibc.cpu.hwcaps={LESS_OF_GLIBC}")
    assert less["found"] == plain["found"]
    if less["machine"] == plain["machine"]:
        pytest.skip("the C library computes the same without: nothing was shown")


@pytest.mark.parametrize("core", ["Prescott", "Haswell", "SkylakeX"])
def test_the_blas_for_another_processor_changes_nothing(plain, core):
    assert elsewhere(OPENBLAS_CORETYPE=core, OPENBLAS_NUM_THREADS="2")["found"] == plain["found"]


@pytest.fixture(scope="module")
def processors():
    """Those that are tried: what each more takes to compile is a minute and a half."""
    return [*PROCESSORS] if os.environ.get("LODEFLOW_EVERYTHING") else [*PROCESSORS][:1]


@pytest.fixture(scope="module")
def compiled_otherwise(tmp_path_factory, processors):
    """What processes find whose kernels are compiled in other ways, each anew: two at a time, the longest first."""
    features = llvm.get_host_cpu_features()
    possible = [name for name in processors if features.get(PROCESSORS[name])]
    ways = {name: ((), {"NUMBA_CPU_NAME": name, "NUMBA_CPU_FEATURES": ""}) for name in possible}
    ways["bounds checked"] = (6 * (1,), {"NUMBA_BOUNDSCHECK": "1"})
    ways["not at all"] = ((), {"NUMBA_DISABLE_JIT": "1"})
    caches = tmp_path_factory.mktemp("caches")
    with ThreadPoolExecutor(2) as two:
        started = {way: two.submit(elsewhere, *room, cache=caches / way, **env) for way, (room, env) in ways.items()}
        return {way: process.result() for way, process in started.items()}


@pytest.mark.parametrize("processor", PROCESSORS)
def test_code_for_another_processor_finds_the_same_bits(plain, compiled_otherwise, processors, processor):
    if processor not in processors:
        pytest.skip("./dev everything compiles for this one too")
    if processor not in compiled_otherwise:
        pytest.skip(f"this processor has no {PROCESSORS[processor]}")
    assert compiled_otherwise[processor]["found"] == plain["found"]


def test_without_the_compiler_the_same_bits_come_out(plain, compiled_otherwise):
    assert compiled_otherwise["not at all"]["signatures"] == {}
    assert compiled_otherwise["not at all"]["found"] == plain["found"]


def test_no_kernel_reads_or_writes_beyond_its_arrays_however_little_room_there_is_at_first(plain, compiled_otherwise):
    assert compiled_otherwise["bounds checked"]["found"] == plain["found"]


@pytest.mark.parametrize("way", ["generic", "bounds checked"])
def test_each_kernel_is_compiled_for_one_signature(compiled_otherwise, way):
    counts = compiled_otherwise[way]["signatures"]
    instruments = {name: count for name, count in counts.items() if name.partition(".")[0] not in FORMULAS}
    assert len(instruments) > 40
    assert {name: count for name, count in instruments.items() if count != 1} == {}
