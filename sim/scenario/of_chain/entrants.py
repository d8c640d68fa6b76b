"""Works and plants that nobody has announced, of every stage of a chain, as entrants of a scenario.

Who enters on day 0 delivers years later. Till then what is under way, and stands in no table, lets capacity grow as
use does, less what announced projects add that are being built. Works enter where the stage is made, in proportion to
what is made, so often that at the price they need what they deliver grows as fast as use does: they are as large as use
will be when they deliver, and more of them by what a ramp-up leaves unreached and a plant leaves unused. Above that
price they come more often, below it less. They need what announced projects need, the price at rest. Scrap works are no
entrants, since scrap follows use; a by-product cannot exceed what its hosts hold.
"""

from datetime import date, timedelta
from math import ceil
from typing import Any

from lodeflow.chains.chain import Chain
from lodeflow.scenario.of_chain.projects import PLANT, WORKS, building, costs, projects_of, used_share

SPARE_ROOM = 3.0
"""Room of a stream over the entrants that a dozen years bring at the price they need."""
YEARS = 14.0
"""Years of a run for which there is room."""
MOST_ROOM = 50
DAYS_PER_YEAR = 365.0
Terms = dict[str, Any]


def entrants_of(chain: Chain) -> dict[str, Terms]:
    """Streams of entrants of ``chain`` by name: one for every material and region that makes much of it."""
    terms = chain.terms.unannounced_works
    rate, share = growth_of_use(chain), float(terms.size_share)
    grown = (1.0 + rate) ** float(terms.under_way_years)
    found: dict[str, Terms] = {}
    if rate <= 0.0 or share <= 0.0 or not terms.enter:
        return found
    for row in chain.materials:
        by_kind = {kind: _made(chain, row.material, plants=kind == PLANT) for kind in (WORKS, PLANT)}
        world = sum(sum(made.values()) for made in by_kind.values())
        size = share * world * grown
        least = float(terms.least_region_share) * world
        large = {(kind, r): t for kind, made in by_kind.items() for r, t in made.items() if t >= least}
        for (kind, region), tonnes in large.items():
            entering = rate * tonnes / sum(large.values()) / share / _delivered(kind)
            room = min(MOST_ROOM, ceil(SPARE_ROOM * YEARS * entering))
            if kind == WORKS:
                room = min(room, _held(chain, row.material, region, size))
            if room > 0:
                found[f"{chain.name}_{row.material}_{kind}_{region.lower()}".replace("-", "_")] = {
                    "region": region,
                    "kind": kind,
                    "material": row.material,
                    "capacity_t_per_yr": round(size, 3),
                    "per_year": round(entering, 4),
                    "room": room,
                    "source": "assumption: [unannounced_works] of the chain",
                    **costs(chain, row.material, region, kind, size, shut=False),
                }
    return found


def _delivered(kind: str) -> float:
    """Output of works of a ``kind`` over their design, the mean over types of ramp-up."""
    terms = building().data
    odds, ramps = terms["building"][kind]["ramp_up"], terms["ramp_up"]
    final = sum(share * float(ramps[name]["final_share"]) for name, share in odds.items()) / sum(odds.values())
    return float(final * used_share())


def under_way(chain: Chain, start: date) -> dict[str, Any]:
    """Growth of the capacity of ``chain`` by works under way on the day ``start``, and its end, as keys of a scenario.

    Announced projects that are being built are taken off: of the stage to which they add the smallest share.
    """
    terms = chain.terms.unannounced_works
    years = float(terms.under_way_years)
    rate = growth_of_use(chain) - _announced(chain, start) / years if years > 0.0 else 0.0
    if rate <= 0.0 or not terms.enter:
        return {}
    regions = dict.fromkeys(region for _, region in chain.made)
    grows = {"capacity_growth": round(rate, 5), "later_capacity_growth": 0.0}
    ends = start + timedelta(days=round(years * DAYS_PER_YEAR))
    return {"regions": dict.fromkeys(regions, grows), "growth": {"changes": ends}}


def _announced(chain: Chain, start: date) -> float:
    """Capacity that announced projects under construction add to the stage that they add least to, over its output."""
    rising = [p for p in projects_of(chain, start).values() if p["stage"] == "construction"]
    found = []
    for row in chain.materials:
        made = sum(sum(_made(chain, row.material, plants=plants).values()) for plants in (False, True))
        added = sum(p["capacity_t_per_yr"] for p in rising if p["material"] == row.material)
        found.append(added / made if made > 0.0 else 0.0)
    return min(found)


def growth_of_use(chain: Chain) -> float:
    """Growth of the use of the last stage of ``chain`` at base prices, the mean over sectors [1/yr]."""
    last = chain.materials[-1].material
    shares = [row for row in chain.sector_shares if row.material == last]
    general = [row for row in shares if row.region == "*"] or shares
    whole = sum(row.value for row in general)
    growing = sum(row.value * float(chain.terms.sectors[row.sector].growth) for row in general)
    return growing / whole if whole > 0.0 else 0.0


def _made(chain: Chain, material: str, *, plants: bool) -> dict[str, float]:
    """Output of a material by region, of plants or of mines and by-products [t/yr]."""
    kinds = ("plant",) if plants else ("mine", "by_product")
    found: dict[str, float] = {}
    for (process, region), tonnes in chain.made.items():
        if chain.first_output(process, region) == material and chain.kinds[process] in kinds and tonnes > 0.0:
            found[region] = found.get(region, 0.0) + tonnes
    return found


def _held(chain: Chain, material: str, region: str, size: float) -> int:
    """Works of a ``size`` for which hosts hold enough beyond the capacity at work; MOST_ROOM if not known."""
    left = 0.0
    for process, where in chain.made:
        if where == region and chain.first_output(process, where) == material and chain.kinds[process] != "secondary":
            reach = chain.reach(process, region)
            if chain.kinds[process] == "mine" or reach is None:
                return MOST_ROOM
            left += max(0.0, reach - chain.working(process, region))
    return int(left / size)
