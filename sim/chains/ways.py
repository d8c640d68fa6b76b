"""Ways between regions: routes of the table of lanes, and those of regions that only chains need.

Goods of a further region take the routes of the region that it ``travels_as``, with its further days at sea or on the
road; within a further region they need as long as within the other.
"""

from collections.abc import Mapping
from functools import cache

from lodeflow.catalog.names import rows
from lodeflow.chains.closing.regions import Further, further_regions, regions

Way = dict[str, str]
"""Row of the table of lanes."""


@cache
def ways_between() -> Mapping[tuple[str, str], list[Way]]:
    """Routes from every region to every other and within it, the main one first; nobody changes them."""
    found: dict[tuple[str, str], list[Way]] = {}
    for row in rows("lanes"):
        found.setdefault((row["origin"], row["destination"]), []).append(row)
    further = further_regions()
    for i in regions():
        for j in regions():
            if i not in further and j not in further:
                continue
            start, end = further.get(i, Further("", i, 0.0)), further.get(j, Further("", j, 0.0))
            more = 0 if i == j else round(start.days + end.days)
            same = found.get((start.travels_as, end.travels_as), [])
            found[i, j] = [
                {**way, "origin": i, "destination": j, "sea_days": str(int(way["sea_days"]) + more)}
                for way in (same if i == j or start.travels_as != end.travels_as else same[:1])
            ]
    return found
