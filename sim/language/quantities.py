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
FURTHEST_REACH = 1e15  # largest number of a distribution, in any unit: floats are too coarse beyond


def _plain(number: float) -> str:
    """Number as text: whole ones in full, others to ten digits."""
    return str(number) if isinstance(number, int) and number.bit_length() < 100 else f"{float(number):.10g}"


@dataclass(frozen=True)
class Quantity:
    """Type of a field that holds a number in the canonical unit of a dimension, within bounds."""

    dimension: Dimension
    """Key of UNITS."""
    least: float = -math.inf
    """Least value allowed."""
    most: float = math.inf
    """Largest value allowed."""
    above: float = -math.inf
    """Value that the number must exceed."""
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
            if not self._allows(number) or abs(number) > FURTHEST_REACH:
                limit = f"nobody needs {number:g}" if self._allows(number) else self._bounds(number)
                raise refuse(f"reaches too far: {limit}", f"cut it off with {word} = …")
        return Uncertain(distribution)

    def _allows(self, number: float) -> bool:
        return self.least <= number <= self.most and number > self.above

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
        if self.above > -math.inf:
            return f"must be above {_plain(self.above)}{unit}, is {_plain(number)}"
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
        for word, bound in (
            ("minimum", self.least),
            ("maximum", self.most),
            ("exclusiveMinimum", self.above),
        ):
            if math.isfinite(bound):
                number[word] = bound
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


_SHARE = Quantity("share", least=0.0, most=1.0)

Day = Annotated[date, Calendar()]
Days = Annotated[float, Quantity("time", above=0.0, most=LONGEST_TIME)]
Share = Annotated[float, _SHARE]
CertainShare = Annotated[float, replace(_SHARE, certain=True)]
ContractShare = Annotated[float, replace(_SHARE, most=0.7)]
"""Share of sales on contract; beyond 70 % the spot market is too thin to find a price."""
Markup = Annotated[float, replace(_SHARE, most=10.0)]
"""A share of a price that may exceed it, such as a tariff of 145 %; nothing above 1,000 %."""
PerYear = Annotated[float, Quantity("rate", least=0.0, most=1000.0)]
"""Hazard or frequency, per year."""
Interest = Annotated[float, Quantity("rate", least=0.0, most=1.0)]
_GROWTH = Quantity("rate", above=-1.0, most=1.0)
Growth = Annotated[float, _GROWTH]
LaterGrowth = Annotated[float | None, _GROWTH]
"""Later growth rate; None to keep the earlier one."""
TonnesPerYear = Annotated[float, Quantity("flow", least=0.0, most=1e9)]
Wedge = Annotated[float, replace(_SHARE, most=0.9)]
"""Share of a price that a state pays; a price near 0 would move all trade at once."""
Flow = Annotated[float, Quantity("flow", above=0.0, most=1e9)]
Usd = Annotated[float, Quantity("factor", least=0.0, most=1e12)]
"""Amount of money, in a key whose name ends in ``usd``."""
Count = Annotated[int, Quantity("factor", least=1, most=50, whole=True)]
UsdPerTonne = Annotated[float, Quantity("price", least=0.0)]
AnyTonnesPerYear = Annotated[float | None, Quantity("flow", least=0.0)]
"""Flow that may be left out."""
Wait = Annotated[float, Quantity("time", least=0.0, most=LONGEST_TIME)]
"""Time that may be 0."""
Factor = Annotated[float, Quantity("factor", least=0.0, most=10000.0)]
Spread = Annotated[float, Quantity("factor", least=0.0, most=5.0)]
"""Standard deviation of a logarithm."""
PositiveFactor = Annotated[float, Quantity("factor", above=0.0, most=10000.0)]
LogLimit = Annotated[float, Quantity("factor", above=0.0, most=20.0)]
"""Bound of a logarithm; e^20 is half a billion."""
WholeDays = Annotated[int, Quantity("time", least=1, most=LONGEST_TIME, whole=True)]
"""Whole days between two looks at something."""
