"""A licence office, as a cargo that needs a licence meets it."""

from collections.abc import Generator
from typing import Any

from lodeflow.kernels.kinds import LICENCE
from lodeflow.kernels.licence_office import decide
from lodeflow.kernels.lots import FATE, FATE_REFUSED, LANE
from lodeflow.kernels.moment import NEVER
from lodeflow.processes.stage import Stage


def ask_for_licence(stage: Stage, moment: int) -> Generator[Any, Any, int]:
    """The cargo waits for the decision; refused, it applies once more; refused again, it is back in the seller's stock.

    Returns the moment of its loading. NEVER: its story has ended, or a change of the control has already settled its
    case, and it goes on as another process.
    """
    slot = moment & 0xFFFFFFFF
    while (moment >> 32) & 0xFF == LICENCE:
        yield stage.until(moment)
        m, day = stage.market, stage.turn(moment)
        moment = decide(m.licences, m.arcs, m.offices, m.routes, m.sellers, m.trade, m.lots, stage.chance, day, slot)
        if moment == NEVER:
            if stage.lots.fact[slot, LANE] >= 0 and stage.lots.fact[slot, FATE] == FATE_REFUSED:
                stage.finish(slot)
            return NEVER
    return moment
