"""Gravity model of trade, the prior of unknown flows: more trade between large and near regions.

The prior of a flow is supply times use over the days between the regions, with a preference for the home market, scaled
so that weights read as tonnes. It is only a prior: RAS and the known flows decide the table.
"""

from collections.abc import Mapping

from lodeflow.base_year.balance import Arc
from lodeflow.catalog.names import rows


def gravity(supply: Mapping[str, float], use: Mapping[str, float], home_preference: float) -> dict[Arc, float]:
    """Prior weight of every arc, in the unit of ``supply``; the weights sum to total supply.

    Args:
        supply: quantity that each region sells.
        use: quantity that each region buys.
        home_preference: weight of an arc within a region over that of a foreign arc of the same length.

    """
    days = transit_days()
    weight = {
        (i, j): s * u / days[i, j] * (home_preference if i == j else 1.0)
        for i, s in supply.items()
        if s > 0.0
        for j, u in use.items()
        if u > 0.0
    }
    scale = sum(supply.values()) / sum(weight.values())
    return {arc: w * scale for arc, w in weight.items()}


def transit_days() -> dict[Arc, float]:
    """Days from dispatch to the buyer's stock by the main route, for every pair of regions."""
    days: dict[Arc, float] = {}
    for r in rows("lanes"):
        legs = ("loading_days", "sea_days", "port_days", "customs_days", "inland_days")
        days.setdefault((r["origin"], r["destination"]), sum(float(r[leg]) for leg in legs))
    return days
