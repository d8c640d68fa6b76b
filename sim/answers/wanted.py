"""Period, materials, regions and replication that a statistic is asked for, and names that fit its patterns."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from lodeflow.answers.reading import ANY, Patterns
from lodeflow.answers.words import bare
from lodeflow.errors import DataError
from lodeflow.language.suggestions import did_you_mean

YEAR, TICK, RUN = "year", "tick", "run"


@dataclass(frozen=True)
class Wanted:
    """Period and rows of a statistic."""

    by: str = YEAR
    """year, tick (recorded days) or run."""
    material: Patterns = ANY
    """Materials."""
    region: Patterns = ANY
    """Regions."""
    replication: int | None = None
    """Number of a single replication, or None for all."""

    def __post_init__(self) -> None:
        """Refuse a period that there is not."""
        if self.by not in (YEAR, TICK, RUN):
            raise DataError(
                f"a statistic is by year, tick or run, not by '{self.by}'; "
                f"{did_you_mean(str(self.by), (YEAR, TICK, RUN))}"
            )


def short(known: Sequence[str]) -> list[str]:
    """Words for suggestions in place of the ``known`` names of columns: without units, and prices by their kind."""
    return list(dict.fromkeys(bare(name).removesuffix("_price") for name in known))


def named(patterns: Patterns, known: Sequence[str], what: str) -> list[str]:
    """Names that fit patterns, or begin with one and an underscore.

    Args:
        patterns: the patterns.
        known: names that there are.
        what: what they are, for the message.

    Raises:
        DataError: none fits.

    """
    asked = [patterns] if isinstance(patterns, str) else list(patterns)
    found = [name for name in known if any(fnmatchcase(name, each) or name.startswith(f"{each}_") for each in asked)]
    if not found:
        said = ", ".join(asked)
        raise DataError(f"there is no {what} '{said}'; {did_you_mean(said, short(known))}")
    return found
