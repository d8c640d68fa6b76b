"""Writes into docs/model/verification.md what ticks of 7, 3 and 1 d change in the headline outcomes of the status quo.

    python bench/ticks.py [REPLICATIONS [SCENARIO]]

Replications of the same number have the same draws at every tick, where a draw has the same day. 200 replications take
about five minutes on two cores.
"""

import sys
from pathlib import Path

import numpy as np

from lodeflow.assembly import plan
from lodeflow.comparison.paired_statistics import Pairs
from lodeflow.comparison.summary import HEADLINES, Headline
from lodeflow.monte_carlo.workers import Recording, Workers
from lodeflow.report.over_replications import spread
from lodeflow.scenario.load import load

PAGE = Path(__file__).parent.parent / "docs" / "model" / "verification.md"
START, END = "<!-- ticks: written by `python bench/ticks.py`, never by hand -->", "<!-- end of ticks -->"
TICKS = (7, 3, 1)
SMALL = 1e-9  # of what is never there, nothing is said


def _of(outcome, material, region):
    return lambda n: (n.outcome, n.material, n.region) == (outcome, material, region)


def _weeks(outcome):
    return lambda n: n == (outcome, "magnet_standard", "EU", "clean_energy")


MORE = (
    Headline("NdPr oxide, volatility in Japan, %", _of("price_volatility", "light_oxide", "JPN"), 0.01),
    Headline("Dy+Tb oxide, volatility in Japan, %", _of("price_volatility", "heavy_oxide", "JPN"), 0.01),
    Headline("Dy+Tb oxide, peak spot, Japan, USD/kg", _of("peak_spot_price", "heavy_oxide", "JPN"), 1e3),
    Headline("weeks short, magnets, EU, clean energy", _weeks("weeks_short"), 1.0),
    Headline("weeks badly short, magnets, EU, clean energy", _weeks("weeks_badly_short"), 1.0),
)


def measured(scenario, tick, count):
    """Headline outcomes by label, float64 (replications,) each, of a scenario at a tick."""
    world = plan(load(scenario, (f"tick_days={tick}",)))
    workers = Workers(world, Recording("outcomes", world.scenario.days, fan=False), count)
    names, runs = workers.outcomes.names, np.array([run for block in workers.blocks() for run in block.outcomes])
    years, found = -(-world.scenario.days // tick) * tick / 365.0, {}
    for line in (*HEADLINES, *MORE):
        some = [k for k, name in enumerate(names) if line.counts(name)]
        if some:
            found[line.label] = runs[:, some].sum(axis=1) / line.scale / (years if line.yearly else 1.0)
    return found


def row(label, at):
    """Line of the table: the mean at the first tick and its standard error, and paired differences of the others."""
    base = spread(at[TICKS[0]])
    digits = 0 if abs(base.mean) >= 100.0 else 1 if abs(base.mean) >= 10.0 else 2
    told = [label, f"{base.mean:,.{digits}f} ± {base.error:,.{digits}f}"]
    for tick in TICKS[1:]:
        pair = Pairs(1)
        for value, against in zip(at[tick], at[TICKS[0]], strict=True):
            pair.add(np.array([value]), np.array([against]))
        gap, half = (100.0 * float(x[0]) / abs(base.mean) for x in (pair.difference, pair.half_width))
        middle = 100.0 * spread(at[tick] - at[TICKS[0]]).median / abs(base.mean)
        told += [f"{gap:+.1f} ± {half:.1f}", f"{middle:+.1f}"]
    return f"| {' | '.join(told)} |"


def main(count, scenario):
    """Run all ticks, and write the table into the page."""
    at = {tick: measured(scenario, tick, count) for tick in TICKS}
    others = [f"tick {tick} d, % of it | median" for tick in TICKS[1:]]
    lines = [
        START,
        f"| `{scenario}`, {count} replications | tick {TICKS[0]} d: mean ± s.e. | {' | '.join(others)} |",
        f"|{'---|' * (2 + 2 * len(others))}",
    ]
    for label in at[TICKS[0]]:
        values = {tick: found[label] for tick, found in at.items()}
        if abs(spread(values[TICKS[0]]).mean) > SMALL:
            lines.append(row(label, values))
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(START)
    PAGE.write_text(before + "\n".join([*lines, END]) + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, sys.argv[2] if len(sys.argv) > 2 else "status-quo")
