"""Public dollars per tonne: net cash of governments over tonnes that it adds, or shortage that it avoids, by pairs.

Both are differences of an arm from the base under common draws. Their ratio is one of means; its interval is that
of Fieller (1954), which is open where the tonnes may be zero.
"""

from math import sqrt
from typing import NamedTuple

import numpy as np

from lodeflow.base_world.rest_point import Floats
from lodeflow.comparison.differences import Comparison
from lodeflow.outcomes.names import Name
from lodeflow.report.text_tables import Section
from lodeflow.student import student_95

COST = "fiscal_cost"
ADDED = "NdPr oxide made outside China"
AVOIDED = "magnets (all) no longer missing"


class Ratio(NamedTuple):
    """Ratio of two means with its 95 % interval."""

    value: float
    """Ratio."""
    low: float
    """Lower end; minus infinity if the interval is open."""
    high: float
    """Upper end; infinity if it is open."""


def ratio_of_means(above: Floats, below: Floats) -> Ratio | None:
    """Mean of ``above`` over mean of ``below``, by Fieller; None if the means cannot be told from no tonnes at all.

    Args:
        above: (pairs,), such as dollars.
        below: (pairs,), such as tonnes.

    """
    count = len(above)
    if count < 2 or not below.any():
        return None
    a, b = float(above.mean()), float(below.mean())
    if b == 0.0:
        return None
    scale = student_95(count - 1) ** 2 / count
    aa, bb = (float(x.var(ddof=1)) * scale for x in (above, below))
    ab = float(((above - a) * (below - b)).sum() / (count - 1)) * scale
    open_ = b * b - bb
    if open_ <= 0.0:
        return Ratio(a / b, -np.inf, np.inf)
    middle = (a * b - ab) / open_
    half = sqrt(max(0.0, middle * middle - (a * a - aa) / open_))
    return Ratio(a / b, middle - half, middle + half)


def public_cost(found: Comparison) -> Section | None:
    """Table of dollars per tonne of every arm; None where no arm spends public money.

    Args:
        found: the comparison.

    """
    names = [name for name in found.unit if name.outcome == COST]
    if not names:
        return None
    base = found.arms[0]
    rows = []
    for arm in found.arms[1:]:
        cost = _total(found, arm, names) - _total(found, base, names)
        if not cost.any():
            continue
        cells = [f"{cost.mean() / 1e6:,.0f}"]
        for sign, which in ((1.0, _made_abroad(found)), (-1.0, _missing(found))):
            tonnes = sign * (_total(found, arm, which) - _total(found, base, which))
            cells += [f"{tonnes.mean():,.0f}", _said(ratio_of_means(cost, tonnes))]
        rows.append((arm, *cells))
    if not rows:
        return None
    columns = ("arm", "cash, M USD", f"{ADDED}, t", "USD/t", f"{AVOIDED}, t", "USD/t")
    return Section(f"Public cash per tonne over the run, against {base} (95 %, Fieller)", columns, rows)


def _made_abroad(found: Comparison) -> list[Name]:
    made = [n for n in found.unit if n.outcome == "production" and n.material == "light_oxide"]
    return [n for n in made if n.region != "CHN"]


def _missing(found: Comparison) -> list[Name]:
    return [n for n in found.unit if n.outcome == "unmet" and (n.material or "").startswith("magnet")]


def _total(found: Comparison, arm: str, names: list[Name]) -> Floats:
    """Sum of outcomes in each replication of an arm; those that it lacks count as 0."""
    total: Floats = np.nansum(found.found[arm].of({name: found.unit[name] for name in names}), axis=1)
    return total


def _said(ratio: Ratio | None) -> str:
    """A ratio in words."""
    if ratio is None:
        return "no tonnes"
    if not np.isfinite(ratio.high):
        return f"{ratio.value:,.0f} (not known: tonnes within the noise)"
    return f"{ratio.value:,.0f} ({ratio.low:,.0f} to {ratio.high:,.0f})"
