"""Rest point of the base year: costs, shares, margins and stocks at which nothing moves. Model.md 12.5.

Weights and scales are backed out of the balanced table, never tuned; arithmetic uses the project's own exp and log, so
the same bits come out on every machine.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import lane_columns, summed
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.duty_rules import base_duties
from lodeflow.base_year.gate_prices import gate_prices
from lodeflow.base_year.table import BaseYear
from lodeflow.kernels.core.maths import exp, log, take_logs
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario

Floats = NDArray[np.float64]
ELEMENTS = 3
"""Contained light, heavy and rest oxide."""


class Rest(NamedTuple):
    """Rest point by cell and by lane."""

    price: Floats
    """float64 (cells,) [USD/t]: price at the gate."""
    output: Floats
    """float64 (cells,) [t/d]: sales, residue left out."""
    use: Floats
    """float64 (cells,) [t/d]: purchases."""
    content: Floats
    """float64 (cells, 3) [t/t]: oxide contained in what is made there."""
    feed_content: Floats
    """float64 (cells, 3) [t/t]: oxide contained in what is bought there."""
    flow: Floats
    """float64 (lanes,) [t/d]: flow."""
    tax: Floats
    """float64 (lanes,) [share]: export tax."""
    tariff: Floats
    """float64 (lanes,) [share]: tariff."""
    on_freight: Floats
    """float64 (lanes,): 1 where the tariff falls on freight too (cif), else 0."""
    fob: Floats
    """float64 (lanes,) [USD/t]: price free on board."""
    duty: Floats
    """float64 (lanes,) [USD/t]: tariff."""
    cost: Floats
    """float64 (lanes,) [USD/t]: landed cost."""
    landed: Floats
    """float64 (cells,) [USD/t]: mean landed cost of what is bought."""


@lru_cache(maxsize=1 << 12)
def smoothing(tick: float, days: float) -> float:
    """Share of a gap closed in one tick by a first-order lag; a lag shorter than a tick lasts one tick.

    Args:
        tick: length of a tick, days.
        days: time constant of the lag, days.

    """
    return float(1.0 - exp(-tick / max(tick, days)))


class Traded(NamedTuple):
    """Trade of a base table, independent of a scenario's draws; read-only."""

    price: Floats
    """float64 (cells,) [USD/t]: price at the gate."""
    output: Floats
    """float64 (cells,) [t/d]: sales, residue left out."""
    use: Floats
    """float64 (cells,) [t/d]: purchases."""
    content: Floats
    """float64 (cells, 3) [t/t]: oxide contained in what is made there."""
    feed_content: Floats
    """float64 (cells, 3) [t/t]: oxide contained in what is bought there."""
    flow: Floats
    """float64 (lanes,) [t/d]: flow."""
    part: Floats
    """float64 (lanes,) [share]: part of the buyer's purchases."""
    tax: Floats
    """float64 (lanes,) [share]: export tax."""
    tariff: Floats
    """float64 (lanes,) [share]: tariff."""
    on_freight: Floats
    """float64 (lanes,): 1 where the tariff falls on freight too (cif), else 0."""


@reused
def rest_point(scenario: Scenario, year: BaseYear, atlas: Atlas) -> Rest:
    """Prices, costs and flows of the base year, under the duties of the base year.

    Args:
        scenario: base table, interest rate, premiums for smuggling and relabelling.
        year: balanced base table.
        atlas: cells and lanes.

    """
    t, lanes = _traded(scenario.base_table, year, atlas), lane_columns(atlas)
    seller, buyer = ends(atlas)
    # Premium of smugglers and relabellers in ordinary times, as a share of the price.
    premium = lanes.smuggled * scenario.smuggling.premium + lanes.relabelled * scenario.relabelling.premium
    fob = t.price[seller] * (1.0 + t.tax) * (1.0 + premium)
    duty = t.tariff * (fob + t.on_freight * lanes.freight)
    carrying = scenario.market.interest / DAYS_PER_YEAR * lanes.transit * fob
    cost = fob + lanes.freight + duty + carrying
    landed = summed(t.part * cost, buyer, len(atlas.cells))
    at = (t.price, t.output, t.use, t.content, t.feed_content)
    return Rest(*at, t.flow, t.tax, t.tariff, t.on_freight, fob, duty, cost, landed)


@reused
def moving(rest: Rest, atlas: Atlas) -> Rest:
    """Rest point with prices and costs of 0 on relabelled lanes, on which nothing moves in the base year.

    What asks for lanes with flow reads this one: it stays the same where the premium of relabellers is drawn.

    Args:
        rest: the rest point.
        atlas: the lanes.

    """
    still = lane_columns(atlas).relabelled
    fob, duty, cost = (np.where(still, 0.0, each) for each in (rest.fob, rest.duty, rest.cost))
    return rest._replace(fob=fob, duty=duty, cost=cost)


@lru_cache(maxsize=8)
def _traded(base_table: str, year: BaseYear, atlas: Atlas) -> Traded:
    cells, (seller, buyer) = atlas.cells, ends(atlas)
    asked = gate_prices(base_table, year, cells)
    flow = lane_columns(atlas).tonnes / DAYS_PER_YEAR
    output, use = (summed(flow, side, len(cells)) for side in (seller, buyer))
    part, content = parts(atlas, flow, use), grades(year, atlas)
    feed = summed(part[:, None] * content[seller], buyer, len(cells))
    duties = np.array([base_duties(base_table, lane) for lane in atlas.lanes]).T
    price = [asked[c] for c in cells]
    return Traded(*(frozen(each) for each in (price, output, use, content, feed, flow, part, *duties)))


def parts(atlas: Atlas, flow: Floats, use: Floats) -> Floats:
    """Share of every lane in its buyer's purchases, float64 (lanes,); even shares where nothing is bought yet.

    Args:
        atlas: cells and lanes.
        flow: float64 (lanes,) [t/d].
        use: float64 (cells,) [t/d]: purchases of each buyer.

    """
    _, buyer = ends(atlas)
    ways = np.bincount(buyer, minlength=len(use))
    shares: Floats = np.where(use[buyer] > 0.0, flow / np.where(use[buyer] > 0.0, use[buyer], 1.0), 1.0 / ways[buyer])
    return shares


@lru_cache(maxsize=8)
def ends(atlas: Atlas) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Seller cell and buyer cell of every lane of ``atlas``; read-only."""
    seller: NDArray[np.int64] = frozen([atlas.cell(lane.origin, lane.material) for lane in atlas.lanes], np.int64)
    buyer: NDArray[np.int64] = frozen(
        [atlas.cell(lane.destination, lane.material, lane.tag) for lane in atlas.lanes], np.int64
    )
    return seller, buyer


def grades(year: BaseYear, atlas: Atlas) -> Floats:
    """Contained light, heavy and rest oxide per tonne of product, float64 (cells, 3).

    Oxides and magnets have fixed contents; ores have the basket of their deposit.

    Args:
        year: base table with baskets of deposits and recipes of magnets.
        atlas: the cells.

    """
    content = np.zeros((len(atlas.cells), ELEMENTS))
    basket = {(m.region, m.material): m.basket for m in year.mines}
    for n, (region, material) in zip(atlas.shown.tolist(), atlas.shown_cells, strict=True):
        if material in atlas.goods.ores:
            content[n] = basket.get((region, material), (0.0, 0.0, 0.0))
        elif material in atlas.goods.intermediates:
            content[n, atlas.goods.intermediates.index(material)] = 1.0
        else:
            content[n, :2] = year.recipe.content[material]
    return content


@reused
def covers(scenario: Scenario, atlas: Atlas) -> Floats:
    """Target stock of the buyers in every cell in days of use, float64 (cells,).

    Args:
        scenario: terms of every material; a region may have a target of its own.
        atlas: the cells.

    """
    found, terms = np.zeros(len(atlas.cells)), scenario.materials
    for material, cells in _cells_of(atlas).items():
        found[cells] = terms[material].buyer_cover_days
        for region, days in (terms[material].buyer_cover_by_region or {}).items():
            found[[cell for cell in cells if atlas.cells[cell][0] == region]] = days
    return frozen(found)


@lru_cache(maxsize=8)
def _cells_of(atlas: Atlas) -> dict[str, list[int]]:
    """Cells of each material."""
    found: dict[str, list[int]] = {}
    for cell, (_, material) in enumerate(atlas.cells):
        found.setdefault(material, []).append(cell)
    return found


def log_or_zero(value: float) -> float:
    """Natural logarithm of ``value`` by the project's own log; 0 if it is not positive."""
    return float(log(value)) if value > 0.0 else 0.0


def logs_or_zero(values: Floats) -> Floats:
    """Natural logarithms of ``values`` by the project's own log; 0 where they are not positive."""
    found = np.array(values, np.float64)
    take_logs(found)
    return found
