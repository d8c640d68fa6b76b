"""Names that a scenario may use: each is checked against what exists; a misspelt one meets a suggestion."""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from lodeflow.facts import CHOKEPOINTS, MATERIALS, REGIONS, SECTORS
from lodeflow.refusals import refuse
from lodeflow.suggestions import did_you_mean, kind_of, shown


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
        if self.wildcards and "*" in value:
            raise refuse(f"no {self.what} fits {shown(value)}", f"known: {', '.join(self.known)}")
        raise refuse(f"unknown {self.what} {shown(value)}", did_you_mean(value, self.known))

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
AnySector = Annotated[str, Name("sector", SECTORS, wildcards=True)]
QuotaStage = Annotated[Literal["mining", "separation"], Name("stage", ("mining", "separation"))]
SurgeLabel = Annotated[Literal["surge", "nowcast"], Name("label", ("surge", "nowcast"))]
ChokepointId = Annotated[str, Name("chokepoint", CHOKEPOINTS)]
AnyRegion = Annotated[str, Name("region", REGIONS, wildcards=True)]
AnyMaterial = Annotated[str, Name("material", MATERIALS, wildcards=True)]
DutyBasis = Annotated[Literal["fob", "cif"], Name("basis", ("fob", "cif"))]
BaseTableId = Annotated[str, BaseTable()]
