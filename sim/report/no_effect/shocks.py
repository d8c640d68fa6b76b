"""Production quotas, crackdowns, floods and surges that reach nobody."""

from collections.abc import Iterator

from lodeflow.atlas.project_lanes import projects_and_entrants
from lodeflow.language.patterns import fits
from lodeflow.language.uncertain_number import reach
from lodeflow.report.no_effect.where import Where, in_words
from lodeflow.scenario.idle import Idle
from lodeflow.terms.shocks.floods import Flood
from lodeflow.terms.supply.production_quotas import ProductionQuota


def idle_shocks(where: Where) -> Iterator[Idle]:
    """Quotas and shocks of the scenario ``where`` that touch no mine, plant, lane or user."""
    idle_quotas = set()
    for name, quota in where.scenario.production_quotas.items():
        for each in _of_quota(where, name, quota):
            idle_quotas.add(name)
            yield each
    for name, crackdown in where.scenario.crackdowns.items():
        path = ("crackdowns", name)
        illegal = where.scenario.production_quotas[crackdown.quota].illegal_share
        if crackdown.quota in idle_quotas:
            yield Idle((*path, "quota"), f"the quota '{crackdown.quota}' limits nothing: there is nothing to strike")
        elif reach(illegal)[1] == 0.0:
            hint = f"give production_quotas.{crackdown.quota}.illegal_share"
            yield Idle(
                (*path, "quota"), f"nothing is made besides the quota '{crackdown.quota}': it has no effect", hint
            )
        elif reach(crackdown.cut)[1] == 0.0:
            yield Idle((*path, "cut"), "is 0: nothing stops")
    yield from _floods(where)
    for name, surge in where.scenario.surges.items():
        path = ("surges", name)
        of = [u for u in where.users if fits(surge.region, u[0]) and fits(surge.material, u[1])]
        lifted = [user for user in of if fits(surge.sector, user[2])]
        if not lifted:
            said = "lifts nobody's demand: no such users are in the base table"
            hint = f"these regions use these materials in {in_words(sorted({u[2] for u in of}))}" if of else ""
            yield Idle(path, said, hint or _used(where, surge.material))
        elif reach(surge.factor) == (1.0, 1.0):
            yield Idle((*path, "factor"), "is 1: demand stays as it is")


def _of_quota(where: Where, name: str, quota: ProductionQuota) -> Iterator[Idle]:
    path, region = ("production_quotas", name), quota.controller
    dug = {mine.material for mine in where.year.mines if mine.region == region}
    if quota.stage == "mining":
        if not dug:
            miners = in_words(sorted({mine.region for mine in where.year.mines}))
            yield Idle(
                (*path, "controller"), f"{region} has no mine: the quota limits nothing", f"mines are in {miners}"
            )
        return
    feeds = {s.feed for s in where.year.separators if s.region == region}
    feeds |= {t.ore for _, t in projects_and_entrants(where.scenario) if t.region == region and _separates(t.kind)}
    if not feeds:
        known = in_words(sorted({s.region for s in where.year.separators}))
        said = f"{region} has no separator: the quota limits nothing"
        yield Idle((*path, "controller"), said, f"separators are in {known}")
        return
    home = {
        f.material
        for f in where.year.flows
        if f.origin == f.destination == region and f.material in where.atlas.goods.ores
    }
    if quota.imported_ore_from is None:
        if not feeds & home:
            origins = {f.origin for f in where.year.flows if f.destination == region and f.material in feeds}
            said = f"limits nothing: it counts ore mined in {region}, and separators there take theirs from "
            said += in_words(sorted(origins))
            yield Idle(path, said, "imported_ore_from = DATE lets imported ore count too")
        if reach(quota.imported_tonnes)[1] > 0.0:
            hint = "give the date, imported_ore_from"
            yield Idle((*path, "imported_tonnes"), "imported ore never counts: it has no effect", hint)


def _separates(kind: str) -> bool:
    return kind in ("separation", "mine_and_separation")


def _floods(where: Where) -> Iterator[Idle]:
    floods = where.scenario.floods
    sold = {name: _sold(where, flood) for name, flood in floods.items()}
    for n, (name, flood) in enumerate(floods.items()):
        path = ("floods", name)
        later = {each: sold[each] for each in list(floods)[n + 1 :]}
        taken = set().union(*later.values()) if later else set()
        if not sold[name]:
            said = f"{flood.controller} sells nothing abroad that it fits: it has no effect"
            yield Idle(path, said, where.trades(flood.material))
        elif sold[name] <= taken:
            over = in_words(repr(each) for each, goods in later.items() if goods & sold[name])
            said = f"never holds: of floods of the same goods the last by name does, which is {over}"
            yield Idle(path, said, "give them other goods, or one name")
        elif reach(flood.wedge)[1] == 0.0 and reach(flood.capacity)[1] == 0.0:
            yield Idle((*path, "wedge"), "the state pays nothing and adds no capacity: it has no effect")


def _sold(where: Where, flood: Flood) -> set[tuple[str, ...]]:
    """Lanes that a flood goes down, and the cells whose capacity it raises."""
    lanes = where.lanes(flood.controller, flood.destination, flood.material)
    reached: set[tuple[str, ...]] = {("lane", lane.name) for lane in lanes if not lane.smuggled}
    if reach(flood.capacity)[1] > 0.0:
        reached |= {("cell", m) for m in where.live(flood.controller) if fits(flood.material, m)}
    return reached


def _used(where: Where, materials: str | tuple[str, ...]) -> str:
    users = sorted({region for region, material, _ in where.users if fits(materials, material)})
    return f"final users of it are in {in_words(users)}" if users else "it has no final users, only plants that buy it"
