"""Names become indices: the cells and lanes of a world, sorted, so that the order of a file changes nothing.

Cells are (region, material) pairs in which something is made or used; lanes are routes on which something moves.
Where a material is kept apart for defence, its buyers are a cell of their own, with lanes of their own; those cells
come last. A name's 32-bit hash is the address of its random draws; two names with one hash are refused.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.readonly import frozen
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.names import CHOKEPOINTS, MATERIALS, REGIONS, rows
from lodeflow.language.addresses import hashes

CIVIL, DEFENCE = "civil", "defence"
LEGAL, SMUGGLED, RELABELLED = "legal", "smuggled", "relabelled"


class Apart(NamedTuple):
    """What the base table does not tell apart: materials of which defence keeps a stock of its own, with its share of
    their use, and the regions where it does; materials that are smuggled out of a region, and their share of exports;
    materials of a region that reach others under the papers of hubs.
    """

    defence: tuple[tuple[str, float], ...] = ()
    guards: tuple[str, ...] = ()
    smuggler: str = ""
    smuggled: tuple[str, ...] = ()
    smuggled_share: float = 0.0
    relabeller: str = ""
    hubs: tuple[str, ...] = ()
    relabelled: tuple[str, ...] = ()
    relabelled_into: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lane:
    """One route from a seller to a buyer. Days are whole; ``tonnes`` per year in the base table."""

    origin: str
    destination: str
    material: str
    via: str
    tonnes: float
    days: tuple[int, int, int, int, int]  # loading, at sea or on the road, port, customs, inland
    chokepoints: tuple[str, ...]
    detours: tuple[int, ...]
    freight: float
    tag: str = CIVIL  # whose stock it fills
    route: str = LEGAL

    @property
    def name(self) -> str:
        """Stable name, the address of its draws."""
        plain = f"{self.origin}>{self.destination}:{self.material}:{self.via}"
        return plain + ":defence" * (self.tag == DEFENCE) + f":{self.route}" * (self.route != LEGAL)

    @property
    def smuggled(self) -> bool:
        """Whether it runs past the exporter's customs."""
        return self.route == SMUGGLED

    @property
    def relabelled(self) -> bool:
        """Whether its papers name a hub, ``via``, for its origin."""
        return self.route == RELABELLED

    @property
    def declared(self) -> str:
        """The region that the buyer's customs takes for its origin."""
        return self.via if self.relabelled else self.origin

    @property
    def foreign(self) -> bool:
        """Whether it crosses a border."""
        return self.origin != self.destination

    @property
    def transit(self) -> int:
        """Mean days from dispatch to the buyer's stock."""
        return sum(self.days)


@dataclass(frozen=True, eq=False)
class Atlas:
    """Cells and lanes of a world. Lanes are sorted by buyer, seller, route. One atlas serves all replications: what
    follows from it is worked out once.
    """

    cells: tuple[tuple[str, str], ...]
    lanes: tuple[Lane, ...]
    holders: tuple[str, ...]
    """Whose stock the buyers of each cell keep: civil, or a stock kept apart, such as defence's."""

    def cell(self, region: str, material: str, tag: str = CIVIL) -> int:
        """Index of a cell, -1 where nothing is made or used; where defence has no cell of its own, the civil one."""
        place = self._place.get((region, material, tag), -1)
        return self._place.get((region, material, CIVIL), -1) if place < 0 else place

    def tag(self, cell: int) -> str:
        """Whose stock the buyers of a cell keep."""
        return self.holders[cell]

    def held_by(self, holder: str) -> list[int]:
        """Cells whose buyers keep the stock of one holder."""
        return [cell for cell, other in enumerate(self.holders) if other == holder]

    @cached_property
    def shown(self) -> NDArray[np.int64]:
        """Cells that tables show, one for a region and a material; stocks kept apart are added to them."""
        return frozen(self.held_by(CIVIL), np.int64)

    @cached_property
    def shown_cells(self) -> tuple[tuple[str, str], ...]:
        """Region and material of every cell that tables show."""
        return tuple(self.cells[cell] for cell in self.shown)

    @cached_property
    def row(self) -> NDArray[np.int64]:
        """Place of each cell among those shown, -1 for stocks kept apart."""
        place = np.full(len(self.cells), -1)
        place[self.shown] = np.arange(len(self.shown))
        return frozen(place, np.int64)

    @cached_property
    def addresses(self) -> NDArray[np.int64]:
        """Where the draws of each lane are; read-only."""
        return frozen(hashes(lane.name for lane in self.lanes), np.int64)

    @cached_property
    def legal(self) -> tuple[int, ...]:
        """Of every lane the first legal one between its ends, which may be itself."""
        first: dict[tuple[str, ...], int] = {}
        for s, k in enumerate(self.lanes):
            if k.route == LEGAL:
                first.setdefault((k.origin, k.destination, k.material, k.tag), s)
        return tuple(first[k.origin, k.destination, k.material, k.tag] for k in self.lanes)

    @cached_property
    def direct(self) -> tuple[int, ...]:
        """Of every relabelled lane the legal one that it stands in for, -1 for all others."""
        return tuple(self.legal[s] if k.relabelled else -1 for s, k in enumerate(self.lanes))

    @cached_property
    def _place(self) -> dict[tuple[str, str, str], int]:
        return {(*cell, self.tag(n)): n for n, cell in enumerate(self.cells)}


def atlas(year: BaseYear, apart: Apart = Apart()) -> Atlas:  # noqa: B008 - an immutable default
    """Cells and lanes of a balanced base year. Raises ValueError for a flow between regions that no lane joins."""
    routes: dict[tuple[str, str], list[dict[str, str]]] = {}
    for r in rows("lanes"):
        routes.setdefault((r["origin"], r["destination"]), []).append(r)
    shares = dict(apart.defence)
    used = {(f.material, f.destination) for f in year.flows if f.tonnes > 0.0}
    live = {(f.origin, f.material) for f in year.flows} | {(f.destination, f.material) for f in year.flows}
    civil = [(region, m) for m in MATERIALS for region in REGIONS if (region, m) in live]
    guarded = [(region, m) for region, m in civil if m in shares and region in apart.guards and (m, region) in used]
    place = {(*cell, CIVIL): n for n, cell in enumerate(civil)}
    place |= {(*cell, DEFENCE): n for n, cell in enumerate(guarded, len(civil))}
    lanes = []
    for flow in year.flows:
        ways = routes.get((flow.origin, flow.destination), [])
        if not ways:
            raise ValueError(f"no lane joins {flow.origin} and {flow.destination}, which trade {flow.material}")
        second = year.second_route_share * (len(ways) - 1)
        for n, way in enumerate(ways if flow.tonnes > 0.0 else ways[:1]):
            tonnes = flow.tonnes * (1.0 - second if n == 0 else year.second_route_share)
            lane = _lane(flow.origin, flow.destination, flow.material, tonnes, way)
            lanes += _told_apart(lane, apart, first=n == 0)
        lanes += _relabelled(flow.origin, flow.destination, flow.material, flow.tonnes, apart, routes, place)
    lanes.sort(
        key=lambda k: (
            place[k.destination, k.material, k.tag],
            place[k.origin, k.material, CIVIL],
            k.relabelled,  # last: the first route of a seller is a legal one
            k.via,
            k.route,
        )
    )
    hashes([lane.name for lane in lanes])
    return Atlas((*civil, *guarded), tuple(lanes), (CIVIL,) * len(civil) + (DEFENCE,) * len(guarded))


def _told_apart(lane: Lane, apart: Apart, *, first: bool) -> list[Lane]:
    """The parts of a lane: what defence uses, what is smuggled on the first of its routes, the rest."""
    shares = dict(apart.defence) if lane.destination in apart.guards else {}
    guarded = shares.get(lane.material, 0.0) * lane.tonnes
    leaves = lane.foreign and lane.origin == apart.smuggler and lane.tonnes > 0.0
    slips = first and leaves and lane.material in apart.smuggled
    smuggled = apart.smuggled_share * (lane.tonnes - guarded) if slips else 0.0
    parts = [replace(lane, tonnes=lane.tonnes - guarded - smuggled)]
    if lane.material in shares:
        parts.append(replace(lane, tonnes=guarded, tag=DEFENCE))
    if slips:
        parts.append(replace(lane, tonnes=smuggled, route=SMUGGLED))
    return parts


def _relabelled(
    origin: str,
    destination: str,
    material: str,
    tonnes: float,
    apart: Apart,
    routes: dict[tuple[str, str], list[dict[str, str]]],
    place: dict[tuple[str, str, str], int],
) -> list[Lane]:
    """The ways of civil goods under the papers of hubs that make or use the material too: first there, then on."""
    wanted = material in apart.relabelled and destination in apart.relabelled_into
    if origin != apart.relabeller or destination == origin or not wanted or tonnes <= 0.0:
        return []
    found = []
    for hub in apart.hubs:
        if hub in (origin, destination) or (hub, material, CIVIL) not in place:
            continue
        legs = [(origin, hub), (hub, destination)]
        if any(leg not in routes for leg in legs):
            raise ValueError(f"no lane joins {origin} and {destination} by way of {hub}, which relabels {material}")
        there, on = (_lane(*leg, material, 0.0, routes[leg][0]) for leg in legs)
        days = (there.days[0], there.days[1] + there.days[2] + on.days[0] + on.days[1], *on.days[2:])
        straits, detours = there.chokepoints + on.chokepoints, there.detours + on.detours
        freight = there.freight + on.freight
        found.append(Lane(origin, destination, material, hub, 0.0, days, straits, detours, freight, CIVIL, RELABELLED))
    return found


def _lane(origin: str, destination: str, material: str, tonnes: float, way: dict[str, str]) -> Lane:
    legs = ("loading_days", "sea_days", "port_days", "customs_days", "inland_days")
    straits = tuple(c for c in way["chokepoints"].split("|") if c)
    detours = tuple(int(d) for d in way["detour_days"].split("|") if d)
    days = [int(way[leg]) for leg in legs]
    return Lane(
        origin,
        destination,
        material,
        way["via"],
        tonnes,
        (days[0], days[1], days[2], days[3], days[4]),
        straits,
        detours,
        float(way["freight_usd_per_t"]),
    )


def strait_index(name: str) -> int:
    """Index of a chokepoint."""
    return CHOKEPOINTS.index(name)
