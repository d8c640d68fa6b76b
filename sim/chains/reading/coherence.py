"""Contradictions between the tables of a chain and its chain.toml: names, units, capacity, shares, hosts and prices."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from lodeflow.chains.chain import Chain
from lodeflow.chains.reading.toml_problems import at_key
from lodeflow.chains.tables.column import Known, RefusedError, host
from lodeflow.chains.tables.policy_tables import MEASURES
from lodeflow.chains.tables.row import Row
from lodeflow.chains.tables.supply_tables import BASE, ProcessRow, Production
from lodeflow.errors import Problem
from lodeflow.language.suggestions import did_you_mean, shown

if TYPE_CHECKING:
    from lodeflow.chains.tables.cells import Cell
    from lodeflow.chains.tables.market_tables import Stock, StockChange, Trade, Use

NEEDS = {"plant": ("input",), "by_product": ("host",)}
"""Rows that a recipe of each kind of process needs beside its output: plants an input, by-products a host."""
SHARES_WITHIN = 1e-9
PRICE_UNITS = ("USD/kg", "USD/t")


def incoherent(chain: Chain) -> Iterator[Problem]:
    """Every contradiction between the tables of ``chain`` and its chain.toml."""
    wrong = list(_recipes(chain))
    yield from wrong
    if wrong:  # the other checks follow recipes
        return
    yield from _makers(chain)
    yield from _units(chain)
    yield from _within_capacity(chain)
    yield from _shares(chain)
    yield from _figures(chain)
    yield from _priced(chain)
    yield from _terms(chain)


def without_limit(chain: Chain) -> Iterator[Problem]:
    """Warnings about by-products of ``chain`` whose host limits nothing."""
    for row in chain.production:
        here = row.process, row.region
        if chain.kinds.get(row.process) == "by_product" and row.role == BASE and chain.reach(*here) is None:
            said = f"hosts does not say how much {row.process} could be drawn in {row.region}: capacity alone limits it"
            yield row.at.problem(said)


def _recipes(chain: Chain) -> Iterator[Problem]:
    """Lines of recipes that name no material or host, and processes whose lines do not fit together."""
    kinds: dict[str, str] = {}
    for row in chain.processes:
        if kinds.setdefault(row.process, row.kind) != row.kind:
            yield row.at.problem(f"{row.process} is a {kinds[row.process]} above and a {row.kind} here")
        if row.role == "host":
            yield from _host(row)
        elif row.material not in chain.units:
            yield row.at.problem(f"unknown material {shown(row.material)}", did_you_mean(row.material, chain.units))
        elif row.amount <= 0.0:
            yield row.at.problem(f"the amount of {row.material} must be above 0")
    for process, kind in kinds.items():
        lines = [row for row in chain.processes if row.process == process]
        roles = {row.role for row in lines}
        for role in ("output", *NEEDS.get(kind, ())):
            if role not in roles:
                yield lines[0].at.problem(f"the {kind} {process} has no {role}", "write a line of its recipe")


def _host(row: ProcessRow) -> Iterator[Problem]:
    """A host that has no name, or that a process has which is no by-product."""
    try:
        host(row.material, Known())
    except RefusedError as refused:
        yield row.at.problem(f"host: {refused}", refused.hint)
    if row.kind != "by_product":
        yield row.at.problem(f"{row.process} is a {row.kind}, and only a by_product has a host")


def _makers(chain: Chain) -> Iterator[Problem]:
    """Output of a process that does not make the material."""
    for row in chain.production:
        recipe = chain.recipe(row.process, row.region)
        makes = [line.material for line in recipe if line.role == "output"]
        if row.material not in makes:
            said = f"{row.process} in {row.region} makes {' and '.join(makes) or 'nothing'}, not {row.material}"
            yield row.at.problem(said)


def _units(chain: Chain) -> Iterator[Problem]:
    """Figures in another unit than the material is counted in."""
    counted: Iterable[Production | Use | StockChange | Trade | Stock]
    for counted in (chain.production, chain.use, chain.stock_change, chain.trade, chain.stocks):
        for row in counted:
            yield from _in_unit(row, chain.units[row.material], row.material)
    for each in chain.capacity:
        if material := chain.first_output(each.process, each.region):
            yield from _in_unit(each, chain.units[material], material)
    for price in chain.prices:
        if price.unit not in PRICE_UNITS:
            said = f"unit {shown(price.unit)}, expected {' or '.join(PRICE_UNITS)} of what a tonne counts"
            yield price.at.problem(said, did_you_mean(price.unit, PRICE_UNITS))


def _in_unit(row: Row, unit: str, material: str) -> Iterator[Problem]:
    if row.unit != unit:
        yield row.at.problem(f"unit {shown(row.unit)}, but {material} is counted in {shown(unit)}")


def _within_capacity(chain: Chain) -> Iterator[Problem]:
    """Output above the capacity at work, or above what a host would allow."""
    for (process, region), tonnes in chain.made.items():
        at = next(row.at for row in chain.production if (row.process, row.region) == (process, region))
        room = chain.working(process, region)
        if tonnes > room * (1.0 + 1e-9):
            yield at.problem(f"{tonnes:,g} t from {process} in {region}, above its capacity at work of {room:,g}")
        reach = chain.reach(process, region)
        if reach is not None and tonnes > reach * (1.0 + 1e-9):
            yield at.problem(f"{tonnes:,g} t from {process} in {region}, but its hosts hold {reach:,g}")


def _shares(chain: Chain) -> Iterator[Problem]:
    """Shares of sectors that do not add up, and used materials without any."""
    totals: dict[tuple[str, str], float] = {}
    first: dict[tuple[str, str], Cell] = {}
    for row in chain.sector_shares:
        key = row.material, row.region
        first.setdefault(key, row.at)
        totals[key] = totals.get(key, 0.0) + row.value
    for key, total in totals.items():
        if abs(total - 1.0) > SHARES_WITHIN:
            yield first[key].problem(f"the shares of {key[0]} in {key[1]} add up to {total:.4g}, not to 1")
    for use in chain.use:
        if use.value > 0.0 and not {(use.material, use.region), (use.material, "*")} & totals.keys():
            yield use.at.problem(f"sector_shares has no row for {use.material} in {use.region}")


def _figures(chain: Chain) -> Iterator[Problem]:
    """Published figures in a unit that the closed table cannot answer."""
    for row in chain.figures:
        units = {chain.units[name] for name in chain.units if any(fnmatchcase(name, each) for each in row.material)}
        if row.unit != "share" and {row.unit} != units:
            yield row.at.problem(f"unit {shown(row.unit)}, expected share or {' and '.join(sorted(units))}")
        elif (row.processes or row.of) and row.measure != MEASURES[0]:
            yield row.at.problem(f"processes are counted of output only, not of {row.measure}")


def _priced(chain: Chain) -> Iterator[Problem]:
    """Materials without a price at rest."""
    for row in chain.materials:
        found = [price for price in chain.prices if price.material == row.material and price.role == BASE]
        if not any(price.region == "*" for price in found):
            yield row.at.problem(f"prices has no base price of {row.material} for the region '*'")


def _terms(chain: Chain) -> Iterator[Problem]:
    """Names of chain.toml that no table has, and names of tables that it says nothing of."""
    terms = chain.terms
    known = {"materials": tuple(chain.units), "processes": tuple(chain.kinds)}
    known["hosts"] = tuple(dict.fromkeys(row.material for row in chain.processes if row.role == "host"))
    known["sectors"] = tuple(dict.fromkeys(row.sector for row in chain.sector_shares))
    for table, names in known.items():
        given = getattr(terms, table)
        for name in given:
            if name not in names:
                yield at_key(
                    chain.toml, (table, name), f"no row of the tables names {shown(name)}", did_you_mean(name, names)
                )
        for name in names:
            if name not in given and ":" not in name:
                yield at_key(chain.toml, (table,), f"says nothing of {name}", f"write [{table}.{name}]")
    words: tuple[tuple[tuple[str | int, ...], str], ...] = (
        (("headline",), terms.headline),
        *((("shown", n), name) for n, name in enumerate(terms.shown)),
        *((("defence", "materials", n), name) for n, name in enumerate(terms.defence.materials)),
        *((("smuggling", "materials", n), name) for n, name in enumerate(terms.smuggling.materials)),
    )
    for path, name in words:
        if name not in chain.units:
            yield at_key(chain.toml, path, f"unknown material {shown(name)}", did_you_mean(name, chain.units))
