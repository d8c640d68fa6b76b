"""Results whose numbers are chosen, so that a reader can work out every statistic of them."""

import numpy as np
from small_result import columns

from lodeflow.comparison.folder import ComparisonFolder
from lodeflow.scenario.load import load, to_toml
from lodeflow.storage.result_folder import ResultFolder
from lodeflow.storage.tables import TABLES

REGIONS = ("EU", "CHN")
DAYS = (182, 364, 546, 728)
"""Recorded days: two in each year, of which the last lies in the year of the step before."""
MATERIAL = "magnet_high_temperature"
REPLICATIONS = 4
START = load("base-year").start_date
WORDS = [
    "none",
    *REGIONS,
    MATERIAL,
    "light_oxide",
    "USD/t",
    "t",
    "weeks",
    "calendar year",
    "unmet",
    "year_of_60_percent",
]
WORDS += [
    "mean_transaction_price",
    "clean_energy",
    "levy",
    "users EU",
    "treasury EU",
    "mine",
    "operation",
    "smuggled",
    "spot_price_usd_per_t",
]
VOCABULARY = {c.name: WORDS for table in TABLES.values() for c in table.columns if c.kind == "identifier"}


def code(*words):
    return np.array([-1 if word is None else WORDS.index(word) for word in words], np.int32)


def of_one(table, rows, replication, **given):
    """Columns of a table of one replication; what is not given is whatever the registry allows."""
    made = columns(table, rows, replication) | {"replication": np.full(rows, replication, np.int32)}
    made |= {name: np.zeros(rows, np.int32) for name, values in made.items() if name == "scenario"}
    return made | {name: np.broadcast_to(np.asarray(value), rows).copy() for name, value in given.items()}


def market(replication, dearer):
    """Spot prices of 1000 USD/t and 100 for each replication, 10 more on each day, in the EU also ``dearer``."""
    rows = len(DAYS) * len(REGIONS)
    day, region = np.repeat(DAYS, 2).astype(np.int32), np.tile(code(*REGIONS), len(DAYS))
    spot = 1000.0 + 100.0 * replication + 10.0 * (np.arange(rows) // 2) + dearer * (region == WORDS.index("EU"))
    return of_one(
        "market",
        rows,
        replication,
        day=day,
        region=region,
        material=code(MATERIAL)[0],
        spot_price_usd_per_t=spot,
        transaction_price_usd_per_t=spot,
        desired_use_t=100.0,
        use_t=90.0 - replication,
        unmet_t=10.0 + replication,
        reference_price_usd_per_t=np.where((day > 400) & (region == WORDS.index("EU")), 1200.0, np.nan),
    )


def share(replication):
    """Half of what is required is not Chinese, and all of what is used."""
    return of_one(
        "share",
        2,
        replication,
        year=np.array([START.year, START.year + 1], np.int32),
        material=code("light_oxide")[0],
        region=np.int32(-1),
        non_chinese_t=50.0,
        requirement_t=100.0,
        use_t=50.0,
        mines_could_t=80.0,
        separators_could_t=np.nan,
        magnet_makers_could_t=0.0,
    )


def outcomes(replication):
    """A shortage of as many tonnes as the replication has a number; a year that has not come in odd replications."""
    return of_one(
        "outcomes",
        3,
        replication,
        outcome=code("unmet", "year_of_60_percent", "mean_transaction_price"),
        unit=code("t", "calendar year", "USD/t"),
        material=code(MATERIAL, "light_oxide", MATERIAL),
        region=code("EU", None, "EU"),
        sector=code("clean_energy", None, None),
        value=[float(replication), np.nan if replication % 2 else 2030.0 + replication, 5000.0 + replication],
    )


def project(replication):
    """A mine that opens in the second year, in even replications only."""
    opened = np.ma.MaskedArray(np.array([400], np.int32), mask=[replication % 2 == 1])
    made = of_one(
        "project",
        1,
        replication,
        project=code("mine")[0],
        fate=code("operation")[0],
        material=code("light_oxide")[0],
        region=code("CHN")[0],
    )
    late = np.ma.MaskedArray(np.zeros(1, np.int32), mask=[True])
    return made | {"operation_day": opened, "cancelled_day": late}


def flow(replication):
    """Ten tonnes smuggled on one route in the second replication, none in the others."""
    some = int(replication == 1)
    return of_one(
        "flow",
        some,
        replication,
        day=np.int32(364),
        origin=code("CHN")[0],
        destination=code("EU")[0],
        via=np.int32(-1),
        declared_origin=code("CHN")[0],
        channel=code("smuggled")[0],
        material=code(MATERIAL)[0],
        shipped_t=10.0,
        arrived_t=8.0,
        seized_t=2.0,
        recalled_t=0.0,
    )


def event(replication):
    """An event of the replication's own number."""
    return of_one(
        "event",
        1,
        replication,
        day=np.int32(100 + replication),
        kind=code("levy")[0],
        actor=np.int32(-1),
        subject=code("EU")[0],
        detail=np.int32(-1),
    )


def fan():
    """What a run stores of the spot prices of ``market`` in the EU on its first day."""
    made = columns("fan", 1, 0) | {"day": np.array([182], np.int32), "scenario": np.zeros(1, np.int32)}
    made |= {"region": code("EU"), "material": code(MATERIAL), "unit": code("USD/t")}
    made |= {"quantity": code("spot_price_usd_per_t"), "mean": np.array([1150.0])}
    return made | {f"p{p:02}": np.array([1000.0 + 3.0 * p]) for p in (5, 25, 50, 75, 95)}


def block(first, dearer, tables):
    makers = {
        "market": lambda n: market(n, dearer),
        "share": share,
        "outcomes": outcomes,
        "project": project,
        "flow": flow,
        "event": event,
        "replication": lambda n: of_one("replication", 1, n),
    }
    made = {name: [makers[name](n) for n in (first, first + 1)] for name in tables}
    return {name: {c: np.ma.concatenate([p[c] for p in pieces]) for c in pieces[0]} for name, pieces in made.items()}


ALL = ("market", "share", "outcomes", "project", "flow", "event", "replication")


def told(path, name="told", dearer=0.0, tables=ALL, inside=None):
    """A finished result of four replications in two blocks."""
    scenario = load("base-year", ("days=730", f'name="{name}"'))
    plan = {"seed": 7, "replications": REPLICATIONS, "blocks": 2}
    with ResultFolder(path, to_toml(scenario), plan, inside=inside) as folder:
        for number in range(2):
            made = block(2 * number, dearer, [each for each in tables if each != "fan"])
            made |= {"fan": fan()} if "fan" in tables and number == 0 else {}
            folder.write(number, made, VOCABULARY | {"scenario": [name]})
        folder.finish("kernel", ["trace"] * REPLICATIONS)
    return path


def compared(path, **dearer):
    """A finished comparison of arms, each with prices in the EU that are dearer by what is given."""
    names = list(dearer)
    what = {"arms": [{"name": name} for name in names], "against": names[0], "replications": REPLICATIONS}
    with ComparisonFolder(path, what, names) as folder:
        for name in names:
            told(folder.arm(name), name, dearer[name], inside=folder.held)
        with folder.results() as results:
            folder.finish(results, {}, {}, START)
    return path
