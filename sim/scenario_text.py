"""A resolved scenario as text: canonical TOML, its digest, and the JSON schema for editors."""

import hashlib
import json
import re
from datetime import date
from typing import Any

from lodeflow.scenario_model import Scenario

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def to_toml(scenario: Scenario) -> str:
    """Write a scenario out in full, keys sorted, without ``extends``; loading it gives an equal scenario."""
    lines: list[str] = []
    _table(scenario.model_dump(exclude_none=True), (), lines)
    return "\n".join(lines) + "\n"


def digest(scenario: Scenario) -> str:
    """Sha256 of the canonical TOML, in hexadecimal."""
    return hashlib.sha256(to_toml(scenario).encode()).hexdigest()


def json_schema() -> dict[str, Any]:
    """JSON schema of a scenario file; no key is required, because what it extends may have it."""
    schema = Scenario.model_json_schema()
    for table in (schema, *schema.get("$defs", {}).values()):
        table.pop("required", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "lodeflow scenario"}


def dotted(path: tuple[str | int, ...]) -> str:
    """Write a path as the dotted key that a TOML file or ``--set`` would use."""
    return ".".join(part if isinstance(part, str) and _BARE.fullmatch(part) else _quoted(str(part)) for part in path)


def value_text(value: Any) -> str:
    """Write a text, number or date as TOML."""
    match value:
        case str():
            return _quoted(value)
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


def _quoted(text: str) -> str:
    # TOML takes all the escapes of JSON, but wants the delete character escaped too.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
