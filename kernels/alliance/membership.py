"""What an alliance's day brings: levies are fixed or a region joins, and everybody takes note.

Members know the price that is to hold, contracts are signed, and investors look again at what a floor is worth.
"""

from lodeflow.kernels.alliance.accession import join_or_leave
from lodeflow.kernels.alliance.floor_credibility import believe_in_floors
from lodeflow.kernels.alliance.levy import fix_levies
from lodeflow.kernels.alliance.panic import name_known_prices
from lodeflow.kernels.alliance.price_contract import sign_contracts
from lodeflow.kernels.core.jit import jit


@jit
def fix(
    alliances, floors, levies, contract_params, contracts, projects, project_links, project_state, routes, sellers,
    buyers, trade, per_cell, day, p,
):  # fmt: skip
    """Pact ``p`` is announced, begins, fixes its levies anew, or lapses. Returns its next moment."""
    following = fix_levies(alliances, floors, levies, routes, sellers, buyers, trade, day, p)
    take_note(
        alliances, floors, levies, contract_params, contracts, projects, project_links, project_state, routes,
        sellers, buyers, trade, per_cell, day, p,
    )  # fmt: skip
    return following


@jit
def join(
    alliances, floors, levies, contract_params, contracts, projects, project_links, project_state, routes, sellers,
    buyers, trade, per_cell, chance, day, who,
):  # fmt: skip
    """A region joins a pact or leaves it; ``who``: pact times regions + region. Returns its next moment."""
    following = join_or_leave(alliances, floors, levies, routes, sellers, trade, chance, day, who)
    take_note(
        alliances, floors, levies, contract_params, contracts, projects, project_links, project_state, routes,
        sellers, buyers, trade, per_cell, day, who // levies.standing.shape[1],
    )  # fmt: skip
    return following


@jit
def take_note(
    alliances, floors, levies, contract_params, contracts, projects, project_links, project_state, routes, sellers,
    buyers, trade, per_cell, day, p,
):  # fmt: skip
    """What users, those who sign contracts, and investors make of the levies of the day. ``per_cell`` float64 (cells,)
    is scratch.
    """
    name_known_prices(floors, levies, buyers, trade, p)
    sign_contracts(alliances, floors, levies, contract_params, contracts, trade, day, p)
    believe_in_floors(
        alliances, floors, levies, projects, project_links, project_state, routes, sellers, buyers, trade, per_cell,
        day,
    )  # fmt: skip
