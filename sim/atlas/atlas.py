"""Cells and lanes of a world: names become indices in a sorted order that does not depend on the order of files.

Cells are (region, material) pairs in which something is made or used; lanes are routes on which something moves. Where
defence keeps a stock of a material, its buyers are a cell of their own with lanes of their own; those cells come last.
The 32-bit hash of a name is the address of its random draws; two names with one hash are refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.readonly import frozen
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.goods import Goods
from lodeflow.catalog.names import CHOKEPOINTS
from lodeflow.chains.ways import Way, ways_between
from lodeflow.language.addresses import hashes

CIVIL, DEFENCE = "civil", "defence"
LEGAL, SMUGGLED, RELABELLED = "legal", "smuggled", "relabelled"


class Apart(NamedTuple):
    """Trade channels that a scenario adds to the base table: defence stocks, smuggled lanes, relabelled lanes."""

    defence: tuple[tuple[str, float], ...] = ()
    """Materials of which defence keeps its own stock, each with defence's share of its use."""
    defence_by_region: tuple[tuple[tuple[str, str], float], ...] = ()
    """The same by (region, material), where a region's share is its own."""
    guards: tuple[str, ...] = ()
    """Regions in which defence keeps its own stocks."""
    smuggler: str = ""
    """Region out of which goods are smuggled; empty for none."""
    smuggled: tuple[str, ...] = ()
    """Materials that are smuggled."""
    smuggled_share: float = 0.0
    """Share of the smuggler's exports that is smuggled in the base year."""
    relabeller: str = ""
    """Region whose goods are relabelled in hubs; empty for none."""
    hubs: tuple[str, ...] = ()
    """Regions whose papers relabelled goods carry."""
    relabelled: tuple[str, ...] = ()
    """Materials that are relabelled."""
    relabelled_into: tuple[str, ...] = ()
    """Regions that relabelled goods are sent on to."""


@dataclass(frozen=True)
class Lane:
    """Route from a seller's region to a buyer's region for a single material."""

    origin: str
    """Region of the seller."""
    destination: str
    """Region of the buyer."""
    material: str
    """Material that moves."""
    via: str
    """Route as the table of lanes names it; the hub on a relabelled lane."""
    tonnes: float
    """Flow in the base table, t a year."""
    days: tuple[int, int, int, int, int]
    """Whole days of loading, at sea or on the road, in port, in customs, and inland."""
    chokepoints: tuple[str, ...]
    """Straits and canals on the way, some of CHOKEPOINTS."""
    detours: tuple[int, ...]
    """Days that the way round each chokepoint adds."""
    freight: float
    """Freight, USD/t."""
    tag: str = CIVIL
    """Stock that the lane fills: CIVIL or DEFENCE."""
    route: str = LEGAL
    """Channel: LEGAL, SMUGGLED or RELABELLED."""

    @property
    def name(self) -> str:
        """Stable name of the lane; its hash is the address of its random draws."""
        plain = f"{self.origin}>{self.destination}:{self.material}:{self.via}"
        return plain + ":defence" * (self.tag == DEFENCE) + f":{self.route}" * (self.route != LEGAL)

    @property
    def smuggled(self) -> bool:
        """True if the lane runs past the exporter's customs."""
        return self.route == SMUGGLED

    @property
    def relabelled(self) -> bool:
        """True if the papers of the lane's goods name the hub ``via`` as their origin."""
        return self.route == RELABELLED

    @property
    def declared(self) -> str:
        """Region that the papers name as the origin: the hub on a relabelled lane, else the true origin."""
        return self.via if self.relabelled else self.origin

    @property
    def foreign(self) -> bool:
        """True if the lane crosses a border."""
        return self.origin != self.destination

    @property
    def transit(self) -> int:
        """Mean days from dispatch to the buyer's stock."""
        return sum(self.days)


@dataclass(frozen=True, eq=False)
class Atlas:
    """Cells and lanes of a world, shared by all replications. Lanes are sorted by buyer, seller, route. Derived arrays
    are computed once and cached.
    """

    cells: tuple[tuple[str, str], ...]
    """Region and material of each cell, by index."""
    lanes: tuple[Lane, ...]
    """Lanes, by index."""
    holders: tuple[str, ...]
    """Holder of each cell's stock: civil, or a stock kept apart, such as that of defence."""
    goods: Goods
    """Materials by their role, and regions."""

    def cell(self, region: str, material: str, tag: str = CIVIL) -> int:
        """Index of a cell, -1 where the material is neither made nor used.

        Args:
            region: the region.
            material: the material.
            tag: CIVIL or DEFENCE; where defence has no cell of its own, the civil one is returned.

        """
        place = self._place.get((region, material, tag), -1)
        return self._place.get((region, material, CIVIL), -1) if place < 0 else place

    def tag(self, cell: int) -> str:
        """Holder of the stock that the buyers of ``cell``, an index, keep: CIVIL or DEFENCE."""
        return self.holders[cell]

    def held_by(self, holder: str) -> list[int]:
        """Cells whose buyers keep the stock of ``holder``, CIVIL or DEFENCE."""
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
        """Addresses of the random draws of each lane (lanes,); read-only."""
        return frozen(hashes(lane.name for lane in self.lanes), np.int64)

    @cached_property
    def legal(self) -> tuple[int, ...]:
        """Index, for every lane, of the first legal lane between the same ends (lanes,); it may be the lane itself."""
        first: dict[tuple[str, ...], int] = {}
        for s, k in enumerate(self.lanes):
            if k.route == LEGAL:
                first.setdefault((k.origin, k.destination, k.material, k.tag), s)
        return tuple(first[k.origin, k.destination, k.material, k.tag] for k in self.lanes)

    @cached_property
    def direct(self) -> tuple[int, ...]:
        """Index, for every relabelled lane, of the legal lane that it replaces (lanes,); -1 for all other lanes."""
        return tuple(self.legal[s] if k.relabelled else -1 for s, k in enumerate(self.lanes))

    @cached_property
    def _place(self) -> dict[tuple[str, str, str], int]:
        """Index of each cell, by region, material and tag."""
        return {(*cell, self.tag(n)): n for n, cell in enumerate(self.cells)}


def atlas(year: BaseYear, apart: Apart = Apart()) -> Atlas:  # noqa: B008 - an immutable default
    """Cells and lanes of a balanced base year.

    Args:
        year: the balanced base table, with the lanes that projects add as flows of 0 t.
        apart: channels that the scenario adds.

    Raises:
        ValueError: a flow between regions that no lane joins, or two lanes whose names have the same address.

    """
    routes, goods = ways_between(), year.goods
    shares = dict(apart.defence)
    used = {(f.material, f.destination) for f in year.flows if f.tonnes > 0.0}
    live = {(f.origin, f.material) for f in year.flows} | {(f.destination, f.material) for f in year.flows}
    civil = [(region, m) for m in goods.materials for region in goods.regions if (region, m) in live]
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
    return Atlas((*civil, *guarded), tuple(lanes), (CIVIL,) * len(civil) + (DEFENCE,) * len(guarded), goods)


def _told_apart(lane: Lane, apart: Apart, *, first: bool) -> list[Lane]:
    """Parts of a lane: the legal civil rest, defence's use, and on the first route between two regions what is
    smuggled.
    """
    shares = dict(apart.defence) if lane.destination in apart.guards else {}
    own = dict(apart.defence_by_region).get((lane.destination, lane.material))
    guarded = (own if own is not None and shares else shares.get(lane.material, 0.0)) * lane.tonnes
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
    routes: Mapping[tuple[str, str], list[Way]],
    place: dict[tuple[str, str, str], int],
) -> list[Lane]:
    """Lanes of civil goods by way of hubs that make or use the material too: to the hub, then on under its papers."""
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


def _lane(origin: str, destination: str, material: str, tonnes: float, way: Way) -> Lane:
    """Lane by one row of the table of lanes."""
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
    """Index of the chokepoint ``name`` in CHOKEPOINTS."""
    return CHOKEPOINTS.index(name)
