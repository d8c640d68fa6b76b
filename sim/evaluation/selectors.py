"""Outcomes by text: ``OUTCOME [MATERIAL] [REGION] [SECTOR]``, such as ``mean_spot_price light_oxide CHN``.

The words stand in this order, and a word that an outcome does not have is left out, as in ``mc --until``. Dots, colons
and commas separate words too.
"""

import re
from collections.abc import Sequence

from lodeflow.errors import Problem
from lodeflow.language.suggestions import did_you_mean, nearest, shown
from lodeflow.outcomes.measures import OUTCOMES
from lodeflow.outcomes.names import Name

FEW = 3  # rows that a message names


def text_of(name: Name) -> str:
    """Selector of the outcome ``name``, the shortest way to write it."""
    return " ".join(word for word in name if word)


def selected(texts: Sequence[str], names: Sequence[Name]) -> tuple[list[Name], list[Problem]]:
    """Outcomes that selectors name, and what is wrong with the other selectors.

    Args:
        texts: the selectors.
        names: all outcomes of the scenario.

    """
    known = {text_of(name): name for name in names}
    found: list[Name] = []
    problems: list[Problem] = []
    for text in texts:
        words = [word for word in re.split(r"[\s,.:]+", text) if word] if isinstance(text, str) else []
        name = known.get(" ".join(words))
        if name is not None:
            found.append(name)
        else:
            message, hint = _fault(text, words, known)
            problems.append(Problem("outcomes", 0, 1, 1, "", "", message, hint))
    return found, problems


def _fault(text: object, words: list[str], known: dict[str, Name]) -> tuple[str, str]:
    """Message and hint for a selector that names no outcome."""
    if not words:
        return f"expected OUTCOME [MATERIAL] [REGION] [SECTOR] as text, found {text!r}", ""
    if words[0] not in OUTCOMES:
        return f"there is no outcome {shown(words[0])}", did_you_mean(words[0], OUTCOMES)
    rows = [row for row, name in known.items() if name.outcome == words[0]]
    if not rows:
        return f"'{words[0]}' has no rows in this scenario", ""
    if len(words) == 1:
        said = ", ".join(f"'{row}'" for row in rows[:FEW])
        return f"'{words[0]}' has {len(rows):,} rows: name one of them", f"such as {said}"
    near = nearest(" ".join(words), rows) or rows[0]
    return f"there is no outcome {shown(' '.join(words))} in this scenario", f"did you mean '{near}'?"
