"""Description, unit and possible sub-keys of every key of a scenario."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from lodeflow.language.quantities import Quantity
from lodeflow.language.toml_places import Path
from lodeflow.scenario.model import Scenario
from lodeflow.terms.base import Terms


class Meaning(NamedTuple):
    """Type and description of the value at a path of a scenario."""

    annotation: Any
    """Type of the value."""
    metadata: tuple[Any, ...] = ()
    """Checks of the value, such as its Quantity."""
    description: str = ""
    """Description of the key; empty for none."""
    source: str = ""
    """Source of its default; empty for none."""
    default: Any = None
    """Value where a scenario says nothing; None for none."""

    @property
    def quantity(self) -> Quantity | None:
        """Unit and bounds of a number; None for any other value."""
        return next((check for check in self.metadata if isinstance(check, Quantity)), None)

    @property
    def unit(self) -> str:
        """Canonical unit of the value, empty where it has none."""
        return self.quantity.unit if self.quantity is not None else ""

    @property
    def is_number(self) -> bool:
        """True if the value is a number."""
        return self.quantity is not None

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the table; empty for a value or a table whose keys the user names."""
        is_table = isinstance(self.annotation, type) and issubclass(self.annotation, Terms)
        return tuple(self.annotation.model_fields) if is_table else ()

    def below(self, key: str | int) -> "Meaning | None":
        """Meaning of ``key`` in this table, None where there is no such key."""
        if key in self.keys:
            field = self.annotation.model_fields[key]
            extra = field.json_schema_extra
            source = str(extra.get("source", "")) if isinstance(extra, dict) else ""
            default = field.get_default()
            return Meaning(field.annotation, tuple(field.metadata), field.description or "", source, default)
        if get_origin(self.annotation) is not Mapping:
            return None
        member = get_args(self.annotation)[1]
        if get_origin(member) is Annotated:
            return Meaning(get_args(member)[0], get_args(member)[1:], self.description)
        return Meaning(member, (), self.description)


def meaning(path: Path) -> Meaning | None:
    """Meaning of ``path`` in a scenario, None where there is no such key."""
    here: Meaning | None = Meaning(Scenario)
    for part in path:
        here = here.below(part) if here is not None else None
    return here


@cache
def homes() -> dict[str, str]:
    """Table that each key belongs to, such as ``market`` or ``materials.<name>``; empty for the top of the file."""
    found: dict[str, str] = {}
    for table, key in _walk(Meaning(Scenario), ""):
        found.setdefault(key, table)
    return found


def _walk(table: Meaning, name: str) -> Iterator[tuple[str, str]]:
    """Pairs of table and key below a table."""
    for key in table.keys:
        yield name, key
    for key in table.keys:
        below = table.below(key)
        path = f"{name}.{key}" if name else key
        if below is not None and get_origin(below.annotation) is Mapping:
            below, path = below.below(""), f"{path}.<name>"
        if below is not None:
            yield from _walk(below, path)
