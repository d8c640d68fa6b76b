"""Projects, events and stockpiles by replication: what operates or was given up, what happened, what is kept."""

import numpy as np
import pyarrow as pa

from lodeflow.answers.by_period import joined, of_table, refuse_ticks, timed
from lodeflow.answers.matrix import OF_RUNS, REPLICATION, Sample, condensed, floats
from lodeflow.answers.reading import Folder, Patterns
from lodeflow.answers.wanted import RUN, Wanted


def projects(folder: Folder, wanted: Wanted) -> Sample:
    """Share of replications in which each project has begun to operate, or was given up, by the end of a year.

    Years in which nothing has come yet count, so there is no mean of the finite dates alone.

    Args:
        folder: the result.
        wanted: period and rows. By run: the stage in which the end of the run finds each project.

    """
    refuse_ticks(wanted, "the project table")
    keys = ["project", "region", "material"]
    dates = {"operation_begun": "operation_day", "cancelled": "cancelled_day"}
    rows = joined(
        folder.rows(
            "project",
            [*keys, REPLICATION, "fate", *dates.values()],
            material=wanted.material,
            region=wanted.region,
            replication=wanted.replication,
        )
    )
    if wanted.by == RUN:
        rows = rows.append_column("ends_in_stage", pa.array(np.ones(rows.num_rows)))
        return Sample(rows.drop_columns([*dates.values()]), (*keys[:1], "fate", *keys[1:]), {"ends_in_stage": OF_RUNS})
    parts = []
    last = int(folder.scenario["days"]) - 1
    days = {name: floats(rows[column]) for name, column in dates.items()}
    years = range(folder.start.year, folder.start.year + 1 + last // 365)
    ends = {year: (folder.start.replace(year=year, month=12, day=31) - folder.start).days for year in years}
    for year in [y for y in years if y == folder.start.year or ends[y - 1] < last]:
        part = rows.select([*keys, REPLICATION]).append_column("year", pa.array(np.full(rows.num_rows, year, np.int32)))
        for name, day in days.items():
            part = part.append_column(name, pa.array((day <= ends[year]).astype(np.float64)))
        parts.append(part)
    return Sample(joined(parts), ("year", *keys), dict.fromkeys(dates, OF_RUNS))


def events(folder: Folder, wanted: Wanted, kind: Patterns) -> Sample:
    """Number of events of each kind, actor, subject and detail in a year, or on a day.

    Args:
        folder: the result.
        wanted: period.
        kind: kinds of events.

    """
    keys = ("kind", "actor", "subject", "detail")
    parts = []
    for part in folder.rows("event", ["day", *keys, REPLICATION], kind=kind, replication=wanted.replication):
        rows, period = timed(folder, part, wanted.by, of_steps=False)
        rows = rows.append_column("events", pa.array(np.ones(rows.num_rows)))
        parts.append(condensed(rows, (*period, *keys), ("events",), "sum"))
    return Sample(joined(parts), (*period, *keys), {"events": "events"})


def stockpile(folder: Folder, wanted: Wanted) -> Sample:
    """Stock, trade and money of stockpiles: means of what is so on a day, sums of what flows in a step.

    Args:
        folder: the result.
        wanted: period and rows.

    """
    levels = {"held_t": "t", "cost_usd": "USD", "market_value_usd": "USD", "cash_usd": "USD", "loan_usd": "USD"}
    flows = {"bought_t": "t", "released_t": "t", "paid_usd": "USD", "received_usd": "USD"}
    flows |= {"advanced_usd": "USD", "refunded_usd": "USD"}
    store = ("stockpile", "region", "material")
    rows, keys = of_table(folder, "stockpile", store, tuple(levels), "mean", wanted)
    summed, _ = of_table(folder, "stockpile", store, tuple(flows), "sum", wanted)
    whole = rows.join(summed, [*keys, REPLICATION], join_type="full outer", use_threads=False)
    return Sample(whole, keys, levels | flows)
