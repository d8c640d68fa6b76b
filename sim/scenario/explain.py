"""Explanation of scenario values: unit, meaning, source, and the place where each was set."""

from collections.abc import Iterable
from datetime import date
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from lodeflow.errors import printable
from lodeflow.language.keys import dotted
from lodeflow.language.suggestions import did_you_mean, shown
from lodeflow.language.uncertain_number import Uncertain
from lodeflow.scenario.fields import meaning
from lodeflow.scenario.load import DEFAULT, Resolved, value_text
from lodeflow.terms.walk import leaves


class Explained(NamedTuple):
    """Value of a scenario with its meaning and origin."""

    key: str
    """Dotted key."""
    value: str
    """Value as TOML, or its distribution in words."""
    unit: str
    """Canonical unit; empty for a value without one."""
    meaning: str
    """Description of the key."""
    source: str
    """Source of the value; empty if none is given."""
    set_in: str
    """Place that set the value: ``file:line``, ``--set`` or ``default``."""

    def __str__(self) -> str:
        """Short paragraph for the terminal."""
        unit = f"  [{self.unit}]" if self.unit else ""
        place = {DEFAULT: "the default", "--set": "set by --set"}.get(self.set_in, f"set in {self.set_in}")
        lines = [f"{self.key} = {self.value}{unit}", f"    {self.meaning}", f"    {place}"]
        return "\n".join(map(printable, [*lines, f"    source: {self.source}"] if self.source else lines))


def explain(resolved: Resolved, key: str = "") -> list[Explained]:
    """Explain the values of a scenario.

    Args:
        resolved: the scenario, with the places that set its values.
        key: dotted key, of a value or of a table, or a pattern such as ``*.rate``; empty for all values.

    Raises:
        LookupError: no value fits; the message names the nearest keys.

    """
    found = []
    for path, value in leaves(resolved.scenario.__dict__):
        name = dotted(path)
        if value is None or not _asked(name, key):
            continue
        known = meaning(path)
        found.append(
            Explained(
                name,
                str(value) if isinstance(value, Uncertain) else value_text(value),
                known.unit if known is not None else "",
                known.description if known is not None else "",
                _source(resolved, path, value),
                resolved.places[name],
            )
        )
    if not found:
        raise LookupError(f"no key fits {shown(key)}; {did_you_mean(key, _keys(resolved.places))}")
    return found


def _asked(name: str, key: str) -> bool:
    """True if a key equals, lies below or fits what was asked for."""
    within = name == key or name.startswith(f"{key}.")
    return not key or within or fnmatchcase(name, key) or fnmatchcase(name, f"{key}.*")


def _source(resolved: Resolved, path: tuple[str, ...], value: Any) -> str:
    """Sources of a value: its distribution's, the ``source`` of its table, and the comment behind it, joined. A default
    with a source of its own has that one alone: whoever wrote the table did not speak of it.
    """
    known = meaning(path)
    if known is not None and known.source and resolved.places[dotted(path)] == DEFAULT:
        return known.source
    said = [str(getattr(value.distribution, "source", None) or "")] if isinstance(value, Uncertain) else []
    if isinstance(value, int | float | date):
        said.append(_of_table(resolved.scenario, path[:-1]))
    said.append(resolved.comments.get(dotted(path), ""))
    return "; ".join(dict.fromkeys(word for word in said if word))


def _of_table(table: Any, path: tuple[str, ...]) -> str:
    """Key ``source`` of the table at a path; empty if it has none."""
    for key in path:
        table = table[key] if isinstance(table, dict) else getattr(table, key)
    return str(getattr(table, "source", ""))


def _keys(names: Iterable[str]) -> list[str]:
    """Keys and the tables above them, the shortest first."""
    above = {name.rsplit(".", depth)[0] for name in names for depth in range(name.count(".") + 1)}
    return sorted(above, key=lambda name: (name.count("."), name))
