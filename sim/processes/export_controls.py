"""A government that controls exports of some goods to some destinations."""

from collections.abc import Generator
from typing import Any

import simpy

from lodeflow.kernels.core.kinds import CONTROL, LANDFALL
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.engine.market_day import Market
from lodeflow.kernels.entities.lots import FATE, FATE_REFUSED, LANE, waiting
from lodeflow.kernels.export_controls.decree import NOTHING, await_control
from lodeflow.kernels.export_controls.enforcement import control_exports
from lodeflow.processes.shipment import shipment
from lodeflow.processes.stage import Life, Stage, UnexpectedMomentError


def export_control(stage: Stage, heading: int) -> Life:
    """What is dated happens on its day; after that, regimes follow one another as they are drawn."""
    m = stage.market
    yield from regimes_of(stage, heading, await_control(m.control_params, m.control_state, -1, heading))


def regimes_of(stage: Stage, heading: int, moment: int) -> Life:
    """One change after the other, until nothing more is to come or somebody else has taken over."""
    while moment != NEVER:
        if (moment >> 32) & 0xFF != CONTROL:
            raise UnexpectedMomentError("an export control", moment)
        day = yield from day_of_change(stage, moment)
        moment = control_exports(*powers_of(stage.market), stage.chance, day, moment & 0xFFFFFFFF)
        tell(stage, day, CONTROL, heading)


def day_of_change(stage: Stage, moment: int) -> Generator[simpy.Event, Any, int]:
    """Sleep until the day, make room for every cargo that a change may let go, and return the day."""
    yield stage.until(moment)
    held = int(waiting(stage.lots))
    stage.make_room(lots=held, births=held + 1)
    return stage.turn(moment)


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


def tell(stage: Stage, day: int, kind: int, heading: int) -> None:
    """What came of a change: an event, cargoes that are sent back, cargoes that go on."""
    told = int(stage.market.control_state.told[heading])
    if told != NOTHING:
        stage.note(day, kind, heading, float(told))
    for slot in range(int(stage.lots.counts[1])):
        if stage.lots.fact[slot, LANE] >= 0 and stage.lots.fact[slot, FATE] == FATE_REFUSED:
            stage.finish(slot)
    for born in stage.born():
        kind_of_born, who = (born >> 32) & 0xFF, born & 0xFFFFFFFF
        if kind_of_born == LANDFALL:
            stage.wake(who, born)
        elif kind_of_born == CONTROL:
            stage.env.process(regimes_of(stage, heading, born))
        else:
            stage.env.process(shipment(stage, born))
