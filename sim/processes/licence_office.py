"""A licence office, as a cargo that needs a licence meets it."""

from collections.abc import Callable, Generator
from typing import Any

from lodeflow.kernels.core.kinds import LICENCE
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.export_controls.licence_office import decide
from lodeflow.processes.simulation import Life, Simulation

Story = Generator[Any, Any, int]


def ask_for_licence(s: Simulation, moment: int, shipment: Callable[[Simulation, int], Life]) -> Story:
    """The cargo waits for the decision. What is refused applies once more, as a ``shipment`` of its own unless it is
    the whole cargo; refused again, it is back in the seller's stock.

    Returns the moment of loading. NEVER: the story has ended, or a change of the control has already settled the case,
    and the cargo goes on as another process.
    """
    slot = moment & 0xFFFFFFFF
    while (moment >> 32) & 0xFF == LICENCE:
        yield s.until(moment)
        s.make_room(lots=1, births=1)
        m, day = s.market, s.turn(moment)
        moment = decide(
            m.licences,
            m.lane_status,
            m.licence_state,
            m.routes,
            m.sellers,
            m.trade,
            m.lots,
            m.births,
            s.chance,
            day,
            slot,
        )
        if m.licence_state.back[0] >= 0:
            s.finish(int(m.licence_state.back[0]))
        for first in s.born():
            s.env.process(shipment(s, first))
        if moment == NEVER:
            return NEVER
    return moment
