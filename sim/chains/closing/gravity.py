"""Gravity model of trade, the prior of unknown flows: more trade between large and near regions.

The prior of a flow is supply times use over the days between the regions, with a preference for the home market, scaled
so that weights read as tonnes. It is only a prior: RAS and the known flows decide the table.
"""

from collections.abc import Mapping

from lodeflow.catalog.names import rows
from lodeflow.chains.closing.balance import Arc


def gravity(
    supply: Mapping[str, float],
    use: Mapping[str, float],
    home_preference: float,
    days: Mapping[Arc, float] | None = None,
) -> dict[Arc, float]:
    """Prior weight of every arc, in the unit of ``supply``; the weights sum to total supply.

    Args:
        supply: quantity that each region sells.
        use: quantity that each region buys.
        home_preference: weight of an arc within a region over that of a foreign arc of the same length.
        days: days of transit for every pair of regions; those of the main routes if not given.

    """
    days = transit_days() if days is None else days
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


def worth_a_lane(
    prior: Mapping[Arc, float], use: Mapping[str, float], least_flow: float, least_share: float
) -> dict[Arc, float]:
    """Arcs of a prior that are large enough for a lane.

    These lie above the least flow and the least share of the buyer's use, or are the home market, the two likeliest
    sellers of each buyer or the two likeliest buyers of each seller.

    Args:
        prior: weight of every arc, in tonnes a year.
        use: tonnes a year that each region receives.
        least_flow: flow from which a lane opens, t a year.
        least_share: the same as a share of the buyer's use.

    """
    best: set[Arc] = set()
    for side in (0, 1):
        for name in {arc[side] for arc in prior}:
            arcs = sorted((a for a in prior if a[side] == name), key=lambda a: (-prior[a], a))
            best.update(arcs[:2])
    return {
        arc: w
        for arc, w in prior.items()
        if arc in best or arc[0] == arc[1] or w > max(least_flow, least_share * use[arc[1]])
    }


def two_abroad(prior: Mapping[Arc, float]) -> set[Arc]:
    """Arcs of the two likeliest sellers abroad of each buyer, so that one control cannot leave it without a seller.

    ``prior`` is the weight of every arc, in tonnes a year.
    """
    found: set[Arc] = set()
    for buyer in {arc[1] for arc in prior}:
        abroad = sorted((a for a in prior if a[1] == buyer != a[0]), key=lambda a: (-prior[a], a))
        found.update(abroad[:2])
    return found
