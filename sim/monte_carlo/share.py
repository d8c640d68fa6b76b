"""Share of a Monte Carlo run that one job of an array runs: every n-th block of replications."""

import re
from typing import NamedTuple

_TEXT = re.compile(r"(\d{1,6})/(\d{1,6})")


class Share(NamedTuple):
    """Share of a run. Block b, from 0, belongs to share b mod ``of`` + 1, so shares differ by at most one block."""

    number: int
    """Number of the share, from 1."""
    of: int
    """Number of shares."""

    def __str__(self) -> str:
        """Share as a user writes it, such as 3/8."""
        return f"{self.number}/{self.of}"

    def blocks(self, count: int) -> range:
        """Numbers of its blocks, of ``count`` blocks in all; none if there are fewer blocks than shares."""
        return range(self.number - 1, count, self.of)

    def replications(self, count: int, size: int) -> int:
        """Replications of its blocks, of ``count`` in all, with ``size`` in each block but the last."""
        return sum(min(size, count - block * size) for block in self.blocks(-(-count // size)))


def share(text: str) -> Share:
    """Share of a ``text`` such as 3/8, the third of eight. Raises ValueError."""
    found = _TEXT.fullmatch(text.strip())
    number, of = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= number <= of:
        raise ValueError(f"'{text}' is no share of a run; expected I/N with I from 1 to N, such as 3/8")
    return Share(number, of)
