# ruff: noqa: SLF001, D105 - stand-ins know each other, and their magic methods do what those of the real ones do
"""Reads of a builder: stand-ins for scenario tables and slices that note which keys and fields are looked at.

A builder is handed stand-ins for its arguments. They look like the real ones; every value that is read through them is
noted in a ``Trace``, and ``unchanged`` compares a trace with the arguments of a later call. An array counts as
unchanged if it is the same object, any other value if it is equal.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from operator import is_ as _is
from types import FunctionType, MethodType
from typing import Any, NamedTuple

import numpy as np

from lodeflow.terms.base import Terms

PLAIN = (str, bool, int, date, type(None))
ROWED = (list, tuple)
LARGE = 16_384  # bytes of an array that is not compared: its readers run again
ORDER = object()
"""Part of a trace that stands for the keys of a mapping and their order."""


class Trace:
    """Value handed to a builder, and the parts of it that the builder read."""

    __slots__ = ("parts", "seen", "value", "whole")

    def __init__(self, value: Any) -> None:
        self.value = value
        self.whole = False
        """True if the value counts as a whole: it is no table, or all of it was used."""
        self.parts: dict[Any, Trace] = {}
        self.seen: Any = None
        """Stand-in of the value, one for each, so that ``is`` works on stand-ins."""

    def part(self, key: Any, value: Any) -> "Trace":
        """Trace of a part ``value``, by its ``key`` or the name of its field."""
        return self.parts.setdefault(key, Trace(value))


class Seen:
    """Base class of stand-ins.

    Args:
        trace: trace of the value that it stands for.
        outer: stand-in of the same value in the builder that called this one; it notes the same reads.

    """

    __slots__ = ("_outer", "_trace")

    def __init__(self, trace: Trace, outer: Any = None) -> None:
        self._trace, self._outer = trace, outer

    def _read(self, key: Any, value: Any) -> Any:
        """Value of a part, which the builder now reads."""
        outer = None if self._outer is None else self._outer._read(key, value)
        return stand_in(value, self._trace.part(key, value), outer)

    def _used(self) -> Any:
        """The value itself, all of it used."""
        if self._outer is not None:
            self._outer._used()
        self._trace.whole = True
        return self._trace.value


class SeenTable(Seen):
    """Stand-in of a table of a scenario. Its properties and methods see the stand-in, so their reads are noted too."""

    __slots__ = ()

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """Class of the table, for ``isinstance``."""
        return type(self._trace.value)

    def __getattr__(self, name: str) -> Any:
        value = self._trace.value
        if name in value.__dict__:
            return self._read(name, value.__dict__[name])
        return _of_class(self, value, name)


class SeenSlice(Seen):
    """Stand-in of a slice or another named tuple."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        value = self._trace.value
        if name in value._fields:
            return self._read(name, getattr(value, name))
        return _of_class(self, value, name)

    @property
    def _fields(self) -> tuple[str, ...]:
        fields: tuple[str, ...] = self._trace.value._fields
        return fields

    def __iter__(self) -> Iterator[Any]:
        return (getattr(self, name) for name in self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __getitem__(self, place: int) -> Any:
        return getattr(self, self._fields[place])

    def _replace(self, **others: Any) -> Any:
        kept = {name: real(getattr(self, name)) for name in self._fields if name not in others}
        return type(self._trace.value)(**{name: real(value) for name, value in (kept | others).items()})

    def _asdict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self._fields}


class SeenMapping(Seen, Mapping[Any, Any]):
    """Stand-in of a mapping, such as the tables of a scenario by name."""

    __slots__ = ()

    def __getitem__(self, key: Any) -> Any:
        value = self._trace.value
        if key not in value:
            self._ordered()
        return self._read(key, value[key])

    def __iter__(self) -> Iterator[Any]:
        self._ordered()
        return iter(self._trace.value)

    def __len__(self) -> int:
        self._ordered()
        return len(self._trace.value)

    def __or__(self, other: Any) -> Any:
        return {**self, **other}

    def __ror__(self, other: Any) -> Any:
        return {**other, **self}

    def _ordered(self) -> None:
        """The keys and their order matter from now on."""
        self._read(ORDER, tuple(self._trace.value))


def _of_class(seen: Any, value: Any, name: str) -> Any:
    """Property or method of a value's class, bound to its stand-in."""
    found = getattr(type(value), name)
    if isinstance(found, property) and found.fget is not None:
        return found.fget(seen)
    return MethodType(found, seen) if isinstance(found, FunctionType) else getattr(value, name)


def stand_in(value: Any, trace: Trace, outer: Any = None) -> Any:
    """Stand-in of a value that has parts; any other value itself, which then counts as read.

    Args:
        value: the value, or its stand-in in the builder that calls.
        trace: its trace.
        outer: its stand-in in the builder that calls; None for none.

    """
    if isinstance(value, Seen):
        value, outer = value._trace.value, value
    kind = _kind(value)
    if kind is not None:
        if trace.seen is None:
            trace.seen = kind(trace, outer)
        return trace.seen
    if isinstance(value, list | tuple) and any(_has_parts(each) for each in value):
        trace.part(ORDER, (len(value),)).whole = True
        outers = [None] * len(value) if outer is None else outer
        each = enumerate(zip(value, outers, strict=True))
        return type(value)(stand_in(v, trace.part(n, bare(v)), o) for n, (v, o) in each)
    trace.whole = True
    return value


def _kind(value: Any) -> type[Seen] | None:
    """Class of the stand-ins of a value; None for a value without parts."""
    if isinstance(value, Terms):
        return SeenTable
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return SeenSlice
    return SeenMapping if isinstance(value, Mapping) else None


def _has_parts(value: Any) -> bool:
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return any(_has_parts(each) for each in value)
    return isinstance(value, Seen) or _kind(value) is not None


def bare(value: Any) -> Any:
    """Value behind the stand-in ``value``, or ``value`` itself."""
    return value._trace.value if isinstance(value, Seen) else value


def real(value: Any) -> Any:
    """Copy of ``value`` without stand-ins, all of which count as used."""
    if isinstance(value, Seen):
        return value._used()
    if isinstance(value, dict):
        found = {key: real(each) for key, each in value.items()}
        return value if all(found[key] is value[key] for key in value) else found
    if isinstance(value, list | tuple):
        parts = [real(each) for each in value]
        if all(new is old for new, old in zip(parts, value, strict=True)):
            return value
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    return value


class Reads(NamedTuple):
    """Parts of one argument that a builder read, to compare with a later argument."""

    value: Any
    """The argument, or the part of it."""
    of: int
    """Kind of its parts, or WHOLE if all of it counts."""
    parts: tuple[tuple[Any, "Reads"], ...]
    """Parts that were read, by their key."""
    order: tuple[Any, ...] | None
    """Keys in their order, if they count; for a list its length."""


WHOLE, KEYS, FIELDS, ITEMS, ROWS = range(5)


def reads(trace: Trace) -> Reads | None:
    """Reads that ``trace`` holds; None if nothing was read."""
    value = trace.value
    if trace.whole:
        return Reads(value, WHOLE, (), None)
    found = [(key, part) for key, each in trace.parts.items() if (part := reads(each)) is not None]
    if not found:
        return None
    if isinstance(value, Terms):
        return Reads(value, KEYS, tuple(found), None)
    if hasattr(value, "_fields"):
        return Reads(value, FIELDS, tuple((value._fields.index(key), part) for key, part in found), None)
    order = next((part.value for key, part in found if key is ORDER), None)
    parts = tuple((key, part) for key, part in found if key is not ORDER)
    return Reads(value, ITEMS if isinstance(value, Mapping) else ROWS, parts, order)


def unchanged(found: Reads, value: Any) -> bool:  # noqa: C901, PLR0911 - each kind of parts has its own loop, for speed
    """True if everything that was read is the same in another argument.

    Args:
        found: reads of the earlier argument.
        value: the later argument.

    """
    old, of, parts, order = found
    if value is old:
        return True
    if of == WHOLE:
        return equal(old, value)
    if type(value) is not type(old):
        return False
    if of == ITEMS:
        if order is not None and tuple(value) != order:
            return False
        for key, part in parts:
            new = value.get(key, found)  # a value that no mapping has
            if new is not part[0] and not unchanged(part, new):
                return False
        return True
    if of == ROWS and (len(value),) != order:
        return False
    rows = value.__dict__ if of == KEYS else value
    for key, part in parts:
        new = rows[key]
        if new is not part[0] and not unchanged(part, new):
            return False
    return True


def equal(old: Any, new: Any) -> bool:
    """True if ``old`` and ``new``, without parts, are the same to the last bit; arrays only if they are one object."""
    if new is old:
        return True
    kind = type(old)
    if type(new) is not kind:
        return False
    if kind is float:
        return bool(old == new and old != 0.0)  # zeros of either sign are equal, their results may not be
    if isinstance(old, ROWED):
        return len(old) == len(new) and all(map(equal, old, new))
    if isinstance(old, dict):
        return [*old] == [*new] and all(map(equal, old.values(), new.values()))
    return isinstance(old, PLAIN) and bool(old == new)


def settled(old: Any, new: Any) -> Any:  # noqa: PLR0911 - a case for each kind of value
    """Value ``new`` in which all that equals ``old`` to the last bit is the old object."""
    kind = type(new)
    if new is old or type(old) is not kind:
        return new
    if kind is np.ndarray:
        if new.nbytes > LARGE or old.shape != new.shape or old.dtype != new.dtype or old.strides != new.strides:
            return new
        return old if old.tobytes() == new.tobytes() and old.flags.writeable == new.flags.writeable else new
    if isinstance(new, ROWED):
        if len(old) != len(new):
            return new
        parts = [b if a is b else settled(a, b) for a, b in zip(old, new, strict=True)]
        if all(map(_is, parts, old)):
            return old
        return kind(*parts) if hasattr(new, "_fields") else kind(parts)
    if kind is dict:
        if [*old] != [*new]:
            return new
        parts = [b if a is b else settled(a, b) for a, b in zip(old.values(), new.values(), strict=True)]
        return old if all(map(_is, parts, old.values())) else dict(zip(new, parts, strict=True))
    return old if equal(old, new) else new
