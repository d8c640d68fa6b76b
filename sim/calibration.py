"""The base year as a rest point: costs, shares, margins and stocks under which nothing moves. Model.md 12.5.

Weights and scales are backed out of the balanced table, never tuned; arithmetic uses the project's own exp and log, so
the same bits come out on every machine.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.arrays import frozen
from lodeflow.atlas import RELABELLED, SMUGGLED, Atlas, Lane
from lodeflow.base_year import BaseYear
from lodeflow.duties import base_duties
from lodeflow.facts import ORES, OXIDES
from lodeflow.gate_prices import gate_prices
from lodeflow.kernels.maths import exp, log, take_logs
from lodeflow.scenario import Scenario

DAYS_PER_YEAR = 365.0
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


def rest_point(scenario: Scenario, year: BaseYear, atlas: Atlas) -> Rest:
    """Prices, costs and flows of the base year, under the duties of the base year."""
    cells, lanes = atlas.cells, atlas.lanes
    asked = gate_prices(scenario.base_table, year, cells)
    price = np.array([asked[c] for c in cells])
    flow = np.array([lane.tonnes / DAYS_PER_YEAR for lane in lanes])
    seller, buyer = ends(atlas)
    output, use = np.zeros(len(cells)), np.zeros(len(cells))
    for s in range(len(lanes)):
        output[seller[s]] += flow[s]
        use[buyer[s]] += flow[s]
    terms = [base_duties(scenario.base_table, lane) for lane in lanes]
    tax, duty_rate, on_freight = (np.array([t[k] for t in terms]) for k in range(3))
    freight = np.array([lane.freight for lane in lanes])
    premium = np.array([_premium(scenario, lane) for lane in lanes])
    fob = price[seller] * (1.0 + tax) * (1.0 + premium)
    duty = duty_rate * (fob + on_freight * freight)
    carrying = scenario.market.interest / DAYS_PER_YEAR * np.array([float(lane.transit) for lane in lanes]) * fob
    cost = fob + freight + duty + carrying
    part = parts(atlas, flow, use)
    landed = np.zeros(len(cells))
    for s in range(len(lanes)):
        landed[buyer[s]] += part[s] * cost[s]
    content = grades(year, atlas)
    feed = np.zeros((len(cells), ELEMENTS))
    for s in range(len(lanes)):
        feed[buyer[s]] += part[s] * content[seller[s]]
    return Rest(price, output, use, content, feed, flow, tax, duty_rate, on_freight, fob, duty, cost, landed)


def _premium(scenario: Scenario, lane: Lane) -> float:
    """What whoever carries a cargo past the law asks on top of its price in ordinary times, as a share."""
    asked = {SMUGGLED: scenario.smuggling.premium, RELABELLED: scenario.relabelling.premium}
    return asked.get(lane.route, 0.0)


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
    for n, (region, material) in enumerate(atlas.cells[: atlas.civil]):
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


def effective_lead(lane: Lane, tick: int) -> float:
    """Days from dispatch to the first market at which the cargo can be used."""
    return float(-(-lane.transit // tick) * tick)


def log_or_zero(value: float) -> float:
    """The project's own log, 0 for what is not positive."""
    return float(log(value)) if value > 0.0 else 0.0


def logs_or_zero(values: Floats) -> Floats:
    """The same of many numbers at once."""
    found = np.array(values, np.float64)
    take_logs(found)
    return found
