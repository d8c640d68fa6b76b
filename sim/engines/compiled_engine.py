"""Compiled engine: the compiled scheduler over the kernels of the SimPy engine, with bit-identical results.

Arrays are allocated once per worker and reset for each replication; new ones would cost more time than the events.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from operator import attrgetter
from typing import Any

import numpy as np

from lodeflow.instruments.registry import actors
from lodeflow.invariants.watch import Watch
from lodeflow.kernels.core.births import empty_births
from lodeflow.kernels.core.kinds import MARKET
from lodeflow.kernels.core.moment import moment
from lodeflow.kernels.engine.agenda import CURSOR, DAY, TURN, Agenda, empty_agenda, roomier
from lodeflow.kernels.engine.first_moments import start
from lodeflow.kernels.engine.loop import Exit
from lodeflow.kernels.engine.loop import play as play_on
from lodeflow.kernels.engine.market_day import Market
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.entities.lots import grown
from lodeflow.kernels.record.record import EVENTS, FINISHED, MARKETS
from lodeflow.plans import Plan
from lodeflow.processes.binding import parameters
from lodeflow.replication import Replication, Restart, Stopped, doubled, fresh, write_unfinished
from lodeflow.variants import Variants

BUDGET = 500_000  # moments between two checks for a request to stop
BUCKET = 1024  # initial room for the moments of one day
TAPES = {Exit.MARKET_TAPE: MARKETS, Exit.LOT_TAPE: FINISHED, Exit.EVENT_TAPE: EVENTS}


class Engine:
    """World and agenda of one worker, reused from one replication to the next."""

    def __init__(
        self,
        plan: Plan,
        *,
        step: int | None = None,
        keep_lots: bool = True,
        bucket: int = BUCKET,
        watch: bool = False,
    ) -> None:
        """Allocation of a world and an agenda.

        Args:
            plan: plan of the scenario.
            step: days between recorded markets; every tick if not given.
            keep_lots: whether finished shipments are recorded.
            bucket: initial room for the moments of one day.
            watch: whether stocks, prices, shares and books are checked after all moments of one day and kind.

        """
        self.watch = watch
        self.plan = plan
        self.keep_lots = keep_lots
        self.step = step or plan.scenario.tick_days
        self.world = fresh(plan.template)
        self.agenda: Agenda = empty_agenda(plan.scenario.days, bucket)
        self._restart = Restart()
        self._known: tuple[tuple[int, ...], np.ndarray] = ((), np.zeros(0, np.int64))
        self._own = plan
        self._variants: Variants | None = None

    def run(self, replication: int = 0) -> Replication:
        """Run of one replication, with its own draws of the uncertain numbers.

        The result holds this engine's world, which the next run resets.

        Args:
            replication: its number, as ``mc`` counts.

        Raises:
            ValueError: drawn numbers contradict the base table.

        """
        if self._variants is None:
            self._variants = Variants(self._own)  # whatever has been played in between
        return self.play(replication, self._variants.of(replication)[0])

    def play(
        self, replication: int = 0, plan: Plan | None = None, *, stop: Callable[[], bool] = lambda: False
    ) -> Replication:
        """Run of a plan as it stands: uncertain numbers keep the values that the plan was built with.

        The result holds this engine's world, which the next run resets.

        Args:
            replication: address of its random draws.
            plan: plan on the same base table that replaces the engine's.
            stop: called after every BUDGET of moments; True stops the run.

        Raises:
            Stopped: ``stop`` returned True.
            RuntimeError: a moment is of a kind that no actor handles.
            BrokenInvariantError: the engine watches, and found a fault of lodeflow.

        """
        self.plan = plan or self.plan
        with _patient_collector():
            self._reset(replication)
        watch, budget = (Watch(self.plan, replication), 1) if self.watch else (None, BUDGET)
        while not stop():
            with _patient_collector():
                reason = Exit(play_on(*_slices_of(play_on)(self.world), self.agenda, self.keep_lots, budget))
            if watch and reason == Exit.BUDGET:
                watch.look(self.world, int(self.agenda.place[DAY]), self._last_moment, batch=True)
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
        """Reset of the world to day 0, with the first moment of every actor on the agenda."""
        self.world = self._restart.of(self.world, self.plan.template)
        world = self.world
        world.chance.replication[0] = replication
        world.tape.step[0] = self.step
        if self._known[0] is not self.plan.first_moments:
            moments = [int(moment(0, MARKET, 0)), *self.plan.first_moments]
            self._known = self.plan.first_moments, np.array(moments, np.int64)
        known, counts = self._known[1], np.array([each.count(world) for each in actors()], np.int64)
        first = np.zeros(counts.sum(), np.int64)
        while len(self.agenda.far) < len(known) + len(first):
            self._make_room(Exit.BUCKETS)
        start(*_slices_of(start)(world), self.agenda, known, counts, first)

    @property
    def _last_moment(self) -> int:
        """Last moment of the batch that has acted."""
        place = self.agenda.place
        return int(self.agenda.moments[place[DAY] & TURN, place[CURSOR] - 1])

    def _make_room(self, reason: Exit) -> None:
        """Growth of the array that was full: twice the room."""
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


def run(
    plan: Plan, replication: int = 0, *, step: int | None = None, keep_lots: bool = True, watch: bool = False
) -> Replication:
    """Run of one replication in a new world, with its own draws of the uncertain numbers.

    Args:
        plan: plan of the scenario.
        replication: its number, as ``mc`` counts.
        step: days between recorded markets; every tick if not given.
        keep_lots: whether finished shipments are recorded.
        watch: whether stocks, prices, shares and books are checked after all moments of one day and kind.

    Raises:
        ValueError: drawn numbers contradict the base table.
        BrokenInvariantError: ``watch`` found a fault of lodeflow.

    """
    return Engine(plan, step=step, keep_lots=keep_lots, watch=watch).run(replication)


def play(
    plan: Plan, replication: int = 0, *, step: int | None = None, keep_lots: bool = True, watch: bool = False
) -> Replication:
    """Run of a plan as it stands, in a new world; uncertain numbers keep the values of the plan.

    Args:
        plan: the plan.
        replication: address of its random draws.
        step: days between recorded markets; every tick if not given.
        keep_lots: whether finished shipments are recorded.
        watch: whether stocks, prices, shares and books are checked after all moments of one day and kind.

    Raises:
        BrokenInvariantError: ``watch`` found a fault of lodeflow.

    """
    return Engine(plan, step=step, keep_lots=keep_lots, watch=watch).play(replication)


@cache
def _slices_of(kernel: Callable[..., Any]) -> Callable[[World], tuple[Any, ...]]:
    """Getter of the slices of a world that a kernel takes, in the order of its parameters."""
    places = {name: f"market.{name}" for name in Market._fields} | {name: name for name in World._fields}
    return attrgetter(*(places[name] for name in parameters(kernel) if name in places))


@contextmanager
def _patient_collector() -> Iterator[None]:
    """Garbage collection at longer intervals while kernels are compiled for the first time.

    It saves a tenth of the time and costs a tenth more memory.
    """
    before = gc.get_threshold()
    if getattr(play_on, "ready", True):
        yield
        return
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
