"""Parts of alliances that no cargo meets: members that buy nothing levied, origins that sell nothing to them."""

from collections.abc import Iterator

from lodeflow.atlas.atlas import Lane
from lodeflow.language.patterns import fits
from lodeflow.report.no_effect.where import Where, in_words
from lodeflow.scenario.idle import Idle
from lodeflow.terms.alliance import CHAIN_STAGES, Policy, stage


def idle_alliances(where: Where) -> Iterator[Idle]:
    """Alliances of the scenario ``where``, and stages, reference prices and agreements that nothing falls under."""
    for name, policy in where.scenario.policies.items():
        yield from _of(where, name, policy)


def _of(where: Where, name: str, policy: Policy) -> Iterator[Idle]:
    path, goods = ("policies", name), where.atlas.goods
    members = tuple(region for region in goods.regions if fits(policy.members, region))
    levied = tuple(material for material in goods.materials if policy.levied(material))
    if not levied:
        priced = in_words(m for m in goods.materials if policy.covers(m))
        said = f"levies nothing: no material at stage {in_words(policy.stages)} has a reference price"
        yield Idle((*path, "stages"), said, f"reference prices are those of {priced}")
        return
    into = [lane for lane in where.lanes("*", members, levied) if lane.origin not in members]
    if not into:
        said = f"levies nothing: {in_words(members)} buys no {in_words(levied)} from outside"
        yield Idle(path, said, where.trades(levied))
        return
    yield from _priced(where, path, policy, members)
    for at in policy.stages:
        if at != "metal" and not any(stage(lane.material) == at for lane in into):
            known = in_words(s for s in CHAIN_STAGES if any(stage(lane.material) == s for lane in into))
            said = f"nothing is levied at stage '{at}': no {at} that members buy from outside has a reference price"
            hint = f"[references] gives one; levied are goods at stage {known}"
            yield Idle((*path, "stages"), said, hint)
    yield from _agreed(where, path, policy, into)


def _priced(where: Where, path: tuple[str, ...], policy: Policy, members: tuple[str, ...]) -> Iterator[Idle]:
    """Reference prices of what no member buys, makes or uses."""
    for material in policy.references:
        if not any(material in where.live(region) for region in members):
            said = f"no member buys or makes {material}: its reference price has no effect"
            yield Idle((*path, "references", material), said)


def _agreed(where: Where, path: tuple[str, ...], policy: Policy, into: list[Lane]) -> Iterator[Idle]:
    """What is agreed with single regions that trade nothing of what is levied."""
    sellers, buyers = {lane.declared for lane in into}, {lane.destination for lane in into}
    levied = tuple(sorted({lane.material for lane in into}))
    floors = {
        m for m in where.atlas.goods.materials if any(other.covers(m) for other in where.scenario.policies.values())
    }
    for region in policy.undertakings:
        if region not in sellers and not fits(policy.members, region):
            said = f"{region} sells members nothing that is levied: its undertaking has no effect"
            yield Idle((*path, "undertakings"), said, where.trades(levied))
    for region, terms in policy.recognised.items():
        reached = [lane for lane in into if lane.declared == region and fits(terms.materials, lane.material)]
        made = {
            lane.material
            for lane in where.atlas.lanes
            if lane.origin == region and fits(terms.materials, lane.material)
        }
        if not reached and not made & floors:
            said = f"members buy nothing levied from {region} that these terms fit: they have no effect"
            yield Idle((*path, "recognised", region), said, where.trades(levied))
    for region in policy.collected:
        if region not in buyers:
            said = f"{region} buys nothing that is levied: it has nothing to collect"
            yield Idle((*path, "collected", region), said)
