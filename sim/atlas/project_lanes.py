"""Cells and lanes that projects need and that carry nothing in the base year.

They are flows of 0 t added to the balanced table, so that the atlas has cells and lanes for them. A new project sells
to the existing customers of its bloc (China, or all others); a destination its bloc does not serve gets no lane. A
material that only China sells abroad goes to China's customers outside China.
"""

from collections.abc import Iterator
from copy import copy
from functools import lru_cache, partial
from typing import NamedTuple

from lodeflow.base_year.table import CHINA, BaseYear, Flow, Mine
from lodeflow.catalog.goods import RARE_EARTHS, Goods, goods_of
from lodeflow.catalog.names import OXIDES
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.projects import Project
from lodeflow.terms.trade.lanes import LaneTerms

NOTHING_YET = "entry"  # status of a flow that only a project adds
OWN_ORE = ("mine", "mine_and_separation")
PURE = (1.0, 0.0, 0.0)
"""Composition of what the works of a chain make."""


class Place(NamedTuple):
    """Materials that one project trades, and the regions its feed comes from."""

    region: str
    """Region in which the project stands."""
    sells: tuple[str, ...]
    """Materials that it sells."""
    buys: tuple[str, ...]
    """Materials that it needs as feed."""
    feed_from: tuple[str, ...]
    """Regions that its feed comes from; empty for the existing sellers."""
    basket: tuple[float, float, float] | None
    """Shares of light, heavy and rest oxides in its own ore; None for a plant without a mine."""


def projects_and_entrants(scenario: Scenario) -> list[tuple[str, Project]]:
    """Projects of ``scenario`` and a row for each entrant that may come, sorted by name.

    A stream of entrants has a row more than it has room for: the last counts those that are turned away.
    """
    return [(name, terms) for name, terms, _, _ in crew_of(scenario)]


class Member(NamedTuple):
    """Project, or row of a stream of entrants."""

    name: str
    """Its name; entrants are numbered from 1."""
    terms: Project
    """Its terms."""
    stream: int
    """Number of its stream of entrants; -1 for a named project."""
    turn: int
    """How many entrants of its stream come before it; 0 for a named project."""


def crew_of(scenario: Scenario) -> list[Member]:
    """Projects of ``scenario`` and rows of its entrants, sorted by name."""
    found = [Member(name, terms, -1, 0) for name, terms in scenario.projects.items()]
    for stream, (name, terms) in enumerate(scenario.entrants.items()):
        found += [Member(f"{name}-{k + 1}", terms, stream, k) for k in range(terms.room + 1)]
    return sorted(found, key=lambda each: each.name)


@reused
def places(scenario: Scenario) -> tuple[Place, ...]:
    """Materials and feeds of the projects of ``scenario``, in the order of their names; of entrants once a stream."""
    goods = goods_of(scenario.base_table)
    return tuple(place(each.terms, goods) for each in crew_of(scenario) if each.turn == 0)


def place(terms: Project, goods: Goods = RARE_EARTHS) -> Place:
    """Materials that the project ``terms`` sells and buys in the world of ``goods``, and the composition of its ore."""
    if terms.material is not None:
        bought = (goods.fed_by(terms.material),) if terms.kind == "plant" else ()
        return Place(terms.region, terms.products, bought, terms.feed_from, None if bought else PURE)
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


def with_entries(year: BaseYear, added: tuple[Place, ...], lanes: LaneTerms) -> BaseYear:
    """Base year with flows of 0 t for the projects; the same object where there are none.

    Args:
        year: the balanced table; it stays as it is.
        added: materials and feeds of the projects.
        lanes: which customers are large enough for a lane.

    """
    if not added:
        return year
    year = copy(year)
    year.flows, year.mines = list(year.flows), list(year.mines)
    known = {(f.material, f.origin, f.destination) for f in year.flows}
    dug = {(m.region, m.material) for m in year.mines}
    for each in added:
        ore = next((m for m in each.sells if m in year.goods.ores), None)
        if each.basket and ore and (each.region, ore) not in dug:
            dug.add((each.region, ore))
            year.mines.append(Mine(each.region, ore, 0.0, each.basket, 0.85, 0))
    for step in (_feeds, partial(_sales, least_share=lanes.least_customer_share)):
        for material, origin, destination in step(year, added):
            if (material, origin, destination) not in known:
                known.add((material, origin, destination))
                year.flows.append(Flow(material, origin, destination, 0.0, NOTHING_YET))
    return year


def _feeds(year: BaseYear, added: tuple[Place, ...]) -> Iterator[tuple[str, str, str]]:
    """Lanes for the feed of new plants, as (material, origin, destination): from the regions that a project names, or
    else from all exporters if its region does not buy the material yet.
    """
    for each in added:
        for material in each.buys:
            sellers = {f.origin for f in year.flows if f.material == material and f.origin != f.destination}
            buys_already = any(f.material == material and f.destination == each.region for f in year.flows)
            for origin in sorted(each.feed_from or (() if buys_already else sellers)):
                yield material, origin, each.region


def _sales(year: BaseYear, added: tuple[Place, ...], least_share: float) -> Iterator[tuple[str, str, str]]:
    """Lanes for the sales of projects, as (material, origin, destination): to the customers of the bloc and at home.

    A region that sells the material already gets lanes only to customers that take ``least_share`` of the sales.
    """
    flows = tuple(year.flows)
    for each in added:
        for material in each.sells:
            old = any(f.material == material and f.origin == each.region and f.tonnes > 0.0 for f in flows)
            if old and material in year.goods.ores:
                continue  # buyers of ore name its origins themselves: see _feeds
            found = customers(flows, material, each.region)
            least = least_share * sum(found.values()) if old else 0.0
            for destination in sorted(j for j, tonnes in found.items() if tonnes >= least):
                yield material, each.region, destination


@lru_cache(maxsize=256)
def likes(flows: tuple[Flow, ...], material: str, region: str) -> frozenset[str]:
    """Origins whose customers a new origin takes over: the sellers of its bloc, or all sellers where the bloc has none.

    Args:
        flows: flows of the base table.
        material: material that is sold.
        region: region of the new origin.

    """
    sellers = {f.origin for f in flows if f.material == material and f.tonnes > 0.0}
    bloc = {origin for origin in sellers if (origin == CHINA) == (region == CHINA)}
    return frozenset(bloc or sellers)


@lru_cache(maxsize=256)
def customers(flows: tuple[Flow, ...], material: str, region: str) -> dict[str, float]:
    """Purchases from the origins of the bloc, t a year by destination, which are the market of a new origin.

    Args:
        flows: flows of the base table.
        material: material that is sold.
        region: region of the new origin; it is always among its own customers where the material is used at home.

    """
    like = likes(flows, material, region)
    alone = like == {CHINA} and region != CHINA
    found: dict[str, float] = {}
    for f in flows:
        if f.material == material and f.origin in like and not (alone and f.destination == CHINA):
            found[f.destination] = found.get(f.destination, 0.0) + f.tonnes
    home = [f.tonnes for f in flows if f.material == material and f.destination == region]
    if home and found.get(region, 0.0) <= 0.0:  # users at home may buy from the new origin too
        found[region] = sum(home)
    return {j: tonnes for j, tonnes in found.items() if tonnes > 0.0 or j == region}
