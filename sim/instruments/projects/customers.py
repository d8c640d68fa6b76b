"""Customers of a new origin and suppliers of a new plant: base weights of their lanes. Model.md 6.

The peers of a new origin are the existing sellers of its bloc. A tonne of new capacity sells like an average tonne of
their capacity: with the weight of a customer in their sales, at their landed cost there. Their own weights scale with
capacity in the same way, so it does not matter whether capacity is added inside an origin or as a new one of equal cost
(V14). The mean is over capacity: with a mean over sales, the orders of all customers together would not add up to the
new origin's share. An existing origin that grows reaches the larger of these customers too, with the capacity that
buyers trust beyond its base.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import lane_columns
from lodeflow.atlas.project_lanes import crew_of, customers, likes, projects_and_entrants
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Floats, Rest, ends
from lodeflow.base_year.table import BaseYear
from lodeflow.kernels.core.maths import log
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.entities.cells import CellParams
from lodeflow.kernels.entities.lanes import LaneParams, LaneState, NestParams
from lodeflow.kernels.projects.commissioning import CLOSED, ProjectLinks
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario


class Entry(NamedTuple):
    """Slices with the weights of the lanes that carry nothing in the base year."""

    routes: LaneParams
    """Lanes, with base costs of the new ones."""
    nests: NestParams
    """Nests, with base shares of the new ones."""
    trade: LaneState
    """State of the lanes, with access to the new ones."""
    project_links: ProjectLinks
    """Links of the projects, with the nests of their feed and of wider sales."""


def weigh_entries(
    scenario: Scenario,
    year: BaseYear,
    atlas: Atlas,
    rest: Rest,
    cell_params: CellParams,
    routes: LaneParams,
    nests: NestParams,
    trade: LaneState,
    project_links: ProjectLinks,
) -> Entry:
    """Base costs, base shares and access of the lanes on which nothing moves in the base year.

    Args:
        scenario: the scenario.
        year: base table with the flows that projects add.
        atlas: indices of cells and lanes.
        rest: rest point of the base year.
        cell_params: cells, with the design capacity of projects.
        routes: lanes.
        nests: nests of the lanes.
        trade: state of the lanes.
        project_links: cells in which the projects trade.

    """
    entries = _entry_weights(year, atlas, rest, cell_params, nests)
    cost, share = routes.ln_base_cost.copy(), nests.ln_base_share.copy()
    cost[entries.lane], share[entries.nest] = entries.cost, entries.share
    doors, wider = _doors(atlas, rest, cell_params, nests)
    access, shut = _access(trade.access, doors, wider), frozen(wider, np.int64)
    first, door = _doors_of_projects(scenario, atlas, nests, project_links, doors)
    first_customer, customer, base_market = _markets(scenario, rest, routes, project_links)
    return Entry(
        routes._replace(ln_base_cost=frozen(cost)),
        nests._replace(ln_base_share=frozen(share)),
        trade._replace(access=access),
        project_links._replace(
            first_door=first,
            door=door,
            wider=shut,
            first_customer=first_customer,
            customer=customer,
            base_market=base_market,
        ),
    )


class Weights(NamedTuple):
    """Logarithms of base cost and base share, where nothing moves in the base year."""

    lane: NDArray[np.int64]
    """int64 (entries,) [lane]: first lane of the nest."""
    cost: Floats
    """float64 (entries,) [ln USD/t]: base cost of the lane."""
    nest: NDArray[np.int64]
    """int64 (entries,) [nest]: the nest."""
    share: Floats
    """float64 (entries,) [ln]: base share of the nest."""


def _empty_nests(atlas: Atlas, nests: NestParams) -> list[int]:
    """Nests on which nothing moves in the base year."""
    empty: list[int] = np.flatnonzero(lane_columns(atlas).tonnes[nests.first[:-1]] <= 0.0).tolist()
    return empty


@reused
def _entry_weights(year: BaseYear, atlas: Atlas, rest: Rest, cell_params: CellParams, nests: NestParams) -> Weights:
    """Base cost and base share of the lanes and nests on which nothing moves in the base year."""
    seller, buyer = ends(atlas)
    empty = _empty_nests(atlas, nests)
    cost, share = [], []
    known, used = _lanes_to_come(year, atlas), _used(rest, cell_params, year, atlas)
    reference, use, landed = (each.tolist() for each in (cell_params.design_capacity, rest.use, rest.landed))
    flow, paid = rest.flow.tolist(), (rest.flow * rest.cost).tolist()
    for n in empty:
        s = int(nests.first[n])
        origin, customer = int(seller[s]), int(buyer[s])
        if use[customer] <= 0.0:  # a new plant's feed: every origin by its capacity, at equal cost
            share.append(_ln(reference[origin]))
            cost.append(_ln(landed[customer]))
            continue
        to_come = known[s]
        share.append(_ln(entry_share(reference[origin], used[to_come.likes], to_come.part, to_come.total)))
        cost.append(_ln(_mean(paid, flow, to_come.beside, landed[customer])))
    return Weights(frozen(nests.first[empty], np.int64), frozen(cost), frozen(empty, np.int64), frozen(share))


@reused
def _doors(
    atlas: Atlas, rest: Rest, cell_params: CellParams, nests: NestParams
) -> tuple[dict[int, list[int]], list[int]]:
    """Nests that a project opens to sellers that exist: by customer, for the feed of plants; and for wider sales."""
    seller, buyer = ends(atlas)
    doors: dict[int, list[int]] = {}
    wider: list[int] = []
    capacity, use = cell_params.base_capacity.tolist(), rest.use.tolist()
    for n in _empty_nests(atlas, nests):
        s = int(nests.first[n])
        if use[int(buyer[s])] > 0.0 and capacity[int(seller[s])] > 0.0:
            if atlas.lanes[s].material not in atlas.goods.ores:
                wider.append(n)
            else:
                doors.setdefault(int(buyer[s]), []).append(n)
    return doors, wider


@reused
def _markets(
    scenario: Scenario, rest: Rest, routes: LaneParams, project_links: ProjectLinks
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Customers of each stream of entrants: first of them, their cells, and their use in the base year [t/d]."""
    first, customer, market = [0], [], []
    heads = {each.stream: q for q, each in enumerate(crew_of(scenario)) if each.turn == 0}
    for stream in range(len(scenario.entrants)):
        cell = project_links.sells[heads[stream], 0]
        found = sorted(set(routes.buyer[routes.seller == cell].tolist()))
        customer += found
        first.append(len(customer))
        market.append(sum(float(rest.use[c]) for c in found))
    return frozen(first, np.int64), frozen(customer, np.int64), frozen(market)


@reused
def _access(access: Floats, doors: dict[int, list[int]], wider: list[int]) -> Floats:
    """Access to all nests, float64 (nests,): closed where a project has yet to open it."""
    found = access.copy()
    for shut in doors.values():
        found[shut] = CLOSED
    found[wider] = CLOSED
    return found


@reused
def _doors_of_projects(
    scenario: Scenario, atlas: Atlas, nests: NestParams, project_links: ProjectLinks, doors: dict[int, list[int]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First door of each project, and the nests behind the doors."""
    first, door = [0], []
    for q, (_, terms) in enumerate(projects_and_entrants(scenario)):
        mine = doors.get(int(project_links.buys[q, 0]), []) if project_links.buys[q, 0] >= 0 else []
        door += [n for n in mine if atlas.lanes[nests.first[n]].origin in terms.feed_from]
        first.append(len(door))
    return frozen(first, np.int64), frozen(door, np.int64)


class LaneToCome(NamedTuple):
    """Base-year trade of the peers of a new origin, for one of its lanes."""

    likes: tuple[int, ...]
    """Cells of its peers."""
    part: float
    """Their share in the customer's purchases [-]."""
    total: float
    """Their sales to all customers [t/d]."""
    beside: tuple[int, ...]
    """Lanes on which the customer buys from them."""


@lru_cache(maxsize=8)
def _lanes_to_come(year: BaseYear, atlas: Atlas) -> dict[int, LaneToCome]:
    """Peers' trade by lane, for lanes without flow whose customer buys the material already.

    It is cached: all replications share the base table.
    """
    buyer, flows = ends(atlas)[1], tuple(year.flows)
    known = {}
    for s, lane in enumerate(atlas.lanes):
        received = year.received(lane.material, lane.destination)
        if lane.tonnes > 0.0 or received <= 0.0:
            continue
        like = likes(flows, lane.material, lane.origin)
        bought = customers(flows, lane.material, lane.origin)
        if lane.destination not in bought:  # the lane exists only for a project's feed
            bought = {**bought, lane.destination: received}
        total = sum(tonnes for _, tonnes in sorted(bought.items()))
        known[s] = LaneToCome(
            likes=tuple(atlas.cell(region, lane.material) for region in sorted(like)),
            part=bought[lane.destination] / received,
            total=total / DAYS_PER_YEAR,
            beside=tuple(k for k, other in enumerate(atlas.lanes) if buyer[k] == buyer[s] and other.origin in like),
        )
    return known


def entry_share(capacity: float, used: float, part: float, total: float) -> float:
    """Base share of a new origin in a customer's purchases, at the landed cost of its peers [-].

    Args:
        capacity: capacity of the new origin [t/d].
        used: utilisation of its peers' capacity [-].
        part: their share in the customer's purchases [-].
        total: their sales to all customers [t/d].

    """
    return capacity * used * part / total


def _ln(value: float) -> float:
    """Logarithm of ``value``, CLOSED where it is 0."""
    return float(log(value)) if value > 0.0 else CLOSED


def _used(rest: Rest, cell_params: CellParams, year: BaseYear, atlas: Atlas) -> dict[tuple[int, ...], float]:
    """Base-year utilisation of the capacity of each group of peers [-], by their cells."""
    likes = {lane.likes for lane in _lanes_to_come(year, atlas).values()}
    output, capacity = rest.output, cell_params.base_capacity
    return {cells: sum(float(output[c]) for c in cells) / sum(float(capacity[c]) for c in cells) for cells in likes}


def _mean(paid_on: list[float], flow: list[float], beside: tuple[int, ...], otherwise: float) -> float:
    """Mean landed cost on the lanes ``beside`` [USD/t], weighted by flow; ``otherwise`` where nothing flows."""
    paid, tonnes = 0.0, 0.0
    for s in beside:
        paid += paid_on[s]
        tonnes += flow[s]
    return paid / tonnes if tonnes > 0.0 else otherwise
