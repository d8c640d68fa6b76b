"""Types of the numbers in a scenario, each with its unit and bounds; texts with a unit are converted."""

import math
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from lodeflow.language.distribution_reader import DISTRIBUTIONS, read_distribution
from lodeflow.language.refusals import refuse
from lodeflow.language.suggestions import kind_of
from lodeflow.language.uncertain_number import Uncertain
from lodeflow.language.units import CANONICAL, EXPECTED, UNITS, Dimension, UnitError, parse

LONGEST_TIME = 36525  # days, a century


def _plain(number: float) -> str:
    """Number as text: whole ones in full, others to ten digits."""
    return str(number) if isinstance(number, int) and number.bit_length() < 100 else f"{float(number):.10g}"


@dataclass(frozen=True)
class Quantity:
    """Type of a field that holds a number in the canonical unit of a dimension, within bounds."""

    dimension: Dimension
    """Key of UNITS."""
    least: float
    """Least value allowed."""
    most: float
    """Largest value allowed."""
    whole: bool = False
    """True for integers, which cannot be distributions."""
    certain: bool = False
    """True if the number cannot be a distribution."""

    @property
    def unit(self) -> str:
        """Canonical unit, empty for a plain number."""
        return CANONICAL[self.dimension]

    def check(self, value: Any) -> float:
        """Validate ``value``, from a TOML file or already read, and convert it.

        Raises PydanticCustomError or, with all mistakes of a distribution, ValidationError.
        """
        if isinstance(value, Uncertain) or (isinstance(value, dict) and "dist" in value):
            return self._uncertain(value)
        return self._number(value)

    def _number(self, value: Any) -> float:
        number = self._read(value)
        if not self._allows(number):
            raise refuse(self._bounds(number), self._meant_percent(value))
        if not self.whole:
            return float(number) + 0.0  # no negative zero: it equals zero and would be written otherwise
        if number != int(number):
            raise refuse(f"expected a whole number, found {number!r}")
        return int(number)

    def _uncertain(self, value: Uncertain | dict[str, Any]) -> Uncertain:
        if self.whole or self.certain:
            raise refuse("is the same in all replications and cannot be uncertain", "give one number")
        distribution = (
            value.distribution if isinstance(value, Uncertain) else read_distribution(value, self._number, self._read)
        )
        for word, number in zip(("low", "high"), distribution.reach, strict=True):
            if not self._allows(number):
                raise refuse(f"reaches too far: {self._bounds(number)}", f"cut it off with {word} = …")
        return Uncertain(distribution)

    def _allows(self, number: float) -> bool:
        return self.least <= number <= self.most

    def _read(self, value: Any) -> float:
        if isinstance(value, str):
            try:
                return parse(value, self.dimension)
            except UnitError as error:
                raise refuse(str(error), error.hint) from None
        if isinstance(value, dict):
            hint = 'an uncertain number is written { dist = "uniform", low = …, high = … }'
            raise refuse(f"expected {EXPECTED[self.dimension]}, found a table without dist", hint)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise refuse(f"expected {EXPECTED[self.dimension]}, found {kind_of(value)}")
        if isinstance(value, int) and value.bit_length() > 1000:
            raise refuse(f"expected {EXPECTED[self.dimension]}, found {kind_of(value)}")
        if not math.isfinite(value):
            raise refuse(f"expected a finite number, found {value}")
        return value

    def _bounds(self, number: float) -> str:
        unit = f" {self.unit}" if self.dimension in ("mass", "price", "time", "flow") else ""
        if number > self.most:
            return f"must be at most {_plain(self.most)}{unit}, is {_plain(number)}"
        return f"must be at least {_plain(self.least)}{unit}, is {_plain(number)}"

    def _meant_percent(self, value: Any) -> str:
        """Question whether a bare number such as 70 was meant as 70 %."""
        if isinstance(value, str) or self.dimension not in ("share", "rate"):
            return ""
        if not max(1.0, self.most) < value <= 100.0 * self.most:
            return ""
        whole, _, decimals = f"{value / 100:.10g}".partition(".")
        percent = "%" if self.dimension == "share" else "%/yr"
        return f"did you mean {whole}.{decimals:0<2} or '{value:.10g} {percent}'?"

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic read the field with ``check``."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """JSON schema: a number, a text with a unit, or a distribution."""
        number: JsonSchemaValue = {"type": "integer" if self.whole else "number"}
        number |= {"minimum": self.least, "maximum": self.most}
        ways = [number]
        if UNITS[self.dimension]:
            units = "|".join(UNITS[self.dimension])
            ways.append({"type": "string", "pattern": rf"^\s*[+-]?[0-9._eE+-]+\s*({units})\s*$"})
        if not self.whole and not self.certain:
            dist = {"dist": {"enum": list(DISTRIBUTIONS)}}
            ways.append({"type": "object", "properties": dist, "required": ["dist"]})
        return {**(number if len(ways) == 1 else {"anyOf": ways}), "unit": self.unit}


@dataclass(frozen=True)
class Calendar:
    """Type of a field that holds a TOML date, without a time and without quotes."""

    def check(self, value: Any) -> date:
        """Validate ``value`` as a date. Raises PydanticCustomError."""
        if type(value) is date:
            return value
        hint = ""
        if isinstance(value, datetime):
            hint = f"did you mean {value.date()}?"
        elif isinstance(value, str):
            hint = "write dates without quotes"
        raise refuse(f"expected a date such as 2026-07-01, found {kind_of(value)}", hint)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic read the field with ``check``."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """JSON schema: a date."""
        return {"type": "string", "format": "date"}


Day = Annotated[date, Calendar()]
# Every number has a lower and an upper bound, from what it stands for: what lies beyond is a slip of the pen, a wrong
# unit, or a limit at which an equation says nothing.
_SHARE = Quantity("share", least=0.0, most=1.0)
_FACTOR = Quantity("factor", least=0.0, most=100.0)
_FLOW = Quantity("flow", least=0.0, most=1e9)

Days = Annotated[float, Quantity("time", least=0.01, most=LONGEST_TIME)]
"""Length, delay or memory; a quarter of an hour is shorter than anything in trade."""
Wait = Annotated[float, Quantity("time", least=0.0, most=LONGEST_TIME)]
"""Time that may be 0."""
AnyWait = Annotated[float | None, Quantity("time", least=0.0, most=LONGEST_TIME)]
"""The same, where it may be left out."""
WholeDays = Annotated[int, Quantity("time", least=1, most=LONGEST_TIME, whole=True)]
"""Whole days between two looks at something."""
AnyWholeDays = Annotated[int | None, Quantity("time", least=1, most=LONGEST_TIME, whole=True)]
"""The same, where there may be none."""
AnyLongTime = Annotated[float | None, Quantity("time", least=1.0, most=LONGEST_TIME)]
"""A day or more, where it may be left out."""
Years = Annotated[float, replace(_FACTOR, least=0.1)]
"""Years, in a key whose name ends in ``years``: from weeks to a century."""

Share = Annotated[float, _SHARE]
AnyShare = Annotated[float | None, _SHARE]
"""Share that may be left out."""
CertainShare = Annotated[float, replace(_SHARE, certain=True)]
SmuggledShare = Annotated[float, replace(_SHARE, most=0.5, certain=True)]
"""Share of exports that is smuggled in a base year; a third of China's rare earths was, at the height of its quotas."""
ShareOfUse = Annotated[float, replace(_SHARE, least=1e-6)]
"""Share of a market's use that one buyer takes; a buyer who takes none is left out."""
MovedShare = Annotated[float, replace(_SHARE, most=0.9)]
"""Share of use that can take another material; some users never can."""
ContractShare = Annotated[float, replace(_SHARE, most=0.7)]
"""Share of sales on contract; beyond 70 % the spot market is too thin to find a price."""
PositiveShare = Annotated[float, replace(_SHARE, least=1e-6)]
"""Share by which something is divided."""
Utilisation = Annotated[float, replace(_SHARE, least=0.05)]
"""Use of a capacity that is in operation: below a twentieth a plant is shut."""
Seizure = Annotated[float, replace(_SHARE, most=0.99)]
"""Share of cargoes found out; if all were, nobody would send one, and its cost would have no bound."""
UtilisationLimit = Annotated[float, replace(_SHARE, least=0.05, most=2.0)]
"""Highest use of a capacity; plants run a few percent above their design, none at twice of it."""
Markup = Annotated[float, replace(_SHARE, most=10.0)]
"""A share of a price that may exceed it, such as a tariff of 145 %; nothing above 1,000 %."""
Premium = Annotated[float, replace(_SHARE, most=3.0)]
"""Premium of evaders over the price, as a share of it: up to the gap that controls have put between prices at home and
abroad. Far above, plants that bought so in the base year would lose money in it."""
Wedge = Annotated[float, replace(_SHARE, most=0.9)]
"""Share of a price that a state pays; a price near 0 would move all trade at once."""

PerYear = Annotated[float, Quantity("rate", least=0.0, most=1000.0)]
"""Hazard or frequency, per year; a thousand are three a day."""
Interest = Annotated[float, Quantity("rate", least=0.0, most=1.0)]
_GROWTH = Quantity("rate", least=-0.99, most=1.0)
Growth = Annotated[float, _GROWTH]
"""Growth rate, per year: from all but an end to twice as much."""
PriceRate = Annotated[float, replace(_GROWTH, least=0.0)]
"""Growth that a price e times the long-run one brings, per year; at 1 a price doubled for a year doubles capacity."""
GrowthLimit = Annotated[float, replace(_GROWTH, least=0.0, most=0.5)]
"""Largest change of a growth rate, per year."""
RevisionSpread = Annotated[float, replace(_GROWTH, least=0.0, most=0.3)]
"""Standard deviation of a growth rate, per year; sales of electric vehicles, the wildest, varied by .22 in 2020-24."""
LaterGrowth = Annotated[float | None, _GROWTH]
"""Later growth rate; None to keep the earlier one."""

TonnesPerYear = Annotated[float, _FLOW]
"""Flow; the world makes two billion tonnes of steel a year, and less of anything else."""
AnyTonnesPerYear = Annotated[float | None, _FLOW]
"""Flow that may be left out."""
Flow = Annotated[float, replace(_FLOW, least=0.001)]
"""Flow of something that exists: a kilogram a year at least."""
AnyFlow = Annotated[float | None, replace(_FLOW, least=0.001)]
"""The same, where it may be left out."""
Usd = Annotated[float, Quantity("factor", least=0.0, most=1e12)]
"""Amount of money, in a key whose name ends in ``usd``."""
UsdPerTonne = Annotated[float, Quantity("price", least=0.0, most=1e9)]
"""Price; the dearest metal ever traded, rhodium in 2021, was a million USD/kg."""
Count = Annotated[int, Quantity("factor", least=1, most=50, whole=True)]

Factor = Annotated[float, _FACTOR]
"""Ratio to what is ordinary, or a strength; 0 for none, a hundred for overwhelming."""
PositiveFactor = Annotated[float, replace(_FACTOR, least=0.01)]
"""Ratio to what is ordinary: a hundredth of it to a hundred times as much."""
AnyPositiveFactor = Annotated[float | None, replace(_FACTOR, least=0.01)]
"""The same, where it may be left out."""
Dearer = Annotated[float, replace(_FACTOR, least=1.05, most=20.0)]
"""Relative price at which users take another material; at the usual one they would have taken it before."""
Ceiling = Annotated[float, replace(_FACTOR, least=1.0)]
"""Price over a usual one, from the usual one on."""
PriceSpread = Annotated[float, replace(_FACTOR, least=0.05, most=5.0)]
"""Logistic spread of ln prices: below .05 all firms would move on one day, with 5 the price would hardly matter."""
Tonnes = Annotated[float, replace(_FACTOR, least=0.1, most=10.0)]
"""Tonnes of one material that do the work of a tonne of another."""
CertainlyMore = Annotated[float, replace(_FACTOR, least=1.0)]
"""Ratio that cannot be below one."""
Elasticity = Annotated[float, replace(_FACTOR, most=10.0)]
"""Percent by which something answers to a percent; estimates for metals lie below three."""
SupplyElasticity = Annotated[float, replace(_FACTOR, least=0.05, most=10.0)]
"""The same of supply. At 0 the cost of an output would not follow from it; a twentieth is all but fixed."""
OwnResponse = Annotated[float, replace(_FACTOR, most=10.0)]
"""Response of one seller's price to its stock over that of theory; at ten times it prices differ as stocks do."""
ChokeSpread = Annotated[float, replace(_FACTOR, least=0.3, most=1.0)]
"""Logistic spread of ln prices; below .3 the bids of users are not solved to the last digits."""
StorageElasticity = Annotated[float, replace(_FACTOR, least=5.0, most=2000.0)]
"""Elasticity of a stock to the gain in price of a week: at 5 half a stock is worth 36/5 of its price a year."""
Convexity = Annotated[float, replace(_FACTOR, most=5.0)]
"""Elasticity of an evader's price to the volume; at 5 it rises thirtyfold when the volume doubles."""
Substitution = Annotated[float, replace(_FACTOR, least=0.01, most=1000.0)]
"""Elasticity of substitution (Armington): estimates lie between 1 and 20; at a thousand the cheapest takes all."""
Spread = Annotated[float, replace(_FACTOR, most=5.0)]
"""Standard deviation of a logarithm."""
PositiveSpread = Annotated[float, replace(_FACTOR, least=0.01, most=5.0)]
"""The same, where all cannot be alike."""
LogLimit = Annotated[float, replace(_FACTOR, least=0.01, most=7.0)]
"""Bound of a logarithm; e^7 is a thousand."""
