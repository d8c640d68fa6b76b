"""A licence office, as a cargo that needs a licence meets it."""

from collections.abc import Callable, Generator
from typing import Any

from lodeflow.kernels.core.kinds import LICENCE
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.export_controls.licence_office import decide
from lodeflow.processes.stage import Life, Stage

Story = Generator[Any, Any, int]


def ask_for_licence(stage: Stage, moment: int, shipment: Callable[[Stage, int], Life]) -> Story:
    """The cargo waits for the decision. What is refused applies once more, as a ``shipment`` of its own unless it is
    the whole cargo; refused again, it is back in the seller's stock.

    Returns the moment of loading. NEVER: the story has ended, or a change of the control has already settled the case,
    and the cargo goes on as another process.
    """
    slot = moment & 0xFFFFFFFF
    while (moment >> 32) & 0xFF == LICENCE:
        yield stage.until(moment)
        stage.make_room(lots=1, births=1)
        m, day = stage.market, stage.turn(moment)
        moment = decide(
            m.licences,
            m.lane_status,
            m.licence_state,
            m.routes,
            m.sellers,
            m.trade,
            m.lots,
            m.births,
            stage.chance,
            day,
            slot,
        )
        if m.licence_state.back[0] >= 0:
            stage.finish(int(m.licence_state.back[0]))
        for first in stage.born():
            stage.env.process(shipment(stage, first))
        if moment == NEVER:
            return NEVER
    return moment
