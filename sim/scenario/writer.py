"""Resolved scenario as text: canonical TOML, its digest, and the JSON schema for editors."""

import hashlib
from datetime import date
from typing import Any

from lodeflow.catalog.goods import RARE_EARTHS, goods_of
from lodeflow.chains.reading.folders import find_chain
from lodeflow.language.identifiers import WORLD
from lodeflow.language.keys import dotted, quoted
from lodeflow.language.uncertain_number import Uncertain
from lodeflow.scenario.model import Scenario


def to_toml(scenario: Scenario) -> str:
    """Canonical TOML of ``scenario`` in full, keys sorted, without ``extends``; loading it gives an equal scenario."""
    lines: list[str] = []
    _table(scenario.model_dump(exclude_none=True), (), lines)
    return "\n".join(lines) + "\n"


def digest(scenario: Scenario) -> str:
    """SHA-256 of the canonical TOML of ``scenario``, in hexadecimal."""
    return hashlib.sha256(to_toml(scenario).encode()).hexdigest()


def json_schema(chain: str = "") -> dict[str, Any]:
    """JSON schema of a scenario file. No key is required, because the extended scenario may give it.

    Names of materials and regions are those of ``chain``, the name or path of a chain; of rare earths if it is empty.
    Raises ChainError for a chain that there is not, ValueError for one that cannot be simulated.
    """
    goods = RARE_EARTHS
    if chain:
        find_chain(chain)
        goods = goods_of(chain)
    before = WORLD.set(goods)
    try:
        schema = Scenario.model_json_schema()
    finally:
        WORLD.reset(before)
    for table in (schema, *schema.get("$defs", {}).values()):
        table.pop("required", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "lodeflow scenario"}


def value_text(value: Any) -> str:
    """TOML of ``value``: a text, number, distribution, date or list. Raises TypeError for any other type."""
    match value:
        case Uncertain():
            table = sorted(value.distribution.table().items())
            return f"{{{', '.join(f'{key} = {value_text(each)}' for key, each in table)}}}"
        case bool():
            return str(value).lower()
        case tuple():
            return f"[{', '.join(map(value_text, value))}]"
        case str():
            return quoted(value)
        case date():
            return value.isoformat()
        case int() | float():
            return repr(value)
    raise TypeError(f"a scenario has no values of type {type(value).__name__}")


def _table(table: dict[str, Any], path: tuple[str, ...], lines: list[str]) -> None:
    simple = {key: value for key, value in table.items() if not isinstance(value, dict)}
    if simple and path:
        lines.extend(["", f"[{dotted(path)}]"])
    lines.extend(f"{dotted((key,))} = {value_text(value)}" for key, value in sorted(simple.items()))
    for key in sorted(table.keys() - simple.keys()):
        _table(table[key], (*path, key), lines)
