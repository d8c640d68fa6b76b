"""Names that a scenario may use: each is checked against what exists; a misspelt one meets a suggestion."""

import re
from collections import Counter
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from lodeflow.catalog.names import CHOKEPOINTS, MATERIALS, REGIONS, SECTORS
from lodeflow.language.refusals import refuse, refuse_all
from lodeflow.language.suggestions import did_you_mean, kind_of, shown

MOST_NAMES = 50  # in one list


@dataclass(frozen=True)
class Name:
    """One of the known names of ``what``; with ``wildcards`` also a pattern like ``magnet_*``."""

    what: str
    known: tuple[str, ...]
    wildcards: bool = False

    def check(self, value: Any) -> str:
        """Read a name. Raises PydanticCustomError with the nearest known one."""
        if not isinstance(value, str):
            raise refuse(f"expected the name of a {self.what} in quotes, found {kind_of(value)}")
        if value in self.known or (self.wildcards and self._fits(value)):
            return value
        known = (*self.families, *self.known) if self.wildcards else self.known
        if self.wildcards and "*" in value:
            raise refuse(f"no {self.what} fits {shown(value)}", did_you_mean(value, known))
        whole = [family for family in known if family.strip("*_") == value]
        hint = f"did you mean {' or '.join(map(shown, whole))}?" if whole else did_you_mean(value, known)
        raise refuse(f"unknown {self.what} {shown(value)}", hint)

    @property
    def families(self) -> tuple[str, ...]:
        """Patterns for names that begin or end alike: chains such as ``light_*`` and stages such as ``*_oxide``."""
        words = [name.split("_", 1) for name in self.known if "_" in name]
        chains, stages = Counter(f"{word[0]}_*" for word in words), Counter(f"*_{word[1]}" for word in words)
        return tuple(sorted(family for family, count in (chains + stages).items() if count > 1))

    def _fits(self, pattern: str) -> bool:
        # Only the star is a wildcard; runs of stars would make the matcher slow.
        plain = len(pattern) <= 60 and re.fullmatch(r"(?!.*\*\*)[A-Za-z_*]+", pattern) is not None
        return plain and any(fnmatchcase(name, pattern) for name in self.known)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic read the field with ``check``."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """List the names; a pattern may stand beside them."""
        names: JsonSchemaValue = {"type": "string", "enum": list(self.known)}
        return {"anyOf": [names, {"type": "string", "pattern": r"\*"}]} if self.wildcards else names


@dataclass(frozen=True)
class Names:
    """One name or pattern, or a list of them, which is read as a tuple."""

    one: Name
    least: int = 1

    def check(self, value: Any) -> str | tuple[str, ...]:
        """Read names. Raises what pydantic takes for an error, with everything that is wrong."""
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
        """Describe one and several."""
        one = self.one.__get_pydantic_json_schema__(schema, handler)
        ways = one.get("anyOf", [one])
        return {"anyOf": [*ways, {"type": "array", "items": one, "minItems": self.least, "maxItems": MOST_NAMES}]}


@dataclass(frozen=True)
class Label:
    """A short name that a user makes up, to be found again elsewhere."""

    what: str

    def check(self, value: Any) -> str | None:
        """Read a name. Raises PydanticCustomError."""
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
        """Describe the name."""
        return {"type": "string"}


@dataclass(frozen=True)
class BaseTable:
    """A shipped folder of base-year tables."""

    def check(self, value: Any) -> str:
        """Read the name of a folder. Raises PydanticCustomError with the nearest shipped one."""
        return Name("base table", base_tables()).check(value)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic read the field with ``check``."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe the name."""
        return {"type": "string"}


@cache
def base_tables() -> tuple[str, ...]:
    """Names of the shipped folders of base-year tables."""
    place = files("lodeflow.configs").joinpath("data")
    return tuple(sorted(entry.name for entry in place.iterdir() if entry.is_dir()))


_REGION, _MATERIAL = Name("region", REGIONS), Name("material", MATERIALS)

RegionId = Annotated[str, _REGION]
MaterialId = Annotated[str, _MATERIAL]
SectorId = Annotated[str, Name("sector", SECTORS)]
Sectors = Annotated[str | tuple[str, ...], Names(Name("sector", SECTORS, wildcards=True))]
QuotaStage = Annotated[Literal["mining", "separation"], Name("stage", ("mining", "separation"))]
SurgeLabel = Annotated[Literal["surge", "nowcast"], Name("label", ("surge", "nowcast"))]
ChokepointId = Annotated[str, Name("chokepoint", CHOKEPOINTS)]
Regions = Annotated[str | tuple[str, ...], Names(Name("region", REGIONS, wildcards=True))]
Materials = Annotated[str | tuple[str, ...], Names(Name("material", MATERIALS, wildcards=True))]
NoneOrSome = Annotated[str | tuple[str, ...], Names(Name("material", MATERIALS, wildcards=True), least=0)]  # materials
Programme = Annotated[str | None, Label("programme")]
DutyBasis = Annotated[Literal["fob", "cif"], Name("basis", ("fob", "cif"))]
BaseTableId = Annotated[str, BaseTable()]
