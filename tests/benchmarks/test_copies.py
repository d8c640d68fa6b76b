"""Copies of a world: every array is as long as it must be, nobody reads or writes beyond it, all do the same."""

import json
import os
import subprocess
import sys

import copied
import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.benchmarks import axes, shapes
from lodeflow.benchmarks.copies import copies
from lodeflow.scenario.load import load, shipped


def test_a_column_that_nobody_declared_is_refused_by_name(monkeypatch):
    monkeypatch.setitem(axes.AXES, "queue", "cells: first second")
    with pytest.raises(ValueError, match=r"missing \['queue.rest'\], unknown \['queue.second'\]"):
        shapes.read_axes(plan(load("base-year")).template)


def test_an_array_of_another_length_is_refused_by_name():
    made = plan(load("base-year"))
    market = made.template.market
    short = market._replace(buying_ahead_state=market.buying_ahead_state._replace(begins=np.zeros(5, np.int64)))
    with pytest.raises(ValueError, match=r"buying_ahead_state.begins has the shape \(5,\), expected cells"):
        copies(made._replace(template=made.template._replace(market=short)), 2)


@pytest.mark.parametrize("scenario", sorted(shipped()))
def test_every_array_of_a_copied_world_has_its_declared_length(scenario):
    made = plan(load(scenario))
    declared = shapes.read_axes(made.template)
    one = shapes.sizes_of(shapes.arrays_of(made.template), declared)
    three = shapes.sizes_of(shapes.arrays_of(copies(made, 3).template), declared)
    assert three["cells"] == 3 * one["cells"]
    assert three["regions"] == one["regions"]


@pytest.mark.slow
def test_ten_copies_stay_within_their_arrays_and_do_what_the_original_does():
    """Without the compiler NumPy checks every index. Every instrument must have acted, or nothing was shown."""
    done = subprocess.run(
        [sys.executable, copied.__file__, "2", "10"],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {name: acted for name, acted in found["acted"].items() if not acted} == {}
    assert found["different"] == {"2": [], "10": []}
