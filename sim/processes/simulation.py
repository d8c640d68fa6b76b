"""Simulation of one replication on SimPy: clock, world, waiting cargoes and trace.

An actor in plain Python waits with ``yield simulation.until(moment)``. Actors wake in the order of their moments, in
whatever order they were started. The trace digests every moment in which an actor acted, so that two schedulers can be
compared by one number.
"""

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, cast

import simpy

from lodeflow.kernels.core.births import empty_births
from lodeflow.kernels.core.bound_call import bind
from lodeflow.kernels.core.moment import fold_plain, stir_plain
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.entities.lots import free_slot, free_slots, grown
from lodeflow.kernels.record.record import EVENTS, FINISHED, MARKETS, record_event, record_lot
from lodeflow.processes.binding import bound, slices
from lodeflow.replication import longer

if TYPE_CHECKING:
    from simpy.events import EventPriority

Life = Generator[simpy.Event, Any, None]


class Alarm(simpy.Event):
    """SimPy event at a moment; among events of one day its priority is the moment itself."""

    def __init__(self, env: simpy.Environment, moment: int) -> None:
        self.env = env  # as simpy.Timeout does, without calling the base class
        self.callbacks = []
        self._ok = True
        self._value = moment
        env.schedule(self, cast("EventPriority", 1 + moment), (moment >> 40) - env.now)


class Simulation:
    """World and clock of one replication, as its processes use them.

    Args:
        world: world on day 0; the simulation writes to it.
        keep_lots: whether finished shipments are recorded.

    """

    def __init__(self, world: World, *, keep_lots: bool) -> None:
        self.env = simpy.Environment()
        self.keep_lots = keep_lots
        self.events = 0
        self.moment = -1
        """Last moment in which an actor acted."""
        self._trace = 0
        self._run, self._told = 0, -1  # digest of the moments of the current day and kind, and that day and kind
        self.waiting: dict[int, simpy.Event] = {}
        self.world = world

    @property
    def world(self) -> World:
        """World as it stands. Another may be assigned, such as one with more room."""
        return self._world

    @world.setter
    def world(self, world: World) -> None:
        """Replace the world, the slices that processes use, and all calls, which hold addresses of its arrays."""
        self._world = world
        self.market = world.market
        self.lots = world.market.lots
        self.births = world.market.births
        self.tape = world.tape
        self._slices = slices(world)
        self._calls: dict[Callable[..., Any], Callable[..., Any]] = {}

    def act(self, kernel: Callable[..., Any], *rest: int) -> Any:
        """Call of a kernel with its slices of this world, found by the names of its parameters.

        Args:
            kernel: the kernel.
            rest: arguments after its slices: the day, and the actor.

        Returns:
            The result of the kernel, such as the next moment of the actor.

        """
        call = self._calls.get(kernel)
        if call is None:
            call = self._calls[kernel] = bind(kernel, bound(kernel, self._slices), len(rest))
        return call(*rest)

    @staticmethod
    def expect(moment: int, *kinds: int) -> int:
        """Kind of a moment, checked against the kinds that an actor handles.

        Args:
            moment: packed moment.
            kinds: kinds that the actor handles.

        Raises:
            UnexpectedMomentError: the moment is of another kind.

        """
        kind = (int(moment) >> 32) & 0xFF
        if kind not in kinds:
            raise UnexpectedMomentError(kind, int(moment) >> 40, kinds)
        return kind

    def until(self, moment: int) -> simpy.Event:
        """Event to wait for: the time of ``moment``."""
        return Alarm(self.env, moment)

    def turn(self, moment: int) -> int:
        """Start of the actions at ``moment``: it is added to the trace, and its day is returned."""
        moment = int(moment)  # with the compiler off, kernels return NumPy's numbers
        if moment >> 32 != self._told:
            self._trace, self._run, self._told = self.trace, 0, moment >> 32
        self._run ^= stir_plain(moment)
        self.events += 1
        self.moment = moment
        return moment >> 40

    @property
    def trace(self) -> int:
        """Digest of all moments in which an actor acted; 0 before the first."""
        return fold_plain(self._trace, self._run) if self.events else 0

    def awaken(self, slot: int) -> simpy.Event:
        """Event to wait for: another actor wakes the cargo in ``slot``. Its value is the cargo's new moment."""
        self.waiting[slot] = simpy.Event(self.env)
        return self.waiting[slot]

    def wake(self, slot: int, moment: int) -> None:
        """End of the wait of the cargo in ``slot``: it goes on at ``moment``."""
        event = self.waiting.pop(slot)
        event._ok, event._value = True, moment  # noqa: SLF001 - as simpy.Timeout does
        self.env.schedule(event, priority=cast("EventPriority", 1 + moment), delay=(moment >> 40) - self.env.now)

    def born(self) -> list[int]:
        """First moments of new or woken actors; the queue is emptied."""
        count = int(self.births.count[0])
        moments: list[int] = self.births.moments[:count].tolist()
        self.births.count[0] = 0
        return moments

    def make_room(self, lots: int, births: int) -> None:
        """Room for ``lots`` more lots and ``births`` more births, and for one more market day on the tape."""
        world, market = self.world, self.world.market
        if self.act(free_slots) < lots:
            slots = 2 * len(market.lots.tonnes)
            while slots - len(market.lots.tonnes) < lots:
                slots *= 2
            market = market._replace(lots=grown(market.lots, slots))
        if len(market.births.moments) < births:
            market = market._replace(births=empty_births(2 * births))
        tape = longer(world.tape, MARKETS)
        if market is not world.market or tape is not world.tape:
            self.world = world._replace(market=market, tape=tape)

    def finish(self, slot: int) -> None:
        """End of the lot in ``slot``: it is recorded, if lots are kept, and its slot is freed."""
        if self.keep_lots:
            tape = longer(self.tape, FINISHED)
            if tape is not self.tape:
                self.world = self.world._replace(tape=tape)
            self.act(record_lot, slot)
        self.act(free_slot, slot)

    def note(self, day: int, kind: int, who: int, amount: float) -> None:
        """Record of an event.

        Args:
            day: day of the event.
            kind: kind of its moment.
            who: number of the actor within its kind.
            amount: amount of the event, such as the number of the new stage or regime.

        """
        tape = longer(self.tape, EVENTS)
        if tape is not self.tape:
            self.world = self.world._replace(tape=tape)
        record_event(self.tape, day, kind, who, amount)


class UnexpectedMomentError(RuntimeError):
    """Moment of a kind that its actor does not handle, returned by a kernel."""

    def __init__(self, kind: int, day: int, known: tuple[int, ...]) -> None:
        super().__init__(f"an actor was handed kind {kind} on day {day}; it knows {', '.join(map(str, known))}")
