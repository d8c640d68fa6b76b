"""Layers of a scenario, files and overrides, merged into one; each key remembers the layer that set it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lodeflow.language.toml_places import Path, Span
from lodeflow.language.toml_reader import Layer
from lodeflow.scenario.fields import meaning


@dataclass
class Merged:
    """Merged tables of all layers."""

    data: dict[str, Any] = field(default_factory=dict)
    """Tables and values after merging."""
    origin: dict[Path, Layer] = field(default_factory=dict)
    """Last layer that set each path."""
    layers: list[Layer] = field(default_factory=list)
    """All layers, the lowest first."""

    def add(self, layer: Layer) -> None:
        """Lay ``layer`` on top: its tables add to those below; any other value replaces the one below, also a
        distribution.
        """
        self.layers.append(layer)
        self._merge(self.data, layer.data, (), layer)

    def place(self, path: Path, *, key: bool = False) -> tuple[Layer, Span]:
        """Layer and position in which a path was set, or else the nearest table around it.

        ``path`` is the path of a value; with ``key`` the position of its key is returned and not that of its value.
        """
        while path:
            layer = self.origin.get(_named(path))
            if layer is not None:
                spans = layer.places.keys if key else layer.places.values
                span = spans.get(path) or layer.places.keys.get(path)
                if span is not None:
                    return layer, span
            path = path[:-1]
        files = [layer for layer in self.layers if layer.label != "--set"]
        return files[-1], Span(1, 1, 1)

    def value(self, path: Path) -> Any:
        """Value at ``path`` as it was read; None if there is none."""
        found: Any = self.data
        for part in path:
            found = found.get(part) if isinstance(found, dict) else None
        return found

    def _merge(self, into: dict[str, Any], tables: dict[str, Any], path: Path, layer: Layer) -> None:
        for key, value in tables.items():
            here = (*path, key)
            if not isinstance(value, dict):
                self._forget(here, into.get(key))
                into[key] = value
            else:
                if not isinstance(into.get(key), dict) or _is_distribution(value, here):
                    self._forget(here, into.get(key))
                    into[key] = {}
                self._merge(into[key], value, here, layer)
            self.origin[here] = layer

    def _forget(self, path: Path, value: Any) -> None:
        """Drop the origins of the members of a table that is replaced."""
        if isinstance(value, dict):
            for key, member in value.items():
                self._forget((*path, key), member)
                self.origin.pop((*path, key), None)


def _named(path: Path) -> Path:
    """Path of the array around an element, which has no origin of its own; other paths as they are."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    return path


def _is_distribution(table: dict[str, Any], path: Path) -> bool:
    here = meaning(path) if "dist" in table else None
    return here is not None and here.is_number


def merge(layers: Iterable[Layer]) -> Merged:
    """Merge ``layers``, the first one lowest."""
    merged = Merged()
    for layer in layers:
        merged.add(layer)
    return merged
