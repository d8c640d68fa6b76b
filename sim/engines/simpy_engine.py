"""SimPy engine: one SimPy process per actor, over the same kernels as the compiled engine.

It can be stepped through with a debugger (``NUMBA_DISABLE_JIT=1``) and takes further actors in plain Python.
"""

import gc
from collections.abc import Callable

from lodeflow.instruments.registry import actors
from lodeflow.invariants.watch import Watch
from lodeflow.plans import Plan
from lodeflow.processes.market import market
from lodeflow.processes.shipment import shipment
from lodeflow.processes.simulation import Life, Simulation
from lodeflow.replication import Replication, Stopped, fresh, write_unfinished
from lodeflow.variants import Variants

Extra = Callable[[Simulation], Life]
BETWEEN_LOOKS = 56  # days between two checks for a request to stop


def run(
    plan: Plan,
    replication: int = 0,
    *,
    step: int | None = None,
    keep_lots: bool = True,
    extra: tuple[Extra, ...] = (),
    watch: bool = False,
) -> Replication:
    """Run of one replication, with its own draws of the uncertain numbers.

    Args:
        plan: plan of the scenario.
        replication: its number, as ``mc`` counts.
        step: days between recorded markets; every tick if not given.
        keep_lots: whether finished shipments are recorded.
        extra: further actors in plain Python.
        watch: whether stocks, prices, shares and books are checked after every moment.

    Raises:
        ValueError: drawn numbers contradict the base table.
        BrokenInvariantError: ``watch`` found a fault of lodeflow.

    """
    drawn = Variants(plan).of(replication)[0]
    return play(drawn, replication, step=step, keep_lots=keep_lots, extra=extra, watch=watch)


def play(
    plan: Plan,
    replication: int = 0,
    *,
    step: int | None = None,
    keep_lots: bool = True,
    extra: tuple[Extra, ...] = (),
    reverse: bool = False,
    watch: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> Replication:
    """Run of a plan as it stands: uncertain numbers keep the values that the plan was built with.

    Args:
        plan: the plan.
        replication: address of its random draws.
        step: days between recorded markets; every tick if not given.
        keep_lots: whether finished shipments are recorded.
        extra: further actors in plain Python.
        reverse: whether actors are started in reverse order, which changes no result.
        watch: whether stocks, prices, shares and books are checked after every moment, in three times the time.
        stop: called every BETWEEN_LOOKS days; True stops the run.

    Raises:
        Stopped: ``stop`` returned True.
        UnexpectedMomentError: a moment is of a kind that its actor does not handle.
        BrokenInvariantError: ``watch`` found a fault of lodeflow.

    """
    world = fresh(plan.template)
    world.chance.replication[0] = replication
    world.tape.step[0] = step or plan.scenario.tick_days
    simulation = Simulation(world, keep_lots=keep_lots)
    lives: list[Life] = [market(simulation)]
    lives += [each.process(simulation, who) for each in actors() for who in range(each.count(world))]
    lives += [shipment(simulation, moment) for moment in plan.first_moments]
    lives += [actor(simulation) for actor in extra]
    for life in reversed(lives) if reverse else lives:
        simulation.env.process(life)
    watcher = Watch(plan, replication) if watch else None
    was_on = gc.isenabled()
    gc.disable()  # scanning thousands of live processes for garbage doubles the time
    try:
        for day in (*range(BETWEEN_LOOKS, plan.scenario.days, BETWEEN_LOOKS), plan.scenario.days):
            if stop():
                raise Stopped
            if watcher:
                _run_watched(simulation, day, watcher)
            else:
                simulation.env.run(until=day)
    finally:
        if was_on:
            gc.enable()
    world = write_unfinished(simulation.world) if keep_lots else simulation.world
    return Replication(replication, world, simulation.trace, simulation.events)


def _run_watched(simulation: Simulation, until: int, watch: Watch) -> None:
    """Run to the day ``until`` as SimPy does, with a look at the world after every SimPy event."""
    while simulation.env.peek() < until:
        acted = simulation.events
        simulation.env.step()
        moment = simulation.moment if simulation.events > acted else None
        watch.look(simulation.world, int(simulation.env.now), moment)
