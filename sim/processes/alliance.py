"""An alliance that trades at steady prices, and the regions that join it."""

from typing import Any

from lodeflow.kernels.alliance.accession import await_accession, standing_of
from lodeflow.kernels.alliance.levy import await_fixing
from lodeflow.kernels.alliance.membership import fix, join
from lodeflow.kernels.alliance.pact import NO_CHANGE
from lodeflow.kernels.core.kinds import ACCESSION, LEVY
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.engine.market_day import Market
from lodeflow.processes.simulation import Life, Simulation, UnexpectedMomentError


def alliance(s: Simulation, number: int) -> Life:
    """It is announced, begins, fixes its levies and contracts anew every few weeks, and lapses if it has an end."""
    moment = await_fixing(s.market.alliances, -1, number)
    while moment != NEVER:
        if (moment >> 32) & 0xFF != LEVY:
            raise UnexpectedMomentError("an alliance", moment)
        yield s.until(moment)
        day = s.turn(moment)
        moment = fix(*touched(s.market), day, number)
        change = int(s.market.levies.change[number])
        if change != NO_CHANGE:
            s.note(day, LEVY, number, float(change))


def accession(s: Simulation, who: int) -> Life:
    """A region joins, and may leave."""
    moment = await_accession(s.market.alliances, s.market.levies, s.chance, -1, who)
    while moment != NEVER:
        if (moment >> 32) & 0xFF != ACCESSION:
            raise UnexpectedMomentError("a region that joins", moment)
        yield s.until(moment)
        day = s.turn(moment)
        moment = join(*touched(s.market), s.chance, day, who)
        s.note(day, ACCESSION, who, float(standing_of(s.market.levies, who)))


def touched(m: Market) -> tuple[Any, ...]:
    """The slices that an alliance reaches, in the order in which kernels take them."""
    return (
        *(
            m.alliances,
            m.floors,
            m.levies,
            m.contract_params,
            m.contracts,
            m.projects,
            m.project_links,
            m.project_state,
        ),
        *(m.routes, m.sellers, m.buyers, m.trade, m.per_cell),
    )
