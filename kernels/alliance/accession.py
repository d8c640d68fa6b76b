"""A region joins the alliance, or leaves it: on a fixed day, or on one that is drawn.

Model.md 8.3. From that day on it levies, and its own goods are free of the levy. A drawn accession waits from the
pact's beginning, an exponential time whose address is the pact and the region.
"""

import numpy as np

from lodeflow.kernels.alliance.levy import free_trade, levy_lanes
from lodeflow.kernels.alliance.pact import LEFT, MEMBER, NOT_MEMBER
from lodeflow.kernels.core.draw import exponential
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import ACCESSION
from lodeflow.kernels.core.moment import FAR_DAY, NEVER, moment
from lodeflow.kernels.core.purpose import ACCESSION_DAY


@jit
def joining_day(alliances, chance, p, region):
    """First day as a member, FAR_DAY for never."""
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
    """The next day on which the region joins or leaves; ``who``: pact times regions + region. NEVER if none is left."""
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
    """The region joins, or leaves; levies are named anew. Returns its next moment."""
    regions = levies.standing.shape[1]
    p, region = who // regions, who % regions
    levies.standing[p, region] = MEMBER if levies.standing[p, region] == NOT_MEMBER else LEFT
    levies.since[p, region] = day
    for i in range(len(sellers.member)):
        if floors.at[i] == region:
            sellers.member[i] = 1.0 if levies.standing[p, region] == MEMBER else 0.0
    free_trade(alliances, floors, levies, routes, p)
    levy_lanes(alliances, floors, levies, routes, sellers, trade, day, p)
    return await_accession(alliances, levies, chance, day, who)


@jit
def standing_of(levies, who):
    """1 where the region is a member now, 2 where it has left: what is told of a change."""
    regions = levies.standing.shape[1]
    return 1.0 * levies.standing[who // regions, who % regions]
