"""Stocks of defence and ways round controls and levies that have nothing to hold or to carry."""

from collections.abc import Iterator

from lodeflow.atlas.atlas import DEFENCE
from lodeflow.catalog.names import sector_shares
from lodeflow.language.patterns import fits, listed
from lodeflow.report.no_effect.where import Where, in_words
from lodeflow.scenario.idle import Idle


def idle_evasion(where: Where) -> Iterator[Idle]:
    """Patterns of [defence], [smuggling], [relabelling] and [offshoring] in ``where`` that find nothing."""
    yield from _defence(where)
    yield from _smuggling(where)
    yield from _relabelling(where)
    yield from _offshoring(where)


def _defence(where: Where) -> Iterator[Idle]:
    terms, table = where.scenario.defence, where.scenario.base_table
    kept = {where.atlas.cells[n] for n in where.atlas.held_by(DEFENCE)}
    for pattern in listed(terms.materials):
        if not any(fits(pattern, material) for _, material in kept):
            users = {m for _, m, _ in where.users if dict(sector_shares(table, m)).get("defence", 0.0) > 0.0}
            said = f"defence keeps no stock of {pattern}: in the base table it uses none in these regions"
            yield Idle(("defence", "materials"), said, f"it uses {in_words(sorted(users))}" * bool(users))
    if not kept:
        return
    regions = {region for region, _ in kept}
    for pattern in listed(terms.regions):
        if not any(fits(pattern, region) for region in regions):
            said = f"defence in {pattern} uses none of these materials: it keeps no stock"
            yield Idle(("defence", "regions"), said, f"it does in {in_words(sorted(regions))}")
    for region in terms.diversion_by_region:
        if region not in regions:
            said = f"defence keeps no stock in {region}: it has no effect"
            yield Idle(("defence", "diversion_by_region", region), said, f"it does in {in_words(sorted(regions))}")


def _smuggling(where: Where) -> Iterator[Idle]:
    origin = where.scenario.smuggling.origin
    smuggled = {lane.material for lane in where.atlas.lanes if lane.smuggled}
    for pattern in listed(where.scenario.smuggling.materials):
        if not any(fits(pattern, material) for material in smuggled):
            said = f"{origin} sells no {pattern} abroad: none is smuggled"
            yield Idle(("smuggling", "materials"), said, where.trades(pattern))


def _relabelling(where: Where) -> Iterator[Idle]:
    terms = where.scenario.relabelling
    if not terms.hubs or not terms.materials:
        return
    lanes = [lane for lane in where.atlas.lanes if lane.relabelled]
    if not lanes:
        said = f"nothing is relabelled: {terms.origin} sells nothing of this kind by way of these hubs"
        yield Idle(("relabelling", "hubs"), said, "a hub must make or use the material itself")
        return
    for key, sides in (
        ("hubs", {lane.via for lane in lanes}),
        ("materials", {lane.material for lane in lanes}),
        ("destinations", {lane.destination for lane in lanes}),
    ):
        for pattern in listed(getattr(terms, key)):
            if not any(fits(pattern, name) for name in sides):
                yield Idle(
                    ("relabelling", key), f"nothing is relabelled for {pattern}", f"it is for {in_words(sorted(sides))}"
                )


def _offshoring(where: Where) -> Iterator[Idle]:
    terms = where.scenario.offshoring
    members = [
        r for r in where.atlas.goods.regions if any(fits(p.members, r) for p in where.scenario.policies.values())
    ]
    at_hub = {(material, sector) for region, material, sector in where.users if region == terms.hub}
    for pattern in listed(terms.materials) if members else ():
        movers = [
            (region, material, sector)
            for region, material, sector in where.users
            if fits(pattern, material) and region in members and region != terms.hub and sector != DEFENCE
        ]
        if not movers:
            yield Idle(("offshoring", "materials"), f"no user of {pattern} in an alliance could move", _uses(where))
        elif not any((material, sector) in at_hub for _, material, sector in movers):
            yield Idle(("offshoring", "hub"), f"{terms.hub} has no such users of {pattern}, whom others could join")


def _uses(where: Where) -> str:
    return f"final users use {in_words(sorted({material for _, material, _ in where.users}))}"
