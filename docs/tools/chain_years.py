"""Years of every chain in docs/chain-years.md: medians of its status quo, recorded prices, and bans that come back.

python docs/tools/chain_years.py        plays 20 replications of each scenario (some minutes) and writes the page
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from lodeflow.answers.result import Result
from lodeflow.assembly import plan
from lodeflow.chains.reading.folders import shipped_chains
from lodeflow.chains.reading.reader import shipped_chain
from lodeflow.monte_carlo.run import write
from lodeflow.monte_carlo.workers import Recording
from lodeflow.report.summary import shown_of
from lodeflow.scenario.load import load

PAGE = Path(__file__).parents[1] / "chain-years.md"
START = "<!-- chain years: written by `python docs/tools/chain_years.py`, never by hand -->"
END = "<!-- end of chain years -->"
COUNT = 20
YEARS = (2025, 2026, 2028, 2030, 2033, 2036)
SNAPS = {"gallium": "5 to 50 %", "germanium": "3 to 30 %", "antimony": "10 to 50 %"}
"""Chains whose ban comes back, with the band in which its rise is expected: assumed, and nothing is fitted to it."""
PEAK = 364
"""Days from the return of the ban on in which the highest week counts."""


def played(name: str, folder: Path) -> Result:
    """Result of ``COUNT`` replications of the scenario ``name`` in ``folder``."""
    out = folder / name
    write(plan(load(name)), out, COUNT, Recording("market", 28), lambda _: None)
    return Result(out)


def years_of(result: Result, material: str, region: str) -> dict[int, tuple[float, float, float]]:
    """Median, 5 % and 95 % quantile of the spot price by year, USD/kg.

    Args:
        result: the result.
        material: the material.
        region: the region.

    """
    rows = result.prices("spot", by="year", material=material, region=region).rows()
    return {int(r["year"]): tuple(r[q] / 1000.0 for q in ("p50", "p05", "p95")) for r in rows}  # type: ignore[misc]


def said(price: float) -> str:
    """A ``price`` with three digits or more."""
    return f"{price:,.0f}" if price >= 100.0 else f"{price:.3g}"


def lines_of(name: str, result: Result) -> Iterator[str]:
    """Rows of one chain: its last material at the largest maker and the largest buyers abroad."""
    chain, made = shipped_chain(name), plan(load(f"status-quo-{name}"))
    last = made.atlas.goods.final[0]
    for material, region in (of for of in shown_of(made).prices if of[0] == last):
        years = years_of(result, material, region)
        rest = (chain.base_price(material, region) or 0.0) / 1000.0
        told = [f"{said(years[y][0])} ({said(years[y][1])}-{said(years[y][2])})" if y in years else "" for y in YEARS]
        yield f"| {material} {region} | {said(rest)} | {' | '.join(told)} |"


def recorded(name: str) -> Iterator[str]:
    """Rows of the recorded prices of one chain that its tables were not made from."""
    for row in shipped_chain(name).prices:
        if row.role == "point":
            yield (
                f"| {row.material} | {row.market} | {row.year} | {said(row.usd_per_t / 1000.0)} | {row.basis} "
                f"| {row.status} | {row.source} |"
            )


def peaks(result: Result, material: str, day: int) -> dict[int, float]:
    """Highest spot price in the USA in the year from ``day`` on, by replication [USD/t].

    Args:
        result: the result.
        material: the material.
        day: day of the run.

    """
    found: dict[int, float] = {}
    for n in result.replications:
        rows = result.prices("spot", by="tick", material=material, region="USA", replication=n).rows()
        found[n] = max(r["value"] for r in rows if day <= r["day"] < day + PEAK)
    return found


def snap_of(name: str, calm: Result, back: Result) -> str:
    """Row of a ban that comes back: how much higher the highest price of the year after it is, in the USA.

    Args:
        name: the chain.
        calm: its status quo.
        back: the ban.

    """
    scenario = load(f"snap-back-{name}")
    ban = scenario.controls[f"{name}_chn_ban_2026_11_27"]
    day, material = (ban.start - scenario.start_date).days, str(ban.materials)
    before, after = peaks(calm, material, day), peaks(back, material, day)
    rises = sorted(100.0 * (after[n] / before[n] - 1.0) for n in before)
    low, high = rises[len(rises) // 20], rises[-1 - len(rises) // 20]
    return f"| `snap-back-{name}` | {median(rises):+.0f} % | {low:+.0f} to {high:+.0f} % | {SNAPS[name]} |"


def page() -> Iterator[str]:
    """Lines between the markers."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        results = {name: played(f"status-quo-{name}", folder) for name in shipped_chains()}
        yield "## Prices by year"
        yield f"Spot prices, USD/kg: median of {COUNT} replications, and 5 to 95 %."
        yield ""
        yield f"| material, region | at rest | {' | '.join(map(str, YEARS))} |"
        yield "|---|---|" + "---|" * len(YEARS)
        for name, result in results.items():
            yield from lines_of(name, result)
        yield ""
        yield "## Recorded prices"
        yield "No number was fitted to them; base prices, which are, are those at rest above."
        yield ""
        yield "| material | market | year | USD/kg | basis | status | source |"
        yield "|---|---|---|---|---|---|---|"
        for name in results:
            yield from recorded(name)
        yield ""
        yield "## If China's bans come back on 27 November 2026"
        yield "Highest spot price in the USA in the year after it, against the status quo with the same draws."
        yield ""
        yield "| scenario | median | 5 to 95 % | expected |"
        yield "|---|---|---|---|"
        for name in SNAPS:
            yield snap_of(name, results[name], played(f"snap-back-{name}", folder))


def main() -> None:
    """Write the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(START)
    _, after = rest.split(END)
    PAGE.write_text("\n".join([f"{before}{START}", *page(), f"{END}{after}"]), encoding="utf-8")


if __name__ == "__main__":
    main()
