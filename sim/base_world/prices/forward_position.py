"""Forward positions at rest: normal stock of every part of the value of goods, and what its price follows from."""

import math
from functools import lru_cache

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Floats, Whole, summed
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.materials import material_of
from lodeflow.base_world.prices.bids import bids_of
from lodeflow.base_world.prices.capacity_answers import capacity_answers
from lodeflow.base_world.prices.dated_flows import nothing_dated
from lodeflow.base_world.prices.growth_path import part_growth
from lodeflow.base_world.prices.part_supply import Supply, balanced, supplied
from lodeflow.base_world.prices.part_values import PARTS, Values, demands_of, part_values, per_part, use_of_parts
from lodeflow.base_world.prices.saddle_path import (
    add_values,
    answers_of,
    own_answers,
    own_learning,
    own_rates,
    path_growth,
)
from lodeflow.base_world.rest_point import Rest, covers, ends, parts
from lodeflow.base_world.supply.usual_outages import remaining_days, usual_loss
from lodeflow.base_world.trade.lanes import build_voyages
from lodeflow.base_world.trade.voyage_times import effective_leads
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.goods import Goods
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.entities.cells import REST, BuyerState, SellerState
from lodeflow.kernels.entities.rules import BehaviourParams
from lodeflow.kernels.prices.forward_position import KINDS, ForwardParams, ForwardState
from lodeflow.kernels.prices.lasting_rents import NO_RENT
from lodeflow.kernels.prices.saddle_path import find_modes
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario

DAYS_PER_WEEK = 7.0
NEGLIGIBLE = 1e-9  # of a part's stock: what other parts' stocks leave of it by rounding


def build_forward(
    scenario: Scenario,
    year: BaseYear,
    atlas: Atlas,
    rest: Rest,
    rules: BehaviourParams,
    user_params: UserParams,
    base: Supply,
    now: Supply,
    sellers: SellerState,
    buyers: BuyerState,
    afloat: Floats,
) -> tuple[ForwardParams, ForwardState]:
    """Pools at rest: values, normal stocks, modes, and state in balance.

    Args:
        scenario: elasticities, elasticity of storage, memory of the flows out of balance.
        year: base table with recipes.
        atlas: cells and lanes.
        rest: base prices and flows.
        rules: tick and speeds of adjustment.
        user_params: final users.
        base: mines and plants of the base year, on its path of growth.
        now: the same with those of projects.
        sellers: sellers' stocks at the first market.
        buyers: buyers' stocks then.
        afloat: float64 (lanes,) [t], goods under way then.

    """
    v, of = part_values(year, atlas, rest, base.plants), material_of(atlas)[:-1]
    used, demand, demands = demands_of(v, user_params)
    at_sea = sellers.stock + summed(afloat, ends(atlas)[0], len(of))
    normal = per_part(v.sold, at_sea) + per_part(v.bought, buyers.stock)
    mined, made = supplied(v, atlas, base.plants, base.mines)
    needed = demand + normal * part_growth(scenario, user_params, used, demands) / float(scenario.tick_days)
    scale, surplus = balanced(mined, made, base.mines, base.plants, needed, year, usual_loss(scenario))
    stock = np.zeros((PARTS, PARTS))
    add_values(stock, v.sold, at_sea)
    add_values(stock, v.bought, buyers.stock)
    growing = capacity_answers(scenario, atlas, base.mines, base.plants)
    supplies = ((mined * scale, base.mines), (made * scale, base.plants))
    answer, speeds = answers_of(scenario, v, rest, user_params, *supplies, growing)
    for c in np.flatnonzero(demand <= 0.0):  # a part that nobody uses stands alone and never moves
        stock[c], stock[:, c], answer[:, c], answer[:, :, c] = 0.0, 0.0, 0.0, 0.0
        stock[c, c], answer[0, c, c] = 1.0, 1.0
    rate, left, back = np.zeros(PARTS), np.zeros((PARTS, PARTS)), np.zeros((PARTS, PARTS))
    m, tick = scenario.market, float(scenario.tick_days)
    kappa = float(m.storage_elasticity) * DAYS_PER_WEEK / tick
    growth = path_growth(user_params, used, demand) * tick
    scratch = [np.zeros((PARTS, PARTS)) for _ in range(5)]
    find_modes(answer, speeds.lag, speeds.believed, stock, kappa, growth, rate, left, back, *scratch)
    steep = np.zeros(PARTS)
    for i in range(PARTS):
        steep += back[:, i] * left[i] * np.diag(stock)
    mined, made = supplied(v, atlas, now.plants, now.mines)
    feed, weight = _feeds(atlas, now.plants, rest)
    boom = max(float(k.boom_days) for k in scenario.sectors.values())
    fading = [
        0.0,  # what is missing stays missing until capacity answers prices
        rules.incentive,
        tick / remaining_days(scenario),
        tick / boom,
        rules.process_share * rules.process_down + (1.0 - rules.process_share) * rules.redesign_down,
        _end_of_floods(scenario),
    ]
    goods = atlas.goods
    tonnes = summed(sellers.stock + buyers.stock, of, len(goods.materials))
    own_rate = own_rates(goods, answer, stock, kappa)
    params = ForwardParams(
        **{name: getattr(v, name) for name in ("sold", "bought", "share", "feed_share")},
        feed=feed,
        feed_weight=weight,
        passes=_passes(atlas),
        material=of,
        mined=_scaled(mined, scale),
        made=_scaled(made, scale),
        used=used,
        demand=demands,
        normal=frozen(normal),
        normal_tonnes=_in_demand(goods, tonnes, surplus),
        apart=_apart(goods, v, of, sellers.stock, buyers.stock, kappa * own_rate),
        use_of=use_of_parts(atlas, v),
        rate=frozen(rate),
        left=frozen(left * np.where(demand > 0.0, demand, 1.0)),
        back=frozen(back),
        steep=frozen(steep),
        fading=frozen(fading),
        surplus=surplus,
        usual_loss=frozen([usual_loss(scenario)]),
        kappa=frozen([kappa]),
        own_rate=own_rate,
        own_answer=own_answers(scenario, rest, of, base.plants, tonnes, own_rate, kappa),
        own_learning=own_learning(scenario),
        cover=_covers(scenario, atlas, rest),
        **bids_of(scenario, goods, v, user_params, base.plants, demand),
        spread=frozen([m.choke_spread]),
        growth=frozen([growth]),
        **nothing_dated(),
    )
    return params, _rested(rest, len(goods.materials))


def _end_of_floods(scenario: Scenario) -> float:
    """Rate at which floods are believed to end [1/tick]: that of the shortest mean; 0 for those without an end."""
    days = [float(f.mean_days) for f in scenario.floods.values() if f.start is None]
    days += [float((f.end - f.start).days) for f in scenario.floods.values() if f.start and f.end]
    return float(scenario.tick_days) / max(float(scenario.tick_days), min(days)) if days else 0.0


@reused
def _rested(rest: Rest, count: int) -> ForwardState:
    """Pools in balance of ``count`` materials: no price has moved."""
    cells = len(rest.price)
    return ForwardState(
        price=np.zeros(PARTS),
        position=np.ones(PARTS),
        held=np.zeros(PARTS),
        flows=np.zeros((KINDS, PARTS)),
        dated=np.zeros((PARTS, PARTS)),
        size=np.ones(PARTS),
        path=np.ones(PARTS),
        plenty=np.ones(count),
        own_response=np.zeros(cells),
        aside=np.zeros(count),
        trend=np.zeros(PARTS),
        later_trend=np.zeros(PARTS),
        lasts=np.zeros((PARTS, PARTS)),
        rent=np.zeros(cells),
        rent_ends=np.full(1, NO_RENT),
        expected=np.zeros(count),
        grown=np.ones(count),
        missing=np.zeros(cells),
        lasting=np.zeros(cells),
        trapped=np.zeros(cells),
        bid=np.zeros(cells),
        worth=rest.price.copy(),
        most=np.zeros(cells),
        bid_of_plants=np.zeros(cells),
        sums=np.zeros((5, cells)),
        news=np.zeros(cells),
    )


@reused
def _scaled(values: Floats, scale: Floats) -> Floats:
    """Values by part, float64 (rows, parts), times ``scale`` of each part."""
    return frozen(values * scale)


@lru_cache(maxsize=8)
def _passes(atlas: Atlas) -> Floats:
    """1 for cells of magnets, whose gate price passes on the whole cost of feed."""
    return frozen(
        np.isin(material_of(atlas)[:-1], [atlas.goods.place(grade) for grade in atlas.goods.products]).astype(
            np.float64
        )
    )


@reused
def _feeds(atlas: Atlas, plant_params: PlantParams, rest: Rest) -> tuple[Whole, Floats]:
    """Feeds whose cost each seller passes on, and the rise of its price with each, int64 and float64 (cells, 2).

    The cost of ore is spread over light and heavy oxide by what they earn.
    """
    feed, weight = np.full((len(atlas.cells), 2), -1), np.zeros((len(atlas.cells), 2))
    for f in range(len(plant_params.need)):
        products, yields = plant_params.product[f].tolist(), plant_params.fixed_yield[f].tolist()
        earned = sum(y * rest.price[c] for c, y in zip(products[:REST], yields, strict=False) if c >= 0)
        for k, cell in enumerate(products):
            if cell < 0 or k == REST or feed[cell, 0] >= 0:
                continue
            feed[cell] = plant_params.feed[f]
            weight[cell] = plant_params.need[f] * (rest.price[cell] / earned if plant_params.separates[f] else 1.0)
    return frozen(feed, np.int64), frozen(weight)


def _in_demand(goods: Goods, normal: Floats, surplus: Floats) -> Floats:
    """Stock of each material in the world, float64 (materials,) [t], 0 where it is in surplus."""
    spare = [m == goods.residue and surplus[REST] > 0.0 for m in goods.materials]
    return frozen([0.0 if too_much else float(t) for too_much, t in zip(spare, normal, strict=True)])


def _apart(goods: Goods, v: Values, of: Whole, at_sellers: Floats, at_buyers: Floats, steadiness: Floats) -> Floats:
    """Fall of the materials' ln prices by their ln plenty as far as it leaves the stock of every part as it is, float64
    (materials, materials): projection by Gram and Schmidt, for the same bits everywhere. Rest oxides stand alone.

    Args:
        goods: the materials.
        v: values by part.
        of: int64 (cells,), material of each cell.
        at_sellers: float64 (cells,) [t], sellers' normal stock.
        at_buyers: float64 (cells,) [t], buyers' normal stock.
        steadiness: float64 (materials,) [-], ln plenty of each material over the fall of its ln price that it brings
            (kappa times the rate at which its market alone discounts); 0 for what nobody makes.

    """
    count, rest = len(goods.materials), goods.place(goods.residue)
    values = v.sold * at_sellers[:, None] + v.bought * at_buyers[:, None]
    seen: list[list[float]] = []
    left = [[float(m == k and m != rest) for k in range(count)] for m in range(count)]
    for c in (c for c in range(PARTS) if c != REST):
        row = summed(values[:, c], of, count).tolist()
        if rest >= 0:
            row[rest] = 0.0
        whole = math.sqrt(_dot(row, row))
        for before in seen * 2:
            along = _dot(row, before)
            row = [a - along * b for a, b in zip(row, before, strict=True)]
        length = math.sqrt(_dot(row, row))
        if length > NEGLIGIBLE * whole:
            seen.append([a / length for a in row])
    for direction in seen:
        for m in range(count):
            left[m] = [a - direction[m] * b for a, b in zip(left[m], direction, strict=True)]
    return frozen([[x / steadiness[m] if steadiness[m] > 0.0 else 0.0 for x in left[m]] for m in range(count)])


def _dot(a: list[float], b: list[float]) -> float:
    """Scalar product, in the order of the numbers."""
    total = 0.0
    for x, y in zip(a, b, strict=True):
        total += x * y
    return total


@reused
def _covers(scenario: Scenario, atlas: Atlas, rest: Rest) -> Floats:
    """Normal stock of each buyer with what is under way to it, days of use, float64 (cells,)."""
    buyer = ends(atlas)[1]
    voyage = np.maximum(
        0.0, effective_leads(atlas, build_voyages(scenario, atlas), scenario.tick_days) - scenario.tick_days
    )
    return frozen(covers(scenario, atlas) + summed(parts(atlas, rest.flow, rest.use) * voyage, buyer, len(atlas.cells)))
