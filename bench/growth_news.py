"""Writes into docs/model/growth_news.md how prices of NdPr move with news about growth and without.

    python bench/growth_news.py [REPLICATIONS]

The same replications of `status-quo` twice: as shipped, and with all growth known on the first day. Sixty take three
minutes.
"""

import sys
from pathlib import Path

import numpy as np
from price_statistics import MONTH, SERIES, YEAR, histories, moments, recorded, yearly

PAGE = Path(__file__).parent.parent / "docs" / "model" / "growth_news.md"
START, END = (
    "<!-- statistics: written by `python bench/growth_news.py`, never by hand -->",
    "<!-- end of statistics -->",
)
KNOWN = tuple(f"sectors.{sector}.revision_spread=0" for sector in ("clean_energy", "other"))
WORLDS = tuple(
    (f"κ {k}, {words}", (f"market.storage_elasticity={k}", *settings))
    for k in (60, 125, 250)
    for words, settings in (("all known", KNOWN), ("with news", ()))
)
COLUMNS = (
    "autocorrelation, 4-week changes",
    "variance ratio, 52 to 4 weeks",
    "sd of yearly change",
    "highest ÷ lowest yearly mean",
    "volatility a year, 4-week changes",
    "2030, USD/kg",
    "2036, USD/kg",
)
FORMATS = ("{:.2f}",) * 5 + ("{:.0f}",) * 2
LATER = (5, 11)  # years after the first: 2030 and 2036


def row(prices):
    """What COLUMNS say of one history of weekly prices."""
    months = np.log(prices[MONTH:] / prices[:-MONTH])
    means = [prices[y * YEAR : (y + 1) * YEAR].mean() for y in LATER]
    return *moments(prices), months.std() * (YEAR / MONTH) ** 0.5, *means


def main():
    """Run the worlds and write the table."""
    count = int(sys.argv[1]) if sys.argv[1:] else 60
    lines = [f"| status quo | {' | '.join(COLUMNS)} |", "|---" * (len(COLUMNS) + 1) + "|"]
    for words, settings in WORLDS:
        found = np.array([row(run[:, 0]) for run in histories("status-quo", settings, count)])
        mid, low, high = (np.quantile(found, q, axis=0) for q in (0.5, 0.05, 0.95))
        cells = (f"{f} ({f} to {f})".format(*each) for f, *each in zip(FORMATS, mid, low, high, strict=True))
        lines.append(f"| {words} | {' | '.join(cells)} |")
        print(words, flush=True)
    spread, over = yearly(recorded("Nd oxide"))
    lines.append(f"| recorded 2014-24, Nd oxide, yearly | | | {spread:.2f} | {over:.1f} | | | |")
    name = SERIES[0][0]
    lines.insert(0, f"{name}: medians of {count} replications of twelve years, with 5 and 95 % quantiles.\n")
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.split(START)[0], page.split(END)[1]
    PAGE.write_text(f"{before}{START}\n" + "\n".join(lines) + f"\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
