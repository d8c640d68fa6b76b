"""Accession: a region joins an alliance, or leaves it, on a fixed day or on a drawn one.

Model.md 8.3. From its accession on a member takes the levy, and its own goods are free of it. A drawn accession comes
an exponential waiting time after the region's first possible day; the address of the draw is (alliance, region).
"""

import numpy as np

from lodeflow.kernels.alliance.agreement import LEFT, MEMBER, NOT_MEMBER
from lodeflow.kernels.alliance.levy import levy_lanes, no_controls
from lodeflow.kernels.core.draw import exponential
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import ACCESSION
from lodeflow.kernels.core.moment import FAR_DAY, NEVER, moment
from lodeflow.kernels.core.purpose import ACCESSION_DAY


@jit
def joining_day(alliances, chance, p, region):
    """First day [day] of ``region`` as a member of alliance ``p`` (int64), fixed or drawn; FAR_DAY for never."""
    if alliances.joining_rate[p, region] <= 0.0:
        return alliances.joins[p, region]
    wait = exponential(
        1.0 / alliances.joining_rate[p, region],
        chance.seed[0],
        chance.replication[0],
        ACCESSION_DAY,
        alliances.name[p],
        np.int64(region),
    )
    return min(np.int64(FAR_DAY), alliances.joins[p, region] + np.int64(min(1.0 * FAR_DAY, wait)))


@jit
def await_accession(alliances, levies, chance, day, who):
    """Next moment at which a region joins or leaves an alliance; NEVER if none is left.

    ``who`` is alliance times number of regions, plus region.
    """
    regions = levies.standing.shape[1]
    p, region = who // regions, who % regions
    following = np.int64(FAR_DAY)
    if levies.standing[p, region] == NOT_MEMBER:
        following = max(day + 1, joining_day(alliances, chance, p, region))
        if following >= alliances.leaves[p, region]:
            following = np.int64(FAR_DAY)
    elif levies.standing[p, region] == MEMBER:
        following = max(day + 1, alliances.leaves[p, region])
    return moment(following, ACCESSION, who) if following < FAR_DAY else np.int64(NEVER)


@jit
def join_or_leave(alliances, floors, levies, routes, sellers, trade, chance, day, who):
    """Accession or exit of a region on ``day``; tariffs and levies of the alliance are set anew.

    ``who`` is alliance times number of regions, plus region. Returns the region's next moment, NEVER for none.
    """
    regions = levies.standing.shape[1]
    p, region = who // regions, who % regions
    levies.standing[p, region] = MEMBER if levies.standing[p, region] == NOT_MEMBER else LEFT
    levies.since[p, region] = day
    for i in range(len(sellers.member)):
        if floors.at[i] == region:
            sellers.member[i] = 1.0 if levies.standing[p, region] == MEMBER else 0.0
    no_controls(alliances, floors, levies, routes, p)
    levy_lanes(alliances, floors, levies, routes, sellers, trade, day, p)
    return await_accession(alliances, levies, chance, day, who)


@jit
def standing_of(levies, who):
    """Standing of a region after a change, as recorded in the event: 1 member, 2 left.

    ``who`` is alliance times number of regions, plus region.
    """
    regions = levies.standing.shape[1]
    return 1.0 * levies.standing[who // regions, who % regions]
