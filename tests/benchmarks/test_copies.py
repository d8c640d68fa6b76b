"""Copies of a world: every array is as long as it must be, nobody reads or writes beyond it, all do the same."""

import json
import os
import subprocess
import sys
from typing import NamedTuple

import copied
import numpy as np
import pytest
from shipped_tiers import WHOLE_WORLDS

from lodeflow.assembly import plan
from lodeflow.benchmarks import shapes
from lodeflow.benchmarks.copies import copies
from lodeflow.scenario.load import load


class Rationing(NamedTuple):
    """Slice with one field that declares itself, one that is silent, and others that are malformed."""

    first: np.ndarray
    """float64 (cells,) [t]: due to members."""
    rest: np.ndarray
    second: np.ndarray
    """float64 [t]: due to nobody knows whom."""
    fence: np.ndarray
    """int64 (cells + 1,) [step of nothing]: first step of each cell."""


def test_a_column_that_nobody_declared_is_refused_by_name():
    world = plan(load("base-year")).template
    unsaid = world._replace(
        market=world.market._replace(rationing=Rationing(*(np.zeros(1) for _ in Rationing._fields)))
    )
    with pytest.raises(ValueError, match="expected a string below the field") as refused:
        shapes.read_axes(unsaid)
    first, second, third = str(refused.value).split("; ")
    assert first.startswith("rationing.rest: expected a string below the field")
    assert first.endswith("found ''")
    assert second.startswith("rationing.second: expected a string below the field")
    assert second.endswith("found 'float64 [t]: due to nobody knows whom.'")
    assert third.startswith("rationing.fence: expected a unit that names an axis")


def test_an_array_of_another_length_is_refused_by_name():
    made = plan(load("base-year"))
    market = made.template.market
    short = market._replace(buying_ahead_state=market.buying_ahead_state._replace(begins=np.zeros(5, np.int64)))
    with pytest.raises(ValueError, match=r"buying_ahead_state.begins has the shape \(5,\), expected cells"):
        copies(made._replace(template=made.template._replace(market=short)), 2)


@pytest.mark.parametrize("scenario", WHOLE_WORLDS)
def test_every_array_of_a_copied_world_has_its_declared_length(scenario):
    made = plan(load(scenario))
    declared = shapes.read_axes(made.template)
    one = shapes.sizes_of(shapes.arrays_of(made.template), declared)
    three = shapes.sizes_of(shapes.arrays_of(copies(made, 3).template), declared)
    assert three["cells"] == 3 * one["cells"]
    assert three["regions"] == one["regions"]


@pytest.mark.folder
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
