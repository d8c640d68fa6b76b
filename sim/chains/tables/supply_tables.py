"""Tables of supply: materials, processes, what ores hold, output, capacity and hosts of by-products."""

from dataclasses import dataclass

from lodeflow.chains.tables.column import amount, column, count, identifier, named, one_of, words
from lodeflow.chains.tables.row import Row

STAGES = ("concentrate", "refined", "product")
KINDS = ("mine", "by_product", "plant", "secondary")
ROLES = ("input", "output", "host")
STATES = ("working", "idle")
PER_HOST = {"g per t": 1e-6, "kg per t": 1e-3, "t per t": 1.0}
"""Tonnes in the units of what could be drawn from a tonne of host output."""
BASE = "base"
"""Role of a figure that the closing uses; ``evidence`` is printed beside it and used by nothing."""
USED = one_of("role", BASE, "evidence")


@dataclass(frozen=True, kw_only=True)
class MaterialRow(Row):
    """Material that is traded."""

    material: str = column(identifier, key=True)
    """Its name."""
    stage: str = column(one_of("stage", *STAGES))
    """Stage of the chain."""
    name: str = column(words)
    """Name in printed tables."""
    content: str = column(words)
    """What a tonne counts, such as ``t Ga``; unit of every figure about it."""
    element: str = column(named("element"), empty=True, absent="")
    """Element that it carries; empty where the table ``content`` says what it holds."""
    per_t_gross: float = column(amount)
    """Tonnes counted in a tonne gross."""


@dataclass(frozen=True, kw_only=True)
class ProcessRow(Row):
    """Line of a recipe: an input, an output or the host of a process."""

    process: str = column(identifier, key=True)
    """Name of the process."""
    region: str = column(named("region", "*"), key=True)
    """Region whose process it is; ``*`` for every region without a line of its own."""
    kind: str = column(one_of("kind of process", *KINDS))
    """Mine, by-product, plant or secondary supply."""
    role: str = column(one_of("role", *ROLES), key=True)
    """What the material is to the process."""
    material: str = column(words, key=True)
    """Material, or for a host its name."""
    element: str = column(named("element"), empty=True, absent="")
    """Element that is recovered; empty where the amount is in tonnes."""
    amount: float = column(amount, empty=True, absent=0.0)
    """Tonnes for each tonne of the first output; with an element, share recovered."""


@dataclass(frozen=True, kw_only=True)
class ContentRow(Row):
    """Content of an ore of one region."""

    region: str = column(named("region", "*"), key=True)
    """Region of the deposit."""
    material: str = column(named("material"), key=True)
    """The ore."""
    element: str = column(named("element"), key=True)
    """Element in it."""
    value: float = column(amount)
    """Share of the ore."""


@dataclass(frozen=True, kw_only=True)
class Production(Row):
    """Output of a process in the base year."""

    region: str = column(named("region"), key=True)
    """Region of the mines or plants."""
    material: str = column(named("material"), key=True)
    """What they make."""
    process: str = column(named("process"), key=True)
    """Process that makes it."""
    value: float = column(amount)
    """Tonnes a year."""
    role: str = column(USED, absent=BASE, optional=True)
    """``base``, or ``evidence``."""


@dataclass(frozen=True, kw_only=True)
class Capacity(Row):
    """Capacity of a process, at work or idle."""

    region: str = column(named("region"), key=True)
    """Region of the mines or plants."""
    process: str = column(named("process"), key=True)
    """What they do."""
    value: float = column(amount)
    """Tonnes of the first output a year."""
    state: str = column(one_of("state", *STATES), key=True)
    """``working``, or ``idle``: it could start again."""
    sites: int = column(count)
    """Number of sites, each with accidents of its own."""


@dataclass(frozen=True, kw_only=True)
class Host(Row):
    """Output of the host of a by-product, and how much could be drawn from it."""

    region: str = column(named("region"), key=True)
    """Region of the host."""
    host: str = column(named("host"), key=True)
    """Name of the host, or process of another chain."""
    value: float | None = column(amount, empty=True)
    """Output of the host, tonnes a year; None where it is not known."""
    per_host: float | None = column(amount, empty=True)
    """By-product that could be drawn for each tonne of host output; None where it is not known."""
    per_host_unit: str = column(one_of("unit of per_host", *PER_HOST), empty=True, absent="t per t")
    """Unit of ``per_host``."""

    @property
    def reach(self) -> float | None:
        """Tonnes a year that could be drawn; None where it is not known."""
        known = self.value is not None and self.per_host is not None
        return self.value * self.per_host * PER_HOST[self.per_host_unit] if known else None  # type: ignore[operator]
