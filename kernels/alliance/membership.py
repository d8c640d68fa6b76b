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
    pacts, floors, levies, deals, contracts, projects, holdings, pipeline, routes, sellers, buyers, trade, netback,
    day, p,
):  # fmt: skip
    """Pact ``p`` is announced, begins, fixes its levies anew, or lapses. Returns its next moment."""
    following = fix_levies(pacts, floors, levies, routes, sellers, buyers, trade, day, p)
    take_note(
        pacts, floors, levies, deals, contracts, projects, holdings, pipeline, routes, sellers, buyers, trade, netback,
        day, p,
    )  # fmt: skip
    return following


@jit
def join(
    pacts, floors, levies, deals, contracts, projects, holdings, pipeline, routes, sellers, buyers, trade, netback,
    chance, day, who,
):  # fmt: skip
    """A region joins a pact or leaves it; ``who``: pact times regions + region. Returns its next moment."""
    following = join_or_leave(pacts, floors, levies, routes, sellers, trade, chance, day, who)
    take_note(
        pacts, floors, levies, deals, contracts, projects, holdings, pipeline, routes, sellers, buyers, trade, netback,
        day, who // levies.standing.shape[1],
    )  # fmt: skip
    return following


@jit
def take_note(
    pacts, floors, levies, deals, contracts, projects, holdings, pipeline, routes, sellers, buyers, trade, netback,
    day, p,
):  # fmt: skip
    """What users, those who sign contracts, and investors make of the levies of the day. ``netback`` float64 (cells,)
    is scratch.
    """
    name_known_prices(floors, levies, buyers, trade, p)
    sign_contracts(pacts, floors, levies, deals, contracts, trade, day, p)
    believe_in_floors(
        pacts, floors, levies, projects, holdings, pipeline, routes, sellers, buyers, trade, netback, day
    )
