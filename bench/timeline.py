"""Writes the tables of docs/tightening.md: what happens, week by week, when China's suspension lapses.

    python bench/timeline.py [REPLICATIONS]

Arms `tightening` and `truce` under the same draws, so every ratio is of two worlds that differ in the control alone.
"""

import sys
from datetime import date
from pathlib import Path

import numpy as np

from lodeflow.build import plan
from lodeflow.compiled_engine import Engine
from lodeflow.kernels.record import MARKETS, FlowColumn, MarketColumn
from lodeflow.scenario import load
from lodeflow.shown import shown_markets
from lodeflow.variants import Variants

PAGE = Path(__file__).parent.parent / "docs" / "tightening.md"
START, END = "<!-- tables: written by `python bench/timeline.py`, never by hand -->", "<!-- end of tables -->"
LAPSE, DAYS = date(2026, 11, 10), 1827
LIGHT, HEAVY = "light_oxide", "heavy_oxide"
STANDARD, HOT = "magnet_standard", "magnet_high_temperature"
PRICES = (
    ("NdPr oxide, China, gate", "CHN", LIGHT, MarketColumn.GATE),
    ("NdPr oxide, Japan, spot", "JPN", LIGHT, MarketColumn.SPOT),
    ("Dy+Tb oxide, China, gate", "CHN", HEAVY, MarketColumn.GATE),
    ("Dy+Tb oxide, Japan, spot", "JPN", HEAVY, MarketColumn.SPOT),
    ("Dy+Tb oxide, Japan, transaction", "JPN", HEAVY, MarketColumn.PAID),
    ("standard magnet, China, gate", "CHN", STANDARD, MarketColumn.GATE),
    ("standard magnet, EU, spot", "EU", STANDARD, MarketColumn.SPOT),
    ("high-temperature magnet, China, gate", "CHN", HOT, MarketColumn.GATE),
    ("high-temperature magnet, EU, spot", "EU", HOT, MarketColumn.SPOT),
    ("high-temperature magnet, EU, transaction", "EU", HOT, MarketColumn.PAID),
    ("high-temperature magnet, USA, spot", "USA", HOT, MarketColumn.SPOT),
    ("high-temperature magnet, USA, transaction", "USA", HOT, MarketColumn.PAID),
)
WEEKS = (-26, -4, 2, 6, 13, 26, 39, 52, 65, 78, 104)
SPANS = ((0, 6), (6, 13), (13, 26), (26, 39), (39, 52), (52, 65), (65, 91))
BUYERS = ("USA", "EU", "JPN", "KOR")


def paths(arm, count):
    """Recorded weeks of every replication: shown markets, and tonnes that left by lane."""
    world = plan(load(arm, [f"days={DAYS}"]))
    variants, engine = Variants(world), Engine(world, step=7, keep_lots=False)
    markets, flows, users = [], [], []
    for k in range(count):
        of, _ = variants.of(k)
        r = engine.run(k, of)
        days = int(r.world.tape.used[MARKETS])
        markets.append(shown_markets(of, r.world).copy())
        flows.append(r.world.tape.flow[:days, :, FlowColumn.SHIPPED].copy())
        unmet = r.world.tape.market[:days, :, [MarketColumn.UNMET, MarketColumn.DESIRED]]
        users.append(unmet.copy())
    return world, np.array(markets), np.array(flows), np.array(users)


def band(values, digits=2):
    """Median, and where nine in ten lie."""
    low, middle, high = np.percentile(values, (5, 50, 95))
    return f"{middle:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def shortage(unmet, wanted):
    """Weeks with more than 1 % unmet, and per cent of use unmet, of (replications, weeks)."""
    return band((unmet > 0.01 * wanted).sum(axis=1), 0), band(100 * unmet.sum(axis=1) / wanted.sum(axis=1), 1)


def table(title, *heads):
    """The lines above the rows of a table."""
    return [title, "", f"| {' | '.join(map(str, heads))} |", "|---" * len(heads) + "|"]


def main(count):
    world, tight, left, used = paths("tightening", count)
    _, calm, left_calm, used_calm = paths("truce", count)
    zero = (LAPSE - world.scenario.start_date).days // 7
    cell = world.atlas.cell
    lines = [START, f"{count} replications; week 0 is that of {LAPSE}. Median, and in brackets 5 to 95 %.", ""]
    lines += table("Prices, `tightening` over `truce`, by week:", "", *WEEKS)
    for name, region, material, column in PRICES:
        ratio = tight[:, :, cell(region, material), column] / calm[:, :, cell(region, material), column]
        lines.append(f"| {name} | {' | '.join(band(ratio[:, zero + w]) for w in WEEKS)} |")
    lines += ["", *table("The same in USD/kg, medians, `truce` / `tightening`:", "", *WEEKS)]
    for name, region, material, column in PRICES:
        both = [np.median(x[:, :, cell(region, material), column], axis=0) / 1e3 for x in (calm, tight)]
        lines.append(f"| {name} | {' | '.join(f'{both[0][zero + w]:.0f} / {both[1][zero + w]:.0f}' for w in WEEKS)} |")
    spans = [f"{a} to {b}" for a, b in SPANS]
    lines += ["", *table("Legal exports of China, `tightening` over `truce`, by span of weeks:", "", *spans)]
    for material in (HEAVY, HOT, STANDARD):
        lanes = [
            s
            for s, k in enumerate(world.atlas.lanes)
            if (k.origin, k.material) == ("CHN", material) and k.foreign and not k.smuggled
        ]
        sums = [
            [flow[:, zero + a : zero + b][:, :, lanes].sum(axis=(1, 2)) for a, b in SPANS] for flow in (left, left_calm)
        ]
        lines.append(
            f"| {material} | {' | '.join(band(t / np.maximum(c, 1e-9)) for t, c in zip(*sums, strict=True))} |"
        )
    title = (
        "High-temperature magnets: weeks with more than 1 % unmet, and share of use unmet, in the 52 weeks from week 0:"
    )
    heads = ("users", "weeks, tightening", "weeks, truce", "unmet, % of use, tightening", "unmet, truce")
    lines += ["", *table(title, *heads)]
    for region in BUYERS:
        for tag in ("civil", "defence"):
            where = cell(region, HOT, tag)
            row = []
            for found in (used, used_calm):
                unmet, wanted = found[:, zero : zero + 52, where, 0], found[:, zero : zero + 52, where, 1]
                row.append(shortage(unmet, wanted))
            lines.append(f"| {region} {tag} | {row[0][0]} | {row[1][0]} | {row[0][1]} | {row[1][1]} |")
    title = "2025, dated controls (the same in both arms): weeks with more than 1 % unmet, and share of use unmet:"
    lines += ["", *table(title, "users", "weeks", "unmet, % of use")]
    for region in BUYERS:
        unmet, wanted = used[:, :52, cell(region, HOT), 0], used[:, :52, cell(region, HOT), 1]
        lines.append(f"| {region} civil | {' | '.join(shortage(unmet, wanted))} |")
    before, rest = PAGE.read_text(encoding="utf-8").split(START)
    PAGE.write_text(before + "\n".join([*lines, "", END]) + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
