"""Points: values of scenario keys, one row each, from a mapping of columns, rows, an Arrow table or a data frame."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from lodeflow.errors import Problem, ScenarioError
from lodeflow.language.suggestions import did_you_mean, shown
from lodeflow.language.toml_places import Places, leading_key
from lodeflow.language.toml_reader import Layer, read
from lodeflow.scenario.layers import merge
from lodeflow.scenario.load import Scenario, value_text
from lodeflow.scenario.problems import explain
from lodeflow.terms.base import Terms

Path = tuple[str, ...]
MOST = 100  # problems in one message


class Points(NamedTuple):
    """Table of points by column."""

    keys: tuple[str, ...]
    """Dotted keys, one a column."""
    rows: tuple[tuple[Any, ...], ...]
    """Values of each point, in the order of ``keys``; None where a point leaves a key as the scenario has it."""


def points_of(given: Any) -> Points:
    """Points from any of the forms that ``evaluate`` takes.

    Args:
        given: mapping of dotted key to values, sequence of mappings, pyarrow table, or data frame.

    Raises:
        ScenarioError: the form is another, or columns differ in length.

    """
    if hasattr(given, "to_pydict"):
        given = given.to_pydict()
    elif hasattr(given, "columns") and hasattr(given, "iloc"):
        given = {name: given[name].tolist() for name in given.columns}
    elif hasattr(given, "to_dict") and hasattr(given, "columns"):
        given = given.to_dict(as_series=False)
    if isinstance(given, Mapping):
        return _of_columns(given)
    if not isinstance(given, Sequence) or isinstance(given, str) or not all(isinstance(row, Mapping) for row in given):
        raise ScenarioError(
            [_problem(f"expected columns by key, or rows that are mappings, found {type(given).__name__}")]
        )
    keys = tuple(dict.fromkeys(str(key) for row in given for key in row))
    return Points(keys, tuple(tuple(_plain(row.get(key)) for key in keys) for row in given))


def _of_columns(columns: Mapping[Any, Any]) -> Points:
    """Points from a mapping of key to values."""
    scalar = [str(key) for key, values in columns.items() if isinstance(values, str) or not hasattr(values, "__len__")]
    if scalar:
        hint = "give a list with a value for each point"
        raise ScenarioError([_problem("expected a column of values, found a single one", hint, key) for key in scalar])
    lengths = {str(key): len(values) for key, values in columns.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{key} has {count:,}" for key, count in lengths.items())
        raise ScenarioError([_problem(f"columns differ in length: {said}")])
    values = [[_plain(value) for value in column] for column in columns.values()]
    return Points(tuple(lengths), tuple(zip(*values, strict=True)))


def _plain(value: Any) -> Any:
    """Value without the types of NumPy."""
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", 0) == 0 else value


def scenarios_of(scenario: Scenario, points: Points) -> tuple[list[Scenario], list[Problem]]:
    """Scenario of every point, validated as a file would be, and the mistakes in all points.

    Args:
        scenario: scenario with the values that points leave alone.
        points: the points.

    """
    paths, problems = _paths(scenario, points.keys)
    found: list[Scenario] = []
    for number, row in enumerate(points.rows) if not problems else ():
        given = {path: value for path, value in zip(paths, row, strict=True) if value is not None}
        try:
            found.append(Scenario.model_validate(_with(scenario, given)) if given else scenario)
        except ValidationError as error:
            keys = {key: value for key, value in zip(points.keys, row, strict=True) if value is not None}
            problems += _explained(error, number, keys)
            if len(problems) >= MOST:
                break
    return found, problems


def _paths(scenario: Scenario, keys: tuple[str, ...]) -> tuple[list[Path], list[Problem]]:
    """Path of every key; problems for keys that cannot be."""
    paths: list[Path] = []
    problems: list[Problem] = []
    for key in keys:
        path, end = leading_key(f"{key} =")
        if not path or f"{key} ="[end:].strip() != "=":
            problems.append(_problem("expected a dotted key, such as market.own_days", "", key))
        elif path[0] in ("extends", "name", "question"):
            problems.append(_problem("is no value of the world", "", key))
        elif path in paths:
            problems.append(_problem("is given twice", "", key))
        else:
            problems += _unnamed(scenario, path, key)
        paths.append(path)
    return paths, problems


def _unnamed(scenario: Scenario, path: Path, key: str) -> list[Problem]:
    """Problem of a path through a table that the scenario does not have."""
    here: Any = scenario
    for part in path[:-1]:
        known = here.__dict__ if isinstance(here, Terms) else here
        if part not in known:
            return [_problem(f"the scenario has no {shown(part)} here", did_you_mean(part, known), key)]
        here = known[part]
        if not isinstance(here, Terms | Mapping):
            return [_problem(f"there is no such key: {shown(part)} is a value", "", key)]
    if isinstance(here, Terms) and path[-1] not in type(here).model_fields:
        return [_problem("unknown key", did_you_mean(path[-1], type(here).model_fields), key)]
    return []


def _with(table: Any, given: Mapping[Path, Any]) -> dict[str, Any]:
    """Values of a table with others given by path, to be validated."""
    found = dict(table.__dict__ if isinstance(table, Terms) else table)
    below: dict[str, dict[Path, Any]] = {}
    for path, value in given.items():
        if len(path) == 1:
            found[path[0]] = value
        else:
            below.setdefault(path[0], {})[path[1:]] = value
    for key, rest in below.items():
        found[key] = _with(found[key], rest)
    return found


def _explained(error: ValidationError, number: int, given: Mapping[str, Any]) -> list[Problem]:
    """Problems of one point, as a file with its values would have them."""
    lines = [f"{key} = {_written(value)}" for key, value in given.items()]
    try:
        layer = read(f"point {number}", "\n".join(lines).encode())
    except ScenarioError:  # a value that no file can hold
        layer = Layer(f"point {number}", "", {}, Places({}, {}, []))
    return list(explain(error, merge([layer])).problems)


def _written(value: Any) -> str:
    """Value in TOML, or as quoted text."""
    try:
        return value_text(value)
    except (TypeError, ValueError):
        return repr(str(value))


def _problem(message: str, hint: str = "", key: str = "") -> Problem:
    return Problem("points", 0, 1, 1, "", key, message, hint)
