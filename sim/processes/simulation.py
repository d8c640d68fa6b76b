"""The stage on which SimPy's processes act: the clock, the world of one replication, and who waits in the wings.

Add an actor in plain Python with ``yield stage.until(moment)``: it wakes in the order of moments, whoever started
first. The trace folds every moment in which somebody acted, so two schedulers can be compared by one number.
"""

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, cast

import simpy

from lodeflow.kernels.core.births import empty_births
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
    """Rings at a moment; among simultaneous events its rank is the moment itself."""

    def __init__(self, env: simpy.Environment, moment: int) -> None:
        super().__init__(env)
        self._ok = True
        self._value = moment
        env.schedule(self, priority=cast("EventPriority", 1 + moment), delay=(moment >> 40) - env.now)


class Simulation:
    """One replication on SimPy."""

    def __init__(self, world: World, *, keep_lots: bool) -> None:
        self.env = simpy.Environment()
        self.keep_lots = keep_lots
        self.events = 0
        self._trace = 0
        self._run, self._told = 0, -1  # the moments of the day and kind that is on, and which these are
        self.waiting: dict[int, simpy.Event] = {}
        self._set(world)

    def _set(self, world: World) -> None:
        """Hold the world's slices where processes reach them in one step."""
        self.world = world
        self.market = world.market
        self.lots = world.market.lots
        self.births = world.market.births
        self.tape = world.tape
        self._slices = slices(world)
        self._bound: dict[Callable[..., Any], tuple[Any, ...]] = {}

    def act(self, kernel: Callable[..., Any], *rest: int) -> Any:
        """Call a kernel with its slices of this world, found by the names of its parameters.

        Args:
            kernel: the kernel.
            rest: what it takes after its slices: the day, and whom it acts on.

        """
        mine = self._bound.get(kernel)
        if mine is None:
            mine = self._bound[kernel] = bound(kernel, self._slices)
        return kernel(*mine, *rest)

    @staticmethod
    def expect(moment: int, *kinds: int) -> int:
        """Kind of a moment, which must be one of some kinds.

        Args:
            moment: packed moment.
            kinds: kinds that the actor knows.

        Raises:
            UnexpectedMomentError: the moment is of another kind.

        """
        kind = (int(moment) >> 32) & 0xFF
        if kind not in kinds:
            raise UnexpectedMomentError(kind, int(moment) >> 40, kinds)
        return kind

    def until(self, moment: int) -> simpy.Event:
        """Sleep until the moment comes."""
        return Alarm(self.env, moment)

    def turn(self, moment: int) -> int:
        """It is this moment's turn: fold it into the trace, and return its day."""
        moment = int(moment)  # with the compiler off, kernels return NumPy's numbers
        if moment >> 32 != self._told:
            self._trace, self._run, self._told = self.trace, 0, moment >> 32
        self._run ^= stir_plain(moment)
        self.events += 1
        return moment >> 40

    @property
    def trace(self) -> int:
        """Digest of every moment in which somebody acted."""
        return fold_plain(self._trace, self._run) if self.events else 0

    def awaken(self, slot: int) -> simpy.Event:
        """Wait until somebody else gives this cargo a new moment; the event's value is that moment."""
        self.waiting[slot] = simpy.Event(self.env)
        return self.waiting[slot]

    def wake(self, slot: int, moment: int) -> None:
        """The cargo that waits in this slot goes on at the moment given."""
        event = self.waiting.pop(slot)
        event._ok, event._value = True, moment  # noqa: SLF001 - as simpy.Timeout does
        self.env.schedule(event, priority=cast("EventPriority", 1 + moment), delay=(moment >> 40) - self.env.now)

    def born(self) -> list[int]:
        """First moments of those who have come to life or woken; the list is emptied."""
        count = int(self.births.count[0])
        moments: list[int] = self.births.moments[:count].tolist()
        self.births.count[0] = 0
        return moments

    def make_room(self, lots: int, births: int) -> None:
        """Room for so many more lots and births, and for one more market day on the tape, before anybody acts."""
        world, market = self.world, self.world.market
        if free_slots(market.lots) < lots:
            slots = 2 * len(market.lots.tonnes)
            while slots - len(market.lots.tonnes) < lots:
                slots *= 2
            market = market._replace(lots=grown(market.lots, slots))
        if len(market.births.moments) < births:
            market = market._replace(births=empty_births(2 * births))
        tape = longer(world.tape, MARKETS)
        if market is not world.market or tape is not world.tape:
            self._set(world._replace(market=market, tape=tape))

    def finish(self, slot: int) -> None:
        """A lot's story has ended: it is written down, then its slot is free."""
        if self.keep_lots:
            tape = longer(self.tape, FINISHED)
            if tape is not self.tape:
                self._set(self.world._replace(tape=tape))
            record_lot(self.tape, self.lots, slot)
        free_slot(self.lots, slot)

    def note(self, day: int, kind: int, who: int, amount: float) -> None:
        """Write down an event that changed the world."""
        tape = longer(self.tape, EVENTS)
        if tape is not self.tape:
            self._set(self.world._replace(tape=tape))
        record_event(self.tape, day, kind, who, amount)


class UnexpectedMomentError(RuntimeError):
    """A kernel returned a moment of a kind that its actor does not know."""

    def __init__(self, kind: int, day: int, known: tuple[int, ...]) -> None:
        super().__init__(f"an actor was handed kind {kind} on day {day}; it knows {', '.join(map(str, known))}")
