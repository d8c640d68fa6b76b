"""Writes the tables of docs/price-floor.md: arms of the alliance, and a sweep of its reference price.

    python bench/floor.py [REPLICATIONS]

All arms share every draw, so a difference is that of the policy. `lodeflow compare` gives intervals for every outcome;
this page shows the course over the years.
"""

import sys
from pathlib import Path

import numpy as np
from doc_tables import band, table

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import Engine
from lodeflow.kernels.entities.lots import Money
from lodeflow.kernels.record.record import MARKETS, FlowColumn, MarketColumn
from lodeflow.rows.markets import shown_markets
from lodeflow.scenario.load import load
from lodeflow.variants import Variants

PAGE = Path(__file__).parent.parent / "docs" / "price-floor.md"
START, END = "<!-- tables: written by `python bench/floor.py`, never by hand -->", "<!-- end of tables -->"
ARMS = ("status-quo", "price-floor", "floor-oxide-only", "leaky", "go-it-alone")
REFERENCES = (60, 80, 95, 110, 130, 160)
ALLIES = ("USA", "EU", "JPN", "MEX", "AUS", "CAN", "KOR", "GBR")
YEARS = 12
SHOWN = (2026, 2027, 2028, 2029, 2030, 2031, 2033, 2036)


def yearly(weeks, *, mean=False):
    """Sums or means of 52 weeks, first axis."""
    years = weeks[: 52 * YEARS].reshape(YEARS, 52, *weeks.shape[1:])
    return years.mean(axis=1) if mean else years.sum(axis=1)


def courses(arm, settings, count):
    """What happens in each year of each replication, by what it is called: float64 (replications, years)."""
    world = plan(load(arm, settings))
    variants, engine = Variants(world), Engine(world, step=7, keep_lots=False)
    cells, lanes = world.atlas.shown_cells, world.atlas.lanes
    magnets = [i for i, (r, m) in enumerate(cells) if m.startswith("magnet") and r in ALLIES]
    buyers = [i for i, (r, m) in enumerate(cells) if m == "light_oxide" and r in ALLIES]
    outside = [i for i, (r, m) in enumerate(cells) if m == "light_oxide" and r != "CHN"]
    chinese = [
        s
        for s, k in enumerate(lanes)
        if k.material.startswith("magnet") and k.origin == "CHN" and k.destination in ALLIES
    ]
    china = world.atlas.cell("CHN", "light_oxide")
    found = {}
    for k in range(count):
        of, _ = variants.of(k)
        r = engine.play(k, of)
        market = shown_markets(of, r.world)
        flow = r.world.tape.flow[: int(r.world.tape.used[MARKETS])]
        used = market[:, :, MarketColumn.USED]
        paid = market[:, :, MarketColumn.PAID]
        course = {
            "NdPr oxide, China, gate, USD/kg": yearly(market[:, china, MarketColumn.GATE], mean=True) / 1e3,
            "NdPr oxide, allies, transaction, USD/kg": _price(paid, used, buyers),
            "magnets, allies, transaction, USD/kg": _price(paid, used, magnets),
            "NdPr separated outside China, kt": yearly(market[:, outside, MarketColumn.MADE].sum(axis=1)) / 1e3,
            "NdPr oxide used by allies, kt": yearly(used[:, buyers].sum(axis=1)) / 1e3,
            "allied magnets made, kt": yearly(market[:, magnets, MarketColumn.MADE].sum(axis=1)) / 1e3,
            "magnets used by allies, kt": yearly(used[:, magnets].sum(axis=1)) / 1e3,
            "Chinese magnets sent to allies, kt": yearly(flow[:, chinese, FlowColumn.SHIPPED].sum(axis=1)) / 1e3,
            "levy, million USD": yearly(flow[:, :, FlowColumn.PAID + Money.LEVY].sum(axis=1)) / 1e6,
            "taken by exporters instead, million USD": yearly(flow[:, :, FlowColumn.PAID + Money.ALIGNMENT].sum(axis=1))
            / 1e6,
        }
        for name, values in course.items():
            found.setdefault(name, []).append(values)
    return {name: np.array(values) for name, values in found.items()}


def _price(paid, used, cells):
    """Yearly mean price of some cells, by use, USD/kg."""
    return yearly((paid * used)[:, cells].sum(axis=1)) / yearly(used[:, cells].sum(axis=1)) / 1e3


def main(count):
    arms = {arm: courses(arm, (), count) for arm in ARMS}
    lines = [START, f"{count} replications under common draws; median, and in brackets 5 to 95 %."]
    for name in arms[ARMS[0]]:
        rows = [[arm, *(band(course[name][:, year - 2025]) for year in SHOWN)] for arm, course in arms.items()]
        lines += table(f"{name}:", SHOWN, rows)
    base = arms[ARMS[0]]
    rows = []
    for reference in REFERENCES:
        arm = courses("price-floor", (f'policies.price_floor.reference="{reference} USD/kg"',), count)
        rows.append([f"{reference} USD/kg", *_against(arm, base)])
    heads = (
        *("NdPr oxide, China, %", "NdPr oxide, allies, %", "magnets, allies, USD/kg", "NdPr outside China, %"),
        *(
            "allied magnets, %",
            "allied use of magnets, %",
            "Chinese magnets let in, %",
            "levy, million USD/yr",
            "taken instead",
        ),
    )
    lines += table(
        "The reference price swept: mean of 2028-36 against `status-quo`, replication by replication:", heads, rows
    )
    before, rest = PAGE.read_text(encoding="utf-8").split(START)
    PAGE.write_text(before + "\n".join([*lines, "", END]) + rest.split(END)[1], encoding="utf-8")


def _against(arm, base):
    """What the years 2028-36 of an arm are over those of the base."""
    late = slice(3, YEARS)
    names = list(base)
    of, over = ([course[name][:, late].mean(axis=1) for name in names] for course in (arm, base))
    change = [100.0 * (a / b - 1.0) if b.min() > 0.0 else a for a, b in zip(of, over, strict=True)]
    return (
        *(band(change[k]) for k in (0, 1)), band(of[2] - over[2]), *(band(change[k]) for k in (3, 5, 6, 7)),
        *(band(of[k], 0) for k in (8, 9)),
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
