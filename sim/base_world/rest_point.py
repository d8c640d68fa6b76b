"""The base year as a rest point: costs, shares, margins and stocks under which nothing moves. Model.md 12.5.

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
from lodeflow.catalog.names import ORES, OXIDES
from lodeflow.kernels.core.maths import exp, log, take_logs
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.scenario.load import Scenario

Floats = NDArray[np.float64]
ELEMENTS = 3


class Rest(NamedTuple):
    """The rest point, by cell and by lane; flows t/d, prices USD/t."""

    price: Floats  # (cells,) at the gate
    output: Floats  # (cells,) sold, residue apart
    use: Floats  # (cells,)
    content: Floats  # (cells, 3) of what is made there, contained per t
    feed_content: Floats  # (cells, 3) of what is bought there
    flow: Floats  # (lanes,)
    tax: Floats  # (lanes,) export tax, share
    tariff: Floats  # (lanes,)
    on_freight: Floats  # (lanes,)
    fob: Floats  # (lanes,)
    duty: Floats  # (lanes,)
    cost: Floats  # (lanes,) landed
    landed: Floats  # (cells,) mean landed cost of what is bought


def smoothing(tick: float, days: float) -> float:
    """Share of a gap closed in one tick by a first-order lag of so many days; lags shorter than a tick last a tick."""
    return float(1.0 - exp(-tick / max(tick, days)))


class Traded(NamedTuple):
    """What the base table says of trade, whatever a scenario draws; read-only, as in ``Rest``."""

    price: Floats
    output: Floats
    use: Floats
    content: Floats
    feed_content: Floats
    flow: Floats
    part: Floats  # (lanes,) of what the buyer buys
    tax: Floats
    tariff: Floats
    on_freight: Floats


def rest_point(scenario: Scenario, year: BaseYear, atlas: Atlas) -> Rest:
    """Prices, costs and flows of the base year, under the duties of the base year."""
    t, lanes = _traded(scenario.base_table, year, atlas), lane_columns(atlas)
    seller, buyer = ends(atlas)
    # What whoever carries a cargo past the law asks on top of its price in ordinary times, as a share.
    premium = lanes.smuggled * scenario.smuggling.premium + lanes.relabelled * scenario.relabelling.premium
    fob = t.price[seller] * (1.0 + t.tax) * (1.0 + premium)
    duty = t.tariff * (fob + t.on_freight * lanes.freight)
    carrying = scenario.market.interest / DAYS_PER_YEAR * lanes.transit * fob
    cost = fob + lanes.freight + duty + carrying
    landed = summed(t.part * cost, buyer, len(atlas.cells))
    at = (t.price, t.output, t.use, t.content, t.feed_content)
    return Rest(*at, t.flow, t.tax, t.tariff, t.on_freight, fob, duty, cost, landed)


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
    """Share of every lane in what its buyer buys; even shares where nothing is bought yet."""
    _, buyer = ends(atlas)
    ways = np.bincount(buyer, minlength=len(use))
    shares: Floats = np.where(use[buyer] > 0.0, flow / np.where(use[buyer] > 0.0, use[buyer], 1.0), 1.0 / ways[buyer])
    return shares


@lru_cache(maxsize=8)
def ends(atlas: Atlas) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Seller cell and buyer cell of every lane; read-only."""
    seller: NDArray[np.int64] = frozen([atlas.cell(lane.origin, lane.material) for lane in atlas.lanes], np.int64)
    buyer: NDArray[np.int64] = frozen(
        [atlas.cell(lane.destination, lane.material, lane.tag) for lane in atlas.lanes], np.int64
    )
    return seller, buyer


def grades(year: BaseYear, atlas: Atlas) -> Floats:
    """Contained light, heavy and rest oxide per tonne of what each cell makes: fixed for oxides and magnets, the
    deposit's basket for ores.
    """
    content = np.zeros((len(atlas.cells), ELEMENTS))
    basket = {(m.region, m.material): m.basket for m in year.mines}
    for n, (region, material) in zip(atlas.shown.tolist(), atlas.shown_cells, strict=True):
        if material in ORES:
            content[n] = basket.get((region, material), (0.0, 0.0, 0.0))
        elif material in OXIDES:
            content[n, OXIDES.index(material)] = 1.0
        else:
            content[n, :2] = year.recipe.content[material]
    return content


def cover_days(scenario: Scenario, region: str, material: str) -> float:
    """Days of use that buyers of a material in a region want in stock."""
    terms = scenario.materials[material]
    return float((terms.buyer_cover_by_region or {}).get(region, terms.buyer_cover_days))


def effective_leads(atlas: Atlas, tick: int) -> Floats:
    """Days from dispatch to the first market at which a cargo can be used, by lane."""
    return np.asarray(-(-lane_columns(atlas).transit // tick) * tick, np.float64)


def log_or_zero(value: float) -> float:
    """The project's own log, 0 for what is not positive."""
    return float(log(value)) if value > 0.0 else 0.0


def logs_or_zero(values: Floats) -> Floats:
    """The same of many numbers at once."""
    found = np.array(values, np.float64)
    take_logs(found)
    return found
