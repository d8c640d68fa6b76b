"""Finished replications become columns of the result tables."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas import Atlas
from lodeflow.build import Plan, last_market
from lodeflow.calibration import DAYS_PER_YEAR
from lodeflow.draws import Parameter, uncertain
from lodeflow.facts import CHOKEPOINTS, MATERIALS, REGIONS, SECTORS
from lodeflow.kernels.kinds import CARE, CHOKEPOINT, INVESTMENT, PROJECT, Kind
from lodeflow.kernels.lots import NO_DAY, Fact, Fate, Money
from lodeflow.kernels.project import NOT_YET, Stage
from lodeflow.kernels.record import EVENTS, FINISHED, MARKETS, FlowColumn, MarketColumn
from lodeflow.outcomes import OUTCOMES, Name
from lodeflow.project_terms import RAMP_TYPES
from lodeflow.replication import Replication
from lodeflow.scenario import Scenario

Columns = dict[str, NDArray[Any]]
ROUTES = ("domestic", "land", "rail", "sea")
UNITS = tuple(sorted(set(OUTCOMES.values())))
PARTIES = (
    *(f"users {r}" for r in REGIONS),
    *(f"stockholders {r}" for r in REGIONS),
    *(f"sellers {r}" for r in REGIONS),
    *(f"treasury {r}" for r in REGIONS),
    "carriers",
    "lenders",
)
STAGES = tuple(stage.name.lower() for stage in Stage)
INSTRUMENTS = ("sale", "export tax", "freight", "tariff", "interest", "use")
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
}


def vocabulary(plan: Plan) -> dict[str, Sequence[str]]:
    """Every identifier a table may hold, by column; the same for all blocks of a run."""
    sites = tuple(site.removeprefix("site:") for site in plan.sites)
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
        "fate": tuple(f.name.lower() for f in Fate),
        "rule": ("none",),
        "kind": tuple(k.name.lower() for k in Kind),
        "actor": ("nature",),
        "subject": (*sites, *CHOKEPOINTS, *plan.projects),
        "detail": ("closed", "open", "stops", "works again", *STAGES),
        "project": plan.projects,
        "project.fate": STAGES,
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
    """The same table of several replications, one after the other."""
    return {name: _one_after_the_other([p[name] for p in parts]) for name in parts[0]}


def _one_after_the_other(pieces: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Concatenated, masks kept."""
    whole = np.concatenate([np.ma.getdata(p) for p in pieces])
    if not isinstance(pieces[0], np.ma.MaskedArray):
        return whole
    mask = np.concatenate([np.ma.getmaskarray(p) for p in pieces])
    return np.ma.MaskedArray(whole, mask=mask)


def outcome_rows(r: Replication, names: Sequence[Name], values: NDArray[np.float64]) -> Columns:
    """The ``outcomes`` table of one replication, from what it came to."""
    return {**_heads(r, len(names)), **_outcome_names(tuple(names)), "value": values}


@lru_cache(maxsize=4)
def _outcome_names(names: tuple[Name, ...]) -> Columns:
    """Codes of what the outcomes are of."""
    return {
        "outcome": _codes(list(OUTCOMES), [n.outcome for n in names]),
        "material": _codes(MATERIALS, [n.material for n in names]),
        "region": _codes(REGIONS, [n.region for n in names]),
        "sector": _codes(SECTORS, [n.sector for n in names]),
        "unit": _codes(UNITS, [OUTCOMES[n.outcome] for n in names]),
    }


def parameter_rows(r: Replication, parameters: Sequence[Parameter], values: NDArray[np.float64]) -> Columns:
    """The ``parameters`` table of one replication: what it drew for every uncertain number."""
    units = _codes(_units(parameters), [p.unit for p in parameters])
    numbers = np.arange(len(parameters), dtype=np.int32)
    return {**_heads(r, len(parameters)), "parameter": numbers, "value": values, "unit": units}


def _units(parameters: Sequence[Parameter]) -> tuple[str, ...]:
    """The units that uncertain numbers have, each once."""
    return tuple(sorted({p.unit for p in parameters}))


def replication_rows(r: Replication) -> Columns:
    """The ``replication`` table: the digest of its trace, and how many moments it had."""
    return {**_heads(r, 1), "trace": np.array([f"{r.trace:016x}"]), "moments": np.array([r.events], np.int32)}


def recorded_days(scenario: Scenario, step: int) -> NDArray[np.int32]:
    """Days of the markets that are written down: every ``step`` days, and the last one."""
    last = last_market(scenario)
    days = np.arange(0, last + 1, step, dtype=np.int32)
    return days if days[-1] == last else np.append(days, np.int32(last))


def market_rows(plan: Plan, r: Replication) -> Columns:
    """The ``market`` table of one replication: one row per recorded day and cell."""
    tape = r.world.tape
    days, cells = int(tape.used[MARKETS]), len(plan.atlas.cells)
    columns = np.ascontiguousarray(tape.market[:days].transpose(2, 0, 1)).reshape(-1, days * cells)
    values = {name: columns[c] for name, c in MARKET_COLUMNS.items()}
    makes, buys = (np.tile(x > 0.0, days) for x in (plan.template.market.ground.reference, plan.rest.landed))
    values["origin_price_usd_per_t"] = np.where(makes, values["origin_price_usd_per_t"], np.nan)
    for name in ("landed_cost_usd_per_t", "spot_price_usd_per_t", "transaction_price_usd_per_t"):
        values[name] = np.where(buys, values[name], np.nan)
    return {
        **_heads(r, days * cells),
        "day": np.repeat(tape.day[:days], cells).astype(np.int32),
        **{name: np.tile(codes, days) for name, codes in _cell_names(plan.atlas).items()},
        "licence_rent_usd_per_t": np.where(makes, 0.0, np.nan),
        "capacity_t_per_yr": columns[MarketColumn.CAPACITY] * 365.0,
        **values,
    }


@lru_cache(maxsize=8)
def _cell_names(atlas: Atlas) -> Columns:
    """Codes of the region and the material of every cell."""
    return {
        "region": _codes(REGIONS, [region for region, _ in atlas.cells]),
        "material": _codes(MATERIALS, [material for _, material in atlas.cells]),
    }


def flow_rows(plan: Plan, r: Replication) -> Columns:
    """The ``flow`` table of one replication: one row per recorded day and lane."""
    tape = r.world.tape
    days, lanes = int(tape.used[MARKETS]), len(plan.atlas.lanes)
    flow = tape.flow[:days]
    return {
        **_heads(r, days * lanes),
        **{name: np.tile(code, days) for name, code in _lane_names(plan).items()},
        "day": np.repeat(tape.day[:days], lanes).astype(np.int32),
        "shipped_t": flow[:, :, FlowColumn.SHIPPED].ravel(),
        "price_usd_per_t": flow[:, :, FlowColumn.FOB].ravel(),
        "tariff_usd_per_t": flow[:, :, FlowColumn.TARIFF].ravel(),
        "levy_usd_per_t": np.zeros(days * lanes),
        "freight_usd_per_t": flow[:, :, FlowColumn.FREIGHT].ravel(),
    }


def shipment_rows(plan: Plan, r: Replication) -> Columns:
    """The ``shipment`` table of one replication: every lot whose story has ended, in the order of its end."""
    tape = r.world.tape
    count = int(tape.used[FINISHED])
    fact, amount = tape.lot_fact[:count].copy(), tape.lot_amount[:count].copy()  # a worker uses its tape again
    lane = fact[:, Fact.LANE]

    def day(column: int) -> NDArray[Any]:
        values = fact[:, column]
        return np.ma.MaskedArray(values.astype(np.int32), mask=values == NO_DAY)

    return {
        **_heads(r, count),
        **{name: code[lane] for name, code in _lane_names(plan).items()},
        "shipment": np.arange(count, dtype=np.int32),
        "shipped_t": amount[:, 0],
        "ordered_day": day(Fact.ORDERED),
        "licensed_day": np.ma.MaskedArray(np.zeros(count, np.int32), mask=np.ones(count, bool)),
        "departed_day": day(Fact.DEPARTED),
        "arrived_day": day(Fact.ARRIVED),
        "cleared_day": day(Fact.CLEARED),
        "fate": fact[:, Fact.FATE].astype(np.int32),
        "value_usd": amount[:, 1 + Money.VALUE] + amount[:, 1 + Money.EXPORT_TAX],
        "tariff_usd": amount[:, 1 + Money.TARIFF],
        "levy_usd": np.zeros(count),
        "rule": np.full(count, -1, np.int32),
    }


def event_rows(plan: Plan, r: Replication) -> Columns:
    """The ``event`` table of one replication: closures, outages, and projects that enter a stage."""
    event = r.world.tape.event[: int(r.world.tape.used[EVENTS])].copy()
    at_sea, built = event[:, 1] == CHOKEPOINT, np.isin(event[:, 1], (INVESTMENT, PROJECT, CARE))
    before = np.where(built, len(plan.sites) + len(CHOKEPOINTS), np.where(at_sea, len(plan.sites), 0))
    detail = np.where(at_sea, np.where(event[:, 3] > 0.0, 0, 1), np.where(event[:, 3] > 0.0, 2, 3))
    kinds = [int(k) for k in Kind]
    return {
        **_heads(r, len(event)),
        "day": event[:, 0].astype(np.int32),
        "kind": np.array([kinds.index(int(k)) for k in event[:, 1]], np.int32),
        "actor": np.zeros(len(event), np.int32),
        "subject": (event[:, 2] + before).astype(np.int32),
        "detail": np.where(built, 4 + event[:, 3], detail).astype(np.int32),
    }


def project_rows(plan: Plan, r: Replication) -> Columns:
    """The ``project`` table of one replication: stage dates, fate, luck."""
    pipeline, projects = r.world.market.pipeline, r.world.market.projects
    cells, main = plan.atlas.cells, main_cells(plan)
    days = pipeline.day.copy()  # a worker uses its world again
    stages = {f"{name}_day": days[:, k] for k, name in enumerate(STAGES) if k > 0}
    return {
        **_heads(r, len(main)),
        "project": np.arange(len(main), dtype=np.int32),
        "region": _codes(REGIONS, [cells[i][0] for i in main]),
        "material": _codes(MATERIALS, [cells[i][1] for i in main]),
        "capacity_t_per_yr": projects.capacity * DAYS_PER_YEAR,
        "fate": pipeline.stage.astype(np.int32),
        **{name: np.ma.MaskedArray(d.astype(np.int32), mask=d == NOT_YET) for name, d in stages.items()},
        "capex_overrun": pipeline.overrun.copy(),
        "ramp_type": pipeline.kind.astype(np.int32),
    }


def main_cells(plan: Plan) -> list[int]:
    """Cell of what each project's capacity is of."""
    return [int(cell) for cell in plan.template.market.holdings.sells[:, 0]]


def account_rows(plan: Plan, r: Replication) -> Columns:
    """The ``account`` table of one replication: who paid whom in each step, by lane and by buyer; nothing left out."""
    tape, lanes = r.world.tape, plan.atlas.lanes
    days = int(tape.used[MARKETS])
    rows: list[tuple[int, int, int, int]] = []
    usd: list[NDArray[np.float64]] = []
    for s, lane in enumerate(lanes):
        payees = (
            f"sellers {lane.origin}",
            f"treasury {lane.origin}",
            "carriers",
            f"treasury {lane.destination}",
            "lenders",
        )
        for k, payee in enumerate(payees):
            rows.append(
                (
                    MATERIALS.index(lane.material),
                    k,
                    PARTIES.index(f"stockholders {lane.destination}"),
                    PARTIES.index(payee),
                )
            )
            usd.append(tape.flow[:days, s, FlowColumn.PAID + k])
    for i, (region, material) in enumerate(plan.atlas.cells):
        if plan.rest.use[i] > 0.0:
            rows.append(
                (
                    MATERIALS.index(material),
                    INSTRUMENTS.index("use"),
                    PARTIES.index(f"users {region}"),
                    PARTIES.index(f"stockholders {region}"),
                )
            )
            usd.append(tape.market[:days, i, MarketColumn.OUTLAY])
    names = np.tile(np.array(rows, np.int32), (days, 1))
    amount = np.array(usd).T.ravel()
    paid = amount != 0.0
    return {
        **_heads(r, int(paid.sum())),
        "day": np.repeat(tape.day[:days], len(rows)).astype(np.int32)[paid],
        "material": names[paid, 0],
        "instrument": names[paid, 1],
        "payer": names[paid, 2],
        "payee": names[paid, 3],
        "usd": amount[paid],
    }


def _lane_names(plan: Plan) -> Columns:
    """Identifiers of every lane. Goods travel under their own papers until somebody relabels them."""
    lanes = plan.atlas.lanes
    origin = _codes(REGIONS, [lane.origin for lane in lanes])
    return {
        "origin": origin,
        "destination": _codes(REGIONS, [lane.destination for lane in lanes]),
        "via": np.full(len(lanes), -1, np.int32),
        "declared_origin": origin,
        "route": _codes(ROUTES, [lane.via for lane in lanes]),
        "material": _codes(MATERIALS, [lane.material for lane in lanes]),
    }


def _heads(r: Replication, rows: int) -> Columns:
    """The first columns of every table."""
    return {"scenario": np.zeros(rows, np.int32), "replication": np.full(rows, r.number, np.int32)}


def _codes(words: Sequence[str], names: Sequence[str | None]) -> NDArray[np.int32]:
    """Codes of names in a vocabulary, -1 for none."""
    place = {word: n for n, word in enumerate(words)}
    return np.array([-1 if name is None else place[name] for name in names], np.int32)
