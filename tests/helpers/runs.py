"""Worlds that were run, each once for all tests that ask for it."""

from copy import deepcopy

from lodeflow.assembly import plan
from lodeflow.engines import compiled_engine, simpy_engine
from lodeflow.plans import Plan
from lodeflow.replication import Replication, state_hash
from lodeflow.scenario.load import load

KEPT = 32  # a world of a few years takes tens of megabytes
ENGINES = {"compiled": compiled_engine.play, "simpy": simpy_engine.play}
_kept: dict[tuple[object, ...], tuple[Plan, Replication, str]] = {}


def run_of(
    scenario: str, *settings: str, days: int, engine: str = "compiled", replication: int = 0, **recording: object
) -> tuple[Plan, Replication]:
    """A world under these settings, and what happened in it. Others look at it too: `copy_of` it before a change."""
    key = (scenario, settings, days, engine, replication, *sorted(recording.items()))
    if key not in _kept:
        made = plan(load(scenario, (f"days={days}", *settings)))
        happened = ENGINES[engine](made, replication, **recording)
        while len(_kept) >= KEPT:
            _refuse_changed(next(iter(_kept)))
        _kept[key] = made, happened, state_hash(happened.world)
    else:
        _kept[key] = _kept.pop(key)  # asked for last
    return _kept[key][:2]


def copy_of(happened: Replication) -> Replication:
    """The same, to be changed."""
    return deepcopy(happened)


def refuse_changed() -> None:
    """Let go of all worlds, and fail if a test has changed one: others would have looked at it."""
    for key in [*_kept]:
        _refuse_changed(key)


def _refuse_changed(key: tuple[object, ...]) -> None:
    _, happened, before = _kept.pop(key)
    assert state_hash(happened.world) == before, f"a test has changed the world of run_of{key}: it must copy_of() it"
