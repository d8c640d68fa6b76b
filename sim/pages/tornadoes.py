"""Part of a page on sensitivity: a tornado of each main outcome, or a sentence that says why there is none."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lodeflow.drivers.of_result import sensitivity
from lodeflow.drivers.told import in_a_sentence, main_outcomes
from lodeflow.drivers.tornado import tornado
from lodeflow.errors import DataError
from lodeflow.pages.figures import figures
from lodeflow.pages.html import Html, element

if TYPE_CHECKING:
    from lodeflow.pages.pictures import Pictures

MOST_NUMBERS = 10
"""Numbers that are drawn of each outcome."""
MOST_OUTCOMES = 4
"""Outcomes that are drawn."""


def tornadoes(path: Path, base_table: str) -> list[Html]:
    """Tornadoes of the main outcomes.

    Args:
        path: the result folder.
        base_table: that of its scenario.

    """
    try:
        found = sensitivity(path, main_outcomes(base_table))[:MOST_OUTCOMES]
    except DataError as missing:
        return [element("p", f"Not shown: {missing}.")]
    drawn: Pictures = {
        f"tornado-{n}": (in_a_sentence(of), partial(tornado, of, MOST_NUMBERS)) for n, of in enumerate(found)
    }
    return figures(drawn)
