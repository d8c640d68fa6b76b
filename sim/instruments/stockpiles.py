"""Stockpiles as arrays: purses, and a store for each material that the region of a stockpile uses."""

from datetime import date

import numpy as np

from lodeflow.atlas.atlas import CIVIL, DEFENCE, Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Rest, smoothing
from lodeflow.instruments.card import Blueprint, Instrument
from lodeflow.kernels.core.maths import log
from lodeflow.kernels.core.moment import DAYS_PER_YEAR, FAR_DAY
from lodeflow.kernels.stockpiles.stores import StockpileParams, StockpileState, nothing_stored
from lodeflow.language.patterns import fits
from lodeflow.scenario.load import Scenario
from lodeflow.terms.stockpiles import ORIGINS, PRICES, Stockpile


def build_stockpiles(b: Blueprint) -> dict[str, StockpileParams | StockpileState]:
    """Terms of all stockpiles of a scenario, and their empty stores. ``b`` is the world so far."""
    stores = stores_of(b.scenario, b.atlas, b.rest)
    params = _params(b.scenario, stores)
    state = nothing_stored(len(stores), len(params.start))
    state.usual[:] = b.found["cell_params"].base_paid[params.cell]
    state.rested[:] = params.rest[params.purse]
    return {"stockpile_params": params, "stockpile_state": state}


def stores_of(scenario: Scenario, atlas: Atlas, rest: Rest) -> list[tuple[int, int, float]]:
    """Stockpile, cell and target [t] of every store.

    Args:
        scenario: names the stockpiles, in the order of their names.
        atlas: indices of cells.
        rest: use of the base year.

    """
    found = []
    for n, terms in enumerate(scenario.stockpiles.values()):
        for material in atlas.goods.materials:
            cell = atlas.cell(terms.region, material, CIVIL)
            if not fits(terms.materials, material) or cell < 0 or rest.use[cell] <= 0.0:
                continue
            days = terms.target_days_by_material.get(material, terms.target_days)
            found.append((n, cell, days * _use(terms, material, atlas, rest)))
    return found


def _use(terms: Stockpile, material: str, atlas: Atlas, rest: Rest) -> float:
    """Use of a material that counts for the target, t/d."""
    regions = [r for r in atlas.goods.regions if (r == terms.region if terms.users is None else fits(terms.users, r))]
    cells = {atlas.cell(r, material, tag) for r in regions for tag in (CIVIL, DEFENCE)}
    return sum(float(rest.use[cell]) for cell in sorted(cells) if cell >= 0)


def _params(scenario: Scenario, stores: list[tuple[int, int, float]]) -> StockpileParams:
    """Arrays of the terms."""
    tick, each = float(scenario.tick_days), [*scenario.stockpiles.values()]
    starts = [_day(scenario, terms.start) for terms in each]
    purse, cell, target = ([store[k] for store in stores] for k in range(3))
    return StockpileParams(
        announced=frozen([_day(scenario, t.announced or t.start) for t in each], np.int64),
        start=frozen(starts, np.int64),
        end=frozen([_day(scenario, t.end) if t.end else FAR_DAY for t in each], np.int64),
        capital=frozen([t.capital_usd for t in each]),
        loan=frozen([t.loan_usd for t in each]),
        interest=frozen([t.interest * tick / DAYS_PER_YEAR for t in each]),
        storage=frozen([t.storage * tick / DAYS_PER_YEAR for t in each]),
        fee=frozen([t.fee for t in each]),
        prepaid=frozen([t.prepaid for t in each]),
        carry=frozen([t.carry for t in each]),
        repaid_from=frozen([s + int(t.revolving_days) for s, t in zip(starts, each, strict=True)], np.int64),
        repaid_by=frozen([s + int(t.loan_days) for s, t in zip(starts, each, strict=True)], np.int64),
        selling=frozen([t.selling_days for t in each]),
        cap=frozen([t.flow_cap for t in each]),
        ceiling=frozen([t.ceiling for t in each]),
        memory=frozen([smoothing(tick, t.mean_days) for t in each]),
        filling=frozen([t.filling_days for t in each]),
        origin=frozen([ORIGINS.index(t.origin) for t in each], np.int64),
        short=frozen([t.release_unmet for t in each]),
        patience=frozen([t.release_after for t in each]),
        crisis=frozen([float(log(t.release_premium)) for t in each]),
        release=frozen([t.release_days for t in each]),
        rest=frozen([t.rest_days for t in each]),
        price=frozen([PRICES.index(t.release_price) for t in each], np.int64),
        purse=frozen(purse, np.int64),
        cell=frozen(cell, np.int64),
        target=frozen(target),
    )


def _day(scenario: Scenario, when: date) -> int:
    """Day of a date, at most the farthest one."""
    return min((when - scenario.start_date).days, FAR_DAY)


STOCKPILES = Instrument(
    stem="stockpiles",
    tables=("stockpiles",),
    build=build_stockpiles,
    slices=("stockpile_params", "stockpile_state"),
    holds=("stockpile_state.content",),
)
"""Stockpiles that buy in calm times and release when users run short."""
