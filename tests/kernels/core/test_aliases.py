"""No call hands a kernel an array twice that it writes: LLVM is told so (``noalias``)."""

import os
import subprocess
import sys

import numpy as np
import pytest
from arguments import ROOT
from numba import config
from watched_calls import twice, watched
from written_arrays import shared, sources

from lodeflow.kernels.core.jit import jit
from lodeflow.replication import fresh

FOLDERS = (ROOT / "kernels", ROOT / "sim" / "benchmarks", ROOT / "bench", ROOT / "tests" / "helpers")


def test_no_call_between_kernels_hands_over_a_written_array_twice():
    every, known = sources(*FOLDERS)
    calls = [(k, call, callee) for k in every.values() for call, callee in k.calls(known[k.file], every)]
    assert len(calls) > 500
    found = [f"{k.file.name}:{call.lineno}: {words}" for k, call, callee in calls for words in shared(call, callee, k)]
    assert not found


def test_no_kernel_unpacks_a_tuple_whose_arrays_it_may_hold_under_another_name():
    every, known = sources(*FOLDERS)
    starred = [
        f"{k.file.name}:{call.lineno}"
        for k in every.values()
        for call, _ in k.calls(known[k.file], every)
        if any(type(each).__name__ == "Starred" for each in call.args)
    ]
    assert not starred


@pytest.mark.skipif(bool(config.DISABLE_JIT), reason="the compiler is off")
def test_the_compiler_is_told_that_arrays_do_not_overlap():
    share = 1.0  # what has a closure is never loaded from the store

    @jit
    def carry(stock, tonnes):
        for k in range(len(stock)):
            stock[k] += share * tonnes[k]

    carry(np.zeros(3), np.ones(3))
    (body,) = carry.overloads.values()
    given = next(line for line in str(body.library._final_module).splitlines() if "carry" in line and "define" in line)
    assert given.count("noalias") >= 2 + 2 * 3  # the result and the error, and of each array its values and two more


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("move(agenda, agenda.far)", {"agenda.far as agenda and as moments"}),
        ("move(agenda, agenda.next)", set()),
        ("far = agenda.far\n    move(agenda, far[2:])", {"agenda.far as agenda and as moments"}),
        ("pass_on(agenda, agenda.far)", {"agenda.far as agenda and as moments"}),
        ("move(agenda, agenda)", {"agenda.far as agenda and as moments"}),
        ("count(agenda, agenda.far[0])", set()),
    ],
)
def test_a_written_array_that_is_handed_over_twice_is_found(tmp_path, line, found):
    text = f"""
@jit
def move(agenda, moments):
    agenda.far[0] = moments[1]

@jit
def pass_on(agenda, moments):
    move(agenda, moments)

@jit
def count(agenda, many):
    agenda.far[0] = many

@jit
def next_day(agenda):
    {line}
"""
    (tmp_path / "days.py").write_text(text, encoding="utf-8")
    every, known = sources(tmp_path)
    caller = every[f"{tmp_path / 'days.py'}:next_day"]
    assert {
        w for call, callee in caller.calls(known[caller.file], every) for w in shared(call, callee, caller)
    } == found


def test_no_two_arrays_of_a_world_share_memory_that_is_written(two_years):
    placed = []

    def add(part, name):
        if isinstance(part, np.ndarray) and part.size:
            low = part.__array_interface__["data"][0]
            placed.append((low, low + part.nbytes, part.flags.writeable, name))
        elif isinstance(part, tuple):
            for field, each in zip(part._fields, part, strict=True):
                add(each, f"{name}.{field}")

    add(fresh(two_years.template), "world")
    placed.sort()
    top = placed[0]
    for each in placed[1:]:
        assert each[0] >= top[1] or not (each[2] or top[2]), f"{each[3]} shares memory with {top[3]}"
        top = max(top, each, key=lambda at: at[1])


@pytest.mark.folder
def test_no_call_of_a_run_hands_over_a_written_array_twice():
    """With the compiler off, every call of every kernel is watched, also those from Python."""
    program = "from watched_calls import main; main('price-floor', 40)"
    paths = str(ROOT / "tests" / "helpers")
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": paths}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    calls, kernels, *twice = done.stdout.splitlines()
    assert int(calls) > 10_000
    assert int(kernels) > 150
    assert not twice


def test_the_watch_finds_a_written_array_that_is_handed_over_twice():
    def add(far, moments):
        far[0] += len(moments)

    stock, other = np.arange(6.0), np.ones(3)
    watched(add)(stock, other)
    watched(add)(stock[:3], stock[3:])
    assert not twice
    watched(add)(stock, stock[:2])
    assert twice == {f"{__name__}.add"}
    twice.clear()
