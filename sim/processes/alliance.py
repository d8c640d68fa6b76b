"""Processes of an alliance and of its members: announcement, fixings of the levy, accession and exit."""

from lodeflow.kernels.alliance.accession import await_accession, standing_of
from lodeflow.kernels.alliance.agreement import NO_CHANGE
from lodeflow.kernels.alliance.levy import await_fixing
from lodeflow.kernels.alliance.membership import fix, join
from lodeflow.kernels.core.kinds import ACCESSION, LEVY
from lodeflow.kernels.core.moment import NEVER
from lodeflow.processes.simulation import Life, Simulation


def alliance(s: Simulation, number: int) -> Life:
    """Life of an alliance: announcement, start, fixings of levies and contracts every few weeks, and lapse if it ends.

    Args:
        s: the simulation.
        number: number of the alliance.

    """
    moment = s.act(await_fixing, -1, number)
    while moment != NEVER:
        s.expect(moment, LEVY)
        yield s.until(moment)
        day = s.turn(moment)
        moment = s.act(fix, day, number)
        change = int(s.market.levies.change[number])
        if change != NO_CHANGE:
            s.note(day, LEVY, number, float(change))


def accession(s: Simulation, who: int) -> Life:
    """Life of a region as a member: accession, and perhaps exit.

    Args:
        s: the simulation.
        who: alliance and region in one number, regions of the first alliance first.

    """
    moment = s.act(await_accession, -1, who)
    while moment != NEVER:
        s.expect(moment, ACCESSION)
        yield s.until(moment)
        day = s.turn(moment)
        moment = s.act(join, day, who)
        s.note(day, ACCESSION, who, float(standing_of(s.market.levies, who)))
