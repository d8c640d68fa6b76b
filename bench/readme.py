"""Writes the tables of results and of speed into README.md and docs/performance.md; nobody types them.

lodeflow mc status-quo --reps 200 --out RESULTS
lodeflow bench --first-run --json > BENCH.json
python bench/readme.py RESULTS BENCH.json
python bench/readme.py BENCH.json    only the tables of speed
"""

import json
import sys
from pathlib import Path

import duckdb

from lodeflow.benchmarks.aims import AIMS
from lodeflow.benchmarks.suite import sections
from lodeflow.report.text_tables import as_text

README = Path(__file__).parent.parent / "README.md"
PERFORMANCE = README.parent / "docs" / "performance.md"
SHOWN = (
    ("NdPr oxide in China", "light_oxide", "CHN"),
    ("NdPr oxide in Japan", "light_oxide", "JPN"),
    ("Dy+Tb oxide in China", "heavy_oxide", "CHN"),
    ("standard magnet in the EU", "magnet_standard", "EU"),
    ("high-temperature magnet in the USA", "magnet_high_temperature", "USA"),
)


def results(folder):
    """What the shipped scenario comes to, from the outcomes of a result folder."""
    with duckdb.connect() as db:
        db.execute(f"create view outcomes as from read_parquet('{Path(folder)}/tables/outcomes/*.parquet')")
        count = db.execute("select count(distinct replication) from outcomes").fetchone()[0]
        lines = [
            "Status quo 2025-2036, spot prices, USD/kg:",
            f"the median of {count} replications, and where nine in ten lie.",
            "The command prints means with standard errors beside medians.",
            "",
            "| | base 2024 | mean of the years | highest week |",
            "|---|---|---|---|",
        ]
        for label, material, region in SHOWN:
            found = [
                db.execute(
                    "select median(value), quantile_cont(value, .05), quantile_cont(value, .95) from outcomes "
                    "where outcome = ? and material = ? and region = ?",
                    [f"{which}_spot_price", material, region],
                ).fetchone()
                for which in ("base", "mean", "peak")
            ]
            base, mean, peak = ([value / 1e3 for value in row] for row in found)
            cells = [f"{mid:.0f} ({low:.0f}-{high:.0f})" for mid, low, high in (mean, peak)]
            lines.append(f"| {label} | {base[0]:.0f} | {cells[0]} | {cells[1]} |")
        share, mass, money = db.execute(
            "select avg(value) filter (outcome = 'china_share_of_production' and material = 'magnet_standard'),"
            " max(value) filter (outcome = 'mass_residual'), max(value) filter (outcome = 'money_residual')"
            " from outcomes"
        ).fetchone()
    return [
        *lines,
        "",
        f"China makes {100 * share:.0f} % of standard magnets.",
        f"Mass balance error: {mass:.0e} of what was mined; money balance error: {money:.0e} of users' outlay.",
    ]


def speed(found):
    """How fast it is, from ``lodeflow bench --json``."""
    (main,) = (e for e in found["engines"] if e["scenario"] == "status-quo")
    what, has = ("Two years", "have") if found["quick"] else ("One replication", "has")  # the quick bench runs 730 days
    one = f"{what} of `status-quo` {has} {main['events']:,} events: {main['simpy']:.1f} s on SimPy"
    rate = f"{found['events_per_second'] / 1e6:.0f} million events a second on one core"
    lines = [
        f"{one}, {1e3 * main['compiled']:.0f} ms compiled, {rate}.",
        f"All ratios are from one run on {found['cores']} cores.",
        "",
        "| ratio | measured | to ship | to reach for | |",
        "|---|---|---|---|---|",
    ]
    for aim in AIMS:
        value = found["ratios"][aim.key]
        lines.append(f"| {aim.words} | {value:,.3g} | {aim.ship:g} | {aim.reach_for:g} | {aim.met(value)} |")
    return lines


def put(text, name, lines):
    """README with other lines between the marks of a part."""
    start, end = f"<!-- {name}: written by `python bench/readme.py`, never by hand -->", f"<!-- end of {name} -->"
    before, rest = text.split(start)
    return before + "\n".join([start, *lines, end]) + rest.split(end)[1]


def main(*given):
    *folder, bench = given
    text = README.read_text(encoding="utf-8")
    if folder:
        text = put(text, "results", results(folder[0]))
    text = put(text, "speed", speed(json.loads(Path(bench).read_text(encoding="utf-8"))))
    README.write_text(text, encoding="utf-8")
    page = PERFORMANCE.read_text(encoding="utf-8")
    told = as_text(sections(json.loads(Path(bench).read_text(encoding="utf-8"))))
    PERFORMANCE.write_text(put(page, "bench", ["```", told.rstrip(), "```"]), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
