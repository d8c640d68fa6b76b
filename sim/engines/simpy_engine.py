"""The readable engine: one SimPy process per actor, over the same kernels that any other scheduler runs.

A person can step through it with a debugger (``NUMBA_DISABLE_JIT=1``), watch it, and add an actor in plain Python.
"""

import gc
from collections.abc import Callable

from lodeflow.instruments.registry import actors
from lodeflow.plan import Plan
from lodeflow.processes.market import market
from lodeflow.processes.shipment import shipment
from lodeflow.processes.simulation import Life, Simulation
from lodeflow.replication import Replication, Stopped, fresh, write_unfinished
from lodeflow.variants import Variants

Extra = Callable[[Simulation], Life]
BETWEEN_LOOKS = 56  # days


def run(
    plan: Plan,
    replication: int = 0,
    *,
    step: int | None = None,
    keep_lots: bool = True,
    extra: tuple[Extra, ...] = (),
) -> Replication:
    """Run one replication: where the scenario is uncertain, with the numbers that this replication draws.

    Args:
        plan: plan of the scenario.
        replication: its number, as ``mc`` counts.
        step: days between recorded markets; every tick if not given.
        keep_lots: whether finished shipments are recorded.
        extra: actors in plain Python.

    """
    return play(Variants(plan).of(replication)[0], replication, step=step, keep_lots=keep_lots, extra=extra)


def play(
    plan: Plan,
    replication: int = 0,
    *,
    step: int | None = None,
    keep_lots: bool = True,
    extra: tuple[Extra, ...] = (),
    reverse: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> Replication:
    """Play a plan as it stands: uncertain numbers have the values that the plan was built with.

    Args:
        plan: the plan.
        replication: address of its random draws.
        step: days between recorded markets; every tick if not given.
        keep_lots: whether finished shipments are recorded.
        extra: actors in plain Python.
        reverse: start the actors in reverse order, which changes nothing.
        stop: asked every few weeks whether to stop.

    Raises:
        Stopped: ``stop`` said so.

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
    was_on = gc.isenabled()
    gc.disable()  # thousands of live processes are no garbage; looking at them doubles the time
    try:
        for day in (*range(BETWEEN_LOOKS, plan.scenario.days, BETWEEN_LOOKS), plan.scenario.days):
            if stop():
                raise Stopped
            simulation.env.run(until=day)
    finally:
        if was_on:
            gc.enable()
    world = write_unfinished(simulation.world) if keep_lots else simulation.world
    return Replication(replication, world, simulation.trace, simulation.events)
