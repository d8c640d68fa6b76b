"""Writes into docs/why.md what the assumptions that were chosen after looking at results do to results.

    python bench/choices.py [REPLICATIONS]

Each arm is the status quo with one of them taken back, under the same draws.
"""

import sys
from pathlib import Path
from statistics import median

import numpy as np

from lodeflow.assembly import plan
from lodeflow.monte_carlo.workers import Recording, Workers
from lodeflow.scenario.load import load

WHY = Path(__file__).parent.parent / "docs" / "why.md"
START, END = "<!-- choices: written by `python bench/choices.py`, never by hand -->", "<!-- end of choices -->"
SLOW = ("licence.processing_median_days=60", "licence.approval=0.6")
ARMS = {
    "status quo": (),
    "no nowcast of 2025": ("surges.magnets_2025.factor=1",),
    "licences stay as slow as in April 2025": tuple(
        f"controls.{control}.{key}" for control in ("june_magnets", "december_magnets") for key in SLOW
    ),
    "voyages vary by .2 instead of .1": ("transit.variability=0.2",),
    "cover is not smoothed": ("market.cover_memory_days=1",),
}
YEARS = (2028, 2034, 2036)


def measured(settings, count):
    """Medians over replications: NdPr in China by year, unmet magnet use, weeks in which the worst user is short."""
    world = plan(load("status-quo", settings))
    workers = Workers(world, Recording("market", 91), count)
    names = workers.outcomes.names
    magnets = [k for k, n in enumerate(names) if n.outcome == "unmet" and n.material.startswith("magnet")]
    weeks = [k for k, n in enumerate(names) if n.outcome == "weeks_short" and n.material.startswith("magnet")]
    cell = world.atlas.cell("CHN", "light_oxide")
    prices, unmet, short = {year: [] for year in YEARS}, [], []
    for block in workers.blocks():
        market = block.tables["market"]
        shape = len(block.traces), -1, len(world.atlas.shown)
        days = market["day"].reshape(shape)[:, :, cell]
        spot = np.ma.getdata(market["spot_price_usd_per_t"]).reshape(shape)[:, :, cell]
        start = world.scenario.start_date.year
        for year in YEARS:
            inside = (days >= (year - start) * 365.25) & (days < (year + 1 - start) * 365.25)
            prices[year] += [spot[k][inside[k]].mean() / 1e3 for k in range(len(days))]
        unmet += [values[magnets].sum() for values in block.outcomes]
        short += [values[weeks].max() for values in block.outcomes]
    return [*(median(prices[year]) for year in YEARS), median(unmet), median(short)]


def main(count):
    heads = [f"NdPr in China {year}, USD/kg" for year in YEARS]
    lines = [
        START,
        f"| medians of {count} replications | {' | '.join(heads)} | unmet magnets, t | weeks the worst user is short |",
        "|---|---|---|---|---|---|",
    ]
    for name, settings in ARMS.items():
        *first, unmet, weeks = measured(settings, count)
        lines.append(f"| {name} | {' | '.join(f'{p:.0f}' for p in first)} | {unmet:,.0f} | {weeks:.0f} |")
    text = WHY.read_text(encoding="utf-8")
    before, rest = text.split(START)
    WHY.write_text(before + "\n".join([*lines, END]) + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
