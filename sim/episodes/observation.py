"""Observation of an episode: one dated figure with its place, unit, range and source, as a row of observations.csv."""

from dataclasses import dataclass
from datetime import date, timedelta

from lodeflow.chains.tables.cells import Cell
from lodeflow.chains.tables.column import Known, RefusedError, column, day, named, number, one_of, share, words
from lodeflow.language.suggestions import did_you_mean, shown

PRICES = ("gate", "fob", "spot", "transaction", "contract")
"""Prices: of producers, free on board, of the week, paid on average, and of contracts."""
AMOUNTS = ("flow", "smuggled", "production", "use")
"""Tonnes in a span of days."""
QUANTITIES = (*PRICES, *AMOUNTS, "share", "stock")
WORLD = "WORLD"
"""Every region, on either side of a flow."""
COUNTED = {
    "flow": ("departure", "clearance"),
    "share": ("exports", "imports", "output"),
    "stock": ("buyers", "sellers"),
}
"""Ways of counting, by quantity, the usual one first."""
GRADES = ("A", "B", "C")
"""Kinds of sources: official or a filing, press or an assessor quoted, weak."""
MASSES = {"t": 1.0, "kt": 1e3, "Mt": 1e6, "kg": 1e-3, "lb": 45359237e-11}
SHARES = {"%": 0.01, "share": 1.0}


def unit(text: str, known: Known) -> str:
    """Unit in ``text``: a mass, a share, or a currency per mass such as USD/kg; ``known`` names do not matter."""
    del known
    money, _, mass = text.rpartition("/")
    if text in MASSES or text in SHARES or (len(money) == 3 and money.isupper() and mass in MASSES):
        return text
    near = did_you_mean(text, (*MASSES, *SHARES, "USD/kg", "USD/t", "CNY/kg"))
    raise RefusedError(f"unknown unit {shown(text)}: expected a mass, % or a price such as USD/kg", near)


def yes_or_no(text: str, known: Known) -> bool:
    """True for yes and False for no in ``text``; ``known`` names do not matter."""
    del known
    if text not in ("yes", "no"):
        raise RefusedError(f"expected yes or no, found {shown(text)}")
    return text == "yes"


@dataclass(frozen=True, kw_only=True)
class Observation:
    """Observed figure of history. A row is found again by all columns that say what it is of, when, and who says so."""

    quantity: str = column(one_of("quantity", *QUANTITIES), key=True)
    """What it is, one of QUANTITIES."""
    region: str = column(named("region", WORLD), key=True)
    """Where it is; of a flow or a share, where it comes from."""
    partner: str = column(named("region", WORLD), key=True, optional=True, absent=WORLD)
    """Where a flow or a share goes, or who buys free on board."""
    material: str = column(named("material"), key=True)
    """Material, or basket of the episode."""
    start: date = column(day, key=True)  # noqa: RUF009 - a field of a dataclass
    """First day of the span."""
    end: date = column(day, key=True)  # noqa: RUF009 - a field of a dataclass
    """Last day of the span, that day included."""
    value: float = column(number)
    """Value, in ``unit``."""
    low: float | None = column(number, optional=True)
    """Lower end of what the source gives; None where it gives one number."""
    high: float | None = column(number, optional=True)
    """Upper end."""
    unit: str = column(unit)
    """Unit of the value and its range."""
    tax: float = column(share, optional=True, absent=0.0)
    """Tax in the price that the model's price does not hold, such as .13 of value added."""
    counted: str = column(
        one_of("way of counting", *(w for ways in COUNTED.values() for w in ways)), optional=True, absent=""
    )
    """Way of counting, one of COUNTED; the usual one if empty."""
    fitted: bool = column(yes_or_no, optional=True, absent=False)
    """True if the base table or the scenario was made from it, so that meeting it proves nothing."""
    basis: str = column(words, key=True, optional=True, absent="")
    """What exactly is quoted."""
    grade: str = column(one_of("grade", *GRADES), optional=True, absent="B")
    """Kind of source, one of GRADES."""
    source: str = column(words, key=True)
    """Publication."""
    at: Cell
    """First cell of the row."""

    @property
    def is_price(self) -> bool:
        """True for prices."""
        return self.quantity in PRICES

    @property
    def days(self) -> int:
        """Length of the span in days, at least 1."""
        return (self.end - self.start).days + 1

    @property
    def middle(self) -> date:
        """Middle of the span."""
        return self.start + timedelta(days=(self.days - 1) // 2)

    @property
    def way(self) -> str:
        """Way of counting, the usual one where the row says none; empty where there is one way only."""
        return self.counted or COUNTED.get(self.quantity, ("",))[0]

    @property
    def series(self) -> tuple[str, ...]:
        """Series to which it belongs, whenever it was: rows of one series are compared with each other."""
        return self.quantity, self.region, self.partner, self.material, self.way

    @property
    def label(self) -> str:
        """The series in words."""
        of_two = self.quantity in ("flow", "smuggled", "share") or self.partner != WORLD
        place = f"{self.region} > {self.partner}" if of_two else self.region
        usual = self.way == COUNTED.get(self.quantity, ("",))[0]
        return f"{self.quantity} {self.material} {place}" + ("" if usual else f" ({self.way})")
