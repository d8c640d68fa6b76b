"""Result tables from finished replications: outcomes, parameters, replication, market, flow and shipment."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeflow.assembly import last_market
from lodeflow.atlas.atlas import CIVIL, DEFENCE, LEGAL, RELABELLED, SMUGGLED, Atlas
from lodeflow.catalog.names import MATERIALS, REGIONS, SECTORS
from lodeflow.instruments.projects.card import PROJECT_STAGES
from lodeflow.kernels.entities.lots import FREE_ON_BOARD, NO_DAY, Fact, Fate, Money
from lodeflow.kernels.record.record import FINISHED, MARKETS, FlowColumn, MarketColumn
from lodeflow.outcomes.names import OUTCOMES, Name
from lodeflow.plan import Plan
from lodeflow.replication import Replication
from lodeflow.rows.accounts import INSTRUMENTS, PARTIES
from lodeflow.rows.columns import Columns, codes, heads
from lodeflow.rows.events import words_of_events
from lodeflow.rows.markets import shown_markets
from lodeflow.scenario.load import Scenario
from lodeflow.scenario.uncertainties import Parameter, uncertain
from lodeflow.terms.projects import RAMP_TYPES

ROUTES = ("domestic", "land", "rail", "sea")
CHANNELS = ("direct", "smuggled", "relabelled")
TAGS = (CIVIL, DEFENCE)
UNITS = tuple(sorted(set(OUTCOMES.values())))
MARKET_COLUMNS = {
    "origin_price_usd_per_t": MarketColumn.GATE,
    "landed_cost_usd_per_t": MarketColumn.LANDED,
    "spot_price_usd_per_t": MarketColumn.SPOT,
    "transaction_price_usd_per_t": MarketColumn.PAID,
    "production_t": MarketColumn.MADE,
    "desired_use_t": MarketColumn.DESIRED,
    "use_t": MarketColumn.USED,
    "unmet_t": MarketColumn.UNMET,
    "seller_stock_t": MarketColumn.SELLER_STOCK,
    "buyer_stock_t": MarketColumn.BUYER_STOCK,
    "afloat_t": MarketColumn.AFLOAT,
    "residue_t": MarketColumn.RESIDUE,
    "licence_rent_usd_per_t": MarketColumn.RENT,
}


def vocabulary(plan: Plan) -> dict[str, Sequence[str]]:
    """Every identifier that a result table of ``plan`` may hold, by column; the same for all blocks of a run."""
    parameters = uncertain(plan.scenario)
    return {
        "scenario": (plan.scenario.name,),
        "region": REGIONS,
        "origin": REGIONS,
        "destination": REGIONS,
        "declared_origin": REGIONS,
        "via": REGIONS,
        "material": MATERIALS,
        "sector": SECTORS,
        "outcome": tuple(OUTCOMES),
        "unit": UNITS,
        "route": ROUTES,
        "channel": CHANNELS,
        "tag": TAGS,
        "fate": tuple(f.name.lower() for f in Fate),
        "rule": ("none",),
        **words_of_events(plan),
        "project": plan.projects,
        "project.fate": PROJECT_STAGES,
        "ramp_type": RAMP_TYPES,
        "instrument": INSTRUMENTS,
        "payer": PARTIES,
        "payee": PARTIES,
        "quantity": tuple(MARKET_COLUMNS),
        "fan.unit": ("USD/t", "t"),
        "parameter": tuple(p.path for p in parameters),
        "parameters.unit": _units(parameters),
    }


def together(parts: Sequence[Mapping[str, NDArray[Any]]]) -> Columns:
    """Concatenation of the same table of several replications; ``parts`` has their columns in order."""
    return {name: _one_after_the_other([p[name] for p in parts]) for name in parts[0]}


def _one_after_the_other(pieces: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Concatenation of arrays that keeps masks."""
    whole = np.concatenate([np.ma.getdata(p) for p in pieces])
    if not isinstance(pieces[0], np.ma.MaskedArray):
        return whole
    mask = np.concatenate([np.ma.getmaskarray(p) for p in pieces])
    return np.ma.MaskedArray(whole, mask=mask)


def outcome_rows(r: Replication, names: Sequence[Name], values: NDArray[np.float64]) -> Columns:
    """The ``outcomes`` table of one replication.

    Args:
        r: the finished replication.
        names: names of the outcomes.
        values: float64 (outcomes,), NaN where not defined.

    """
    return {**heads(r, len(names)), **_outcome_names(tuple(names)), "value": values}


@lru_cache(maxsize=4)
def _outcome_names(names: tuple[Name, ...]) -> Columns:
    """Codes of outcome, material, region, sector and unit."""
    return {
        "outcome": codes(list(OUTCOMES), [n.outcome for n in names]),
        "material": codes(MATERIALS, [n.material for n in names]),
        "region": codes(REGIONS, [n.region for n in names]),
        "sector": codes(SECTORS, [n.sector for n in names]),
        "unit": codes(UNITS, [OUTCOMES[n.outcome] for n in names]),
    }


def parameter_rows(r: Replication, parameters: Sequence[Parameter], values: NDArray[np.float64]) -> Columns:
    """The ``parameters`` table of one replication: the value drawn for every uncertain number.

    Args:
        r: the finished replication.
        parameters: the uncertain numbers of the scenario.
        values: float64 (parameters,), in their units.

    """
    units = codes(_units(parameters), [p.unit for p in parameters])
    numbers = np.arange(len(parameters), dtype=np.int32)
    return {**heads(r, len(parameters)), "parameter": numbers, "value": values, "unit": units}


def _units(parameters: Sequence[Parameter]) -> tuple[str, ...]:
    """Distinct units of uncertain numbers, sorted."""
    return tuple(sorted({p.unit for p in parameters}))


def replication_rows(r: Replication) -> Columns:
    """The ``replication`` table: trace digest and number of moments of the replication ``r``."""
    return {**heads(r, 1), "trace": np.array([f"{r.trace:016x}"]), "moments": np.array([r.events], np.int32)}


def recorded_days(scenario: Scenario, step: int) -> NDArray[np.int32]:
    """Days of the recorded markets of ``scenario``: every ``step`` days, and the last market, int32 (days,)."""
    last = last_market(scenario)
    days = np.arange(0, last + 1, step, dtype=np.int32)
    return days if days[-1] == last else np.append(days, np.int32(last))


def market_rows(plan: Plan, r: Replication) -> Columns:
    """The ``market`` table of one replication: one row per recorded day and cell.

    Args:
        plan: the plan of the replication.
        r: the finished replication.

    """
    tape = r.world.tape
    days, cells = int(tape.used[MARKETS]), len(plan.atlas.shown)
    columns = np.ascontiguousarray(shown_markets(plan, r.world).transpose(2, 0, 1)).reshape(-1, days * cells)
    values = {name: columns[c] for name, c in MARKET_COLUMNS.items()}
    made = plan.template.market.cell_params.design_capacity
    makes, buys = (np.tile(of[plan.atlas.shown] > 0.0, days) for of in (made, plan.rest.landed))
    for name in ("origin_price_usd_per_t", "licence_rent_usd_per_t"):
        values[name] = np.where(makes, values[name], np.nan)
    for name in ("landed_cost_usd_per_t", "spot_price_usd_per_t", "transaction_price_usd_per_t"):
        values[name] = np.where(buys, values[name], np.nan)
    return {
        **heads(r, days * cells),
        "day": np.repeat(tape.day[:days], cells).astype(np.int32),
        **{name: np.tile(codes, days) for name, codes in cell_names(plan.atlas).items()},
        "capacity_t_per_yr": columns[MarketColumn.CAPACITY] * 365.0,
        **values,
    }


@lru_cache(maxsize=8)
def cell_names(atlas: Atlas) -> Columns:
    """Codes of region and material of every civil cell of ``atlas``."""
    return {
        "region": codes(REGIONS, [region for region, _ in atlas.shown_cells]),
        "material": codes(MATERIALS, [material for _, material in atlas.shown_cells]),
    }


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
        "origin": codes(REGIONS, [lane.origin for lane in lanes]),
        "destination": codes(REGIONS, [lane.destination for lane in lanes]),
        "via": codes(REGIONS, [lane.via if lane.relabelled else None for lane in lanes]),
        "declared_origin": codes(REGIONS, [lane.declared for lane in lanes]),
        "route": codes(ROUTES, ["sea" if lane.relabelled else lane.via for lane in lanes]),
        "channel": codes(CHANNELS, [channel[lane.route] for lane in lanes]),
        "tag": codes(TAGS, [lane.tag for lane in lanes]),
        "material": codes(MATERIALS, [lane.material for lane in lanes]),
    }
