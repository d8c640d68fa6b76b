"""Pools of the base year: parts of the value of goods, their stocks, and the rates at which prices discount them.

Parts: light and heavy oxide from ore to final use, the value that separation adds, the value that makers of each grade
of magnets add, and the rest oxides, which are in surplus. The value of ore is that of its elements.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Floats, Whole, summed
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.lanes import build_voyages
from lodeflow.base_world.materials import material_of
from lodeflow.base_world.rest_point import ELEMENTS, Rest, covers, ends, log_or_zero, parts
from lodeflow.base_world.usual_outages import remaining_days, usual_loss
from lodeflow.base_world.voyage_times import effective_leads
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.names import MAGNETS, MATERIALS, ORES, OXIDES
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.entities.cells import HEAVY, LIGHT, REST, BuyerState, SellerState
from lodeflow.kernels.entities.rules import BehaviourParams
from lodeflow.kernels.prices.forward_position import KINDS, ForwardParams, ForwardState
from lodeflow.kernels.prices.saddle_path import add_products, find_modes
from lodeflow.kernels.supply.mine import MineParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario

SEPARATION, MAKING = 3, 4
"""Parts behind the three elements: separation, and the first grade of magnets."""
PARTS = MAKING + len(MAGNETS)
DAYS_PER_WEEK = 7.0
LEAST_SUPPLY = 0.1
"""Share of use that is made at least, where use shrinks so fast that stock alone would do."""
NEGLIGIBLE = 1e-9  # of a part's stock: what other parts' stocks leave of it by rounding


class Values(NamedTuple):
    """Values at base prices that follow from the base year alone; read-only."""

    sold: Floats
    """float64 (cells, parts) [USD/t]: goods of each seller."""
    bought: Floats
    """float64 (cells, parts) [USD/t]: goods of each buyer."""
    share: Floats
    """float64 (cells, parts) [-]: shares of the gate price."""
    feed_share: Floats
    """float64 (cells, parts) [-]: shares of the landed cost."""
    element: Floats
    """float64 (3,) [USD/t]: contained oxide, recoverable and before separation."""
    oxide: Floats
    """float64 (3, parts) [USD/t]: separated oxide."""
    magnet: Floats
    """float64 (grades, parts) [USD/t]: magnets."""


def _mean(values: Floats, weights: Floats) -> float:
    """Weighted mean; 0 without weight."""
    total = float(summed(weights, np.zeros(len(weights), np.int64), 1)[0])
    return float(summed(values * weights, np.zeros(len(values), np.int64), 1)[0]) / total if total > 0.0 else 0.0


@reused
def _values(year: BaseYear, atlas: Atlas, rest: Rest, plant_params: PlantParams) -> Values:
    """Values of goods by part, at mean prices of the world."""
    of = material_of(atlas)[:-1]
    price = [_mean(rest.price[of == m], rest.output[of == m]) for m in range(len(MATERIALS))]
    oxides = [price[MATERIALS.index(o)] for o in OXIDES]
    separates = plant_params.separates
    activity = plant_params.base_capacity * plant_params.base_utilisation
    earned = plant_params.fixed_yield[:, LIGHT] * oxides[LIGHT] + plant_params.fixed_yield[:, HEAVY] * oxides[HEAVY]
    added = _mean(plant_params.base_margin[separates], activity[separates])
    per_tonne = _mean(earned[separates], activity[separates])
    kept = min(0.9, added / per_tonne) if per_tonne > 0.0 else 0.0
    oxide, element = np.zeros((ELEMENTS, PARTS)), np.zeros(ELEMENTS)
    for e in (LIGHT, HEAVY):
        recovered = _mean(plant_params.recovery[separates, e], activity[separates])
        oxide[e, e], oxide[e, SEPARATION] = (1.0 - kept) * oxides[e], kept * oxides[e]
        element[e] = recovered * oxide[e, e]
    oxide[REST, REST] = oxides[REST]
    element[REST] = _mean(plant_params.recovery[separates, REST], activity[separates]) * oxides[REST]
    magnet = np.zeros((len(MAGNETS), PARTS))
    feed = plant_params.product[:, 0]
    for g, grade in enumerate(MAGNETS):
        made = ~separates & (of[feed] == MATERIALS.index(grade))
        for e in (LIGHT, HEAVY):
            magnet[g] += year.recipe.need[grade][e] * oxide[e]
        magnet[g, MAKING + g] = _mean(plant_params.base_margin[made], activity[made])
    sold, bought = np.zeros((len(of), PARTS)), np.zeros((len(of), PARTS))
    for m, material in enumerate(MATERIALS):
        here = of == m
        if material in ORES:
            sold[here, :ELEMENTS] = rest.content[here, :ELEMENTS] * element
            bought[here, :ELEMENTS] = rest.feed_content[here, :ELEMENTS] * element
        else:
            sold[here] = bought[here] = (
                oxide[OXIDES.index(material)] if material in OXIDES else magnet[MAGNETS.index(material)]
            )
    share, feed_share = _shares(sold), _shares(bought)
    for g, grade in enumerate(MAGNETS):  # the rest of a magnet's price follows its feed
        here = of == MATERIALS.index(grade)
        share[here] = 0.0
        share[here, MAKING + g] = feed_share[here, MAKING + g]
    return Values(*(frozen(each) for each in (sold, bought, share, feed_share, element, oxide, magnet)))


def _shares(value: Floats) -> Floats:
    """Share of each part in the value of goods, float64 (cells, parts); 0 for goods without value."""
    total = np.zeros(len(value))
    for c in range(value.shape[1]):
        total += value[:, c]
    shares: Floats = np.where(total[:, None] > 0.0, value / np.where(total > 0.0, total, 1.0)[:, None], 0.0)
    return shares


class Supply(NamedTuple):
    """Mines and plants."""

    mines: MineParams
    """Mines."""
    plants: PlantParams
    """Separation plants and magnet makers."""


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
        base: mines and plants of the base year.
        now: the same with those of projects.
        sellers: sellers' stocks at the first market.
        buyers: buyers' stocks then.
        afloat: float64 (lanes,) [t], goods under way then.

    """
    v, of = _values(year, atlas, rest, base.plants), material_of(atlas)[:-1]
    used, demand, demands = _demands(v, user_params)
    at_sea = sellers.stock + summed(afloat, ends(atlas)[0], len(of))
    scale, surplus = _balanced(
        *_supplied(v, atlas, base.plants, base.mines), base.mines, base.plants, demand, year, usual_loss(scenario)
    )
    stock = np.zeros((PARTS, PARTS))
    _add(stock, v.sold, at_sea)
    _add(stock, v.bought, buyers.stock)
    mined, made = _supplied(v, atlas, base.plants, base.mines)
    answer, lag = _answers(scenario, v, user_params, (mined * scale, base.mines), (made * scale, base.plants))
    for c in np.flatnonzero(demand <= 0.0):  # a part that nobody uses stands alone and never moves
        stock[c], stock[:, c], answer[:, c], answer[:, :, c] = 0.0, 0.0, 0.0, 0.0
        stock[c, c], answer[0, c, c] = 1.0, 1.0
    rate, left, back = np.zeros(PARTS), np.zeros((PARTS, PARTS)), np.zeros((PARTS, PARTS))
    m, tick = scenario.market, float(scenario.tick_days)
    kappa = float(m.storage_elasticity) * DAYS_PER_WEEK / tick
    growth = _growth(user_params, used, demand) * tick
    find_modes(answer, lag, stock, kappa, growth, rate, left, back, *(np.zeros((PARTS, PARTS)) for _ in range(5)))
    steep = np.zeros(PARTS)
    for i in range(PARTS):
        steep += back[:, i] * left[i] * np.diag(stock)
    mined, made = _supplied(v, atlas, now.plants, now.mines)
    feed, weight = _feeds(atlas, now.plants, rest)
    boom = max(float(k.boom_days) for k in scenario.sectors.values())
    fading = [
        tick / float(m.capacity_days),
        rules.incentive,
        tick / remaining_days(scenario),
        tick / boom,
        rules.process_share * rules.process_down + (1.0 - rules.process_share) * rules.redesign_down,
    ]
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
        normal=frozen(_per_part(v.sold, at_sea) + _per_part(v.bought, buyers.stock)),
        normal_tonnes=frozen(summed(sellers.stock + buyers.stock, of, len(MATERIALS))),
        apart=_apart(v, of, sellers.stock, buyers.stock),
        use_of=_use_of(atlas, v),
        rate=frozen(rate),
        left=frozen(left * np.where(demand > 0.0, demand, 1.0)),
        back=frozen(back),
        steep=frozen(steep),
        fading=frozen(fading),
        surplus=surplus,
        usual_loss=frozen([usual_loss(scenario)]),
        kappa=frozen([kappa]),
        own_rate=_own_rates(answer, stock, kappa),
        cover=_covers(scenario, atlas, rest),
        **_bids(scenario, v, user_params, base.plants, demand),
        spread=frozen([m.choke_spread]),
    )
    return params, _rested(rest)


@reused
def _rested(rest: Rest) -> ForwardState:
    """Pools in balance: no price has moved."""
    cells = len(rest.price)
    return ForwardState(
        price=np.zeros(PARTS),
        position=np.ones(PARTS),
        held=np.zeros(PARTS),
        flows=np.zeros((KINDS, PARTS)),
        size=np.ones(PARTS),
        plenty=np.ones(len(MATERIALS)),
        trend=np.zeros(PARTS),
        expected=np.zeros(len(MATERIALS)),
        grown=np.ones(len(MATERIALS)),
        missing=np.zeros(cells),
        lasting=np.zeros(cells),
        trapped=np.zeros(cells),
        bid=np.zeros(cells),
        worth=rest.price.copy(),
        most=np.zeros(cells),
        bid_of_plants=np.zeros(cells),
        sums=np.zeros((4, cells)),
        news=np.zeros(cells),
    )


@reused
def growing(
    scenario: Scenario, year: BaseYear, atlas: Atlas, rest: Rest, user_params: UserParams, base: Supply
) -> Supply:
    """Mines and plants of a base year on a path of growth: they also fill stocks that grow with use.

    On the path a stage makes what is used downstream of it and the growth of all stock downstream, at the growth rate
    of final use; without growth it is the base year's own supply.

    Args:
        scenario: covers and lead times.
        year: base table with recipes.
        atlas: cells and lanes.
        rest: flows of the base year.
        user_params: final users with their growth.
        base: mines and plants that make just what is used.

    """
    v, (seller, _) = _values(year, atlas, rest, base.plants), ends(atlas)
    used = v.bought[user_params.cell]
    demand = _per_part(used, user_params.base_use)
    leads = effective_leads(atlas, build_voyages(scenario, atlas), scenario.tick_days) - scenario.tick_days
    sold = scenario.market.seller_cover_days * rest.output + summed(rest.flow * leads, seller, len(rest.output))
    normal = _per_part(v.sold, sold) + _per_part(v.bought, covers(scenario, atlas) * rest.use)
    growth = _per_part(used, user_params.base_use * user_params.growth)
    fills = np.where(demand > 0.0, growth * normal / np.where(demand > 0.0, demand * demand, 1.0), 0.0)
    mined, made = _supplied(v, atlas, base.plants, base.mines)
    mines, plants = (np.maximum(LEAST_SUPPLY, 1.0 + _each(_shares(values), fills)) for values in (mined, made))
    return Supply(
        base.mines._replace(base_capacity=frozen(base.mines.base_capacity * mines)),
        base.plants._replace(base_capacity=frozen(base.plants.base_capacity * plants)),
    )


def _per_part(values: Floats, tonnes: Floats) -> Floats:
    """Sum over rows of ``values`` (rows, parts) times ``tonnes`` (rows,), in the order of the rows."""
    total: Floats = summed(values * tonnes[:, None], np.zeros(len(tonnes), np.int64), 1)[0]
    return total


def _each(values: Floats, weights: Floats) -> Floats:
    """Sum over parts of ``values`` (rows, parts) times ``weights`` (parts,), in the order of the parts."""
    total = np.zeros(len(values))
    for c in range(len(weights)):
        total += values[:, c] * weights[c]
    return total


def _add(matrix: Floats, values: Floats, weight: Floats) -> None:
    """Add products of value shares to ``matrix``: rest oxides apart, for their price does not move with the others."""
    alone = np.zeros_like(values)
    alone[:, REST] = values[:, REST]
    total = np.zeros(len(values))
    for c in range(values.shape[1]):
        total += values[:, c]
    add_products(values - alone, weight, total, matrix)
    add_products(alone, weight, total, matrix)


@reused
def _supplied(v: Values, atlas: Atlas, plant_params: PlantParams, mine_params: MineParams) -> tuple[Floats, Floats]:
    """Value that a tonne of each mine's output and of each plant's activity adds, by part, before scaling."""
    mined = np.zeros((len(mine_params.cell), PARTS))
    ore = np.isin(material_of(atlas)[mine_params.cell], [MATERIALS.index(o) for o in ORES])
    mined[ore, :ELEMENTS] = (mine_params.basket * v.element)[ore]
    mined[~ore] = v.sold[mine_params.cell[~ore]]
    made = np.zeros((len(plant_params.need), PARTS))
    yields = plant_params.fixed_yield
    separated = yields[:, LIGHT] * v.oxide[LIGHT, SEPARATION] + yields[:, HEAVY] * v.oxide[HEAVY, SEPARATION]
    made[:, SEPARATION] = np.where(plant_params.separates, separated, 0.0)
    of = material_of(atlas)[plant_params.product[:, 0]]
    for g, grade in enumerate(MAGNETS):
        here = ~plant_params.separates & (of == MATERIALS.index(grade))
        made[here, MAKING + g] = v.magnet[g, MAKING + g]
    return frozen(mined), frozen(made)


@reused
def _balanced(
    mined: Floats,
    made: Floats,
    mine_params: MineParams,
    plant_params: PlantParams,
    demand: Floats,
    year: BaseYear,
    loss: float,
) -> tuple[Floats, Floats]:
    """Scale of supply at which the base year balances, and unwanted over wanted supply, by part."""
    dug = mine_params.base_capacity * mine_params.base_utilisation * (1.0 - loss)
    ran = plant_params.base_capacity * plant_params.base_utilisation
    supply = _per_part(mined, dug) + _per_part(made, ran)
    surplus = np.zeros(PARTS)
    surplus[REST] = (1.0 - year.wanted_rest) / year.wanted_rest
    scale: Floats = np.where(supply > 0.0, demand * (1.0 + surplus) / np.where(supply > 0.0, supply, 1.0), 0.0)
    return frozen(scale), frozen(surplus)


@reused
def _scaled(values: Floats, scale: Floats) -> Floats:
    """Values by part, float64 (rows, parts), times ``scale`` of each part."""
    return frozen(values * scale)


@reused
def _demands(v: Values, user_params: UserParams) -> tuple[Floats, Floats, Floats]:
    """Value by part of what each final user uses; final use of each part, USD/d; the same with 1 for none."""
    used = v.bought[user_params.cell]
    demand = _per_part(used, user_params.base_use)
    return frozen(used), frozen(demand), frozen(np.where(demand > 0.0, demand, 1.0))


@lru_cache(maxsize=8)
def _passes(atlas: Atlas) -> Floats:
    """1 for cells of magnets, whose gate price passes on the whole cost of feed."""
    return frozen(np.isin(material_of(atlas)[:-1], [MATERIALS.index(grade) for grade in MAGNETS]).astype(np.float64))


def _answers(
    scenario: Scenario,
    v: Values,
    user_params: UserParams,
    mines: tuple[Floats, MineParams],
    plants: tuple[Floats, PlantParams],
) -> tuple[Floats, Floats]:
    """Answers of use and supply to the parts' prices [USD/tick] with their speeds [1/tick]: at once, mines, thrift of
    both kinds, capacity.
    """
    m, tick = scenario.market, float(scenario.tick_days)
    answer = np.zeros((5, PARTS, PARTS))
    used, (mined, mine_params), (made, plant_params) = v.bought[user_params.cell], mines, plants
    _add(answer[0], used, user_params.base_use * user_params.short * tick)
    process = float(m.process_share)
    _add(answer[2], used, user_params.base_use * user_params.slow * tick * process)
    _add(answer[3], used, user_params.base_use * user_params.slow * tick * (1.0 - process))
    dug = mine_params.base_capacity * mine_params.base_utilisation * tick * (1.0 - usual_loss(scenario))
    _add(answer[1], mined, dug * mine_params.elasticity * (1.0 - mine_params.base_utilisation / mine_params.limit))
    _add(answer[4], mined, dug * float(m.capacity_elasticity))
    ran = plant_params.base_capacity * plant_params.base_utilisation * tick
    _add(answer[0], made, ran * plant_params.elasticity * (1.0 - plant_params.base_utilisation / plant_params.limit))
    _add(answer[4], made, ran * float(m.capacity_elasticity))
    second = np.zeros((len(ran), PARTS))
    second[~plant_params.separates] = v.oxide[HEAVY]
    _add(answer[0], second, ran * plant_params.need[:, 1] * plant_params.substitution)
    _add(answer[2], second, ran * plant_params.need[:, 1] * plant_params.saving * process)
    _add(answer[3], second, ran * plant_params.need[:, 1] * plant_params.saving * (1.0 - process))
    thrift = [float(m.thrift_price_days) + float(d) for d in (m.process_days_up, m.redesign_days_up)]
    days = [float(scenario.supply.mine_response_days), *thrift, float(m.capacity_days)]
    return answer, np.array([0.0, *(tick / max(tick, d) for d in days)])


def _growth(user_params: UserParams, used: Floats, demand: Floats) -> float:
    """Growth of final use at base prices, 1/d: mean over users by value; 0 where use shrinks."""
    total = float(summed(demand, np.zeros(PARTS, np.int64), 1)[0])
    grown = _per_part(used, user_params.base_use * user_params.growth)
    return max(0.0, float(summed(grown, np.zeros(PARTS, np.int64), 1)[0]) / total)


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


def _apart(v: Values, of: Whole, at_sellers: Floats, at_buyers: Floats) -> Floats:
    """Projection of the materials' ln plenty on what leaves the stock of every part as it is, float64 (materials,
    materials): by Gram and Schmidt, for the same bits everywhere. Rest oxides stand alone.

    Args:
        v: values by part.
        of: int64 (cells,), material of each cell.
        at_sellers: float64 (cells,) [t], sellers' normal stock.
        at_buyers: float64 (cells,) [t], buyers' normal stock.

    """
    count, rest = len(MATERIALS), MATERIALS.index(OXIDES[REST])
    values = v.sold * at_sellers[:, None] + v.bought * at_buyers[:, None]
    seen: list[list[float]] = []
    left = [[float(m == k and m != rest) for k in range(count)] for m in range(count)]
    for c in (c for c in range(PARTS) if c != REST):
        row = summed(values[:, c], of, count).tolist()
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
    return frozen(left)


def _dot(a: list[float], b: list[float]) -> float:
    """Scalar product, in the order of the numbers."""
    total = 0.0
    for x, y in zip(a, b, strict=True):
        total += x * y
    return total


@reused
def _use_of(atlas: Atlas, v: Values) -> Floats:
    """Part by whose use the normal stock of each material grows, float64 (materials, parts): rows sum to 1."""
    shares = np.zeros((len(MATERIALS), PARTS))
    for m, material in enumerate(MATERIALS):
        if material in ORES:
            here = material_of(atlas)[:-1] == m
            elements = [_mean(v.sold[here, e], np.ones(int(here.sum()))) for e in (LIGHT, HEAVY)]
            for e in (LIGHT, HEAVY):
                shares[m, e] = (
                    elements[e] / (elements[LIGHT] + elements[HEAVY]) if elements[LIGHT] > 0.0 else float(e == LIGHT)
                )
        elif material in OXIDES:
            shares[m, OXIDES.index(material)] = 1.0
        else:
            shares[m, MAKING + MAGNETS.index(material)] = 1.0
    return frozen(shares)


def _own_rates(answer: Floats, stock: Floats, kappa: float) -> Floats:
    """Rate at which the market of each material alone discounts, by its fast answers: that of its largest part."""
    found = []
    for material in MATERIALS:
        if material in MAGNETS:
            part = MAKING + MAGNETS.index(material)
        else:
            part = OXIDES.index(material) if material in OXIDES else ORES.index(material)
        fast = answer[0, part, part] + answer[1, part, part]
        found.append(math.sqrt(fast / (kappa * stock[part, part])))
    return frozen(found)


@reused
def _covers(scenario: Scenario, atlas: Atlas, rest: Rest) -> Floats:
    """Normal stock of each buyer with what is under way to it, days of use, float64 (cells,)."""
    buyer = ends(atlas)[1]
    voyage = np.maximum(
        0.0, effective_leads(atlas, build_voyages(scenario, atlas), scenario.tick_days) - scenario.tick_days
    )
    return frozen(covers(scenario, atlas) + summed(parts(atlas, rest.flow, rest.use) * voyage, buyer, len(atlas.cells)))


def _bids(
    scenario: Scenario, v: Values, user_params: UserParams, plant_params: PlantParams, demand: Floats
) -> dict[str, Floats]:
    """Elasticity of use to the price of each material, and ln of the price at which half of its users stop.

    A material bears the rise of the final product's price: the smaller its share in it, the further its own price can
    rise and the less its use answers. The throughput of plants answers too, by their margin.
    """
    m = scenario.market
    short = _per_part(v.bought[user_params.cell], user_params.base_use * user_params.short) / np.where(
        demand > 0.0, demand, 1.0
    )
    shares = _shares(v.magnet)
    elasticity, choke = [], []
    for material in MATERIALS:
        share, part = 1.0, REST
        if material in MAGNETS:
            part = MAKING + MAGNETS.index(material)
        elif material != OXIDES[REST]:
            e = OXIDES.index(material) if material in OXIDES else ORES.index(material)
            part = MAKING
            ratio = _whole_over_own(v, e) if material in OXIDES else 1.0
            share = min(1.0, max(0.01, float(max(shares[:, e])) * ratio))
        elasticity.append(max(float(short[part]) * share, _feed_elasticity(v, plant_params, material)))
        choke.append(log_or_zero(1.0 + (float(m.choke_price) - 1.0) / share))
    return {"bid_elasticity": frozen(elasticity), "choke": frozen(choke)}


def _feed_elasticity(v: Values, plant_params: PlantParams, material: str) -> float:
    """Elasticity of the use of a feed to its price by the margin of the plants that take it; 0 for other materials."""
    slack = _mean(
        plant_params.elasticity * (1.0 - plant_params.base_utilisation / plant_params.limit), plant_params.base_capacity
    )
    if material in ORES:
        kept = float(v.oxide[ORES.index(material), SEPARATION]) / max(float(sum(v.oxide[ORES.index(material)])), 1e-9)
        return slack * (1.0 - kept) / max(kept, 0.01)
    if material not in OXIDES[:REST]:
        return 0.0
    e = OXIDES.index(material)
    found = []
    for g in range(len(MAGNETS)):
        whole, made = float(sum(v.magnet[g])), float(v.magnet[g, MAKING + g])
        fed = float(v.magnet[g, e]) * _whole_over_own(v, e)
        found.append(slack * fed / made if made > 0.0 and whole > 0.0 else 0.0)
    return max(found)


def _whole_over_own(v: Values, e: int) -> float:
    """Price of an oxide over the value of its element alone; 1 where nobody makes it."""
    own = float(v.oxide[e, e])
    return float(sum(v.oxide[e])) / own if own > 0.0 else 1.0
