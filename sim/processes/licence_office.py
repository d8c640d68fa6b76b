"""Process of an export licence: application, decision, refusal, second application."""

from collections.abc import Callable, Generator
from typing import Any

from lodeflow.kernels.core.kinds import LICENCE
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.export_controls.licence_office import decide
from lodeflow.processes.simulation import Life, Simulation

Story = Generator[Any, Any, int]


def ask_for_licence(s: Simulation, moment: int, shipment: Callable[[Simulation, int], Life]) -> Story:
    """Wait of a cargo for an export licence.

    A refused part applies once more, as a ``shipment`` of its own unless it is the whole cargo; refused again, it
    returns to the seller's stock.

    Args:
        s: the simulation.
        moment: the decision on its application.
        shipment: the process of a cargo.

    Returns:
        The moment of loading. NEVER if the cargo has ended, or if a change of the control has settled the case and the
        cargo goes on as another process.

    """
    slot = moment & 0xFFFFFFFF
    while (moment >> 32) & 0xFF == LICENCE:
        yield s.until(moment)
        s.make_room(lots=1, births=1)
        moment, back = s.act(decide, s.turn(moment), slot), s.market.licence_state.back
        if back[0] >= 0:
            s.finish(int(back[0]))
        for first in s.born():
            s.env.process(shipment(s, first))
        if moment == NEVER:
            return NEVER
    return moment
