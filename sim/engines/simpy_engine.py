"""The readable engine: one SimPy process per actor, over the same kernels that any other scheduler runs.

A person can step through it with a debugger (``NUMBA_DISABLE_JIT=1``), watch it, and add an actor in plain Python.
"""

import gc
from collections.abc import Callable

from lodeflow.assembly import Plan
from lodeflow.processes.alliance import accession, alliance
from lodeflow.processes.chokepoints import chokepoint
from lodeflow.processes.duties import duty
from lodeflow.processes.export_controls import export_control
from lodeflow.processes.market import market
from lodeflow.processes.outages import mine_site
from lodeflow.processes.projects import project
from lodeflow.processes.retaliation import retaliation
from lodeflow.processes.shipment import shipment
from lodeflow.processes.simulation import Life, Simulation
from lodeflow.processes.spells import spell
from lodeflow.replication import Replication, Stopped, fresh, write_unfinished

Extra = Callable[[Simulation], Life]
BETWEEN_LOOKS = 56  # days


def run(
    plan: Plan,
    replication: int = 0,
    *,
    step: int | None = None,
    keep_lots: bool = True,
    extra: tuple[Extra, ...] = (),
    reverse: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> Replication:
    """Run one replication to the end of the scenario.

    ``step`` days between recorded markets (default every tick); ``keep_lots`` writes finished shipments down; ``extra``
    are actors in plain Python; ``reverse`` starts the actors in reverse order, which changes nothing; ``stop`` is asked
    every few weeks. Raises Stopped.
    """
    world = fresh(plan.template)
    world.chance.replication[0] = replication
    world.tape.step[0] = step or plan.scenario.tick_days
    simulation = Simulation(world, keep_lots=keep_lots)
    lives: list[Life] = [market(simulation)]
    lives += [mine_site(simulation, site) for site in range(len(plan.sites))]
    lives += [spell(simulation, who) for who in range(len(plan.spells))]
    lives += [chokepoint(simulation, strait) for strait in range(len(world.straits.closed))]
    lives += [duty(simulation, number) for number in range(len(world.duties.first) - 1)]
    standing = world.market.levies.standing
    lives += [alliance(simulation, p) for p in range(len(standing))]
    lives += [accession(simulation, who) for who in range(standing.size)]
    headings = range(len(world.market.control_state.entry))
    lives += [export_control(simulation, heading) for heading in headings]
    lives += [retaliation(simulation, heading) for heading in headings]
    lives += [project(simulation, q) for q in range(len(world.market.projects.name))]
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
