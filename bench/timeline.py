"""Writes the tables of docs/tightening.md: what happens, week by week, when China's suspension lapses.

    python bench/timeline.py [REPLICATIONS]

Arms `tightening` and `truce` under the same draws, so every ratio is of two worlds that differ in the control alone.
"""

import sys
from datetime import date
from pathlib import Path

import numpy as np
from doc_tables import band, table

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import Engine
from lodeflow.kernels.record.record import MARKETS, FlowColumn, MarketColumn
from lodeflow.rows.markets import shown_markets
from lodeflow.scenario.load import load
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
        r = engine.play(k, of)
        days = int(r.world.tape.used[MARKETS])
        markets.append(shown_markets(of, r.world).copy())
        flows.append(r.world.tape.flow[:days, :, FlowColumn.SHIPPED].copy())
        unmet = r.world.tape.market[:days, :, [MarketColumn.UNMET, MarketColumn.DESIRED]]
        users.append(unmet.copy())
    return world, np.array(markets), np.array(flows), np.array(users)


def short(unmet_and_wanted, first, where):
    """Weeks in a year with more than 1 % unmet, and the share of the year's use unmet, of one cell."""
    unmet, wanted = (unmet_and_wanted[:, first : first + 52, where, k] for k in (0, 1))
    weeks, share = (unmet > 0.01 * wanted).sum(axis=1), 100.0 * unmet.sum(axis=1) / wanted.sum(axis=1)
    return band(weeks, 0), band(share, 1)


def main(count):
    world, tight, left, used = paths("tightening", count)
    _, calm, left_calm, used_calm = paths("truce", count)
    zero, cell = (LAPSE - world.scenario.start_date).days // 7, world.atlas.cell
    lines = [START, f"{count} replications; week 0 is that of {LAPSE}. Median, and in brackets 5 to 95 %."]
    ratios, levels = [], []
    for name, region, material, column in PRICES:
        calm_path, tight_path = (x[:, :, cell(region, material), column] for x in (calm, tight))
        ratios.append([name, *(band((tight_path / calm_path)[:, zero + w], 2) for w in WEEKS)])
        both = [np.median(path, axis=0) / 1e3 for path in (calm_path, tight_path)]
        levels.append([name, *(f"{both[0][zero + w]:.0f} / {both[1][zero + w]:.0f}" for w in WEEKS)])
    lines += table("Prices, `tightening` over `truce`, by week:", WEEKS, ratios)
    lines += table("The same in USD/kg, medians, `truce` / `tightening`:", WEEKS, levels)
    exports = []
    for material in (HEAVY, HOT, STANDARD):
        legal = [k.foreign and not k.smuggled and k.origin == "CHN" for k in world.atlas.lanes]
        these = [k.material == material for k in world.atlas.lanes]
        sent = [flow[:, :, np.flatnonzero(np.logical_and(legal, these))].sum(axis=2) for flow in (left, left_calm)]
        spans = [[x[:, zero + a : zero + b].sum(axis=1) for x in sent] for a, b in SPANS]
        exports.append([material, *(band(t / np.maximum(c, 1e-9), 2) for t, c in spans)])
    heads = [f"{a} to {b}" for a, b in SPANS]
    lines += table("Legal exports of China, `tightening` over `truce`, by span of weeks:", heads, exports)
    users = [(region, tag, cell(region, HOT, tag)) for region in BUYERS for tag in ("civil", "defence")]
    rows = []
    for region, tag, where in users:
        (weeks, share), (weeks_calm, share_calm) = (short(x, zero, where) for x in (used, used_calm))
        rows.append([f"{region} {tag}", weeks, weeks_calm, share, share_calm])
    heads = ("weeks, tightening", "weeks, truce", "% of use, tightening", "% of use, truce")
    lines += table("High-temperature magnets unmet (weeks above 1 %) in the 52 weeks from week 0:", heads, rows)
    rows = [[region, *short(used, 0, where)] for region, tag, where in users if tag == "civil"]
    lines += table("The same of civil users in 2025, under dated controls:", ("weeks", "% of use"), rows)
    before, rest = PAGE.read_text(encoding="utf-8").split(START)
    PAGE.write_text(before + "\n".join([*lines, "", END]) + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
