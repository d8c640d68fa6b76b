"""Tables of the market: final use, stock changes, sectors, trade, prices and stocks."""

from dataclasses import dataclass

from lodeflow.chains.tables.column import amount, column, named, number, one_of, share, words
from lodeflow.chains.tables.row import Row
from lodeflow.chains.tables.supply_tables import BASE, USED

KG_PER_T = 1000.0


@dataclass(frozen=True, kw_only=True)
class Use(Row):
    """Final use of a material; what plants take follows from recipes."""

    region: str = column(named("region"), key=True)
    """Region of the users."""
    material: str = column(named("material"), key=True)
    """What they use."""
    value: float = column(amount)
    """Tonnes a year."""
    role: str = column(USED, absent=BASE, optional=True)
    """``base``, or ``evidence``."""


@dataclass(frozen=True, kw_only=True)
class StockChange(Row):
    """Stock that the base year built or used up."""

    region: str = column(named("region"), key=True)
    """Region of the stock."""
    material: str = column(named("material"), key=True)
    """What is stored."""
    value: float = column(number)
    """Tonnes a year; negative where stock was used up."""


@dataclass(frozen=True, kw_only=True)
class SectorShare(Row):
    """Share of a sector in the final use of a material."""

    material: str = column(named("material"), key=True)
    """The material."""
    region: str = column(named("region", "*"), key=True)
    """Region of the users; ``*`` for every region without shares of its own."""
    sector: str = column(named("sector"), key=True)
    """The sector."""
    value: float = column(share)
    """Its share; those of one material and region add up to 1."""


@dataclass(frozen=True, kw_only=True)
class Trade(Row):
    """Known flow, or a total of exports or imports."""

    material: str = column(named("material"), key=True)
    """What is traded."""
    origin: str = column(named("region", "*"), key=True)
    """Region that sells; ``*`` for the imports of a region from everybody."""
    destination: str = column(named("region", "*"), key=True)
    """Region that buys; ``*`` for the exports of a region to everybody."""
    value: float = column(amount)
    """Tonnes a year."""
    role: str = column(USED, absent=BASE, optional=True)
    """``base``, or ``evidence``."""


@dataclass(frozen=True, kw_only=True)
class Price(Row):
    """Price of a material."""

    material: str = column(named("material"), key=True)
    """The material."""
    market: str = column(words, key=True)
    """Market, exchange or place."""
    region: str = column(named("region", "*"), key=True)
    """Region whose gate price it stands for; ``*`` for every region without one of its own."""
    role: str = column(one_of("role", BASE, "point"), key=True)
    """``base`` for the price at rest, ``point`` for one to compare with, to which nothing is fitted."""
    value: float = column(amount)
    """Price, in the unit of the row."""
    vat: float = column(share, empty=True, absent=0.0)
    """Value-added tax that the price contains."""
    basis: str = column(words, empty=True, absent="")
    """Grade, place and terms."""

    @property
    def usd_per_t(self) -> float:
        """Price before tax, USD per tonne counted."""
        return self.value / (1.0 + self.vat) * (KG_PER_T if self.unit == "USD/kg" else 1.0)


@dataclass(frozen=True, kw_only=True)
class Stock(Row):
    """Stock held on the first day."""

    region: str = column(named("region"), key=True)
    """Where it lies."""
    material: str = column(named("material"), key=True)
    """What is held."""
    holder: str = column(words, key=True)
    """Who holds it."""
    value: float | None = column(amount, empty=True)
    """Tonnes; None where it is withheld."""
