"""A chain: its behaviour, its tables, and questions about recipes that several modules ask."""

from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property

from lodeflow.chains.tables.column import Column
from lodeflow.chains.tables.market_tables import Price, SectorShare, Stock, StockChange, Trade, Use
from lodeflow.chains.tables.policy_tables import Code, Control, Duty, Figure, ProjectRow
from lodeflow.chains.tables.row import Row
from lodeflow.chains.tables.supply_tables import BASE, Capacity, ContentRow, Host, MaterialRow, ProcessRow, Production
from lodeflow.chains.terms import ChainTerms
from lodeflow.language.toml_reader import Layer

TABLES: dict[str, type[Row]] = {
    "materials": MaterialRow,
    "processes": ProcessRow,
    "content": ContentRow,
    "production": Production,
    "capacity": Capacity,
    "hosts": Host,
    "use": Use,
    "stock_change": StockChange,
    "sector_shares": SectorShare,
    "trade": Trade,
    "prices": Price,
    "stocks": Stock,
    "duties": Duty,
    "controls": Control,
    "projects": ProjectRow,
    "figures": Figure,
    "hs": Code,
}
"""Tables that a chain may have, in the order in which they are read."""
NEEDED = ("materials", "processes", "production", "capacity", "use", "sector_shares", "prices")
"""Tables that every chain has."""
WORLD = "WORLD"


def columns_of(table: str) -> dict[str, Column]:
    """Columns of ``table``, by name: its own, then unit, year, status and source."""
    found = {f.name: f.metadata["column"] for f in fields(TABLES[table]) if "column" in f.metadata}
    tail = [f.name for f in fields(Row) if "column" in f.metadata]
    return {name: found[name] for name in (*(n for n in found if n not in tail), *tail)}


@dataclass(frozen=True)
class Chain:
    """Chain of one mineral, read and checked."""

    name: str
    """Name of its folder."""
    label: str
    """Its folder in messages."""
    terms: ChainTerms
    """Behaviour and names."""
    toml: Layer
    """Text of chain.toml with the places of its keys."""
    materials: tuple[MaterialRow, ...] = ()
    """Materials in the order of the chain."""
    processes: tuple[ProcessRow, ...] = ()
    """Lines of recipes."""
    content: tuple[ContentRow, ...] = ()
    """What ores hold."""
    production: tuple[Production, ...] = ()
    """Output of the base year."""
    capacity: tuple[Capacity, ...] = ()
    """Capacity, working or idle."""
    hosts: tuple[Host, ...] = ()
    """Hosts of by-products."""
    use: tuple[Use, ...] = ()
    """Final use."""
    stock_change: tuple[StockChange, ...] = ()
    """Stock built or used up."""
    sector_shares: tuple[SectorShare, ...] = ()
    """Sectors of users."""
    trade: tuple[Trade, ...] = ()
    """Known flows and totals."""
    prices: tuple[Price, ...] = ()
    """Prices."""
    stocks: tuple[Stock, ...] = ()
    """Stocks on the first day."""
    duties: tuple[Duty, ...] = ()
    """Tariffs, export taxes and royalties."""
    controls: tuple[Control, ...] = ()
    """Dated controls."""
    projects: tuple[ProjectRow, ...] = ()
    """Mines and plants to come."""
    figures: tuple[Figure, ...] = ()
    """Published figures."""
    hs: tuple[Code, ...] = ()
    """Customs codes."""

    @property
    def first_day(self) -> date:
        """Day 0 of a run."""
        return self.terms.start_date or date(self.terms.year + 1, 1, 1)

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Kind of each process, in the order of the table."""
        return {row.process: row.kind for row in self.processes}

    @cached_property
    def units(self) -> dict[str, str]:
        """Unit of each material: what a tonne of it counts."""
        return {row.material: row.content for row in self.materials}

    @cached_property
    def made(self) -> dict[tuple[str, str], float]:
        """Tonnes of the first output in the base year, by (process, region), in the order of the table."""
        found: dict[tuple[str, str], float] = {}
        for row in self.production:
            if row.role == BASE and row.material == self.first_output(row.process, row.region):
                key = row.process, row.region
                found[key] = found.get(key, 0.0) + row.value
        return found

    @cached_property
    def _lines(self) -> dict[tuple[str, str], tuple[ProcessRow, ...]]:
        """Lines of recipes by process and region, in the order of the table."""
        found: dict[tuple[str, str], list[ProcessRow]] = {}
        for row in self.processes:
            found.setdefault((row.process, row.region), []).append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    def recipe(self, process: str, region: str) -> tuple[ProcessRow, ...]:
        """Lines of the recipe of ``process`` in ``region``: its own where it has any, else those of every region."""
        return self._lines.get((process, region)) or self._lines.get((process, "*"), ())

    def first_output(self, process: str, region: str) -> str:
        """Material that the amounts in the recipe of ``process`` in ``region`` are for; empty if it makes none."""
        return next((row.material for row in self.recipe(process, region) if row.role == "output"), "")

    def working(self, process: str, region: str) -> float:
        """Capacity of ``process`` in ``region`` at work, tonnes of the first output a year."""
        return sum(
            row.value for row in self.capacity if (row.process, row.region, row.state) == (process, region, "working")
        )

    def reach(self, process: str, region: str) -> float | None:
        """Tonnes a year that the hosts of ``process`` in ``region`` would allow; None where it is not known."""
        names = {row.material for row in self.recipe(process, region) if row.role == "host"}
        found = [row.reach for row in self.hosts if row.host in names and row.region == region]
        known = [each for each in found if each is not None]
        return sum(known) if known and len(known) == len(found) else None

    def base_price(self, material: str, region: str) -> float | None:
        """Gate price of ``material`` in ``region`` at rest, USD/t before tax; None if there is none."""
        rows = [row for row in self.prices if row.material == material and row.role == BASE]
        return next((row.usd_per_t for place in (region, "*") for row in rows if row.region == place), None)
