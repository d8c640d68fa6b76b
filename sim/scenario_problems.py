"""Turns what pydantic finds wrong with a scenario into problems that a person can act on."""

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from lodeflow.errors import Problem, ScenarioError
from lodeflow.scenario_fields import homes, meaning
from lodeflow.scenario_files import Layer
from lodeflow.scenario_layers import Merged
from lodeflow.scenario_text import dotted
from lodeflow.suggestions import did_you_mean, kind_of, nearest, shown
from lodeflow.toml_places import Path, Span

MOST_PROBLEMS = 100  # said at once


def explain(error: ValidationError, merged: Merged) -> ScenarioError:
    """Everything that is wrong, each with its place in the file or the override that it came from."""
    details = _folded(error.errors(include_url=False))
    found = [_problem(detail, details, merged) for detail in details[:MOST_PROBLEMS]]
    order = {id(layer): number for number, layer in enumerate(merged.layers)}
    found.sort(key=lambda each: (order[id(each[0])], each[1].line, each[1].column))
    return ScenarioError((problem for _, problem in found), max(0, len(details) - MOST_PROBLEMS))


def problem_at(merged: Merged, path: Path, message: str, hint: str = "") -> Problem:
    """Say what is wrong with the value at a path."""
    layer, span = merged.place(path)
    return layer.problem(span, dotted(path), message, hint)


def _folded(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without 'x is missing' where an unknown key beside it is x misspelt: one mistake, one message."""
    unknown: dict[tuple[Any, ...], list[str]] = {}
    for detail in details:
        if detail["type"] == "extra_forbidden":
            unknown.setdefault(detail["loc"][:-1], []).append(str(detail["loc"][-1]))
    return [
        detail for detail in details
        if detail["type"] != "missing" or nearest(str(detail["loc"][-1]), unknown.get(detail["loc"][:-1], ())) is None
    ]  # fmt: skip


def _problem(detail: ErrorDetails, details: list[ErrorDetails], merged: Merged) -> tuple[Layer, Problem]:
    """One problem, and the layer it stands in."""
    context = detail.get("ctx", {})
    is_key = detail["loc"][-1:] == ("[key]",)
    path: Path = (*(part for part in detail["loc"] if part != "[key]"), *context.get("at", ()))
    message, hint = _words(detail, path, merged)
    if detail["type"] == "missing":
        layer, span = merged.place(path[:-1], key=True)
    else:
        layer, span = merged.place(path, key=is_key or detail["type"] == "extra_forbidden")
    return layer, layer.problem(span, dotted(path[:-1] if is_key else path), message, hint)


def _words(detail: ErrorDetails, path: Path, merged: Merged) -> tuple[str, str]:
    """Message and hint."""
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    match kind:
        case "refused":
            return str(context["message"]), str(context["hint"])
        case "extra_forbidden":
            return "unknown key", _known_key(path)
        case "missing":
            alone = len([layer for layer in merged.layers if layer.label != "--set"]) == 1
            here = meaning(path)
            return "is missing", 'extends = "base-year" gives it a value' if alone else (here.description if here else "")
        case "string_type":
            return f"expected a text in quotes, found {kind_of(value)}", ""
        case "string_too_short":
            return "must not be empty", ""
        case "model_type" | "mapping_type" | "dict_type":
            return f"expected a table, found {kind_of(value)}", ""
    return detail["msg"], ""


def _known_key(path: Path) -> str:
    """The key that was meant: one of the same table, or of the table that has such a key."""
    word, table = str(path[-1]), meaning(path[:-1])
    here = table.keys if table is not None else ()
    if nearest(word, here) is None:
        home = homes().get(word)
        if home is not None:
            return f"this key belongs to {f'[{home}]' if home else 'the top of the file'}"
    return did_you_mean(word, here)
