"""One buyer and a few sellers with their routes, and what the buyer orders from each."""

import numpy as np

from lodeflow.atlas.readonly import frozen
from lodeflow.kernels.entities.cells import CellParams, SellerState
from lodeflow.kernels.entities.lanes import LaneParams, LaneState, NestParams
from lodeflow.kernels.entities.lots import Money
from lodeflow.kernels.trade.sourcing import choose_sources


def chosen(base, world, sigma, *, qualified=(), switching=1.0):
    """Share of every seller, by route. ``world``: for each seller its base share and its routes (base share within the
    seller's, cost over base cost); one buyer, who switches at once unless said."""
    cells, total = len(world), sum(weight for weight, _ in world)
    routes = [(i, share / sum(s for s, _ in ways), cost) for i, (_, ways) in enumerate(world) for share, cost in ways]
    lanes = len(routes)
    cell_params = CellParams(
        *(frozen(np.ones((cells, 3) if name == "grade" else cells)) for name in CellParams._fields)
    )
    selling = SellerState(*(np.ones((cells, 9) if name == "content" else cells) for name in SellerState._fields))
    selling.qualified[: len(qualified)] = qualified
    trade = LaneState(*(np.zeros((lanes, len(Money)) if name == "paid" else lanes) for name in LaneState._fields))
    trade.cost[:] = [cost for _, _, cost in routes]
    whole = {"seller": [i for i, _, _ in routes], "buyer": [0] * lanes, "nest": [i for i, _, _ in routes]}
    ways = LaneParams(*(
        frozen(whole[name], np.int64) if name in whole
        else frozen(np.zeros(lanes), getattr(base.template.market.routes, name).dtype)
        for name in LaneParams._fields
    ))._replace(ln_route_share=np.log([share for _, share, _ in routes]))  # fmt: skip
    nests = NestParams(
        first=frozen(np.searchsorted(whole["seller"], range(cells + 1)), np.int64),
        of_lane=frozen(whole["nest"], np.int64),
        seller=frozen(range(cells), np.int64),
        ln_base_share=frozen(np.log([weight / total for weight, _ in world])),
        substitution=frozen([sigma / base.scenario.market.route_substitution] * cells),
        first_of_buyer=frozen([0] + [cells] * cells, np.int64),
    )
    cell_params = cell_params._replace(switching=frozen([switching] * cells))
    choose_sources(
        base.template.market.rules, ways, nests, cell_params, selling, trade, np.zeros(cells), np.zeros(cells)
    )
    return [trade.share[nests.first[i] : nests.first[i + 1]] for i in range(cells)]


def by_seller(shares):
    return np.array([part.sum() for part in shares])
