"""Writes into docs/model/prices.md how prices move in calm, in the status quo by elasticity of storage, and on record.

    python bench/price_statistics.py [REPLICATIONS]

Changes over four weeks are between single days; recorded prices are yearly means, and are compared with yearly means.
100 replications take some five minutes.
"""

import csv
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import Engine
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.scenario.load import load
from lodeflow.variants import Variants

PAGE = Path(__file__).parent.parent / "docs" / "model" / "prices.md"
START, END = (
    "<!-- statistics: written by `python bench/price_statistics.py`, never by hand -->",
    "<!-- end of statistics -->",
)
SERIES = (
    ("NdPr, gate in China", "CHN", "light_oxide", MarketColumn.GATE),
    ("Dy+Tb, gate in China", "CHN", "heavy_oxide", MarketColumn.GATE),
    ("Dy+Tb, spot in Japan", "JPN", "heavy_oxide", MarketColumn.SPOT),
)
RECORDED = (("NdPr, gate in China", "Nd oxide"), ("Dy+Tb, gate in China", "Dy oxide"))
COLUMNS = (
    "autocorrelation, 4-week changes",
    "variance ratio, 52 to 4 weeks",
    "sd of yearly change",
    "highest ÷ lowest yearly mean",
    "peaks within 5 % of one",
)
MONTH, YEAR = 4, 52
CALM = ("outages.rate_per_year=0.08", *(f"sectors.{s}.boom_spread=0.08" for s in ("defence", "clean_energy", "other")))
WORLDS = (
    ("calm, no growth, κ 125", "base-year", CALM),
    *((f"status quo, κ {k}", "status-quo", (f"market.storage_elasticity={k}",)) for k in (60, 125, 250)),
)


def histories(scenario, settings, count):
    """Weekly prices of SERIES, USD/kg, float64 (replications, weeks, series)."""
    world = plan(load(scenario, settings))
    engine, variants = Engine(world), Variants(world)
    cells = [world.atlas.cell(region, material) for _, region, material, _ in SERIES]
    found = []
    for number in range(count):
        tape = engine.play(number, variants.of(number)[0]).world.tape
        found.append(
            [
                tape.market[: tape.used[MARKETS], c, column] / 1000.0
                for c, (*_, column) in zip(cells, SERIES, strict=True)
            ]
        )
    return np.array(found).transpose(0, 2, 1)


def moments(prices):
    """Of one history: autocorrelation of 4-week changes, variance ratio; sd of changes and range of yearly means."""
    x = np.log(prices)
    months, years = x[MONTH:] - x[:-MONTH], x[YEAR:] - x[:-YEAR]
    again = np.corrcoef(months[:-MONTH], months[MONTH:])[0, 1]
    means = prices[: len(prices) // YEAR * YEAR].reshape(-1, YEAR).mean(1)[:11]
    return again, years.var() / months.var() * MONTH / YEAR, *yearly(means)


def yearly(means):
    """Standard deviation of changes of ln yearly means, and the highest over the lowest."""
    return np.diff(np.log(means)).std(), means.max() / means.min()


def crowded(peaks):
    """Largest share of peaks within 5 % of one of them."""
    return max(np.mean(np.abs(np.log(peaks / p)) < 0.05) for p in peaks)


def recorded(material):
    """Yearly means of 2014 to 2024, USD/kg."""
    text = files("lodeflow.configs").joinpath("data/prices.csv").read_text(encoding="utf-8")
    rows = [r for r in csv.DictReader(text.splitlines()) if (r["material"], r["kind"]) == (material, "annual average")]
    return np.array(
        [float(r["value"]) for r in sorted(rows, key=lambda r: r["period"]) if "2014" <= r["period"] <= "2024"]
    )


def main():
    """Run the worlds and write the table."""
    count = int(sys.argv[1]) if sys.argv[1:] else 100
    lines = [
        f"| world | price | {' | '.join(COLUMNS)} |",
        "|---|---|---|---|---|---|---|",
    ]
    for words, scenario, settings in WORLDS:
        runs = histories(scenario, settings, count)
        for n, (name, *_) in enumerate(SERIES):
            found = np.array([moments(run[:, n]) for run in runs])
            mid, low, high = (np.quantile(found, q, axis=0) for q in (0.5, 0.05, 0.95))
            cells = [f"{mid[k]:.2f} ({low[k]:.2f} to {high[k]:.2f})" for k in range(4)]
            lines.append(
                f"| {words} | {name} | {' | '.join(cells)} | {crowded(runs[:, :, n].max(1)):.0%} |".replace("%", " %")
            )
        print(words, flush=True)
    for name, material in RECORDED:
        spread, over = yearly(recorded(material))
        lines.append(f"| recorded 2014-24 | {name} ({material}, yearly) | | | {spread:.2f} | {over:.1f} | |")
    lines.insert(0, f"Medians of {count} replications of twelve years, with 5 and 95 % quantiles.\n")
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.split(START)[0], page.split(END)[1]
    PAGE.write_text(f"{before}{START}\n" + "\n".join(lines) + f"\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
