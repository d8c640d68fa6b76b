"""A test is marked by what it reaches, and fails if it does more."""

import importlib
import subprocess
from functools import lru_cache, partial

import pytest
from command import lodeflow
from controlled import world
from hypothesis import given
from hypothesis import strategies as st
from quick import quick_disk
from tiers import ENGINES, TIERS, Watch, tier_of

from lodeflow.engines import compiled_engine
from lodeflow.engines.simpy_engine import play
from lodeflow.scenario.load import load


def loads():
    return load("base-year")


def runs(made):
    return play(made)


def by_way_of_a_module(made):
    return compiled_engine.play(made)


def by_way_of_a_helper():
    return world()


def inside_another():
    def inner(made):
        return [play(each) for each in made]

    return inner


def imported_inside(made):
    from lodeflow.engines.compiled_engine import Engine  # noqa: PLC0415 - it is to be seen there too

    return Engine(made)


@lru_cache
def decorated(made):
    return play(made)


@given(st.integers())
def of_examples(number):
    play(number)


class Thing:
    @property
    def happened(self):
        return play(self)


TABLE = {"thing": Thing}


def by_way_of_a_table():
    return TABLE["thing"]().happened


def says():
    return lodeflow("check", "base-year")


def starts():
    return subprocess.run(["true"], check=True)


def damages():
    with quick_disk() as place:
        return place


@pytest.mark.parametrize(
    ("functions", "tier"),
    [
        ([loads], "kernel"),
        ([runs], "world"),
        ([by_way_of_a_module], "world"),
        ([by_way_of_a_helper], "world"),
        ([inside_another], "world"),
        ([imported_inside], "world"),
        ([decorated], "world"),
        ([of_examples], "world"),
        ([by_way_of_a_table], "world"),
        ([says], "world"),
        ([loads, runs], "world"),
        ([starts], "folder"),
        ([damages], "folder"),
        ([runs, starts], "folder"),
    ],
    ids=lambda given: given if isinstance(given, str) else given[-1].__name__,
)
def test_the_tier_of_a_test_is_that_of_the_dearest_it_reaches(functions, tier):
    assert tier_of(functions) == tier


def test_a_parameter_counts_as_if_it_were_called():
    assert tier_of([loads], (play,)) == "world"
    assert tier_of([loads], (3, "run")) == "kernel"


def test_whatever_runs_an_engine_is_still_called_so():
    for name in ENGINES:
        module, _, thing = name.rpartition(".")
        assert hasattr(importlib.import_module(module), thing or "__path__") or not thing, name


def test_every_test_has_one_tier(request):
    for item in request.session.items:
        assert sum(item.get_closest_marker(tier) is not None for tier in TIERS) == 1, item.nodeid


def test_what_was_not_seen_is_counted():
    seen = Watch()
    assert [seen.beyond(tier) for tier in TIERS] == ["", "", ""]
    seen.engines = 1
    assert [bool(seen.beyond(tier)) for tier in TIERS] == [True, False, False]
    seen.processes = 1
    assert [bool(seen.beyond(tier)) for tier in TIERS] == [True, True, False]


def test_processes_and_engines_are_counted_however_they_are_reached():
    class Machine:
        def go(self, turns):
            return 2 * turns

    seen = Watch()
    seen.count(Machine, "go")
    assert partial(Machine().go, 3)() == 6
    assert seen.engines == 1
    starts()
    assert seen.processes >= 1
    seen.begin()
    assert (seen.engines, seen.processes) == (0, 0)
