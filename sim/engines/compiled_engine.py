"""The fast engine: the compiled scheduler over the kernels that the SimPy engine runs, bit for bit the same.

Everything is allocated once per worker and reset for each replication; afresh it would cost more than the events.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from lodeflow.assembly import Plan
from lodeflow.kernels.alliance.accession import await_accession
from lodeflow.kernels.alliance.levy import await_fixing
from lodeflow.kernels.core.births import empty_births
from lodeflow.kernels.core.kinds import MARKET
from lodeflow.kernels.core.moment import moment
from lodeflow.kernels.engine.agenda import DAY, Agenda, clear, empty_agenda, fits, note_down, roomier
from lodeflow.kernels.engine.loop import Exit, play
from lodeflow.kernels.entities.lots import grown
from lodeflow.kernels.export_controls.decree import await_control
from lodeflow.kernels.export_controls.retaliation import await_retaliation
from lodeflow.kernels.projects.stages import begin
from lodeflow.kernels.record.record import EVENTS, FINISHED, MARKETS
from lodeflow.kernels.shocks.spells import await_spell
from lodeflow.kernels.supply.outages import await_outage
from lodeflow.kernels.trade.chokepoints import await_closure
from lodeflow.kernels.trade.duties import await_change
from lodeflow.replication import Replication, Stopped, doubled, fresh, restored, write_unfinished

BUDGET = 500_000  # moments between two looks at the clock and at whoever wants to stop
BUCKET = 1024  # moments of one day that find room at first
TAPES = {Exit.MARKET_TAPE: MARKETS, Exit.LOT_TAPE: FINISHED, Exit.EVENT_TAPE: EVENTS}


class Engine:
    """One worker's world and agenda, used for one replication after the other."""

    def __init__(self, plan: Plan, *, step: int | None = None, keep_lots: bool = True, bucket: int = BUCKET) -> None:
        """``step`` days between recorded markets; ``keep_lots`` writes finished shipments down."""
        self.plan = plan
        self.keep_lots = keep_lots
        self.step = step or plan.scenario.tick_days
        self.world = fresh(plan.template)
        self.agenda: Agenda = empty_agenda(plan.scenario.days, bucket)

    def run(
        self, replication: int = 0, plan: Plan | None = None, *, stop: Callable[[], bool] = lambda: False
    ) -> Replication:
        """Run one replication to the end. Its world is this engine's, and is reset by the next run.

        ``plan``: another one on the same base table, from now on; ``stop`` is asked between slices of moments. Raises
        Stopped.
        """
        self.plan = plan or self.plan
        with _patient_collector():
            self._reset(replication)
        while not stop():
            with _patient_collector():
                reason = Exit(play(*self.world.market, *self.world[1:], self.agenda, self.keep_lots, BUDGET))
            if reason == Exit.END:
                break
            if reason == Exit.UNEXPECTED:
                raise RuntimeError(f"nobody acts on a moment of day {self.agenda.place[DAY]}")
            if reason != Exit.BUDGET:
                self._make_room(reason)
        else:
            raise Stopped
        if self.keep_lots:
            self.world = write_unfinished(self.world)
        trace, events = int(self.agenda.trace[0]), int(self.agenda.events[0])
        return Replication(replication, self.world, trace, events)

    def _reset(self, replication: int) -> None:
        """The state of day 0, and everybody's first moment."""
        self.world = restored(self.world, self.plan.template)
        world = self.world
        world.chance.replication[0] = replication
        world.tape.step[0] = self.step
        clear(self.agenda)
        first = [int(moment(0, MARKET, 0)), *self.plan.first_moments]
        sites, chance = world.market.sites, world.chance
        first += [int(await_outage(world.outage_params, sites, chance, -1, k)) for k in range(len(sites.cut))]
        spells, course = world.shocks.spells, world.shocks.course
        first += [int(await_spell(spells, course, chance, -1, k)) for k in range(len(course.on))]
        straits = range(len(world.straits.closed))
        first += [int(await_closure(world.chokepoint_params, world.chokepoint_draws, chance, -1, k)) for k in straits]
        first += [int(await_change(world.duties, -1, k)) for k in range(len(world.duties.first) - 1)]
        m, headings = world.market, range(len(world.market.control_state.entry))
        first += [int(await_fixing(m.alliances, -1, p)) for p in range(len(m.levies.in_force))]
        joiners = range(m.levies.standing.size)
        first += [int(await_accession(m.alliances, m.levies, chance, -1, who)) for who in joiners]
        first += [int(await_control(m.control_params, m.control_state, -1, h)) for h in headings]
        first += [
            int(await_retaliation(m.control_params, world.retaliation_params, world.retaliation_state, chance, -1, h))
            for h in headings
        ]
        first += [
            int(
                begin(
                    m.investment_params,
                    m.projects,
                    m.project_links,
                    m.project_state,
                    m.routes,
                    m.trade,
                    m.plant_params,
                    chance,
                    q,
                )
            )
            for q in range(len(m.projects.name))
        ]
        while not fits(self.agenda, len(first)):
            self._make_room(Exit.BUCKETS)
        note_down(self.agenda, np.array(first, np.int64), len(first))

    def _make_room(self, reason: Exit) -> None:
        """Twice the room for what was short."""
        market = self.world.market
        if reason == Exit.BUCKETS:
            self.agenda = roomier(self.agenda, 2 * self.agenda.moments.shape[1])
        elif reason == Exit.LOTS:
            self.world = self.world._replace(
                market=market._replace(lots=grown(market.lots, 2 * len(market.lots.tonnes)))
            )
        elif reason == Exit.BIRTHS:
            births = empty_births(2 * len(market.births.moments))
            self.world = self.world._replace(market=market._replace(births=births))
        else:
            self.world = self.world._replace(tape=doubled(self.world.tape, TAPES[reason]))


def run(plan: Plan, replication: int = 0, *, step: int | None = None, keep_lots: bool = True) -> Replication:
    """Run one replication in a world of its own."""
    return Engine(plan, step=step, keep_lots=keep_lots).run(replication)


@contextmanager
def _patient_collector() -> Iterator[None]:
    """Python looks for garbage less often while kernels are compiled for the first time: it saves a tenth of the time
    and costs a tenth more memory.
    """
    before = gc.get_threshold()
    if getattr(play, "ready", True):
        yield
        return
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
