"""Tables of policy and outlook: duties, export controls, projects, published figures and customs codes."""

from dataclasses import dataclass
from datetime import date

from lodeflow.chains.tables.column import amount, column, day, heading, named, number, one_of, several, words
from lodeflow.chains.tables.row import Row
from lodeflow.chains.tables.supply_tables import KINDS

DUTIES = ("tariff", "export tax", "royalty")
REGIMES = ("licensing", "ban", "quota", "designated exporters", "import ban", "mine quota")
PROJECT_STAGES = (
    "exploration",
    "feasibility",
    "permitting",
    "permitted",
    "decision",
    "construction",
    "pilot",
    "ramping",
    "operating",
    "paused",
    "care",
)
MEASURES = ("output", "use", "exports", "imports")


@dataclass(frozen=True, kw_only=True)
class Duty(Row):
    """Tariff, export tax or royalty."""

    kind: str = column(one_of("kind of duty", *DUTIES), key=True)
    """What it is."""
    payer: tuple[str, ...] = column(several("region"), key=True)
    """Regions that levy it: the importer's of a tariff, the exporter's of the others."""
    partner: tuple[str, ...] = column(several("region"), key=True)
    """Regions on the other side."""
    material: tuple[str, ...] = column(several("material"), key=True)
    """What it falls on."""
    value: float = column(amount)
    """Rate, a share of the value."""
    basis: str = column(one_of("basis", "fob", "cif"))
    """Value that it is a share of."""
    start: date | None = column(day, key=True, empty=True)
    """First day; None for always."""
    end: date | None = column(day, empty=True)
    """First day on which it holds no more; None for never."""


@dataclass(frozen=True, kw_only=True)
class Control(Row):
    """Dated control of exports or imports."""

    controller: str = column(named("region"), key=True)
    """Region that decrees it."""
    target: tuple[str, ...] = column(several("region"), key=True)
    """Regions that it is aimed at."""
    materials: tuple[str, ...] = column(several("material"), key=True)
    """What it covers."""
    regime: str = column(one_of("regime", *REGIMES), key=True)
    """What it demands."""
    users: str = column(one_of("group of users", "all", "defence"), key=True, empty=True, absent="all")
    """Users that it is aimed at."""
    value: float | None = column(amount, empty=True)
    """Tonnes a year that a quota allows; None where there is none."""
    start: date = column(day, key=True)
    """First day."""
    end: date | None = column(day, empty=True)
    """First day on which it holds no more; None for never."""
    announced: date | None = column(day, empty=True)
    """Day on which everybody learns of it."""
    detail: str = column(words, empty=True, absent="")
    """Anything else."""


@dataclass(frozen=True, kw_only=True)
class ProjectRow(Row):
    """Mine or plant that is planned, built or shut."""

    project: str = column(words, key=True)
    """Its name."""
    region: str = column(named("region"), key=True)
    """Where it stands."""
    kind: str = column(one_of("kind of process", *KINDS))
    """What it is."""
    material: str = column(named("material"), key=True)
    """What it makes."""
    capacity_t: float | None = column(amount, empty=True)
    """Design output, tonnes counted a year; None where nobody has said."""
    start: str = column(words, empty=True, absent="")
    """Year of the first output; empty where nobody has said."""
    stage: str = column(one_of("stage", *PROJECT_STAGES))
    """How far it is."""
    detail: str = column(words, empty=True, absent="")
    """Anything else."""


@dataclass(frozen=True, kw_only=True)
class Figure(Row):
    """Published figure that the closed base year should meet."""

    figure: str = column(words, key=True)
    """Its name."""
    measure: str = column(one_of("measure", *MEASURES))
    """What it counts."""
    material: tuple[str, ...] = column(several("material"))
    """Of which materials, added up."""
    region: str = column(named("region", "WORLD"))
    """Of which region."""
    value: float = column(number)
    """Tonnes a year, or a share of the world."""
    expected_within: float = column(amount)
    """Deviation that is accepted, per cent of the figure; percentage points for shares."""
    processes: tuple[str, ...] = column(several("process"), empty=True, absent=())
    """Processes whose output it counts; all if empty."""
    of: tuple[str, ...] = column(several("process"), empty=True, absent=())
    """Processes whose output a share is of; those in ``processes`` if empty."""
    role: str = column(one_of("role", "check", "input"))
    """``input`` if the tables were made from it and so meet it, else ``check``."""


@dataclass(frozen=True, kw_only=True)
class Code(Row):
    """Customs code of a material, for whoever renews the table."""

    material: str = column(named("material"), key=True)
    """The material."""
    hs6: str = column(heading, key=True)
    """Heading of the Harmonized System."""
    note: str = column(words, empty=True, absent="")
    """What else is declared under it."""
