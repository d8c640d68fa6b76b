"""Terms of materials, regions, sectors, straits and kinds of project of which the world has none."""

from collections.abc import Iterator

from lodeflow.catalog.goods import RARE_EARTHS
from lodeflow.catalog.names import CHOKEPOINTS
from lodeflow.language.uncertain_number import reach
from lodeflow.report.no_effect.where import Where, in_words
from lodeflow.scenario.idle import Idle
from lodeflow.terms.projects import Project


def idle_tables(where: Where) -> Iterator[Idle]:
    """Tables of the scenario ``where`` that nothing reads, and regions that they name in vain."""
    yield from _materials(where)
    yield from _of_chains(where)
    yield from _regions(where)
    used = {sector for _, _, sector in where.users}
    for sector in where.scenario.sectors:
        if sector not in used:
            said, hint = "the base table has no users of this sector", f"it has {in_words(sorted(used))}"
            yield Idle(("sectors", sector), said, hint)
    yield from _straits(where)
    yield from _of_projects(where)


def _materials(where: Where) -> Iterator[Idle]:
    scenario, atlas = where.scenario, where.atlas
    traded = {material for _, material in atlas.cells}
    for material, terms in scenario.materials.items():
        path = ("materials", material)
        if material not in traded:
            yield Idle(path, f"nobody makes, buys or uses {material} in base table '{scenario.base_table}'")
            continue
        buyers = {lane.destination for lane in atlas.lanes if lane.material == material}
        for region in terms.buyer_cover_by_region:
            if region not in buyers:
                said = f"{region} buys no {material}: it has no effect"
                hint = f"buyers are {in_words(sorted(buyers))}"
                yield Idle((*path, "buyer_cover_by_region", region), said, hint)
        if material != atlas.goods.of_element[1]:
            minor = atlas.goods.of_element[1]
            said = f"only {minor} is a minor ingredient of magnets" if minor else "no plant saves a minor ingredient"
            yield Idle((*path, "thrift_elasticity"), said, "[sectors] long_elasticity is that of users", (), spare=True)


def _of_chains(where: Where) -> Iterator[Idle]:
    """Keys whose numbers a chain has in its own folder."""
    if where.atlas.goods is RARE_EARTHS:
        return
    hint = "chain.toml has those of each process"
    for key in ("mine_elasticity", "mine_utilisation_limit", "plant_elasticity", "plant_utilisation_limit"):
        yield Idle(("supply", key), f"the processes of {where.scenario.base_table} have their own", hint)
    for key in ("least_flow_t_per_yr", "least_share"):
        yield Idle(("lanes", key), "a chain is closed with its own", "[closing] of chain.toml has it")


def _regions(where: Where) -> Iterator[Idle]:
    years = where.year
    makers = {m.region for m in years.mines} | {s.region for s in years.separators} | {m.region for m in years.makers}
    for region, growing in where.scenario.regions.items():
        for key in ("capacity_growth", "later_capacity_growth", "capacity_response"):
            rate = getattr(growing, key)
            if region not in makers and rate is not None and reach(rate) != (0.0, 0.0):
                said = f"{region} has no mine, separator or magnet maker in the base table: nothing grows"
                yield Idle(("regions", region, key), said, "mines and plants to come are [projects]")


def _straits(where: Where) -> Iterator[Idle]:
    passed = {strait for lane in where.atlas.lanes for strait in lane.chokepoints}
    for strait in CHOKEPOINTS:
        if strait not in passed and reach(where.scenario.chokepoints[strait].closures_per_year)[1] > 0.0:
            said = "no cargo passes it: its closures are recorded, and delay nothing"
            yield Idle(("chokepoints", strait, "closures_per_year"), said, f"cargoes pass {in_words(sorted(passed))}")


def _of_projects(where: Where) -> Iterator[Idle]:
    """How projects are permitted, built and started, where there are none of that kind."""
    scenario = where.scenario
    projects: list[Project] = [*scenario.projects.values(), *scenario.entrants.values()]
    kinds = {project.kind for project in projects}
    for kind in scenario.building:
        if kind not in kinds:
            said = f"no project is of kind '{kind}': it has no effect"
            yield Idle(("building", kind), said, f"projects are of kind {in_words(sorted(kinds))}" * bool(kinds))
    odds = [project.ramp_up or scenario.building[project.kind].ramp_up for project in projects]
    types = {name for each in odds for name, share in each.items() if reach(share)[1] > 0.0}
    for name in scenario.ramp_up:
        if name not in types:
            yield Idle(("ramp_up", name), f"no project ramps up as type '{name}': it has no effect")
    yield from _permits(where, projects)
    if not projects:
        keys = (k for k in type(scenario.investment).model_fields if k != "past_price_over_base")
        yield from (Idle(("investment", key), "there are no projects", "", (), spare=True) for key in keys)
    dealt = {material for project in projects for material in _deals_in(project)}
    for material in scenario.investment.past_price_over_base:
        if material not in dealt:
            said = f"no project sells or buys {material}: it has no effect"
            yield Idle(("investment", "past_price_over_base", material), said)


def _permits(where: Where, projects: list[Project]) -> Iterator[Idle]:
    waiting = {project.region for project in projects if project.stage == "permitting"}
    for key in ("median_days_by_region", "litigation_by_region"):
        for region in getattr(where.scenario.permitting, key):
            if region not in waiting:
                said = f"no project in {region} waits for a permit: it has no effect"
                hint = f"such projects are in {in_words(sorted(waiting))}" * bool(waiting)
                yield Idle(("permitting", key, region), said, hint)


def _deals_in(project: Project) -> tuple[str, ...]:
    """What a project sells and buys; of a chain's plant what it sells, as its feed follows from the chain."""
    feeds = ("light_oxide", "heavy_oxide") if project.kind == "magnet" else ()
    return (*project.products, *feeds, *((project.ore,) if "separation" in project.kind else ()))
