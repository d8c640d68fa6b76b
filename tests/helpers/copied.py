"""Two worlds in which every instrument acts within weeks, one of them when a levy is still to come; and what one copy of a world among many holds."""

import json
import sys

import numpy as np
from controlled import control

from lodeflow.assembly import plan
from lodeflow.benchmarks.copies import COPIED, copies, pointing, rows_of_copies
from lodeflow.benchmarks.shapes import arrays_of, read_axes, sizes_of
from lodeflow.engines.compiled_engine import play
from lodeflow.kernels.core.kinds import ACCESSION, LEVY, POLICY
from lodeflow.kernels.export_controls.lane_status import CLOSED
from lodeflow.kernels.record.record import EVENTS, MARKETS
from lodeflow.scenario.load import load

ROOMS = {"slots", "births", "finished_lots", "events"}
"""Axes along which copies lie among each other."""
DENSE = (
    "days=42",
    "outages.rate_per_year=20",
    *(f"chokepoints.{name}.closures_per_year=40" for name in ("suez", "malacca", "panama", "hormuz")),
    "transit.variability=0.2",
    "recycling.collected=0.3",
    "recycling.growth_days=20",
    "sectors.clean_energy.boom_spread=0.08",
    "sectors.other.revision_spread=0.06",
    "policies.price_floor.announced=2025-01-02",
    "policies.price_floor.start=2025-01-20",
    "policies.price_floor.contract_share=0.4",
    "policies.price_floor.allocation=alliance_first",
    "policies.price_floor.joining_per_year.KOR=20",
    "relabelling.start=2025-01-05",
    "tariffs.near={importer='USA',origin='CHN',material='magnet_*',rate=0.5,start=2025-01-25,announced=2025-01-01,source='test'}",
    control("licensed", materials=["magnet_*"], destinations=["USA", "EU"], start="2025-01-03", regime="licensing",
            licence={"capacity": "20 kt/yr", "processing_median_days": 5, "approval": 1.0}),
    control("refused", materials=["rest_oxide", "magnet_*"], destinations=["JPN", "KOR", "MYS"], start="2025-01-03", regime="licensing",
            licence={"processing_median_days": 5, "approval": 0.5}),
    control("rationed", materials=["light_oxide"], destinations=["*"], start="2025-01-05", regime="quota", quota="5 kt/yr"),
    control("banned", materials=["heavy_oxide"], destinations=["USA"], start="2025-01-19", announced="2025-01-02",
            regime="ban", at_sea="recall"),
    "floods.chn={controller='CHN',wedge=0.3,capacity=0.2,per_year=40,mean_days=30,source='test'}",
    "surges.arms={sector='defence',factor=1.5,per_year=40,mean_days=20,source='test'}",
    "investment.decisions_per_year=20",
)  # fmt: skip
WORLDS = (DENSE, (*DENSE, "days=15", "policies.price_floor.start=2025-02-20"))


def acted(r):
    """Which instruments have left a mark on the last day."""
    m, shocks = r.world.market, r.world.shocks
    kinds = r.world.tape.event[: r.world.tape.used[EVENTS], 1]
    return {
        "levies": m.levies.rate.max() > 0.0,
        "accession": LEVY in kinds and ACCESSION in kinds,
        "buying ahead": m.buying_ahead_state.begins.max() > 0 and m.buyers.rush.max() > 0.0,
        "contracts": m.contracts.index.any(),
        "members first": bool(m.members_first_params.agreed[0]),
        "relabelling": m.relabelling_state.volume.sum() > 0.0,
        "offshoring": m.offshoring_state.share.max() > 0.0,
        "smuggling": m.smuggling_state.volume.sum() > 0.0,
        "licences": m.licence_state.granted_t.sum() > 0.0,
        "quotas": m.pools.rent.max() > 0.0,
        "bans": (m.lane_status.rule == CLOSED).any(),
        "duties": POLICY in kinds,
        "production quotas": m.production_quota_state.asked.sum() > 0.0,
        "crackdowns, floods and surges": set(r.world.shocks.spells.kind[shocks.course.candidates > 0].tolist()),
        "booms": shocks.business.boom.any(),
        "news about growth": shocks.revised.level.any(),
        "outages": m.sites.stops.any(),
        "chokepoints": r.world.chokepoint_draws.closures.any(),
        "recycling": m.recycling_state.recycled.sum() > 0.0,
        "projects": (m.project_state.drawn > 0).any(),
    }


def differences(made, original, count):
    """Columns in which a copy is not the original: numbers of rows to the last, amounts to rounding, since cargoes of
    one day that arrive at one buyer are added up in the order of their slots, which is another among copies.
    """
    axes = read_axes(made.template)
    sizes = sizes_of(arrays_of(made.template), axes)
    rows = rows_of_copies(made.template, sizes, count)
    many = trimmed(play(copies(made, count), keep_lots=False).world)
    one = trimmed(original.world)
    wrong = []
    for column, array in one.items():
        declared = axes[column]
        if declared.kind in ("scratch", "fence") or ROOMS & set(declared.names):
            continue
        for copy in range(count):
            places = [
                rows[name][copy] if name in COPIED else np.arange(length)
                for name, length in zip(declared.names, array.shape, strict=True)
            ]
            found = many[column][np.ix_(*places)]
            expected = pointing(array, declared, rows, copy) * (count if declared.kind == "sum" else 1)
            near = 1e-9 * max(1.0, float(np.abs(expected).max(initial=0.0)))
            if not np.allclose(found, expected, rtol=1e-9, atol=near):
                wrong.append(f"{column} of copy {copy}")
    return wrong


def trimmed(world):
    """Every array but the numbers of rows in use, of the tape only the markets that were recorded."""
    markets = int(world.tape.used[MARKETS])
    kept = {name: getattr(world.tape, name)[:markets] for name in ("day", "market", "flow")}
    found = arrays_of(world._replace(tape=world.tape._replace(**kept)))
    return {column: array for column, array in found.items() if column not in ("tape.used", "lots.counts")}


if __name__ == "__main__":
    marks: dict[str, bool] = {}
    different: dict[str, list[str]] = {}
    for settings in WORLDS:
        made = plan(load("price-floor", settings))
        original = play(made, keep_lots=False)
        marks = {name: marks.get(name, False) or bool(mark) for name, mark in acted(original).items()}
        for count in sys.argv[1:]:
            different[count] = different.get(count, []) + differences(made, original, int(count))
    print(json.dumps({"acted": marks, "different": different}))  # noqa: T201 - what it is for
