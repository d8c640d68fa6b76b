"""Rows of the ``flow`` and ``shipment`` tables: trade by lane, and every cargo."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import LEGAL, RELABELLED, SMUGGLED
from lodeflow.kernels.entities.lots import FREE_ON_BOARD, NO_DAY, Fact, Money
from lodeflow.kernels.record.record import FINISHED, MARKETS, FlowColumn
from lodeflow.plans import Plan
from lodeflow.replication import Replication
from lodeflow.rows.columns import Columns, codes, heads
from lodeflow.rows.vocabulary import CHANNELS, ROUTES, TAGS


def flow_rows(plan: Plan, r: Replication) -> Columns:
    """The ``flow`` table of one replication: one row per recorded day and lane.

    Args:
        plan: the plan of the replication.
        r: the finished replication.

    """
    tape = r.world.tape
    days, lanes = int(tape.used[MARKETS]), len(plan.atlas.lanes)
    flow = tape.flow[:days]
    return {
        **heads(r, days * lanes),
        **{name: np.tile(code, days) for name, code in _lane_names(plan).items()},
        "day": np.repeat(tape.day[:days], lanes).astype(np.int32),
        "shipped_t": flow[:, :, FlowColumn.SHIPPED].ravel(),
        "price_usd_per_t": flow[:, :, FlowColumn.FOB].ravel(),
        "tariff_usd_per_t": flow[:, :, FlowColumn.TARIFF].ravel(),
        "levy_usd_per_t": flow[:, :, FlowColumn.LEVY].ravel(),
        "freight_usd_per_t": flow[:, :, FlowColumn.FREIGHT].ravel(),
        "arrived_t": flow[:, :, FlowColumn.ARRIVED].ravel(),
        "seized_t": flow[:, :, FlowColumn.SEIZED].ravel(),
        "recalled_t": flow[:, :, FlowColumn.RECALLED].ravel(),
    }


def shipment_rows(plan: Plan, r: Replication) -> Columns:
    """The ``shipment`` table of one replication: every lot that has reached its end, in the order of the ends.

    Args:
        plan: the plan of the replication.
        r: the finished replication.

    """
    tape = r.world.tape
    count = int(tape.used[FINISHED])
    fact, amount = tape.lot_fact[:count].copy(), tape.lot_amount[:count].copy()  # workers reuse their tape
    lane = fact[:, Fact.LANE]

    def day(column: int) -> NDArray[Any]:
        values = fact[:, column]
        return np.ma.MaskedArray(values.astype(np.int32), mask=values == NO_DAY)

    return {
        **heads(r, count),
        **{name: code[lane] for name, code in _lane_names(plan).items()},
        "shipment": np.arange(count, dtype=np.int32),
        "shipped_t": amount[:, 0],
        "ordered_day": day(Fact.ORDERED),
        "licensed_day": day(Fact.LICENSED),
        "departed_day": day(Fact.DEPARTED),
        "arrived_day": day(Fact.ARRIVED),
        "cleared_day": day(Fact.CLEARED),
        "fate": fact[:, Fact.FATE].astype(np.int32),
        "value_usd": amount[:, [1 + m for m in FREE_ON_BOARD]].sum(axis=1),
        "tariff_usd": amount[:, 1 + Money.TARIFF],
        "levy_usd": amount[:, 1 + Money.LEVY],
        "rule": np.full(count, -1, np.int32),
    }


def _lane_names(plan: Plan) -> Columns:
    """Codes of origin, destination, route, channel and material of every lane; only relabelled goods declare another
    origin.
    """
    lanes = plan.atlas.lanes
    channel = {LEGAL: "direct", SMUGGLED: "smuggled", RELABELLED: "relabelled"}
    return {
        "origin": codes(plan.atlas.goods.regions, [lane.origin for lane in lanes]),
        "destination": codes(plan.atlas.goods.regions, [lane.destination for lane in lanes]),
        "via": codes(plan.atlas.goods.regions, [lane.via if lane.relabelled else None for lane in lanes]),
        "declared_origin": codes(plan.atlas.goods.regions, [lane.declared for lane in lanes]),
        "route": codes(ROUTES, ["sea" if lane.relabelled else lane.via for lane in lanes]),
        "channel": codes(CHANNELS, [channel[lane.route] for lane in lanes]),
        "tag": codes(TAGS, [lane.tag for lane in lanes]),
        "material": codes(plan.atlas.goods.materials, [lane.material for lane in lanes]),
    }
