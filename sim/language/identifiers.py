"""Identifiers in a scenario: names and patterns that are checked against known ones, with a suggestion for a misspelt
one.
"""

import re
from collections import Counter
from contextvars import ContextVar
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from lodeflow.catalog.goods import RARE_EARTHS, Goods
from lodeflow.catalog.names import CHOKEPOINTS, MATERIALS, REGIONS, SECTORS, chain_folder
from lodeflow.language.refusals import refuse, refuse_all
from lodeflow.language.suggestions import did_you_mean, kind_of, shown

MOST_NAMES = 50  # in one list
WORLD: ContextVar[Goods] = ContextVar("WORLD", default=RARE_EARTHS)
"""Goods of the world whose scenario is being read."""


@dataclass(frozen=True)
class Name:
    """Type of a field that holds one known name, or with ``wildcards`` a pattern such as ``magnet_*``."""

    what: str
    """Word for the kind of name in messages, such as ``region``."""
    known: tuple[str, ...]
    """Names that exist."""
    wildcards: bool = False
    """True if patterns are allowed."""
    traded: bool = False
    """True for materials and regions: while a scenario is read, those of its world are known instead."""

    @property
    def now(self) -> tuple[str, ...]:
        """Names that exist in the world of the scenario that is being read."""
        goods = WORLD.get()
        if not self.traded or goods is RARE_EARTHS:
            return self.known
        return goods.materials if self.what == "material" else goods.regions

    def check(self, value: Any) -> str:
        """Validate ``value`` as a name or pattern. Raises PydanticCustomError with the nearest known name."""
        if not isinstance(value, str):
            raise refuse(f"expected the name of a {self.what} in quotes, found {kind_of(value)}")
        if value in self.now or (self.wildcards and self._fits(value)):
            return value
        known = (*self.families, *self.now) if self.wildcards else self.now
        if self.wildcards and "*" in value:
            raise refuse(f"no {self.what} fits {shown(value)}", did_you_mean(value, known))
        whole = [family for family in known if family.strip("*_") == value]
        hint = f"did you mean {' or '.join(map(shown, whole))}?" if whole else did_you_mean(value, known)
        raise refuse(f"unknown {self.what} {shown(value)}", hint)

    @property
    def families(self) -> tuple[str, ...]:
        """Patterns that fit several known names: chains such as ``light_*`` and stages such as ``*_oxide``."""
        words = [name.split("_", 1) for name in self.now if "_" in name]
        chains, stages = Counter(f"{word[0]}_*" for word in words), Counter(f"*_{word[1]}" for word in words)
        return tuple(sorted(family for family, count in (chains + stages).items() if count > 1))

    def _fits(self, pattern: str) -> bool:
        # Of fnmatch only the star is allowed; runs of stars would make it slow.
        plain = len(pattern) <= 60 and re.fullmatch(r"(?!.*\*\*)[A-Za-z_*]+", pattern) is not None
        return plain and any(fnmatchcase(name, pattern) for name in self.now)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic read the field with ``check``."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """JSON schema: the known names, and a pattern where patterns are allowed."""
        names: JsonSchemaValue = {"type": "string", "enum": list(self.now)}
        return {"anyOf": [names, {"type": "string", "pattern": r"\*"}]} if self.wildcards else names


@dataclass(frozen=True)
class Names:
    """Type of a field that holds one name or pattern, or a list of them, which becomes a tuple."""

    one: Name
    """Type of each name."""
    least: int = 1
    """Least number of names in a list."""

    def check(self, value: Any) -> str | tuple[str, ...]:
        """Validate ``value`` as a name or a list of names.

        Raises PydanticCustomError or, with all mistakes of a list, ValidationError.
        """
        if not isinstance(value, list | tuple):
            return self.one.check(value)
        if not self.least <= len(value) <= MOST_NAMES:
            raise refuse(f"expected {self.least} to {MOST_NAMES} names of a {self.one.what}, found {len(value)}")
        found: list[str] = []
        mistakes: list[PydanticCustomError] = []
        for place, each in enumerate(value):
            try:
                name = self.one.check(each)
            except PydanticCustomError as mistake:
                context = mistake.context or {}
                mistakes.append(refuse(str(context["message"]), str(context["hint"]), at=(place,)))
                continue
            if name in found:
                mistakes.append(refuse(f"names {shown(name)} twice", at=(place,)))
            found.append(name)
        if mistakes:
            raise refuse_all(mistakes, value)
        return tuple(found)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic read the field with ``check``."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """JSON schema: one name or an array of names."""
        one = self.one.__get_pydantic_json_schema__(schema, handler)
        ways = one.get("anyOf", [one])
        return {"anyOf": [*ways, {"type": "array", "items": one, "minItems": self.least, "maxItems": MOST_NAMES}]}


@dataclass(frozen=True)
class Label:
    """Type of a field that holds a short name made up by the user, such as a tariff programme."""

    what: str
    """Word for the kind of label in messages."""

    def check(self, value: Any) -> str | None:
        """Validate ``value`` as a short name; None passes. Raises PydanticCustomError."""
        if value is None:
            return None
        if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_ .-]{0,59}", value):
            hint = "letters, digits, blanks, dashes, dots and underscores, such as 'section 301'"
            raise refuse(f"expected the short name of a {self.what} in quotes, found {kind_of(value)}", hint)
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic read the field with ``check``."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """JSON schema: a string."""
        return {"type": "string"}


@dataclass(frozen=True)
class BaseTable:
    """Type of a field that names a shipped folder of base-year tables, or a chain."""

    def check(self, value: Any) -> str:
        """Validate ``value`` as the name of a folder. Raises PydanticCustomError with the nearest shipped one."""
        if isinstance(value, str) and chain_folder(value) is not None:
            return value
        return Name("base table", base_tables()).check(value)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic read the field with ``check``."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """JSON schema: a string."""
        return {"type": "string"}


@cache
def base_tables() -> tuple[str, ...]:
    """Names of the shipped folders of base-year tables."""
    place = files("lodeflow.configs").joinpath("data")
    return tuple(sorted(entry.name for entry in place.iterdir() if entry.is_dir()))


_REGION, _MATERIAL = Name("region", REGIONS, traded=True), Name("material", MATERIALS, traded=True)

RegionId = Annotated[str, _REGION]
MaterialId = Annotated[str, _MATERIAL]
SectorId = Annotated[str, Name("sector", SECTORS)]
Sectors = Annotated[str | tuple[str, ...], Names(Name("sector", SECTORS, wildcards=True))]
QuotaStage = Annotated[Literal["mining", "separation"], Name("stage", ("mining", "separation"))]
SurgeLabel = Annotated[Literal["surge", "nowcast"], Name("label", ("surge", "nowcast"))]
ChokepointId = Annotated[str, Name("chokepoint", CHOKEPOINTS)]
Regions = Annotated[str | tuple[str, ...], Names(Name("region", REGIONS, wildcards=True, traded=True))]
Materials = Annotated[str | tuple[str, ...], Names(Name("material", MATERIALS, wildcards=True, traded=True))]
NoneOrSome = Annotated[
    str | tuple[str, ...], Names(Name("material", MATERIALS, wildcards=True, traded=True), least=0)
]  # materials
Programme = Annotated[str | None, Label("programme")]
DutyBasis = Annotated[Literal["fob", "cif"], Name("basis", ("fob", "cif"))]
BaseTableId = Annotated[str, BaseTable()]
