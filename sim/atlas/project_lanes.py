"""Where the projects of a scenario will trade: cells and lanes that nothing moves on in the base year.

They are flows of 0 t added to the balanced table, so that whatever is made of the table has room for them. A new origin
sells where its bloc, China or the rest of the world, sells already; to where nobody of its bloc sells, it has no
customers to take over. What only China sells abroad it sells outside China, to whoever bought it there.
"""

from collections.abc import Iterator
from copy import copy
from functools import lru_cache
from typing import NamedTuple

from lodeflow.base_year.table import CHINA, BaseYear, Flow, Mine
from lodeflow.catalog.names import ORES, OXIDES
from lodeflow.scenario.load import Scenario
from lodeflow.terms.projects import Project

NOTHING_YET = "entry"  # status of a flow that only a project brings
LEAST_CUSTOMER = 0.03  # share of what the likes sell: to smaller ones an old origin opens no lane
OWN_ORE = ("mine", "mine_and_separation")


class Place(NamedTuple):
    """What one project adds to the map: materials it sells, feeds it needs, and from where these come."""

    region: str
    sells: tuple[str, ...]
    buys: tuple[str, ...]
    feed_from: tuple[str, ...]
    basket: tuple[float, float, float] | None  # of its own ore


def projects_and_entrants(scenario: Scenario) -> list[tuple[str, Project]]:
    """Every project, and every slot for one that nobody has announced, by name."""
    found: list[tuple[str, Project]] = list(scenario.projects.items())
    for name, entrants in scenario.entrants.items():
        found += [(f"{name}-{k + 1}", entrants) for k in range(entrants.slots)]
    return sorted(found, key=lambda each: each[0])


def places(scenario: Scenario) -> tuple[Place, ...]:
    """What the projects add to the map, in the order of their names."""
    return tuple(place(terms) for _, terms in projects_and_entrants(scenario))


def place(terms: Project) -> Place:
    """What a project sells and buys, and its own ore."""
    basket = (terms.light_share, terms.heavy_share, 1.0 - terms.light_share - terms.heavy_share)
    recovered = dict(zip(OXIDES, (terms.light_recovery, terms.heavy_recovery, terms.rest_recovery), strict=True))
    oxides = tuple(oxide for oxide, share in recovered.items() if share > 0.0)
    own = basket if terms.kind in OWN_ORE else None
    match terms.kind:
        case "mine":
            return Place(terms.region, (terms.ore,), (), (), own)
        case "separation":
            return Place(terms.region, oxides, (terms.ore,), terms.feed_from, own)
        case "mine_and_separation":
            return Place(terms.region, (*oxides, terms.ore), (terms.ore,), (terms.region,), own)
        case "heavy_circuit":
            return Place(terms.region, ("heavy_oxide",), (), (), own)
    return Place(terms.region, terms.products, OXIDES[:2], (), own)


def with_entries(year: BaseYear, added: tuple[Place, ...]) -> BaseYear:
    """The base year with room for what is to come; the same one where nothing is."""
    if not added:
        return year
    year = copy(year)
    year.flows, year.mines = list(year.flows), list(year.mines)
    known = {(f.material, f.origin, f.destination) for f in year.flows}
    dug = {(m.region, m.material) for m in year.mines}
    for each in added:
        ore = next((m for m in each.sells if m.endswith("concentrate")), None)
        if each.basket and ore and (each.region, ore) not in dug:
            dug.add((each.region, ore))
            year.mines.append(Mine(each.region, ore, 0.0, each.basket, 0.85, 0))
    for step in (_feeds, _sales):
        for material, origin, destination in step(year, added):
            if (material, origin, destination) not in known:
                known.add((material, origin, destination))
                year.flows.append(Flow(material, origin, destination, 0.0, NOTHING_YET))
    return year


def _feeds(year: BaseYear, added: tuple[Place, ...]) -> Iterator[tuple[str, str, str]]:
    """Lanes on which the feed of new plants comes; where nothing is named, from whoever sells it abroad."""
    for each in added:
        for material in each.buys:
            sellers = {f.origin for f in year.flows if f.material == material and f.origin != f.destination}
            buys_already = any(f.material == material and f.destination == each.region for f in year.flows)
            for origin in sorted(each.feed_from or (() if buys_already else sellers)):
                yield material, origin, each.region


def _sales(year: BaseYear, added: tuple[Place, ...]) -> Iterator[tuple[str, str, str]]:
    """Lanes on which new origins sell, to the customers of their likes and at home; and those on which the growth of an
    old origin finds the larger of these customers.
    """
    flows = tuple(year.flows)
    for each in added:
        for material in each.sells:
            old = any(f.material == material and f.origin == each.region and f.tonnes > 0.0 for f in flows)
            if old and material in ORES:
                continue  # who buys ore names where it comes from
            found = customers(flows, material, each.region)
            least = LEAST_CUSTOMER * sum(found.values()) if old else 0.0
            for destination in sorted(j for j, tonnes in found.items() if tonnes >= least):
                yield material, each.region, destination


@lru_cache(maxsize=256)
def likes(flows: tuple[Flow, ...], material: str, region: str) -> frozenset[str]:
    """Origins whose customers a new origin takes over: its bloc, or everybody where the bloc sells nothing."""
    sellers = {f.origin for f in flows if f.material == material and f.tonnes > 0.0}
    bloc = {origin for origin in sellers if (origin == CHINA) == (region == CHINA)}
    return frozenset(bloc or sellers)


@lru_cache(maxsize=256)
def customers(flows: tuple[Flow, ...], material: str, region: str) -> dict[str, float]:
    """What the customers of a new origin buy from its likes, t a year, by destination."""
    like = likes(flows, material, region)
    alone = like == {CHINA} and region != CHINA
    found: dict[str, float] = {}
    for f in flows:
        if f.material == material and f.origin in like and not (alone and f.destination == CHINA):
            found[f.destination] = found.get(f.destination, 0.0) + f.tonnes
    home = [f.tonnes for f in flows if f.material == material and f.destination == region]
    if home and found.get(region, 0.0) <= 0.0:  # who buys at home buys from home too
        found[region] = sum(home)
    return {j: tonnes for j, tonnes in found.items() if tonnes > 0.0 or j == region}
