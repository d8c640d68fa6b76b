"""Rate at which a side of a border discounts: answers of its own use and supply to the price of one material."""

import math
from typing import NamedTuple

import numpy as np

from lodeflow.atlas.lane_columns import Floats, Whole, summed
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Rest
from lodeflow.base_world.supply.usual_outages import usual_loss
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.supply.mine import MineParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario

ROUNDS = 60


class Trades(NamedTuple):
    """Supply less use of every cell at base prices, and their answers to the price of the material there; read-only."""

    net: Floats
    """float64 (cells,) [t/d]: supply less use."""
    answer: Floats
    """float64 (5, cells) [t/d]: answer to ln price, at once and by each lag."""
    used: Floats
    """float64 (cells,) [t/d]: part of the answers that is use, once all have come."""
    lag: Floats
    """float64 (5,) [1/tick]: speed of each answer; 0 for at once."""


@reused
def trades_of(
    scenario: Scenario,
    rest: Rest,
    user_params: UserParams,
    mine_params: MineParams,
    mined: Floats,
    plant_params: PlantParams,
    run: Floats,
) -> Trades:
    """Supply and use of every cell at base prices, and their answers.

    Args:
        scenario: elasticities and days of adjustment.
        rest: base prices.
        user_params: final users.
        mine_params: mines.
        mined: float64 (mines,) [-], share of each mine's capacity that exists on day 0.
        plant_params: separation plants and magnet makers.
        run: float64 (plants,) [-], the same of plants.

    """
    m, tick, cells = scenario.market, float(scenario.tick_days), len(rest.price)
    net, answer, used = np.zeros(cells), np.zeros((5, cells)), np.zeros(cells)
    process, capacity = float(m.process_share), float(m.capacity_elasticity)

    def add(target: Floats, at: Whole, tonnes: Floats) -> None:
        target += summed(np.where(at >= 0, tonnes, 0.0), np.maximum(at, 0), cells)

    add(net, user_params.cell, -user_params.base_use)
    add(answer[0], user_params.cell, user_params.base_use * user_params.short)
    add(answer[2], user_params.cell, user_params.base_use * user_params.slow * process)
    add(answer[3], user_params.cell, user_params.base_use * user_params.slow * (1.0 - process))
    add(used, user_params.cell, user_params.base_use * (user_params.short + user_params.slow))
    sites = np.diff(mine_params.first_site) > 0
    dug = mine_params.base_capacity * mined * mine_params.base_utilisation
    dug = dug * np.where(sites, 1.0 - usual_loss(scenario), 1.0)
    add(net, mine_params.cell, dug)
    slack = 1.0 - mine_params.base_utilisation / mine_params.limit
    add(answer[1], mine_params.cell, dug * mine_params.elasticity * slack)
    add(answer[4], mine_params.cell, dug * capacity)
    ran = plant_params.base_capacity * run * plant_params.base_utilisation
    slack = plant_params.elasticity * (1.0 - plant_params.base_utilisation / plant_params.limit)
    margin = np.where(plant_params.base_margin > 0.0, plant_params.base_margin, 1.0)
    for k in range(plant_params.feed.shape[1]):
        at, fed = plant_params.feed[:, k], ran * plant_params.need[:, k]
        add(net, at, -fed)
        paid = plant_params.need[:, k] * rest.landed[np.maximum(at, 0)]
        add(answer[0], at, fed * slack * paid / margin)
        add(used, at, fed * slack * paid / margin)
        if k == 1:
            add(answer[0], at, fed * plant_params.substitution)
            add(answer[2], at, fed * plant_params.saving * process)
            add(answer[3], at, fed * plant_params.saving * (1.0 - process))
    for k in range(plant_params.product.shape[1]):
        at, made = plant_params.product[:, k], ran * plant_params.fixed_yield[:, k]
        add(net, at, made)
        earned = plant_params.fixed_yield[:, k] * rest.price[np.maximum(at, 0)]
        add(answer[0], at, made * slack * earned / margin)
        add(answer[4], at, made * capacity)
    thrift = [float(m.thrift_price_days) + float(d) for d in (m.process_days_up, m.redesign_days_up)]
    days = [float(scenario.supply.mine_response_days), *thrift, float(m.capacity_days)]
    return Trades(frozen(net), frozen(answer), frozen(used), frozen([0.0, *(tick / max(tick, d) for d in days)]))


def rate_of(answer: Floats, lag: Floats, stock: float, kappa: float, growth: float) -> float:
    """Rate l [1/tick] at which a market of one part discounts: l (l + growth) = e(l) / (kappa n); 0 if nothing answers.

    Args:
        answer: float64 (5,) [t/tick], answers of use and supply to ln price.
        lag: float64 (5,) [1/tick], their speeds; 0 for at once.
        stock: normal stock [t].
        kappa: elasticity of stock wanted to the gain of a tick [-].
        growth: growth of the path [1/tick].

    """
    if stock <= 0.0 or not any(answer > 0.0):
        return 0.0
    rate = 0.0
    for _ in range(ROUNDS):
        total = 0.0
        for tonnes, speed in zip(answer.tolist(), lag.tolist(), strict=True):
            total += tonnes * (speed / (speed + rate) if speed > 0.0 else 1.0)
        rate = 0.5 * (math.sqrt(growth * growth + 4.0 * total / (kappa * stock)) - growth)
    return rate
