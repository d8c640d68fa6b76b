"""Builders whose results are reused: ``reused`` marks them, ``Memory`` keeps what they read and returned.

Outside a memory a marked builder is an ordinary function. Within ``Memory.record`` it notes what it reads. Within
``Memory.build`` it returns its earlier result if nothing that it read has changed, and runs otherwise; builders that it
calls may still be reused. A builder must return new values and change none that it is handed.
"""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

from lodeflow.reuse.reads import Reads, Trace, bare, reads, real, settled, stand_in, unchanged
from lodeflow.terms.base import Terms

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class Call(NamedTuple):
    """Call of a builder while a memory was recorded."""

    builder: Callable[..., Any]
    """The builder."""
    reads: tuple[tuple[int, Reads], ...]
    """What it read, by the place of the argument."""
    arity: int
    """Number of its arguments."""
    result: Any
    """What it returned."""
    calls: tuple["Call", ...]
    """Calls of builders within this one, in their order."""


class _Recording:
    """Frame of a builder that runs for the first time."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def call(self, builder: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Run a builder on stand-ins of its arguments."""
        traces = [Trace(bare(arg)) for arg in args]
        handed = [stand_in(arg, trace) for arg, trace in zip(args, traces, strict=True)]
        inner = _Recording()
        _here.frame = inner
        try:
            result = real(builder(*handed))
        finally:
            _here.frame = self
        found = ((n, part) for n, trace in enumerate(traces) if (part := reads(trace)) is not None)
        self.calls.append(Call(builder, tuple(found), len(args), result, tuple(inner.calls)))
        return result


class _Replaying:
    """Frame of a builder that runs again."""

    __slots__ = ("calls", "done", "next")

    def __init__(self, calls: tuple[Call, ...], done: dict[Any, Any]) -> None:
        self.calls, self.next = calls, 0
        self.done = done
        """Results in this build of builders that take the scenario alone, which cannot change."""

    def call(self, builder: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Earlier result of a builder, or a new one."""
        place = self.next
        self.next = place + 1
        before = self.calls[place] if place < len(self.calls) else None
        if before is None or before.builder is not builder or before.arity != len(args):
            return self._run(builder, args, ())
        for n, part in before.reads:
            if args[n] is not part.value and not unchanged(part, args[n]):
                break
        else:
            return before.result
        if before.arity > 1 or not isinstance(args[0], Terms):
            return settled(before.result, self._run(builder, args, before.calls))
        key = builder, id(args[0])
        if key not in self.done:
            self.done[key] = settled(before.result, self._run(builder, args, before.calls))
        return self.done[key]

    def _run(self, builder: Callable[..., Any], args: tuple[Any, ...], calls: tuple[Call, ...]) -> Any:
        _here.frame = _Replaying(calls, self.done)
        try:
            return builder(*args)
        finally:
            _here.frame = self


class _Here(threading.local):
    """Frame of the builder that runs in this thread; None outside a memory."""

    frame: _Recording | _Replaying | None = None


_here = _Here()


def reuse(builder: Callable[..., Any], *args: Any) -> Any:
    """Result of a builder, reused within ``Memory.build``.

    Args:
        builder: the builder.
        args: its arguments.

    """
    frame = _here.frame
    return builder(*args) if frame is None else frame.call(builder, args)


def reused(builder: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """Decorator of a builder whose result ``Memory`` reuses; it takes positional arguments only.

    Args:
        builder: the builder.

    """

    @wraps(builder)
    def call(*args: _Given.args, **named: _Given.kwargs) -> _Result:
        frame = _here.frame
        if frame is None or named:
            return builder(*args, **named)
        found: _Result = frame.call(builder, args)
        return found

    return call


class Memory:
    """Results of a builder and of all builders that it calls, for other arguments that are much the same.

    Args:
        builder: the builder; it need not be marked.
        args: its arguments. Its result for them is ``result``.

    """

    def __init__(self, builder: Callable[..., Any], *args: Any) -> None:
        frame = _Recording()
        self.builder = builder
        self.result = _within(frame, builder, args)
        self._calls = tuple(frame.calls)

    def build(self, *args: Any) -> Any:
        """Result for other arguments ``args``, the same to the last bit as that of the builder itself.

        Arrays that have not changed are those of ``result``. It may be called from several threads.
        """
        return _within(_Replaying(self._calls, {}), self.builder, args)


def _within(frame: _Recording | _Replaying, builder: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    """Run a builder in a frame."""
    outer = _here.frame
    _here.frame = frame
    try:
        return builder(*args)
    finally:
        _here.frame = outer
