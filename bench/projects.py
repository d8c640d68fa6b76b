"""What the model of mines and plants says against what is on record: `python bench/projects.py [REPLICATIONS]`.

First the ramp-up, delay and overrun of five real plants, each as the odds of its kind would have it, not as the
scenario has them on record. Then NdPr oxide separated outside China in the status quo, year by year.
"""

import sys

import numpy as np

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import Engine
from lodeflow.kernels.projects.projects import NOT_YET, draw_overrun, draw_ramp_type, first_tonne
from lodeflow.kernels.projects.ramp_up import ramped_up
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.scenario.load import load
from lodeflow.variants import Variants

DRAWS = 2000
YEAR = 365.0
BANDS = {2025: "9-10.5", 2027: "12-17", 2028: "12-17", 2030: "16-25", 2031: "16-25", 2035: "20-33", 2036: "20-33"}


def band(values, scale=1.0, form="{:.2f}"):
    return " to ".join(form.format(scale * v) for v in np.percentile(values, (5, 50, 95)))


def drawn(world, name, **changes):
    """Ramp-up type, overrun and days to the first tonne of a project, drawn so many times."""
    projects, chance = world.template.market.projects, world.template.chance
    q = world.projects.index(name)
    columns = {column: getattr(projects, column).copy() for column in changes}
    for column, value in changes.items():
        columns[column][q] = value
        columns[column].setflags(write=False)
    projects = projects._replace(**columns)
    told = []
    for replication in range(DRAWS):
        chance.replication[0] = replication
        told.append(
            (
                draw_ramp_type(projects, chance, q),
                draw_overrun(projects, chance, q),
                first_tonne(projects, chance, world.template.market.investment_params, np.int64(0), q),
            )
        )
    return np.array(told)


def year_means(world, kinds, year):
    """Mean share of design output in a year of operation, 0 the first, of plants of these types."""
    ramps = world.template.market.projects.ramps
    months = [np.mean([ramped_up(YEAR * (year + (k + 0.5) / 12.0), *ramp) for k in range(12)]) for ramp in ramps]
    return np.array(months)[kinds.astype(int)]


def at(world, kinds, months):
    """Share of design output after so many months."""
    ramps = world.template.market.projects.ramps
    return np.array([ramped_up(months * YEAR / 12.0, *ramp) for ramp in ramps])[kinds.astype(int)]


def plants():
    """The first table."""
    world = plan(load("projects-2025", ("projects.mountain_pass_separation.ramp_up={2=0.2,3=0.1,4=0.2,G=0.5}",)))
    separation = drawn(world, "mountain_pass_separation")[:, 0]
    magnet = drawn(world, "narva", first_output=NOT_YET)
    eneabba = drawn(world, "eneabba", overrun=0.0, promised=round(2.75 * YEAR))
    rows = [
        ("Mountain Pass separation, year 1, of nameplate", "0.03", band(year_means(world, separation, 0))),
        ("                          year 2", "0.21", band(year_means(world, separation, 1))),
        ("                          year 3", "0.43", band(year_means(world, separation, 2))),
        ("                          after 30 months", "0.66", band(at(world, separation, 30))),
        ("Molycorp, year 2 and 3, of 19,050 t", "0.29, 0.28", band(year_means(world, separation, 1))),
        ("Molycorp, year 4", "0.22-0.31", band(year_means(world, separation, 3))),
        ("Lynas Kuantan, after 12 months, of 22,000 t", "0.13", band(at(world, separation, 12))),
        ("               after 60 months", "0.80", band(at(world, separation, 60))),
        ("Narva, years of building", "2.2", band(magnet[:, 2] / YEAR, form="{:.1f}")),
        ("Eneabba, years from decision to first output", "4.75", band(eneabba[:, 2] / YEAR, form="{:.1f}")),
        ("Eneabba, capital cost over plan", "1.5-1.7", band(eneabba[:, 1])),
    ]
    print(f"{'plant':<50}{'on record':>12}   5 %, median, 95 %")
    for name, recorded, simulated in rows:
        print(f"{name:<50}{recorded:>12}   {simulated}")


def separated(count):
    """The second table."""
    world = plan(load("status-quo"))
    variants, engine = Variants(world), Engine(world, keep_lots=False, step=91)
    cells = [i for i, (region, m) in enumerate(world.atlas.cells) if m == "light_oxide" and region != "CHN"]
    usa = world.atlas.cell("USA", "light_oxide")
    total, american = [], []
    for replication in range(count):
        tape = engine.play(replication, variants.of(replication)[0]).world.tape
        rows = int(tape.used[MARKETS])
        days, made = tape.day[:rows], tape.market[:rows, :, MarketColumn.MADE]
        yearly = [made[(days > y * YEAR) & (days <= (y + 1) * YEAR)] for y in range(12)]
        per_year = [4.0 / len(y) * y.sum(axis=0) * YEAR / 364.0 for y in yearly]  # a year may record five days
        total.append([y[cells].sum() / 1000.0 for y in per_year])
        american.append([y[usa] / 1000.0 for y in per_year])
    print(f"\nNdPr oxide separated outside China, kt, {count} replications of status-quo; in the United States")
    print(f"{'year':<6}{'expected':>10}   5 %, median, 95 %        United States (1.29 in 2024, 2.60 in 2025)")
    for y, (all_, here) in enumerate(zip(np.array(total).T, np.array(american).T, strict=True)):
        everybody, usa_alone = band(all_, form="{:.1f}"), band(here, form="{:.2f}")
        print(f"{2025 + y:<6}{BANDS.get(2025 + y, ''):>10}   {everybody:<24} {usa_alone}")


if __name__ == "__main__":
    plants()
    separated(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
