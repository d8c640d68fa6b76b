"""Writes the table of results into README.md from a Monte Carlo of the status quo; nobody types it.

    python bench/readme.py [REPLICATIONS]
"""

import sys
from pathlib import Path

from lodeflow.build import plan
from lodeflow.monte_carlo import simulate
from lodeflow.outcomes import Outcomes
from lodeflow.scenario import load
from lodeflow.workers import Recording

README = Path(__file__).parent.parent / "README.md"
START, END = "<!-- results: written by `python bench/readme.py`, never by hand -->", "<!-- end of results -->"
SHOWN = (
    ("NdPr oxide in China", "light_oxide", "CHN"),
    ("NdPr oxide in Japan", "light_oxide", "JPN"),
    ("Dy+Tb oxide in China", "heavy_oxide", "CHN"),
    ("standard magnet in the EU", "magnet_standard", "EU"),
    ("high-temperature magnet in the USA", "magnet_high_temperature", "USA"),
)


def main(count):
    world = plan(load("status-quo"))
    blocks = simulate(world, count, Recording("outcomes", 7, fan=False))
    names = Outcomes(world).names
    results = [dict(zip(names, values, strict=True)) for block in blocks for values in block.outcomes]

    def over_replications(name, material, region):
        values = sorted(r[name, material, region, None] / 1e3 for r in results)
        return sum(values) / count, values[0], values[-1]

    lines = [
        START,
        f"Status quo 2025-2036, spot prices, USD/kg, {count} replications (seed {world.scenario.seed}):",
        "",
        "| | base 2024 | mean of the years | highest week: mean (lowest, highest) |",
        "|---|---|---|---|",
    ]
    for label, material, region in SHOWN:
        base = over_replications("base_spot_price", material, region)[0]
        mean = over_replications("mean_spot_price", material, region)[0]
        peak = over_replications("peak_spot_price", material, region)
        lines.append(f"| {label} | {base:.0f} | {mean:.0f} | {peak[0]:.0f} ({peak[1]:.0f}, {peak[2]:.0f}) |")
    share = sum(r["china_share_of_production", "magnet_standard", None, None] for r in results) / count
    mass = max(r["mass_residual", None, None, None] for r in results)
    money = max(r["money_residual", None, None, None] for r in results)
    lines += [
        "",
        f"China makes {100 * share:.0f} % of standard magnets.",
        f"Tonnes from nowhere: {mass:.0e} of what was mined; dollars from nowhere: {money:.0e} of users' outlay.",
        END,
    ]
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(START)
    README.write_text(before + "\n".join(lines) + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
