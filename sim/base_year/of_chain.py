"""Base year of a chain in the form that is simulated: mines, plants, final users and flows at rest.

A base year at rest puts nothing in stock. What a chain stored counts as final use where it was stored, if it is of the
last stage; of an earlier stage it is left unmade, as no plant took it. Mines, by-products and secondary supply of one
region and material are one producer; idle works, hosts and lags of secondary supply are not in the base year.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import product

from lodeflow.base_year.table import BaseYear, Flow, MagnetMaker, Mine, Recipe, Separator
from lodeflow.catalog.goods import Goods, goods_of
from lodeflow.catalog.names import Row, chain_digest, rows
from lodeflow.chains.chain import Chain
from lodeflow.chains.closing.close import Stage, close
from lodeflow.chains.closing.figures import compared
from lodeflow.chains.closing.grade import Grade, grade
from lodeflow.chains.reading.reader import read_chain
from lodeflow.errors import DataError


def chain_of(name_or_path: str) -> Chain:
    """Chain ``name_or_path``, read once unless its folder changes. Raises ChainError."""
    return _read(name_or_path, chain_digest(name_or_path))


@lru_cache(maxsize=16)
def _read(name_or_path: str, digest: str) -> Chain:
    """Chain whose folder has the content that ``digest`` stands for."""
    del digest
    return read_chain(name_or_path)


def chain_year(name: str, least_flow: float, least_share: float) -> BaseYear:
    """Base year of the chain ``name``.

    Args:
        name: name of a shipped chain, or path of a folder.
        least_flow: flow from which a lane opens, t a year; closing has its own.
        least_share: the same as a share of the buyer's use.

    Raises:
        ChainError: the folder cannot be read.
        DataError: its tables contradict each other, or cannot rest.

    """
    chain, goods = chain_of(name), goods_of(name)
    stages = close(chain)
    recipe = {r["name"]: float(r["value"]) for r in rows("rare-earths-2024/recipes")}
    flows = _at_rest(stages)
    sold: dict[tuple[str, str], float] = {}
    for f in flows:
        sold[f.origin, f.material] = sold.get((f.origin, f.material), 0.0) + f.tonnes
    need = _needs(chain, stages, goods)
    return BaseYear(
        _mines(chain, sold),
        _separators(chain, stages, goods),
        _makers(chain, goods, sold),
        Recipe(dict.fromkeys(goods.products, (1.0, 0.0)), need, dict.fromkeys(goods.products, (0.0, 0.0))),
        wanted_rest=1.0,
        oxide_share=1.0,
        home_preference=chain.terms.closing.home_preference,
        second_route_share=recipe["second_route_share"],
        least_flow=least_flow,
        least_share=least_share,
        flows=flows,
        final_use=_final_use(stages),
        output=sold,
        goods=goods,
    )


def grade_of(name: str) -> Grade:
    """Grade of the tables of the chain ``name``, with its reasons. Raises ChainError, DataError."""
    chain = chain_of(name)
    stages = close(chain)
    return grade(chain, stages, compared(chain, stages))


def _at_rest(stages: tuple[Stage, ...]) -> list[Flow]:
    """Flows of a base year that stores nothing before the last stage: what was stored is left unmade."""
    flows: list[Flow] = []
    for stage in stages:
        tonnes = {(f.origin, f.destination): f.tonnes for f in stage.trades.flows}
        for region, stock in stage.stock.items() if stage is not stages[-1] else ():
            stored = stock
            for arc in sorted((a for a in tonnes if a[1] == region), key=lambda a: (a[0] != region, -tonnes[a], a)):
                less = min(stored, tonnes[arc])
                tonnes[arc] -= less
                stored -= less
        known = {(f.origin, f.destination): f.status for f in stage.trades.flows}
        flows += [Flow(stage.material, *arc, t, known[arc]) for arc, t in sorted(tonnes.items()) if t > 0.0]
    return flows


def _final_use(stages: tuple[Stage, ...]) -> dict[tuple[str, str], float]:
    """Final use by (region, material), with what the last stage put in stock."""
    found: dict[tuple[str, str], float] = {}
    for stage in stages:
        for part in (stage.use, stage.stock) if stage is stages[-1] else (stage.use,):
            for region, tonnes in part.items():
                key = region, stage.material
                found[key] = found.get(key, 0.0) + tonnes
    short = [f"{material} in {region}" for (region, material), tonnes in found.items() if tonnes < 0.0]
    short += [f"{s.material} in {r}" for s in stages[:-1] for r, tonnes in s.stock.items() if tonnes < 0.0]
    if short:
        raise DataError(f"more is taken from stock than used, so nothing can rest: {', '.join(short)}")
    return {key: tonnes for key, tonnes in found.items() if tonnes > 0.0}


def _works(chain: Chain, material: str, *, plants: bool) -> dict[str, list[tuple[str, float, float]]]:
    """Process, output and working capacity of the works that make ``material``, by region."""
    found: dict[str, list[tuple[str, float, float]]] = {}
    for (process, region), tonnes in chain.made.items():
        if chain.first_output(process, region) != material or (chain.kinds[process] == "plant") != plants:
            continue
        found.setdefault(region, []).append((process, tonnes, chain.working(process, region)))
    return found


def _mines(chain: Chain, sold: Mapping[tuple[str, str], float]) -> list[Mine]:
    """Mines, by-products and secondary supply; several of one region and material are one."""
    mines = []
    for row in chain.materials:
        refined = _works(chain, row.material, plants=True)
        for region, works in _works(chain, row.material, plants=False).items():
            by_plants = sum(tonnes for _, tonnes, _ in refined.get(region, ()))
            tonnes = sold.get((region, row.material), 0.0) - by_plants
            capacity = sum(each for _, _, each in works)
            if tonnes <= 0.0:
                continue
            limit = min(1.0, *(_limit(chain, process, region, each) for process, _, each in works))
            used = _utilisation(chain, region, row.material, tonnes, capacity * limit) * limit
            answer = sum(made * _elasticity(chain, process, used / limit) for process, made, _ in works)
            answer /= sum(made for _, made, _ in works)
            sites = sum(_sites(chain, process, region) for process, _, _ in works)
            mines.append(Mine(region, row.material, tonnes, (1.0, 0.0, 0.0), used, max(1, sites), answer, limit))
    return mines


def _utilisation(chain: Chain, region: str, material: str, tonnes: float, most: float) -> float:
    """Output over the most that works can make; DataError where nothing is spare, for then no price can rest."""
    if tonnes >= most:
        said = f"{material} of {region}: {tonnes:,.1f} t are made, and works and hosts allow {most:,.1f} t"
        raise DataError(f"{chain.label}: {said}; a base year at rest has spare capacity")
    return tonnes / most


def _sites(chain: Chain, process: str, region: str) -> int:
    """Sites at work of a process in a region."""
    here = process, region, "working"
    return sum(row.sites for row in chain.capacity if (row.process, row.region, row.state) == here)


def _limit(chain: Chain, process: str, region: str, capacity: float) -> float:
    """Highest output of works over their capacity: that of chain.toml, or less where the hosts allow less."""
    reach = chain.reach(process, region)
    limit = float(chain.terms.processes[process].utilisation_limit)
    return limit if reach is None or capacity <= 0.0 else min(limit, reach / capacity)


def _elasticity(chain: Chain, process: str, fullness: float) -> float:
    """Elasticity of mines to price over cost; that of by-products and scrap holds at the base, whose spare capacity
    is taken off in the supply curve.
    """
    given = float(chain.terms.processes[process].elasticity)
    return given if chain.kinds[process] == "mine" else given / (1.0 - fullness)


def _separators(chain: Chain, stages: tuple[Stage, ...], goods: Goods) -> list[Separator]:
    """Plants that make the intermediate of the chain, with what they make of a tonne of feed."""
    if not goods.ores:
        return []
    ore, refined = stages[0], goods.intermediates[0]
    found = []
    for region, works in _works(chain, refined, plants=True).items():
        made = sum(tonnes for _, tonnes, _ in works)
        if made > 0.0 and ore.feed.get(region, 0.0) > 0.0:
            yields = made / ore.feed[region]
            used, answer, limit = _plant(chain, region, works)
            found.append(Separator(region, ore.material, (yields, 0.0, 0.0), used, answer, limit))
    return found


def _plant(chain: Chain, region: str, works: list[tuple[str, float, float]]) -> tuple[float, float, float]:
    """Utilisation, elasticity to the margin, and limit of utilisation of the plants of one region."""
    made, capacity = sum(made for _, made, _ in works), sum(most for _, _, most in works)
    limit = min(float(chain.terms.processes[process].utilisation_limit) for process, _, _ in works)
    answer = sum(t * float(chain.terms.processes[process].elasticity) for process, t, _ in works) / made
    (material,) = {chain.first_output(process, region) for process, _, _ in works}
    return _utilisation(chain, region, material, made, capacity * limit) * limit, answer, limit


def _makers(chain: Chain, goods: Goods, sold: Mapping[tuple[str, str], float]) -> list[MagnetMaker]:
    """Plants that make the product of the chain."""
    found = []
    for material in goods.products:
        for region, works in _works(chain, material, plants=True).items():
            if sold.get((region, material), 0.0) > 0.0:
                found.append(MagnetMaker(region, sold[region, material], *_plant(chain, region, works)))
    return found


def _needs(chain: Chain, stages: tuple[Stage, ...], goods: Goods) -> dict[str, tuple[float, float]]:
    """What a tonne of each product takes of the intermediate, the same everywhere."""
    by_name = {s.material: s for s in stages}
    found = {}
    for material in goods.products:
        made, fed = by_name[material].made, by_name[goods.intermediates[0]].feed
        need = sum(fed.values()) / sum(made.values())
        differ = [r for r, tonnes in made.items() if abs(fed.get(r, 0.0) - need * tonnes) > 1e-6 * need * tonnes]
        if differ:
            raise DataError(f"{chain.label}: makers of {material} in {', '.join(differ)} have a recipe of their own")
        found[material] = need, 0.0
    return found


def chain_prices(name: str, cells: tuple[tuple[str, str], ...]) -> dict[tuple[str, str], float]:
    """Gate prices of ``cells`` at rest in the chain ``name``, USD/t before tax, by (region, material).

    Raises DataError where there is none.
    """
    chain = chain_of(name)
    found = {cell: chain.base_price(cell[1], cell[0]) for cell in cells}
    absent = [f"{material} in {region}" for (region, material), price in found.items() if price is None]
    if absent:
        raise DataError(f"{chain.label}: no price at rest of {', '.join(absent)}")
    return {cell: price for cell, price in found.items() if price is not None}


def chain_duties(name: str) -> tuple[Row, ...]:
    """Duties of the chain ``name`` in force on its first day, as rows of a base table's ``duties``."""
    chain = chain_of(name)
    first = chain.first_day
    return tuple(
        {"kind": d.kind, "payer": i, "partner": j, "material": m, "rate": repr(d.value), "basis": d.basis}
        for d in chain.duties
        if (d.start is None or d.start <= first) and (d.end is None or first < d.end)
        for i, j, m in product(d.payer, d.partner, d.material)
    )
