"""Grade of a chain from its own tables: how many of its tonnes rest on evidence, and which published figures it misses.

A grade is that of the weakest stage: A where at least 90 % of the tonnes of output, use and stock changes are reported,
estimated or derived, B from 75 %, C from 50 %, D below. A published figure that the tables were not made from and that
the closed year misses costs one letter.
"""

from collections.abc import Sequence
from typing import NamedTuple

from lodeflow.chains.chain import Chain
from lodeflow.chains.closing.close import Stage
from lodeflow.chains.closing.figures import Compared

LETTERS = (("A", 0.90), ("B", 0.75), ("C", 0.50), ("D", 0.0))


class Grade(NamedTuple):
    """Grade of a chain, with its reasons."""

    letter: str
    """A, B, C or D."""
    weakest: str
    """Material of the weakest stage."""
    assumed: float
    """Share of assumed tonnes there."""
    missed: tuple[str, ...]
    """Published figures that the closed year misses."""

    def __str__(self) -> str:
        """The grade in one line."""
        said = f"{self.letter}: {self.assumed:.0%} of the tonnes of {self.weakest} are assumed"
        return said + (f"; misses {', '.join(self.missed)}" if self.missed else "")


def assumed_share(stage: Stage) -> float:
    """Share of the tonnes of ``stage`` that are assumed."""
    whole = sum(stage.evidence.values())
    return stage.evidence["assumed"] / whole if whole > 0.0 else 1.0


def grade(chain: Chain, stages: Sequence[Stage], figures: Sequence[Compared]) -> Grade:
    """Grade of a chain.

    Args:
        chain: the chain.
        stages: its closed stages.
        figures: its published figures against them.

    """
    names = {row.material: row.name for row in chain.materials}
    worst = max(stages, key=assumed_share)
    share = assumed_share(worst)
    place = next(n for n, (_, least) in enumerate(LETTERS) if 1.0 - share >= least)
    missed = tuple(each.figure.figure for each in figures if each.figure.role == "check" and not each.inside)
    letter = LETTERS[min(place + bool(missed), len(LETTERS) - 1)][0]
    return Grade(letter, names[worst.material], share, missed)
