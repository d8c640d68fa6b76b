"""Writes docs/expectations.md's table: what commodity analysts would expect, beside what comes out.

    python bench/expectations.py [REPLICATIONS]

A band is a judgement to question results with. No parameter was chosen to meet one, and none may be.
"""

import sys
from datetime import date
from pathlib import Path

import numpy as np
from doc_tables import table

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import Engine
from lodeflow.kernels.entities.lots import Money
from lodeflow.kernels.record.record import MARKETS, FlowColumn, MarketColumn
from lodeflow.rows.markets import shown_markets
from lodeflow.scenario.load import load
from lodeflow.variants import Variants

PAGE = Path(__file__).parent.parent / "docs" / "expectations.md"
START, END = "<!-- table: written by `python bench/expectations.py`, never by hand -->", "<!-- end of table -->"
ALLIES = ("USA", "EU", "JPN", "MEX", "AUS", "CAN", "KOR", "GBR")
FIRST = date(2025, 1, 1)
CONTROL, LAPSE = date(2025, 4, 4), date(2026, 11, 10)
WEEK, YEAR = 7, 52
LIGHT, HEAVY = "light_oxide", "heavy_oxide"
STANDARD, HOT = "magnet_standard", "magnet_high_temperature"
EXPORTED = (LIGHT, HEAVY, STANDARD, HOT)


class History:
    """Weekly markets and flows of some replications of a scenario under its own draws."""

    def __init__(self, scenario, count):
        self.world = plan(load(scenario))
        variants, engine = Variants(self.world), Engine(self.world, step=WEEK, keep_lots=False)
        markets, flows = [], []
        for k in range(count):
            of, _ = variants.of(k)
            r = engine.play(k, of)
            days = int(r.world.tape.used[MARKETS])
            markets.append(shown_markets(of, r.world).astype(np.float32))
            flows.append(r.world.tape.flow[:days].astype(np.float32))
        self.market, self.flow = np.array(markets), np.array(flows)
        self.cells, self.lanes = self.world.atlas.shown_cells, self.world.atlas.lanes

    def of(self, column, region, material):
        """Weekly values of one place, (replications, weeks); prices in USD/kg, amounts in kt."""
        return self.market[:, :, self.cells.index((region, material)), column] / 1e3

    def total(self, column, where):
        """Sum over the places for which ``where(region, material)`` holds, kt."""
        cells = [i for i, (r, m) in enumerate(self.cells) if where(r, m)]
        return self.market[:, :, cells, column].sum(axis=2) / 1e3

    def lane_total(self, column, where):
        """Sum over the lanes for which ``where(lane)`` holds."""
        return self.flow[:, :, [s for s, k in enumerate(self.lanes) if where(k)], column].sum(axis=2)


def anywhere(region, material):
    """Whether it is a high-temperature magnet, in any region."""
    return bool(region) and material == HOT


def week(day):
    """Market day of a date."""
    return (day - FIRST).days // WEEK


def in_year(values, year, *, mean=False):
    """Sum or mean over a calendar year of 52 weeks."""
    part = values[:, (year - FIRST.year) * YEAR : (year - FIRST.year + 1) * YEAR]
    return part.mean(axis=1) if mean else part.sum(axis=1)


def status_quo(h):
    """Rows of the status quo."""
    gate = h.of(MarketColumn.GATE, "CHN", LIGHT)
    heavy_in, heavy_out = h.of(MarketColumn.GATE, "CHN", HEAVY), h.of(MarketColumn.SPOT, "JPN", HEAVY)
    years = np.array([in_year(gate, y, mean=True) for y in range(2028, 2036)]).T
    months = np.log(gate[:, 4:] / gate[:, :-4])[:, 3 * YEAR : 11 * YEAR]
    stop = week(CONTROL)
    gap = heavy_out / heavy_in
    outside = h.total(MarketColumn.MADE, lambda r, m: m == LIGHT and r != "CHN")
    magnets = h.total(MarketColumn.MADE, lambda r, m: m.startswith("magnet") and r in ALLIES)
    unmet, wanted = (h.total(c, anywhere) for c in (MarketColumn.UNMET, MarketColumn.DESIRED))
    short = (unmet > 0.01 * wanted)[:, :YEAR].sum(axis=1)
    yield "NdPr in China, second half of 2025, USD/kg", 65, 82, gate[:, 26:52].mean(axis=1)
    yield "NdPr in China, January to March 2026, USD/kg", 75, 110, gate[:, 52:65].mean(axis=1)
    yield "NdPr in China, yearly mean of 2028-35, USD/kg", 60, 125, years
    yield "its volatility, % a year", 25, 40, 100.0 * months.std(axis=1) * np.sqrt(YEAR / 4)
    yield "its highest over its lowest year", 2, 4, years.max(axis=1) / years.min(axis=1)
    yield "runs in which some year is below 60, %", 15, 40, np.full(1, 100.0 * (years.min(axis=1) < 60.0).mean())
    yield "Dy+Tb in Japan over China at the peak of 2025", 1.5, 5, gap[:, stop:YEAR].max(axis=1)
    yield "weeks from the control to that peak", 4, 16, gap[:, stop:YEAR].argmax(axis=1)
    yield "Dy+Tb in Japan over China, mean of 2026", 1.2, 3, in_year(gap, 2026, mean=True)
    fall = heavy_in[:, stop + 13] / heavy_in[:, stop - 1]
    yield "Dy+Tb in China three months after the control, %", -20, 5, 100.0 * (fall - 1.0)
    for year, low, high in ((2025, 9, 10.5), (2028, 12, 17), (2031, 16, 25), (2036, 20, 33)):
        yield f"NdPr separated outside China in {year}, kt", low, high, in_year(outside, year)
    for year, low, high in ((2028, 20, 30), (2031, 27, 45), (2036, 32, 60)):
        yield f"magnets made by allies in {year}, kt", low, high, in_year(magnets, year)
    yield "weeks of 2025 with more than 1 % of high-temperature magnets unmet", 2, 8, short
    yield "share of the year's use unmet, %", 0, 1, 100.0 * in_year(unmet, 2025) / in_year(wanted, 2025)


def tightening(h, calm):
    """Rows of the suspension that lapses against the truce that holds."""
    lapse = week(LAPSE)
    later = slice(lapse, lapse + YEAR)

    def over(column, region, material):
        return h.of(column, region, material) / calm.of(column, region, material)

    heavy, light = over(MarketColumn.SPOT, "JPN", HEAVY), over(MarketColumn.SPOT, "JPN", LIGHT)
    paid = over(MarketColumn.PAID, "JPN", HEAVY)
    yield "Dy+Tb in Japan, spot, at its peak, times", 2, 5, heavy[:, later].max(axis=1)
    yield "weeks from the lapse to that peak", 6, 30, heavy[:, later].argmax(axis=1)
    yield "NdPr in Japan, spot, at its peak, times", 1.1, 1.6, light[:, later].max(axis=1)
    rise = (paid[:, later].max(axis=1) - 1.0) / np.maximum(heavy[:, later].max(axis=1) - 1.0, 1e-3)
    yield "rise of the transaction price over that of the spot price", 0.33, 0.5, rise
    for name, material, low, high in (("Dy+Tb", HEAVY, -20, -5), ("NdPr", LIGHT, -8, -1)):
        inside = over(MarketColumn.GATE, "CHN", material)[:, lapse + 4 : lapse + 26].mean(axis=1)
        yield f"{name} in China, weeks 4 to 26, %", low, high, 100.0 * (inside - 1.0)

    def legal(k):
        return k.foreign and not k.smuggled and k.origin == "CHN" and k.material in (HEAVY, HOT)

    left, usual = (x.lane_total(FlowColumn.SHIPPED, legal) for x in (h, calm))
    first, half = slice(lapse + 1, lapse + 7), slice(lapse + 22, lapse + 27)
    for name, span, low, high in (("the first 6 weeks", first, -100, -70), ("month 6", half, -55, -20)):
        change = 100.0 * (left[:, span].sum(axis=1) / usual[:, span].sum(axis=1) - 1.0)
        yield f"China's exports of Dy+Tb and high-temperature magnets in {name}, %", low, high, change
    unmet, wanted = (
        h.total(c, lambda r, m: m == HOT and r != "CHN") for c in (MarketColumn.UNMET, MarketColumn.DESIRED)
    )
    yield "weeks with more than 1 % unmet abroad", 4, 18, (unmet > 0.01 * wanted)[:, later].sum(axis=1)
    yield (
        "share of the year's use unmet abroad, %",
        1,
        4,
        100.0 * unmet[:, later].sum(axis=1) / wanted[:, later].sum(axis=1),
    )


def price_floor(h, base):
    """Rows of the price floor against the status quo."""

    def change(column, where, years):
        a, b = (sum(in_year(x.total(column, where), y) for y in years) for x in (h, base))
        return 100.0 * (a / b - 1.0)

    gate, usual = (x.of(MarketColumn.GATE, "CHN", LIGHT) for x in (h, base))
    fall = np.mean([in_year(gate, y, mean=True) / in_year(usual, y, mean=True) for y in (2027, 2028)], axis=0)
    yield "NdPr in China, 2027-28, %", -12, -3, 100.0 * (fall - 1.0)

    def oxide(r, m):
        return m == LIGHT and r in ALLIES

    def magnet(r, m):
        return m in (STANDARD, HOT) and r in ALLIES

    for year, low, high in ((2028, 0, 5), (2031, 8, 30), (2036, 15, 60)):
        yield f"oxide made by allies in {year}, %", low, high, change(MarketColumn.MADE, oxide, (year,))
    yield "magnets made by allies, 2028-30, %", 5, 25, change(MarketColumn.MADE, magnet, (2028, 2029, 2030))
    yield "magnets used by allies, 2029-32, %", -22, -5, change(MarketColumn.USED, magnet, (2029, 2030, 2031, 2032))
    levy = h.lane_total(FlowColumn.PAID + Money.LEVY, lambda k: k.foreign) / 1e9
    yield "levy in 2031, bn USD", 0.1, 0.4, in_year(levy, 2031)


def judged(rows):
    """Lines of a table: band, median with 5 and 95 %, verdict on the median."""
    for name, low, high, found_values in rows:
        every = np.asarray(found_values, dtype=float).ravel()
        values = every[np.isfinite(every)]
        least, middle, most = np.percentile(values, (5, 50, 95))
        digits = 0 if max(abs(high), abs(middle)) >= 20 else 1 if max(abs(high), abs(middle)) >= 2 else 2
        found = f"{middle:.{digits}f}" + (f" ({least:.{digits}f} to {most:.{digits}f})" if len(values) > 1 else "")
        verdict = "below" if middle < low else "above" if middle > high else "inside"
        yield [name, f"{low:g} to {high:g}", found, verdict]


def main(count):
    lines = [
        START,
        f"{count} replications; found: median, and in brackets 5 to 95 %; the verdict is that of the median.",
    ]
    heads = ("expected", "found", "median")
    calm = History("status-quo", count)
    lines += table("Status quo:", heads, judged(status_quo(calm)))
    lines += table(
        "`price-floor` against `status-quo`:", heads, judged(price_floor(History("price-floor", count), calm))
    )
    truce = History("truce", count)
    lines += table("`tightening` against `truce`:", heads, judged(tightening(History("tightening", count), truce)))
    before, rest = PAGE.read_text(encoding="utf-8").split(START)
    PAGE.write_text(before + "\n".join([*lines, "", END]) + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
