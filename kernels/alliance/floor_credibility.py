"""Floor credibility: how far investors count on a reference price as a floor under their revenue.

Model.md 4. A levy holds the price up only while levied imports are still bought. Where members and recognised origins
will themselves make all that members use, the price can fall below the reference: without this check every project
counts on the floor, and all are built (kernels/alliance/levy.py; V40). Committed capacity counts as if it came at the
usual time of building.
"""

import numpy as np

from lodeflow.kernels.alliance.agreement import MEMBER
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.moment import FAR_DAY
from lodeflow.kernels.projects.commissioning import find_netbacks
from lodeflow.kernels.projects.projects import COMMISSIONING, CONSTRUCTION, OPERATION, RESTART


@jit
def credit_floors(
    alliances, floors, levies, projects, project_links, project_state, routes, sellers, buyers, trade, netback, day,
):  # fmt: skip
    """Floor under each project's revenue [USD/t], net of feed, and the investors' faith in it [-].

    Both are 0 unless the project's region is a member, or is sure to become one.
    """
    if len(projects.name) == 0:
        return
    find_netbacks(routes, sellers, buyers, trade, netback)
    for k in range(len(floors.alliance)):
        levies.needed[k] = levied_share(floors, levies, projects, project_links, project_state, sellers, buyers, k)
    for q in range(len(projects.name)):
        project_state.floor[q], project_state.faith[q] = 0.0, 0.0
        k = floors.of_seller[project_links.sells[q, 0]] if project_links.sells[q, 0] >= 0 else np.int64(-1)
        if k < 0 or not _stands(alliances, floors, levies, project_links.sells[q, 0], k, day):
            continue
        project_state.floor[q] = net_floor(floors, levies, project_links, buyers, netback, q)
        levied = min(1.0, levies.needed[k] / alliances.enough[floors.alliance[k]])
        project_state.faith[q] = alliances.credibility[floors.alliance[k]] * levied


@jit
def levied_share(floors, levies, projects, project_links, project_state, sellers, buyers, k):
    """Share of members' use of a material that is still levied when a project decided today delivers [-].

    Friendly output, today's and what is under construction or ramping up, is compared with use grown over the same
    years. ``k`` is the floor of the material, int64.
    """
    use, own = 0.0, 0.0
    for n in range(floors.first_cell[k], floors.first_cell[k + 1]):
        if levies.standing[floors.alliance[k], floors.region[n]] == MEMBER:
            use += buyers.forecast[floors.cell[n]] * floors.grown[k]
    for i in range(len(floors.friendly)):
        if floors.friendly[i] == k:
            own += sellers.orders[i]
    for q in range(len(projects.name)):
        stage = project_state.stage[q]
        if stage != CONSTRUCTION and stage != COMMISSIONING and stage != OPERATION and stage != RESTART:  # noqa: PLR1714
            continue
        coming = projects.ramps[project_state.kind[q], 0] - projects.counted[q] - project_state.running[q]
        for j in range(3):
            cell = project_links.sells[q, j]
            if cell >= 0 and floors.friendly[cell] == k:
                own += project_links.sold[q, j] * projects.capacity[q] * max(0.0, coming)
    return max(0.0, 1.0 - own / use) if use > 0.0 else 1.0


@jit
def net_floor(floors, levies, project_links, buyers, netback, q):
    """Revenue per tonne of project ``q`` (int64) while every reference price binds, its feed at the reference too
    [USD/t].
    """
    net = 0.0
    for j in range(3):
        cell = project_links.sells[q, j]
        if cell >= 0:
            k = floors.of_seller[cell]
            protected = k >= 0 and floors.levied[k] and levies.reference[k] > 0.0
            net += project_links.sold[q, j] * (levies.reference[k] if protected else netback[cell])
    for j in range(2):
        cell = project_links.buys[q, j]
        if cell >= 0:
            k = floors.of_seller[cell]
            protected = k >= 0 and floors.levied[k] and levies.reference[k] > 0.0
            net -= project_links.bought[q, j] * (levies.reference[k] if protected else buyers.paid[cell])
    return net


@jit
def _stands(alliances, floors, levies, cell, k, day):
    """True if floor ``k`` is known and levied, and the region of the cell is a member or sure to become one."""
    p, region = floors.alliance[k], floors.at[cell]
    if not floors.levied[k] or day < alliances.announced[p] or day >= alliances.end[p]:
        return False
    sure = (
        alliances.joins[p, region] < FAR_DAY
        and alliances.joining_rate[p, region] <= 0.0
        and day < alliances.joins[p, region]
    )
    return levies.standing[p, region] == MEMBER or sure
