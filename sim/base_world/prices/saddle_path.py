"""Answers of use and supply to the prices of the parts, and the modes by which prices discount (saddle path)."""

import math

import numpy as np

from lodeflow.atlas.lane_columns import Floats, Whole, summed
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.prices.capacity_answers import Growing, Speeds, speeds_of
from lodeflow.base_world.prices.part_values import MAKING, PARTS, Values, per_part
from lodeflow.base_world.rest_point import Rest
from lodeflow.base_world.supply.usual_outages import usual_loss
from lodeflow.catalog.goods import Goods
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.entities.cells import HEAVY, REST
from lodeflow.kernels.prices.saddle_path import add_products
from lodeflow.kernels.supply.mine import MineParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.scenario.load import Scenario

AT_ONCE_AND_LATE = 4
"""Answers in level: at once, mines, process settings, redesign. Those in growth come after."""
ROUNDS = 60
"""Of a rate's fixed point, each of which halves the error at least."""


def answers_of(
    scenario: Scenario,
    v: Values,
    rest: Rest,
    user_params: UserParams,
    mines: tuple[Floats, MineParams],
    plants: tuple[Floats, PlantParams],
    growing: Growing,
) -> tuple[Floats, Speeds]:
    """Answers of use and supply to the parts' prices [USD/tick] with their speeds: at once, mines, thrift of both
    kinds, and the growth of capacity of every kind.

    Args:
        scenario: elasticities and days of adjustment.
        v: values by part.
        rest: base prices.
        user_params: final users.
        mines: float64 (mines, parts) [USD/t], value of their output, and their parameters.
        plants: float64 (plants, parts) [USD/t], value that they add, and their parameters.
        growing: answers of capacity.

    """
    m, tick, kinds = scenario.market, float(scenario.tick_days), len(growing.lag)
    answer = np.zeros((AT_ONCE_AND_LATE + kinds, PARTS, PARTS))
    used, (mined, mine_params), (made, plant_params) = v.bought[user_params.cell], mines, plants
    add_values(answer[0], used, user_params.base_use * user_params.short * tick)
    process = float(m.process_share)
    add_values(answer[2], used, user_params.base_use * user_params.slow * tick * process)
    add_values(answer[3], used, user_params.base_use * user_params.slow * tick * (1.0 - process))
    dug = mine_params.base_capacity * mine_params.base_utilisation * tick * (1.0 - usual_loss(scenario))
    add_values(
        answer[1], mined, dug * mine_params.elasticity * (1.0 - mine_params.base_utilisation / mine_params.limit)
    )
    ran = plant_params.base_capacity * plant_params.base_utilisation * tick
    add_values(
        answer[0], made, ran * plant_params.elasticity * (1.0 - plant_params.base_utilisation / plant_params.limit)
    )
    added = worth_added(plant_params, rest)
    for kind in range(kinds):
        add_values(answer[AT_ONCE_AND_LATE + kind], mined, dug * growing.mines[kind])
        add_values(answer[AT_ONCE_AND_LATE + kind], made, ran * growing.plants[kind] * added)
    second = np.zeros((len(ran), PARTS))
    second[~plant_params.separates] = v.oxide[HEAVY]
    add_values(answer[0], second, ran * plant_params.need[:, 1] * plant_params.substitution)
    add_values(answer[2], second, ran * plant_params.need[:, 1] * plant_params.saving * process)
    add_values(answer[3], second, ran * plant_params.need[:, 1] * plant_params.saving * (1.0 - process))
    return answer, speeds_of(lags_in_level(scenario), growing)


def lags_in_level(scenario: Scenario) -> list[float]:
    """Speeds of the answers at once, of mines, and of thrift of both kinds, 1/tick; 0 for at once.

    Args:
        scenario: days of adjustment.

    """
    m, tick = scenario.market, float(scenario.tick_days)
    thrift = [float(m.thrift_price_days) + float(d) for d in (m.process_days_up, m.redesign_days_up)]
    return [0.0, *(tick / max(tick, d) for d in (float(scenario.supply.mine_response_days), *thrift))]


def worth_added(plant_params: PlantParams, rest: Rest) -> Floats:
    """Margin of each plant over what its products earn, float64 (plants,) [-]: capacity answers the worth of products
    at today's cost of feed, so it follows the value that the plant adds by this share.

    Args:
        plant_params: separation plants and magnet makers.
        rest: landed costs of feed.

    """
    margin, earned = plant_params.base_margin, plant_params.base_margin.copy()
    for k in range(plant_params.feed.shape[1]):
        fed = plant_params.feed[:, k] >= 0
        earned += np.where(fed, plant_params.need[:, k] * rest.landed[np.maximum(plant_params.feed[:, k], 0)], 0.0)
    return frozen(np.where(earned > 0.0, margin / np.where(earned > 0.0, earned, 1.0), 0.0))


def path_growth(user_params: UserParams, used: Floats, demand: Floats) -> float:
    """Growth of final use at base prices, 1/d: mean over users by value; 0 where use shrinks.

    Args:
        user_params: final users.
        used: float64 (users, parts) [USD/t], value of what each uses.
        demand: float64 (parts,) [USD/d], final use.

    """
    total = float(summed(demand, np.zeros(PARTS, np.int64), 1)[0])
    grown = per_part(used, user_params.base_use * user_params.growth)
    return max(0.0, float(summed(grown, np.zeros(PARTS, np.int64), 1)[0]) / total)


def own_rates(goods: Goods, answer: Floats, stock: Floats, kappa: float) -> Floats:
    """Rate at which the market of each material alone discounts, by its fast answers: that of its largest part.

    Args:
        goods: the materials.
        answer: float64 (lags, parts, parts) [USD/tick], answers of use and supply.
        stock: float64 (parts, parts) [USD], stock of every part.
        kappa: elasticity of stock wanted to the gain of a tick [-].

    """
    found = []
    for material in goods.materials:
        if material in goods.products:
            part = MAKING + goods.products.index(material)
        else:
            part = (goods.intermediates if material in goods.intermediates else goods.ores).index(material)
        fast = answer[0, part, part] + answer[1, part, part]
        found.append(math.sqrt(fast / (kappa * stock[part, part])))
    return frozen(found)


def own_answers(
    scenario: Scenario, rest: Rest, of: Whole, plant_params: PlantParams, normal: Floats, own_rate: Floats, kappa: float
) -> Floats:
    """Answers to a seller's own price over its normal stock, float64 (2, materials) [1/tick]: among many sellers, and
    where its buyers have no other.

    Final use and supply answer as those of the material do. Buyers turn to others with their lag, that is by
    sigma a / (a + l) at the rate l at which the seller discounts; captive plants run less.

    Args:
        scenario: substitution and switching time of each material.
        rest: flows and prices of the base year.
        of: int64 (cells,), material of each cell.
        plant_params: plants of the base year.
        normal: float64 (materials,) [t], stock of each material in the world.
        own_rate: float64 (materials,) [1/tick], rate at which the market of each material alone discounts.
        kappa: elasticity of stock wanted to the gain of a tick [-].

    """
    tick, held = float(scenario.tick_days), float(scenario.market.seller_cover_days)
    count = len(scenario.materials)
    found = np.zeros((2, count))
    flow, less = summed(rest.output, of, count), _plants_answers(rest, of, plant_params, count)
    for m, terms in enumerate(scenario.materials.values()):
        rate = float(own_rate[m])
        alike = rate * rate * kappa * (float(normal[m] / flow[m]) / held if flow[m] > 0.0 else 1.0)
        turning, lag = float(terms.substitution) * tick / held, tick / max(tick, float(terms.switching_days))
        for _ in range(ROUNDS):
            rate = math.sqrt((alike + turning * lag / (lag + rate)) / kappa)
        found[0, m] = alike + turning * lag / (lag + rate)
        found[1, m] = alike + less[m] * tick / held
    return frozen(found)


def _plants_answers(rest: Rest, of: Whole, plant_params: PlantParams, count: int) -> Floats:
    """Fall of plants' use of each material by its price, over all use of it, float64 (materials,) [-]."""
    ran = plant_params.base_capacity * plant_params.base_utilisation
    slope = plant_params.elasticity * (1.0 - plant_params.base_utilisation / plant_params.limit)
    total, used = summed(rest.use, of, count), np.zeros(count)
    for k in range(plant_params.feed.shape[1]):
        fed = plant_params.feed[:, k] >= 0
        cell = np.where(fed, plant_params.feed[:, k], 0)
        need = np.where(fed, plant_params.need[:, k], 0.0)
        share = need * rest.landed[cell] / plant_params.base_margin
        used += summed(need * ran * slope * share, of[cell], count)
    return frozen(np.where(total > 0.0, used / np.where(total > 0.0, total, 1.0), 0.0))


def own_learning(scenario: Scenario) -> Floats:
    """Learning of sellers' price differences by a tick, over the difference at once, float64 (materials,).

    Orders follow prices once users' needs are felt and buyers have turned. Learnt within that time, prices overshoot
    stocks and swing without end (Routh's condition of a lag behind two sums); so ``own_days`` come on top.

    Args:
        scenario: days of learning, forecasts and switching.

    """
    m, tick = scenario.market, float(scenario.tick_days)
    lags = [float(m.forecast_days) + float(each.switching_days) for each in scenario.materials.values()]
    return frozen([tick / (float(m.own_days) + lag) for lag in lags])


def add_values(matrix: Floats, values: Floats, weight: Floats) -> None:
    """Add products of value shares to ``matrix``: rest oxides apart, for their price does not move with the others.

    Args:
        matrix: float64 (parts, parts) [USD], is added to.
        values: float64 (rows, parts) [USD/t].
        weight: float64 (rows,), tonnes or tonnes a tick.

    """
    alone = np.zeros_like(values)
    alone[:, REST] = values[:, REST]
    total = np.zeros(len(values))
    for c in range(values.shape[1]):
        total += values[:, c]
    add_products(values - alone, weight, total, matrix)
    add_products(alone, weight, total, matrix)
