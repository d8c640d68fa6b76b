"""Alliance events: a fixing of levies or an accession, and what it changes for buyers, contracts and investors.

Members learn the price that is to hold, contracts are signed, and the credibility of the floors is assessed again.
"""

from lodeflow.kernels.alliance.accession import join_or_leave
from lodeflow.kernels.alliance.floor_credibility import credit_floors
from lodeflow.kernels.alliance.known_prices import set_known_prices
from lodeflow.kernels.alliance.levy import fix_levies
from lodeflow.kernels.alliance.price_contract import sign_contracts
from lodeflow.kernels.core.jit import jit


@jit
def fix(
    alliances, floors, levies, contract_params, contracts, projects, project_links, project_state, routes, sellers,
    buyers, trade, per_cell, day, p,
):  # fmt: skip
    """Announcement, start, fixing or lapse of alliance ``p`` (int64). Returns its next moment."""
    following = fix_levies(alliances, floors, levies, routes, sellers, buyers, trade, day, p)
    update_after_levies(
        alliances, floors, levies, contract_params, contracts, projects, project_links, project_state, routes,
        sellers, buyers, trade, per_cell, day, p,
    )  # fmt: skip
    return following


@jit
def join(
    alliances, floors, levies, contract_params, contracts, projects, project_links, project_state, routes, sellers,
    buyers, trade, per_cell, chance, day, who,
):  # fmt: skip
    """Accession or exit of a region. Returns its next moment.

    ``who`` is alliance times number of regions, plus region.
    """
    following = join_or_leave(alliances, floors, levies, routes, sellers, trade, chance, day, who)
    update_after_levies(
        alliances, floors, levies, contract_params, contracts, projects, project_links, project_state, routes,
        sellers, buyers, trade, per_cell, day, who // levies.standing.shape[1],
    )  # fmt: skip
    return following


@jit
def update_after_levies(
    alliances, floors, levies, contract_params, contracts, projects, project_links, project_state, routes, sellers,
    buyers, trade, per_cell, day, p,
):  # fmt: skip
    """Consequences of today's levies: known prices, price contracts, and floor credibility. ``p`` is the alliance,
    int64.
    """
    set_known_prices(floors, levies, buyers, trade, p)
    sign_contracts(alliances, floors, levies, contract_params, contracts, trade, day, p)
    credit_floors(
        alliances, floors, levies, projects, project_links, project_state, routes, sellers, buyers, trade, per_cell,
        day,
    )  # fmt: skip
