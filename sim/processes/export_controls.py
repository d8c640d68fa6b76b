"""Process of an export control: changes of regime, and their effect on cargoes under way."""

from collections.abc import Generator
from typing import Any

import simpy

from lodeflow.kernels.core.kinds import CONTROL, LANDFALL
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.entities.lots import FATE, FATE_REFUSED, LANE, waiting
from lodeflow.kernels.export_controls.decree import UNCHANGED, await_control
from lodeflow.kernels.export_controls.enforcement import control_exports
from lodeflow.processes.shipment import shipment
from lodeflow.processes.simulation import Life, Simulation


def export_control(s: Simulation, heading: int) -> Life:
    """Life of an export control: its dated changes, then drawn regimes one after the other.

    Args:
        s: the simulation.
        heading: number of the heading: controls on the same goods to the same destinations.

    """
    yield from regimes_of(s, heading, s.act(await_control, -1, heading))


def regimes_of(s: Simulation, heading: int, moment: int) -> Life:
    """Changes of regime under a heading, until none is left or a retaliation has overtaken the drawn regime.

    Args:
        s: the simulation.
        heading: number of the heading.
        moment: its next change.

    """
    while moment != NEVER:
        s.expect(moment, CONTROL)
        day = yield from day_of_change(s, moment)
        moment = s.act(control_exports, day, moment & 0xFFFFFFFF)
        tell(s, day, CONTROL, heading)


def day_of_change(s: Simulation, moment: int) -> Generator[simpy.Event, Any, int]:
    """Wait for a change of a control, with room for every cargo that it may release.

    Args:
        s: the simulation.
        moment: the change.

    Returns:
        The day of the change.

    """
    yield s.until(moment)
    held = int(waiting(s.lots))
    s.make_room(lots=held, births=held + 1)
    return s.turn(moment)


def tell(s: Simulation, day: int, kind: int, heading: int) -> None:
    """Consequences of a change: its event row, the end of refused cargoes, and new moments of released ones.

    Args:
        s: the simulation.
        day: the day of the change.
        kind: CONTROL or RETALIATION.
        heading: number of the heading.

    """
    change = int(s.market.control_state.change[heading])
    if change != UNCHANGED:
        s.note(day, kind, heading, float(change))
    for slot in range(int(s.lots.counts[1])):
        if s.lots.fact[slot, LANE] >= 0 and s.lots.fact[slot, FATE] == FATE_REFUSED:
            s.finish(slot)
    for born in s.born():
        kind_of_born, who = (born >> 32) & 0xFF, born & 0xFFFFFFFF
        if kind_of_born == LANDFALL:
            s.wake(who, born)
        elif kind_of_born == CONTROL:
            s.env.process(regimes_of(s, heading, born))
        else:
            s.env.process(shipment(s, born))
