"""Rate at which a side of a border discounts: answers of its own use and supply to the price of one material."""

from typing import NamedTuple

import numpy as np

from lodeflow.atlas.lane_columns import Floats, Whole, summed
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.prices.capacity_answers import Growing, Speeds, speeds_of
from lodeflow.base_world.prices.saddle_path import AT_ONCE_AND_LATE, lags_in_level
from lodeflow.base_world.rest_point import Rest
from lodeflow.base_world.supply.usual_outages import usual_loss
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.supply.mine import MineParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario

ROUNDS = 64
"""Halvings, until the bounds are one number."""
FASTEST = 1e6
"""Per tick: no market discounts faster."""


class Trades(NamedTuple):
    """Supply less use of every cell at base prices, and their answers to the price of the material there; read-only."""

    net: Floats
    """float64 (cells,) [t/d]: supply less use."""
    answer: Floats
    """float64 (lags, cells) [t/d]: answer to ln price, at once and by each lag; of capacity its growth in a tick."""
    used: Floats
    """float64 (cells,) [t/d]: part of the answers that is use, once all have come."""
    speeds: Speeds
    """Kinds of the answers."""


@reused
def trades_of(
    scenario: Scenario,
    rest: Rest,
    user_params: UserParams,
    mine_params: MineParams,
    mined: Floats,
    plant_params: PlantParams,
    run: Floats,
    growing: Growing,
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
        growing: answers of capacity.

    """
    cells, kinds = len(rest.price), len(growing.lag)
    net, answer, used = np.zeros(cells), np.zeros((AT_ONCE_AND_LATE + kinds, cells)), np.zeros(cells)
    process = float(scenario.market.process_share)

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
    for kind in range(kinds):
        add(answer[AT_ONCE_AND_LATE + kind], mine_params.cell, dug * growing.mines[kind])
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
    everything = plant_params.fixed_yield * rest.price[np.maximum(plant_params.product, 0)]
    everything = np.where(plant_params.product >= 0, everything, 0.0)
    worth = everything / _positive(everything[:, 0] + everything[:, 1] + everything[:, 2])[:, None]
    for k in range(plant_params.product.shape[1]):
        at, made = plant_params.product[:, k], ran * plant_params.fixed_yield[:, k]
        add(net, at, made)
        earned = plant_params.fixed_yield[:, k] * rest.price[np.maximum(at, 0)]
        add(answer[0], at, made * slack * earned / margin)
        for kind in range(kinds):
            add(answer[AT_ONCE_AND_LATE + kind], at, made * growing.plants[kind] * worth[:, k])
    return Trades(frozen(net), frozen(answer), frozen(used), speeds_of(lags_in_level(scenario), growing))


def _positive(values: Floats) -> Floats:
    """Values of which those that are 0 or less are 1, to divide by."""
    return np.where(values > 0.0, values, 1.0)


def rate_of(answer: Floats, speeds: Speeds, stock: float, kappa: float, growth: float) -> float:
    """Rate l [1/tick] at which a market of one part discounts: l (l + growth) = e(l) / (kappa n); 0 if nothing answers.

    Args:
        answer: float64 (lags,) [t/tick], answers of use and supply to ln price.
        speeds: their kinds.
        stock: normal stock [t].
        kappa: elasticity of stock wanted to the gain of a tick [-].
        growth: growth of the path [1/tick].

    """
    if stock <= 0.0 or not any(answer > 0.0):
        return 0.0
    low, high = 0.0, 1.0
    while high < FASTEST and _miss(high, answer, speeds, stock, kappa, growth) < 0.0:
        high *= 2.0
    for _ in range(ROUNDS):
        middle = 0.5 * (low + high)
        if _miss(middle, answer, speeds, stock, kappa, growth) < 0.0:
            low = middle
        else:
            high = middle
    return high


def answered_at(answer: Floats, speeds: Speeds, rate: float) -> float:
    """Answer to today's price as a rate of discount counts it [t/tick].

    Args:
        answer: float64 (lags,) [t/tick], answers of use and supply to ln price.
        speeds: their kinds.
        rate: at which it is discounted [1/tick], above 0.

    """
    total = 0.0
    for tonnes, lag, believed in zip(answer.tolist(), speeds.lag.tolist(), speeds.believed.tolist(), strict=True):
        if believed >= 0.0:
            total += tonnes * (lag + (1.0 - believed) * rate) / (rate * (lag + rate))
        else:
            total += tonnes * (lag / (lag + rate) if lag > 0.0 else 1.0)
    return total


def _miss(rate: float, answer: Floats, speeds: Speeds, stock: float, kappa: float, growth: float) -> float:
    """Rises with the rate, through 0 at the one that the market has."""
    return rate * (rate + growth) - answered_at(answer, speeds, rate) / (kappa * stock)
