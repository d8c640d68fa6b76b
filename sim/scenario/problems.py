"""Conversion of pydantic's validation errors into problems with a place in the file and a suggestion."""

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from lodeflow.errors import Problem, ScenarioError
from lodeflow.language.keys import dotted
from lodeflow.language.suggestions import did_you_mean, kind_of, nearest
from lodeflow.language.toml_places import Path
from lodeflow.language.toml_reader import Layer
from lodeflow.scenario.fields import homes, meaning
from lodeflow.scenario.layers import Merged
from lodeflow.terms.base import Terms

MOST_PROBLEMS = 100  # listed in one message


def explain(error: ValidationError, merged: Merged) -> ScenarioError:
    """ScenarioError with all mistakes of a scenario, each at its place in the file or override.

    ``error`` is what pydantic raised for the tables ``merged``. At most MOST_PROBLEMS are listed, the rest is counted.
    """
    details = _folded(error.errors(include_url=False))
    found = [_problem(detail, merged) for detail in details[:MOST_PROBLEMS]]
    order = {id(layer): number for number, layer in enumerate(merged.layers)}
    found.sort(key=lambda each: (order[id(each[0])], each[1].line, each[1].column))
    return ScenarioError((problem for _, problem in found), max(0, len(details) - MOST_PROBLEMS))


def problem_at(merged: Merged, path: Path, message: str, hint: str = "") -> Problem:
    """Problem with the value at a path.

    Args:
        merged: merged tables of the scenario.
        path: path of the value.
        message: statement of the mistake.
        hint: suggestion for a correction; empty for none.

    """
    layer, span = merged.place(path)
    return layer.problem(span, dotted(path), message, hint)


def _folded(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Details with one message for each mistake: none about the inside of a misspelt table, and no 'x is missing'
    beside a misspelt x.
    """
    unknown: dict[tuple[Any, ...], list[str]] = {}
    misnamed = {detail["loc"][:-1] for detail in details if detail["loc"][-1:] == ("[key]",)}
    for detail in details:
        if detail["type"] == "extra_forbidden":
            unknown.setdefault(detail["loc"][:-1], []).append(str(detail["loc"][-1]))

    def misspelt(detail: ErrorDetails) -> bool:
        *table, key = detail["loc"]
        return detail["type"] == "missing" and nearest(str(key), unknown.get(tuple(table), ())) is not None

    def inside_misnamed(loc: tuple[Any, ...]) -> bool:
        return loc[-1:] != ("[key]",) and any(loc[:length] in misnamed for length in range(1, len(loc) + 1))

    return [detail for detail in details if not misspelt(detail) and not inside_misnamed(detail["loc"])]


def _problem(detail: ErrorDetails, merged: Merged) -> tuple[Layer, Problem]:
    """Problem for one detail of pydantic, and the layer that it stands in."""
    context = detail.get("ctx", {})
    is_name = detail["loc"][-1:] == ("[key]",)
    here = detail["loc"][:-1] if is_name else detail["loc"]
    path: Path = (*here, *context.get("at", ()))
    other = context.get("other")
    if other and _number(merged, (*here, *other["at"])) > _number(merged, path):
        context, path = other, (*here, *other["at"])
    is_key = is_name or detail["type"] == "extra_forbidden" or bool(context.get("key"))
    message, hint = _words(detail, context, path, merged)
    if detail["type"] == "missing":
        layer, span = merged.place(path[:-1], key=True)
    else:
        layer, span = merged.place(path, key=is_key)
    return layer, layer.problem(span, dotted(tuple(part for part in path if isinstance(part, str))), message, hint)


def _number(merged: Merged, path: Path) -> int:
    """Number of the layer that a value comes from, the lowest 0."""
    layer, _ = merged.place(path)
    return next(number for number, each in enumerate(merged.layers) if each is layer)


def _words(detail: ErrorDetails, context: dict[str, Any], path: Path, merged: Merged) -> tuple[str, str]:
    """Message and hint for one detail."""
    found = kind_of(detail["input"])
    match detail["type"]:
        case "refused":
            words = str(context["message"]), str(context["hint"])
        case "extra_forbidden":
            words = _retired(path) or ("unknown key", _known_key(path))
        case "missing":
            words = "is missing", _how_to_give(path, merged)
        case "string_type":
            words = f"expected a text in quotes, found {found}", ""
        case "string_too_short":
            words = "must not be empty", ""
        case "model_type" | "mapping_type" | "dict_type":
            words = f"expected a table, found {found}", ""
        case _:
            words = detail["msg"], ""
    return words


def _how_to_give(path: Path, merged: Merged) -> str:
    """Hint for a missing key: a base scenario if the file extends none, else the description of the key."""
    if sum(layer.label != "--set" for layer in merged.layers) == 1:
        return 'extends = "base-year" gives a value to all that a file leaves out'
    here = meaning(path)
    return here.description if here is not None else ""


def _retired(path: Path) -> tuple[str, str] | None:
    """Message and hint for a key that the table once had, None for any other."""
    table = meaning(path[:-1])
    is_table = table is not None and isinstance(table.annotation, type) and issubclass(table.annotation, Terms)
    hint = table.annotation.RETIRED.get(str(path[-1])) if table is not None and is_table else None
    return ("is no longer a key", hint) if hint else None


def _known_key(path: Path) -> str:
    """Hint for an unknown key: the table that it belongs to, or the nearest key of this table."""
    word, table = str(path[-1]), meaning(path[:-1])
    here = table.keys if table is not None else ()
    home = homes().get(word)
    if home is not None:
        return f"this key belongs to {f'[{home}]' if home else 'the top of the file'}"
    return did_you_mean(word, here)
