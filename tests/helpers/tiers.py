"""What a test asks of the machine, found from what it reaches, so that nobody has to mark it and no mark is forgotten.

A test of tier ``kernel`` looks at slices at rest, scenarios, plans, files; one of tier ``world`` runs an engine, or a
command in this process; one of tier ``folder`` starts other processes, makes disks fail or damages whole results.

What a test reaches is read from the code of its function and its fixtures, and of whatever they call below tests/. That
could miss something; so `Watch` counts engines and processes while a test runs, and conftest.py fails a test that does
more than its tier allows.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any

EMPTY = CellType()  # of a name that nobody has set yet
TIERS = ("kernel", "world", "folder")
TESTS = str(Path(__file__).parents[1])
ENGINES = (
    "lodeflow.engines.",
    "lodeflow.processes.",
    "lodeflow.monte_carlo.run.simulate",
    "lodeflow.monte_carlo.run.write",
    "lodeflow.monte_carlo.workers.Workers",
    "lodeflow.comparison.run.compare",
    "lodeflow.evaluation.evaluator.",
    "lodeflow.episodes.backtest.",
    "lodeflow.episodes.played.",
    "lodeflow.episodes.scorer.",
    "lodeflow.benchmarks.engines.",
    "lodeflow.cli.main",
    "lodeflow.cli.group.",
)
FOLDERS = ("subprocess.", "multiprocessing.", "posix.fork", "posix.posix_spawn", "posix.system", "quick.quick_disk")


class Other:
    """A name in a module that a function imports itself."""

    def __init__(self, module: str, name: str) -> None:
        self.__module__, self.__qualname__ = module, name


def tier_of(functions: list[Callable[..., Any]], values: tuple[Any, ...] = (), path: str = "") -> str:
    """The tier of a test of these functions (its own and its fixtures') with these values of parameters."""
    reached = set(reach([*functions, *values]))
    if path.startswith(f"{TESTS}/faults/") or any(name.startswith(FOLDERS) for name in reached):
        return "folder"
    return "world" if any(name.startswith(ENGINES) for name in reached) else "kernel"


def reach(things: list[Any]) -> Iterator[str]:
    """Full names of what these reach, by way of anything below tests/."""
    seen: set[int] = set()
    left = [*things]
    while left:
        thing = left.pop()
        if id(thing) not in seen:
            seen.add(id(thing))
            yield f"{getattr(thing, '__module__', '')}.{getattr(thing, '__qualname__', '')}"
            left += _within(thing)


def _within(thing: Any) -> list[Any]:
    """What a thing holds or mentions, if it stands below tests/."""
    if isinstance(thing, dict):
        return [*thing.values()]
    if isinstance(thing, (list, tuple, set, frozenset)):
        return [*thing]
    if not _is_ours(thing):
        return []
    parts = [*vars(thing).values()] if isinstance(thing, type) else [thing]
    return [found for part in parts for function in _functions(part) for found in _mentions(function)]


def _is_ours(thing: Any) -> bool:
    """Whether it stands below tests/."""
    module = sys.modules.get(getattr(thing, "__module__", None) or "")
    return str(getattr(module, "__file__", None) or "").startswith(TESTS)


def _functions(thing: Any) -> Iterator[FunctionType]:
    """The functions inside whatever decorators made of them."""
    while thing is not None:
        if isinstance(thing, FunctionType):
            yield thing
        if inner := getattr(getattr(thing, "hypothesis", None), "inner_test", None):
            yield from _functions(inner)
        thing = getattr(thing, "__wrapped__", None) or getattr(thing, "__func__", None) or getattr(thing, "fget", None)


def _mentions(function: FunctionType) -> Iterator[Any]:
    """What the names in a function stand for. A name that is imported inside is an `Other`."""
    names = set(_names(function.__code__))
    yield from (cell.cell_contents for cell in function.__closure__ or () if cell != EMPTY)
    for name in names:
        thing = function.__globals__.get(name)
        if isinstance(thing, ModuleType):
            known = names if thing.__name__.startswith("lodeflow") else names & vars(thing).keys()  # or not yet loaded
            yield from (getattr(thing, other) for other in known if hasattr(thing, other))
        elif thing is not None:
            yield thing
        elif name.partition(".")[0] in sys.modules:
            yield from (Other(name, other) for other in names)


def _names(code: CodeType) -> Iterator[str]:
    """Every name in a piece of code and in what is defined inside."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


class Watch:
    """Counts engines that ran and processes that were started since `begin`."""

    def __init__(self) -> None:
        self.engines = self.processes = 0
        self.on = True
        sys.addaudithook(self._hear)

    def begin(self) -> None:
        """Forget what was before."""
        self.engines = self.processes = 0

    def count(self, owner: Any, method: str) -> None:
        """Count the calls of a method by which an engine runs."""
        whole = getattr(owner, method)

        def counted(*arguments: Any, **options: Any) -> Any:
            self.engines += 1
            return whole(*arguments, **options)

        setattr(owner, method, counted)

    def beyond(self, tier: str) -> str:
        """What went beyond a tier; empty if nothing did."""
        if self.processes and tier != "folder":
            return "started a process"
        return "ran an engine" if self.engines and tier == "kernel" else ""

    def _hear(self, event: str, _: tuple[Any, ...]) -> None:
        self.processes += event in ("subprocess.Popen", "os.fork", "os.posix_spawn", "os.system")
