"""Warning of a page about implausible prices, from the outcomes that a folder holds: nothing is run again."""

import numpy as np

from lodeflow.comparison.arms import Found
from lodeflow.outcomes.names import Name
from lodeflow.report.implausible_prices import FURTHEST, PRICES


def implausible(scenario: str, found: Found) -> str:
    """Sentence on replications whose prices leave the plausible, and the furthest of them; empty if there are none.

    Args:
        scenario: name of the scenario.
        found: its outcomes.

    """
    at = {name: place for place, name in enumerate(found.units)}
    affected = np.zeros(len(found.values), np.bool_)
    furthest, words = 0.0, ""
    for name, place in at.items():
        which, _, price = name.outcome.partition("_")
        if which != "base" or price not in PRICES:
            continue
        base = found.values[:, place]
        for kind in ("peak", "mean"):
            value = found.values[:, at[name._replace(outcome=f"{kind}_{price}")]]
            ratio = np.divide(value, base, out=np.ones(len(base)), where=(base > 0.0) & (value > 0.0))
            away = ratio if kind == "peak" else 1.0 / ratio
            affected |= away > FURTHEST
            n = int(np.nanargmax(away)) if not np.isnan(away).all() else 0
            if away[n] > max(FURTHEST, furthest):
                furthest, words = float(away[n]), _words(name, price, float(value[n]), float(base[n]))
    many = f"{affected.sum():,} of {len(affected):,} replications"
    return f"Prices of {scenario} leave the plausible in {many}: {words}." if affected.any() else ""


def _words(name: Name, kind: str, price: float, base: float) -> str:
    """The furthest price in words."""
    times = f"{price / base:,.3g} times" if price > base else f"a {base / price:,.3g}th of"
    return (
        f"furthest the {kind.replace('_', ' ')} of {name.material} in {name.region}, {price / 1000.0:,.6g} USD/kg, "
        f"{times} its base price of {base / 1000.0:,.6g} USD/kg"
    )
