"""Names become indices: the cells and lanes of a world, sorted, so that the order of a file changes nothing.

Cells are (region, material) pairs in which something is made or used; lanes are routes on which something moves. A
name's 32-bit hash is the address of its random draws; two names with one hash are refused.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from lodeflow.base_year import BaseYear
from lodeflow.facts import CHOKEPOINTS, MATERIALS, REGIONS, rows


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
    tag: str = "civil"  # of the buyer's stock that it fills: civil or defence
    route: str = "legal"  # legal, or smuggled past the exporter's controls

    @property
    def name(self) -> str:
        """Stable name, the address of its draws."""
        return f"{self.origin}>{self.destination}:{self.material}:{self.via}"

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

    def cell(self, region: str, material: str) -> int:
        """Index of a cell, -1 where nothing is made or used."""
        return self._place.get((region, material), -1)

    @cached_property
    def _place(self) -> dict[tuple[str, str], int]:
        return {cell: n for n, cell in enumerate(self.cells)}


def atlas(year: BaseYear) -> Atlas:
    """Cells and lanes of a balanced base year. Raises ValueError for a flow between regions that no lane joins."""
    routes: dict[tuple[str, str], list[dict[str, str]]] = {}
    for r in rows("lanes"):
        routes.setdefault((r["origin"], r["destination"]), []).append(r)
    live = {(f.origin, f.material) for f in year.flows} | {(f.destination, f.material) for f in year.flows}
    cells = tuple((region, m) for m in MATERIALS for region in REGIONS if (region, m) in live)
    place = {cell: n for n, cell in enumerate(cells)}
    lanes = []
    for flow in year.flows:
        ways = routes.get((flow.origin, flow.destination), [])
        if not ways:
            raise ValueError(f"no lane joins {flow.origin} and {flow.destination}, which trade {flow.material}")
        second = year.second_route_share * (len(ways) - 1)
        for n, way in enumerate(ways if flow.tonnes > 0.0 else ways[:1]):
            tonnes = flow.tonnes * (1.0 - second if n == 0 else year.second_route_share)
            lanes.append(_lane(flow.origin, flow.destination, flow.material, tonnes, way))
    lanes.sort(key=lambda k: (place[k.destination, k.material], place[k.origin, k.material], k.via))
    hashes([lane.name for lane in lanes])
    return Atlas(cells, tuple(lanes))


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


@lru_cache(maxsize=4096)
def address(name: str) -> int:
    """32-bit hash of a stable name."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "big")


def hashes(names: Iterable[str]) -> list[int]:
    """Addresses of names. Raises ValueError where two names share one."""
    names = tuple(names)
    found: dict[int, str] = {}
    for name in names:
        other = found.setdefault(address(name), name)
        if other != name:
            raise ValueError(f"the names {other!r} and {name!r} have the same address; rename one")
    return [address(name) for name in names]


def strait_index(name: str) -> int:
    """Index of a chokepoint."""
    return CHOKEPOINTS.index(name)
