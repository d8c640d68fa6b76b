"""Writes docs/model/symptoms.md: faults of the first market, one a row, as found then and as measured now.

    python bench/symptoms.py [REPLICATIONS]

The first market is that of commit a26d43f; its figures are those of the experiments that found the faults, kept as
they were. What is expected was written down before the new market was built. 100 replications take some four minutes.
"""

import sys
from datetime import date
from pathlib import Path

import numpy as np
from doc_tables import band, table
from price_statistics import crowded, moments

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import Engine
from lodeflow.kernels.record.record import MARKETS, FlowColumn, MarketColumn
from lodeflow.scenario.load import load
from lodeflow.variants import Variants

PAGE = Path(__file__).parent.parent / "docs" / "model" / "symptoms.md"
START, END = "<!-- symptoms: written by `python bench/symptoms.py`, never by hand -->", "<!-- end of symptoms -->"
LIGHT, HEAVY, STANDARD, HOT = "light_oxide", "heavy_oxide", "magnet_standard", "magnet_high_temperature"
ALLIES = ("USA", "EU", "JPN", "MEX", "AUS", "CAN", "KOR", "GBR")
YEAR = 52
STILL = (
    "outages.rate_per_year=0",
    "transit.variability=0",
    *(f"sectors.{s}.boom_spread=0" for s in ("defence", "clean_energy", "other")),
)
GROWING = (
    *(f"sectors.{s}.growth=0.06" for s in ("defence", "clean_energy", "other")),
    *(f"regions.{region}.capacity_growth=0.06" for region in load("base-year").regions),
)
BAN = (
    'controls.told={controller="CHN",source="this table",materials=["heavy_oxide"],destinations=["JPN"],'
    'start=2025-07-01,announced=2025-03-03,regime="ban"}'
)


class Runs:
    """Weekly paths of replications of a scenario."""

    def __init__(self, scenario, settings=(), count=1):
        self.world = plan(load(scenario, settings))
        engine, variants = Engine(self.world, step=7, keep_lots=False), Variants(self.world)
        markets, flows = [], []
        for number in range(count):
            tape = engine.play(number, variants.of(number)[0]).world.tape
            used = int(tape.used[MARKETS])
            markets.append(tape.market[:used].copy())
            flows.append(tape.flow[:used, :, FlowColumn.SHIPPED].copy())
        self.market, self.shipped = np.array(markets), np.array(flows)

    def week(self, day):
        """Number of the first recorded week on or after a date."""
        return -(-(day - self.world.scenario.start_date).days // 7)

    def of(self, region, material, column):
        """Paths of a column of one cell, float64 (replications, weeks)."""
        return self.market[:, :, self.world.atlas.cell(region, material), column]

    def lanes(self, origin, wanted, destination=None):
        """Legal foreign lanes."""
        return [
            s
            for s, k in enumerate(self.world.atlas.lanes)
            if k.origin == origin and k.foreign and not k.smuggled and wanted(k.material)
            and destination in (None, k.destination)
        ]  # fmt: skip

    def left(self, lanes):
        """Tonnes a week that left on lanes, float64 (replications, weeks)."""
        return self.shipped[:, :, lanes].sum(axis=2)


def yearly_means(path):
    """Means of whole years, float64 (replications, years)."""
    whole = path.shape[1] // YEAR * YEAR
    return path[:, :whole].reshape(len(path), -1, YEAR).mean(axis=2)


def prices(runs):
    """Rows about prices of the status quo."""
    gate, spot = runs.of("CHN", HEAVY, MarketColumn.GATE) / 1e3, runs.of("JPN", HEAVY, MarketColumn.SPOT) / 1e3
    light = runs.of("CHN", LIGHT, MarketColumn.GATE) / 1e3
    again, ratio, *_ = np.array([moments(path) for path in light]).T
    means = yearly_means(gate)[:, :11]
    lowest, range_ = means.min(axis=1), means.max(axis=1) / means.min(axis=1)
    late = light[:, 9 * YEAR : 10 * YEAR].mean(axis=1)
    at = gate.argmax(axis=1)
    cover = runs.of("CHN", HEAVY, MarketColumn.BUYER_STOCK) / runs.of("CHN", HEAVY, MarketColumn.DESIRED)
    held = cover[np.arange(len(cover)), at] / cover[:, 1]
    outside = [
        runs.market[:, :, n, MarketColumn.GATE]
        for n, (region, material) in enumerate(runs.world.atlas.shown_cells)
        if material == LIGHT and region != "CHN" and runs.market[:, :, n, MarketColumn.MADE].sum() > 0.0
    ]
    below = np.mean([path < runs.of("CHN", LIGHT, MarketColumn.GATE) for path in outside]) * 100.0
    return [
        ("highest weeks of Dy+Tb in Japan within 5 % of one value, % of runs", "58", "< 15",
         f"{100 * crowded(spot.max(axis=1)):.0f}"),
        ("China's makers: days of Dy+Tb in the week of its highest price ÷ on day 0", "doubles", "falls",
         band(held, 2)),
        ("lowest yearly mean of Dy+Tb in China, USD/kg (base 308)", "98", "no ratchet", band(lowest, 0)),
        ("highest ÷ lowest yearly mean of Dy+Tb in China", "7.9 (3.2-21.8)", "2.2 recorded", band(range_)),
        ("autocorrelation of 4-week changes of NdPr in China", ".79", "< .3", band(again, 2)),
        ("variance ratio of NdPr in China, 52 to 4 weeks", "6.2", ".5-2", band(ratio, 2)),
        ("NdPr in China in 2034, USD/kg", "28-237", "narrower", band(late, 0)),
        ("weeks in which separators outside China ask less for NdPr than China's gate, %", "50", "few", f"{below:.0f}"),
    ]  # fmt: skip


def controls(runs):
    """Rows about the licences of 2025, and what comes after them."""

    def month(lanes, year, number):
        first, last = runs.week(date(year, number, 1)), runs.week(date(year, number + 1, 1))
        return runs.left(lanes)[:, first:last].mean(axis=1)

    magnets = runs.lanes("CHN", lambda m: m in (STANDARD, HOT))
    may = month(magnets, 2025, 5) / month(magnets, 2025, 2)
    hot = runs.left(runs.lanes("CHN", lambda m: m == HOT))
    start = runs.week(date(2025, 4, 4))
    usual = hot[:, :start].mean(axis=1)
    quarters = np.array([hot[:, w : w + 13].mean(axis=1) for w in range(start, start + 2 * YEAR)]).max(axis=0)
    return [
        ("magnets of both grades that left China in May 2025 ÷ February", "high-temperature alone stopped",
         "both grades wait; .25 recorded", band(may, 2)),
        ("busiest quarter of China's high-temperature magnets abroad, two years from April 2025 ÷ before",
         "1.5 times too much", "1-1.3", band(quarters / usual, 2)),
    ]  # fmt: skip


def trade(runs):
    """Rows about who sells to whom."""
    us = runs.left(runs.lanes("USA", lambda m: m == LIGHT, "CHN"))
    years = us[:, : us.shape[1] // YEAR * YEAR].reshape(len(us), -1, YEAR).sum(axis=2) / 1e3
    japan = runs.lanes("CHN", lambda m: m in (STANDARD, HOT), "JPN")
    flow = sum(runs.world.rest.flow[s] for s in japan) * 365.0
    return [
        ("US oxide to China, kt in 2025 → 2036", ".23 → 1.54", "no growth",
         f"{np.median(years[:, 0]):.2f} → {np.median(years[:, -1]):.2f}"),
        ("China's magnets to Japan in the base table, t/yr", "6,978", "about 2,300", f"{flow:,.0f}"),
    ]  # fmt: skip


def policies(runs, count):
    """Rows about a floor on oxide alone, against ``runs``, and about smuggling around a quota."""

    def made(of):
        places = [
            n for n, (region, m) in enumerate(of.world.atlas.shown_cells) if m == LIGHT and region in ALLIES
        ]  # fmt: skip
        return of.market[:, 3 * YEAR :, places, MarketColumn.MADE].sum(axis=(1, 2))

    more = 100.0 * (made(Runs("floor-oxide-only", (), count)) / made(runs)[:count] - 1.0)
    quota = Runs("quota-2010-style", (), count)
    lanes = [(s, k.smuggled) for s, k in enumerate(quota.world.atlas.lanes) if k.origin == "CHN" and k.foreign]
    secret, legal = (
        quota.left([s for s, smuggled in lanes if smuggled is kind and "oxide" in quota.world.atlas.lanes[s].material])
        for kind in (True, False)
    )
    share = 100.0 * secret[:, YEAR:].sum(axis=1) / legal[:, YEAR:].sum(axis=1)
    return [
        ("a floor on oxide alone: NdPr separated by allies in 2028-36, %", "0", "more", band(more)),
        ("a quota of 2010's size: oxide smuggled, % of legal exports", "1.4", "60-120 reported", band(share)),
    ]


def calm():
    """Rows about worlds without chance."""
    growing = Runs("base-year", (*STILL, *GROWING, "days=1827"))
    light = growing.of("CHN", LIGHT, MarketColumn.GATE)[0]
    three = 100.0 * (light[3 * YEAR] / light[0] - 1.0)
    stock = growing.market[0, :, :, MarketColumn.BUYER_STOCK]
    wanted = growing.market[0, :, :, MarketColumn.DESIRED]
    some = wanted[1] > 0.0
    cover = stock[-1, some] / wanted[-1, some] / (stock[1, some] / wanted[1, some])
    voyages = Runs("base-year", ("outages.rate_per_year=0", "transit.variability=0.3", "days=182"), 200)
    india = voyages.of("IND", STANDARD, MarketColumn.BUYER_STOCK).mean(axis=0)
    told = Runs("base-year", (*STILL, BAN, "days=365"))
    spot = told.of("JPN", HEAVY, MarketColumn.SPOT)[0]
    news = told.week(date(2025, 3, 3))
    jump = (
        100.0
        * np.log(spot[news] / spot[news - 1])
        / np.log(spot[news : told.week(date(2025, 7, 1)) + 1].max() / spot[news - 1])
    )
    unmet, use = (growing.market[0, :, :, c] for c in (MarketColumn.UNMET, MarketColumn.DESIRED))
    magnets = [n for n, (_, m) in enumerate(growing.world.atlas.shown_cells) if m in (STANDARD, HOT)]
    weeks = (unmet[:, magnets] > 0.01 * use[:, magnets]).any(axis=1).sum()
    return [
        ("growth of 6 % everywhere, no chance: NdPr after three years, %", "+24", "0", f"{three:+.1f}"),
        ("the same: least cover of any buyer after five years ÷ on day 0", ".85", "1", f"{cover.min():.3f}"),
        ("the same: weeks of 261 in which any user of magnets is short by 1 %", "40 % of weeks", "0", f"{weeks}"),
        ("voyages that vary by .3: India's stock of standard magnets at day 84 ÷ on day 0", ".75", "1 ± .01",
         f"{india[12] / india[0]:.3f}"),
        ("a ban told 120 days ahead: part of Dy+Tb's rise in Japan until then that comes on the day of the news, %",
         "0, weeks later", "most", f"{jump:.0f}"),
    ]  # fmt: skip


def main(count):
    runs = Runs("status-quo", (), count)
    rows = [*prices(runs), *controls(runs), *trade(runs), *policies(runs, min(count, 24)), *calm()]
    heads = ("commit a26d43f", "expected", "now")
    title = f"Of {count} replications of `status-quo` where nothing else is said; median, and in brackets 5 to 95 %."
    lines = [START, title, *table("", heads, rows)[2:], END]
    before, rest = PAGE.read_text(encoding="utf-8").split(START)
    PAGE.write_text(before + "\n".join(lines) + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
