"""Writes what Project Vault does into docs/model/stockpiles.md: vault-only against the status quo, common draws.

    python bench/vault.py [REPLICATIONS]

100 replications of both scenarios take some two minutes.
"""

import sys
from datetime import date
from pathlib import Path

import numpy as np
from doc_tables import band, table
from symptoms import HOT, LIGHT, STANDARD

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import Engine
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.kernels.record.stockpiles import StoreColumn
from lodeflow.scenario.load import load
from lodeflow.variants import Variants

PAGE = Path(__file__).parent.parent / "docs" / "model" / "stockpiles.md"
START, END = "<!-- vault: written by `python bench/vault.py`, never by hand -->", "<!-- end -->"
FIRST = date(2026, 7, 1)
PLACES = (("USA", LIGHT), ("CHN", LIGHT), ("USA", STANDARD), ("USA", HOT))


def runs(name, count):
    """World of a scenario, weekly markets of its replications, and weekly stores, if any."""
    world = plan(load(name))
    engine, variants = Engine(world, step=7, keep_lots=False), Variants(world)
    markets, stores, plans = [], [], []
    for number in range(count):
        drawn = variants.of(number)[0]
        tape = engine.play(number, drawn).world.tape
        used = int(tape.used[MARKETS])
        markets.append(tape.market[:used].copy())
        stores.append(tape.stores[:used].copy())
        plans.append(drawn.template.market.stockpile_params.target.copy())
    return world, np.array(markets), np.array(stores), np.array(plans)


def main():
    """Run both scenarios and write the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    _, before, _, _ = runs("status-quo", count)
    world, after, stores, target = runs("vault-only", count)
    start = world.scenario.start_date
    week = {y: (FIRST.replace(year=FIRST.year + y) - start).days // 7 for y in range(9)}
    rows = []
    for region, material in PLACES:
        cell = world.atlas.cell(region, material)
        for year in (0, 1, 4):
            span = slice(week[year], week[year + 1])
            means = [m[:, span, cell, MarketColumn.SPOT].mean(axis=1) for m in (before, after)]
            rows.append(
                (f"{material}, {region}: price in year {year + 1}, %", band(100.0 * (means[1] / means[0] - 1.0)))
            )
    for k, cell in enumerate(world.template.market.stockpile_params.cell.tolist()):
        material = world.atlas.cells[cell][1]
        for year in (2, 4, 8):
            held = 100.0 * stores[:, week[year], k, StoreColumn.HELD] / target[:, k]
            rows.append((f"{material}: held after {year} years, % of the target", band(held)))
    short = [m[:, :, world.atlas.cell("USA", HOT), MarketColumn.UNMET].sum(axis=1) for m in (before, after)]
    rows.append((f"{HOT}, USA: unmet in twelve years without it, t", band(short[0])))
    rows.append((f"{HOT}, USA: the same with it, t", band(short[1])))
    money = stores[:, :, 0]
    worth = stores[:, -1, :, StoreColumn.VALUE].sum(axis=1)
    spent = stores[:, -1, :, StoreColumn.PAID].sum(axis=1) - stores[:, -1, :, StoreColumn.RECEIVED].sum(axis=1)
    running = money[:, -1, StoreColumn.INTEREST] + money[:, -1, StoreColumn.STORAGE] - money[:, -1, StoreColumn.FEES]
    rows += [
        (
            "stock at cost at its highest, million USD",
            band(stores[..., StoreColumn.COST].sum(axis=2).max(axis=1) / 1e6),
        ),
        ("largest loan, million USD", band(money[:, :, StoreColumn.LOAN].max(axis=1) / 1e6)),
        ("interest and storage less fees, million USD in all", band(running / 1e6)),
        ("profit at the end, stock at market, million USD", band((worth - spent - running) / 1e6)),
    ]
    said = f"Medians and 5-95 % of {count} replications of `vault-only` and `status-quo` with common draws.\n\n"
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(START)
    lines = "\n".join(table("", ("found",), rows)).strip()
    PAGE.write_text(f"{head}{START}\n{said}{lines}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
