"""An alliance that trades at steady prices, and the regions that join it."""

from typing import Any

from lodeflow.kernels.alliance.accession import await_accession, standing_of
from lodeflow.kernels.alliance.levy import await_fixing
from lodeflow.kernels.alliance.membership import fix, join
from lodeflow.kernels.alliance.pact import NOTHING
from lodeflow.kernels.core.kinds import ACCESSION, LEVY
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.engine.market_day import Market
from lodeflow.processes.stage import Life, Stage, UnexpectedMomentError


def alliance(stage: Stage, number: int) -> Life:
    """It is announced, begins, fixes its levies and contracts anew every few weeks, and lapses if it has an end."""
    moment = await_fixing(stage.market.alliances, -1, number)
    while moment != NEVER:
        if (moment >> 32) & 0xFF != LEVY:
            raise UnexpectedMomentError("an alliance", moment)
        yield stage.until(moment)
        day = stage.turn(moment)
        moment = fix(*touched(stage.market), day, number)
        told = int(stage.market.levies.told[number])
        if told != NOTHING:
            stage.note(day, LEVY, number, float(told))


def accession(stage: Stage, who: int) -> Life:
    """A region joins, and may leave."""
    moment = await_accession(stage.market.alliances, stage.market.levies, stage.chance, -1, who)
    while moment != NEVER:
        if (moment >> 32) & 0xFF != ACCESSION:
            raise UnexpectedMomentError("a region that joins", moment)
        yield stage.until(moment)
        day = stage.turn(moment)
        moment = join(*touched(stage.market), stage.chance, day, who)
        stage.note(day, ACCESSION, who, float(standing_of(stage.market.levies, who)))


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
