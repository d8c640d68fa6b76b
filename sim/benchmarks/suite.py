"""Whole benchmark: all measurements in one run, one after the other, and their ratios."""

from collections.abc import Callable
from typing import Any, NamedTuple

from lodeflow.benchmarks.aims import AIMS
from lodeflow.benchmarks.bare import measure_bare_event
from lodeflow.benchmarks.bound import measure_bound
from lodeflow.benchmarks.engines import first_plan, measure_engines
from lodeflow.benchmarks.growth import measure_growth
from lodeflow.benchmarks.tick import measure_tick
from lodeflow.benchmarks.whole_runs import (
    measure_first_run,
    measure_memory,
    measure_output,
    measure_plan,
    measure_point,
    measure_start_up,
    measure_threads,
    whole_plan,
)
from lodeflow.machine import processors
from lodeflow.report.text_tables import Section
from lodeflow.scenario.load import shipped
from lodeflow.storage.manifest import versions

MAIN = "status-quo"


class Size(NamedTuple):
    """Size of a benchmark."""

    days: int | None
    """Days of a SimPy run; None for those of the scenario."""
    turns: int
    """Turns of each measurement."""
    replications: int
    """Replications of whole runs."""
    memory: tuple[int, int]
    """Fewest and most replications in the measurement of memory."""
    memory_days: int
    """Days of its runs."""


QUICK = Size(days=730, turns=1, replications=48, memory=(50, 400), memory_days=182)
FULL = Size(days=None, turns=3, replications=128, memory=(100, 10_000), memory_days=365)


def measure(*, quick: bool, say: Callable[[str], None], first_run: bool = False) -> dict[str, Any]:
    """Measure everything; ratios and raw figures for JSON.

    Args:
        quick: shorter runs, fewer turns.
        first_run: also a run that finds no compiled kernels.
        say: called with the name of each measurement before it starts.

    Raises:
        RuntimeError: the engines differ.

    """
    size = QUICK if quick else FULL
    say("the engines")
    engines = [measure_engines(name, days=size.days, turns=size.turns) for name in shipped()]
    main = next(e for e in engines if e.scenario == MAIN)
    say("a bare event and a market day")
    bare = measure_bare_event(3 + size.turns)
    first = first_plan(MAIN, size.days)
    tick = measure_tick(MAIN, first, 3 + size.turns)
    say("the bound of a replication")
    bound = measure_bound(first, tick, bare, 3 + size.turns)
    say("threads")
    world, cores = whole_plan(MAIN), processors()
    threads = measure_threads(world, size.replications, max(2, cores), size.turns)
    say("output")
    output = measure_output(world, size.replications, size.turns)
    plan_seconds, point_seconds = measure_plan(world, size.turns), measure_point(world, size.turns)
    say("start-up")
    start_up = measure_start_up(3 * size.turns)
    compiling = None
    if first_run:
        say("a first run, which compiles all kernels")
        compiling = measure_first_run()
    say("memory")
    memory = measure_memory(MAIN, size.memory, size.memory_days)
    say("growth")
    growth = measure_growth(MAIN, days=364, turns=2 + size.turns)
    few, many = size.memory
    ratios = {
        "replication_to_bound": main.compiled / sum(part.seconds for part in bound),
        "simpy_us_per_event": 1e6 * main.simpy / main.events,
        "tick_to_floor": tick.seconds / tick.floor,
        "two_threads": threads[1] / (2.0 * threads[2]),
        "output": output["market"] / output["nothing"] - 1.0,
        "memory": memory[many] / memory[few],
        "help_to_click": start_up.help / start_up.click,
        "growth_lanes": growth["lanes and materials"],
        "growth_years": growth["years"],
        "growth_replications": growth["replications"],
    }
    return {
        "quick": quick,
        "cores": cores,
        "versions": versions(),
        "ratios": ratios,
        "engines": [e._asdict() | {"trace": f"{e.trace:016x}", "ratio": e.ratio} for e in engines],
        "bound": [part._asdict() | {"ms": 1e3 * part.seconds} for part in bound],
        "compiled_ms": 1e3 * main.compiled,
        "bare_event_ns": 1e9 * bare,
        "event_ns": 1e9 * (main.compiled - tick.seconds * main.markets) / main.events,
        "event_all_in_ns": 1e9 * main.compiled / main.events,
        "events_per_second": main.events / main.compiled,
        "tick_us": 1e6 * tick.seconds,
        "tick_floor_us": 1e6 * tick.floor,
        "tick_calls": tick.calls,
        "threads_replications_per_second": {n: size.replications / s for n, s in threads.items()},
        "plan_ms": 1e3 * plan_seconds,
        "point_ms": 1e3 * point_seconds,
        "first_run_seconds": compiling,
        "output_ms_per_replication": {detail: 1e3 * s for detail, s in output.items()},
        "start_up_ms": {name: 1e3 * s for name, s in start_up._asdict().items()},
        "memory_mb": memory,
        "growth": growth,
    }


def sections(found: dict[str, Any]) -> list[Section]:
    """Printed tables of the result ``found`` of ``measure``."""
    ratios = [
        (a.words, f"{found['ratios'][a.key]:,.3g}", f"{a.ship:g}", f"{a.reach_for:g}", a.met(found["ratios"][a.key]))
        for a in AIMS
    ]
    engines = [
        (
            e["scenario"],
            f"{e['events']:,}",
            f"{e['simpy']:.3f}",
            f"{1e3 * e['compiled']:.2f}",
            f"{e['ratio']:.0f}",
            e["trace"],
            e["state"][:16],
        )
        for e in found["engines"]
    ]
    costs = [
        ("an event, all in", f"{found['event_all_in_ns']:.1f}", "ns"),
        ("an event without market days", f"{found['event_ns']:.1f}", "ns"),
        ("a bare event of the agenda, grouping and sorting included", f"{found['bare_event_ns']:.1f}", "ns"),
        ("events in a second", f"{found['events_per_second'] / 1e6:.1f}", "million"),
        ("a market day", f"{found['tick_us']:.1f}", "µs"),
        ("the floor of its own transcendentals", f"{found['tick_floor_us']:.1f}", "µs"),
        *((f"  of them {name}", f"{count:,}", "calls") for name, count in found["tick_calls"].items()),
    ]
    bound = [(p["words"], f"{p['times']:,}", f"{p['nanoseconds']:,.1f}", f"{p['ms']:.2f}") for p in found["bound"]]
    whole = sum(p["ms"] for p in found["bound"])
    bound += [("the bound", "", "", f"{whole:.2f}"), ("the replication", "", "", f"{found['compiled_ms']:.2f}")]
    output = found["output_ms_per_replication"]
    first = found["first_run_seconds"]
    runs = [
        *((f"{n} threads", f"{r:.1f}", "replications/s") for n, r in found["threads_replications_per_second"].items()),
        ("plan of a further replication", f"{found['plan_ms']:.2f}", "ms of CPU"),
        ("a point of evaluate, beside its simulation", f"{found['point_ms']:.2f}", "ms of CPU"),
        *((f"output: {d}", f"{ms:.1f}", "ms of CPU a replication") for d, ms in output.items()),
        *((f"start-up: {name}", f"{ms:.0f}", "ms") for name, ms in found["start_up_ms"].items()),
        *([("start-up: first run, kernels compiled", f"{first:.0f}", "s")] if first else []),
        *((f"peak memory, {n} replications", f"{mb:.0f}", "MB") for n, mb in found["memory_mb"].items()),
    ]
    return [
        Section("Ratios", ("what", "measured", "to ship", "to reach for", ""), ratios),
        Section(
            "Engines, traces and states equal",
            ("scenario", "events", "SimPy s", "compiled ms", "times faster", "trace", "state"),
            engines,
        ),
        Section("Bound of a replication of status-quo", ("what", "times", "ns each", "ms"), bound),
        Section("Costs", ("what", "", "unit"), costs),
        Section("Whole runs", ("what", "", "unit"), runs),
    ]
