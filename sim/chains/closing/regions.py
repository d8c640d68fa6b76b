"""Regions of chains: those of the catalog, and those that only some chains need, with the days between them."""

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from lodeflow.catalog.names import REGIONS
from lodeflow.chains.closing.balance import Arc
from lodeflow.chains.closing.gravity import transit_days


class Further(NamedTuple):
    """Region that the catalog does not have."""

    name: str
    """Full name."""
    travels_as: str
    """Region of the catalog whose main routes its goods take."""
    days: float
    """Days from there to that region's port."""


@cache
def further_regions() -> dict[str, Further]:
    """Regions of ``configs/chains/regions.csv``, by their id."""
    text = files("lodeflow.configs").joinpath("chains", "regions.csv").read_text(encoding="utf-8")
    found = csv.DictReader(text.splitlines())
    return {r["region"]: Further(r["name"], r["travels_as"], float(r["further_days"])) for r in found}


def regions() -> tuple[str, ...]:
    """Ids of all regions that a chain may name: those of the catalog first."""
    return (*REGIONS, *further_regions())


@cache
def days_between() -> dict[Arc, float]:
    """Days from dispatch to the buyer's stock for every pair of regions, by the main route.

    Within a further region goods need as long as within the region whose routes they take.
    """
    days, further = transit_days(), further_regions()
    found: dict[Arc, float] = {}
    for i in regions():
        for j in regions():
            start, end = further.get(i, Further("", i, 0.0)), further.get(j, Further("", j, 0.0))
            more = 0.0 if i == j else start.days + end.days
            found[i, j] = days[start.travels_as, end.travels_as] + more
    return found
