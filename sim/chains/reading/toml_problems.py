"""Reader of a file of terms, such as chain.toml, with every mistake at its place."""

from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lodeflow.chains.terms import ChainTerms
from lodeflow.errors import Problem, ScenarioError
from lodeflow.language.keys import dotted
from lodeflow.language.suggestions import did_you_mean, kind_of
from lodeflow.language.toml_places import Path, Span
from lodeflow.language.toml_reader import Layer, read

Model = TypeVar("Model", bound=BaseModel)


def read_terms(label: str, content: bytes) -> tuple[ChainTerms | None, Layer | None, list[Problem]]:
    """Terms of a chain, None where there are mistakes; its text; and the mistakes.

    Args:
        label: the file in messages.
        content: its bytes.

    """
    return read_as(ChainTerms, label, content)


def read_as(model: type[Model], label: str, content: bytes) -> tuple[Model | None, Layer | None, list[Problem]]:
    """Terms of any model, None where there are mistakes; their text; and the mistakes.

    Args:
        model: what may stand in the file.
        label: the file in messages.
        content: its bytes.

    """
    try:
        layer = read(label, content)
    except ScenarioError as error:
        return None, None, list(error.problems)
    try:
        return model.model_validate(layer.data), layer, []
    except ValidationError as error:
        return None, layer, [_problem(detail, layer, model) for detail in error.errors(include_url=False)]


def at_key(layer: Layer, path: Path, message: str, hint: str = "") -> Problem:
    """Problem with a key of a file of terms.

    Args:
        layer: its text.
        path: path of the key; the nearest table above is blamed where it has no place.
        message: statement of the mistake.
        hint: suggestion for a correction; empty for none.

    """
    return layer.problem(_span(layer.places.keys, path), dotted(_names(path)), message, hint)


def _problem(detail: ErrorDetails, layer: Layer, model: type[BaseModel]) -> Problem:
    context: dict[str, Any] = detail.get("ctx", {})
    path: Path = (*detail["loc"], *context.get("at", ()))
    match detail["type"]:
        case "refused":
            message, hint = str(context["message"]), str(context["hint"])
        case "extra_forbidden":
            message, hint = "unknown key", did_you_mean(str(path[-1]), _keys(path[:-1], model))
        case "missing":
            message, hint = "is missing", ""
        case "string_type":
            message, hint = f"expected a text in quotes, found {kind_of(detail['input'])}", ""
        case _:
            message, hint = detail["msg"], ""
    where = layer.places.keys if detail["type"] == "extra_forbidden" else layer.places.values
    return layer.problem(_span(where, path), dotted(_names(path)), message, hint)


def _keys(path: Path, model: type[BaseModel]) -> tuple[str, ...]:
    """Keys of the table at a path: a table of tables has any name, so each second part names no key."""
    here: Any = model
    for part in path:
        field = getattr(here, "model_fields", {}).get(part)
        if field is not None:
            here = (get_args(field.annotation) or (field.annotation,))[-1]
    return tuple(getattr(here, "model_fields", ()))


def _span(where: dict[Path, Span], path: Path) -> Span:
    for length in range(len(path), 0, -1):
        if path[:length] in where:
            return where[path[:length]]
    return Span(0, 1, 1)


def _names(path: Path) -> tuple[str, ...]:
    return tuple(part for part in path if isinstance(part, str))
