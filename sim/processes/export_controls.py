"""A government that controls exports of some goods to some destinations."""

from collections.abc import Generator
from typing import Any

import simpy

from lodeflow.kernels.core.kinds import CONTROL, LANDFALL
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.engine.market_day import Market
from lodeflow.kernels.entities.lots import FATE, FATE_REFUSED, LANE, waiting
from lodeflow.kernels.export_controls.decree import UNCHANGED, await_control
from lodeflow.kernels.export_controls.enforcement import control_exports
from lodeflow.processes.shipment import shipment
from lodeflow.processes.simulation import Life, Simulation, UnexpectedMomentError


def export_control(s: Simulation, heading: int) -> Life:
    """What is dated happens on its day; after that, regimes follow one another as they are drawn."""
    m = s.market
    yield from regimes_of(s, heading, await_control(m.control_params, m.control_state, -1, heading))


def regimes_of(s: Simulation, heading: int, moment: int) -> Life:
    """One change after the other, until nothing more is to come or somebody else has taken over."""
    while moment != NEVER:
        if (moment >> 32) & 0xFF != CONTROL:
            raise UnexpectedMomentError("an export control", moment)
        day = yield from day_of_change(s, moment)
        moment = control_exports(*powers_of(s.market), s.chance, day, moment & 0xFFFFFFFF)
        tell(s, day, CONTROL, heading)


def day_of_change(s: Simulation, moment: int) -> Generator[simpy.Event, Any, int]:
    """Sleep until the day, make room for every cargo that a change may let go, and return the day."""
    yield s.until(moment)
    held = int(waiting(s.lots))
    s.make_room(lots=held, births=held + 1)
    return s.turn(moment)


def powers_of(m: Market) -> tuple[Any, ...]:
    """The slices over which a government has power, in the order in which kernels take them."""
    return (
        *(
            m.control_params,
            m.licences,
            m.quotas,
            m.control_state,
            m.news_state,
            m.lane_status,
            m.licence_state,
            m.pools,
        ),
        *(m.rules, m.routes, m.cell_params, m.sellers, m.trade, m.lots, m.births),
    )


def tell(s: Simulation, day: int, kind: int, heading: int) -> None:
    """What came of a change: an event, cargoes that are sent back, cargoes that go on."""
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
