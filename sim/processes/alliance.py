"""An alliance that trades at steady prices, and the regions that join it."""

from lodeflow.kernels.accession import await_accession, join_or_leave, standing_of
from lodeflow.kernels.floor_faith import believe_in_floors
from lodeflow.kernels.kinds import ACCESSION, LEVY
from lodeflow.kernels.levy import await_fixing, fix_levies
from lodeflow.kernels.moment import NEVER
from lodeflow.kernels.pact import NOTHING
from lodeflow.processes.stage import Life, Stage, UnexpectedMomentError


def alliance(stage: Stage, number: int) -> Life:
    """It is announced, begins, fixes its levies anew every few weeks, and lapses if it has an end."""
    m = stage.market
    moment = await_fixing(m.pacts, -1, number)
    while moment != NEVER:
        if (moment >> 32) & 0xFF != LEVY:
            raise UnexpectedMomentError("an alliance", moment)
        yield stage.until(moment)
        day = stage.turn(moment)
        m = stage.market
        moment = fix_levies(m.pacts, m.floors, m.levies, m.routes, m.sellers, m.buyers, m.trade, day, number)
        believe_in_floors(
            *(m.pacts, m.floors, m.levies, m.projects, m.holdings, m.pipeline),
            *(m.routes, m.sellers, m.buyers, m.trade, m.per_cell, day),
        )
        if m.levies.told[number] != NOTHING:
            stage.note(day, LEVY, number, float(m.levies.told[number]))


def accession(stage: Stage, who: int) -> Life:
    """A region joins, and may leave."""
    m = stage.market
    moment = await_accession(m.pacts, m.levies, stage.chance, -1, who)
    while moment != NEVER:
        if (moment >> 32) & 0xFF != ACCESSION:
            raise UnexpectedMomentError("a region that joins", moment)
        yield stage.until(moment)
        day = stage.turn(moment)
        m = stage.market
        moment = join_or_leave(m.pacts, m.floors, m.levies, m.routes, m.sellers, m.trade, stage.chance, day, who)
        stage.note(day, ACCESSION, who, float(standing_of(m.levies, who)))
