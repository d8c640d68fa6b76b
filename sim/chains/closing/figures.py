"""Published figures of a chain against its closed base year."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from lodeflow.chains.chain import WORLD, Chain
from lodeflow.chains.closing.close import Stage, total
from lodeflow.chains.tables.policy_tables import Figure
from lodeflow.chains.tables.supply_tables import BASE


class Compared(NamedTuple):
    """Published figure beside the closed one."""

    figure: Figure
    """The published figure."""
    closed: float
    """Value in the closed base year, in the unit of the figure."""

    @property
    def percent(self) -> float:
        """Deviation of the closed value, per cent of the published; percentage points for shares."""
        if self.figure.unit == "share":
            return 100.0 * (self.closed - self.figure.value)
        return 100.0 * (self.closed / self.figure.value - 1.0) if self.figure.value else 0.0

    @property
    def inside(self) -> bool:
        """True if the deviation is one that was expected."""
        return abs(self.percent) <= self.figure.expected_within


def compared(chain: Chain, stages: Sequence[Stage]) -> list[Compared]:
    """Figures of ``chain``, in the order of its table, beside those of its closed ``stages``."""
    return [Compared(figure, _closed(chain, stages, figure)) for figure in chain.figures]


def _closed(chain: Chain, stages: Sequence[Stage], figure: Figure) -> float:
    counted = [stage for stage in stages if any(fnmatchcase(stage.material, each) for each in figure.material)]
    value = sum(_measured(chain, stage, figure, figure.region, figure.processes) for stage in counted)
    if figure.unit != "share":
        return value
    whole = sum(_measured(chain, stage, figure, WORLD, figure.of or figure.processes) for stage in counted)
    return value / whole if whole > 0.0 else 0.0


def _measured(chain: Chain, stage: Stage, figure: Figure, region: str, processes: tuple[str, ...]) -> float:
    """Tonnes a year of one region or the world."""
    match figure.measure:
        case "output":
            return sum(
                row.value
                for row in chain.production
                if row.role == BASE
                and row.material == stage.material
                and region in (WORLD, row.region)
                and (not processes or any(fnmatchcase(row.process, each) for each in processes))
            )
        case "use":
            return total(stage.use) if region == WORLD else stage.use.get(region, 0.0)
        case "exports":
            return sum(
                f.tonnes for f in stage.trades.flows if f.origin != f.destination and region in (WORLD, f.origin)
            )
        case _:
            return sum(
                f.tonnes for f in stage.trades.flows if f.origin != f.destination and region in (WORLD, f.destination)
            )
