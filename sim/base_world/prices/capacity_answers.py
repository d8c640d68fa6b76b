"""Answer of capacity and of production quotas to lasting prices, as holders of stock reckon with it.

It is the one that the world has (kernels/core/partial_adjustment.py): every mine and plant grows by the response of its
region. What is legal under a production quota follows the slower of two, capacity and quota: the one that answers less
is the one that binds when prices rise. A quota is set on 1 January, half a year after the price on the mean.

Entrants are left out: at base prices most streams are below their stop ratio, and those above add, years later, less
than a hundredth of what capacity answers.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Floats
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.growth import answering
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.core.partial_adjustment import ATTENTION, LAG, RESPONSE
from lodeflow.kernels.prices.saddle_path import LEVEL
from lodeflow.kernels.supply.mine import MineParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario

HALF_A_YEAR = 0.5 * DAYS_PER_YEAR


class Speeds(NamedTuple):
    """Kinds of answers of use and supply to prices; read-only. Those in level come first, those in growth after."""

    lag: Floats
    """float64 (lags,) [1/tick]: speed of each; 0 for at once."""
    believed: Floats
    """float64 (lags,) [-]: weight of yesterday's belief in a tick's growth; LEVEL for an answer in level."""


class Growing(NamedTuple):
    """Growth of supply that lasting prices bring, by kind; read-only."""

    lag: Floats
    """float64 (kinds,) [1/tick]: share of a gap that belief closes in a tick."""
    believed: Floats
    """float64 (kinds,) [-]: weight of yesterday's belief in a tick's growth."""
    mines: Floats
    """float64 (kinds, mines) [1/tick]: growth of each mine's output in a tick for a ln price of 1."""
    plants: Floats
    """float64 (kinds, plants) [1/tick]: growth of each plant's activity in a tick for a ln of its worth of 1."""


@reused
def capacity_answers(scenario: Scenario, atlas: Atlas, mine_params: MineParams, plant_params: PlantParams) -> Growing:
    """Answers of all mines and plants.

    Args:
        scenario: production quotas and tick.
        atlas: cells.
        mine_params: mines.
        plant_params: separation plants and magnet makers.

    """
    of_mines, of_plants = mine_params.answering, plant_params.answering
    ore = np.where(plant_params.separates, plant_params.feed[:, 0], -1)
    parts = [
        (f, side, share, terms)
        for side, (rows, cells, stage) in enumerate(
            ((of_mines, mine_params.cell, "mining"), (of_plants, ore, "separation"))
        )
        for f, row in enumerate(rows.tolist())
        for share, terms in _shares(scenario, tuple(row), atlas.cells[cells[f]][0] if cells[f] >= 0 else "", stage)
        if terms[RESPONSE] > 0.0
    ]
    tick = float(scenario.tick_days)
    kinds = sorted({(terms[ATTENTION], terms[LAG] * terms[ATTENTION] / tick) for _, _, _, terms in parts})
    rates = (np.zeros((len(kinds), len(of_mines))), np.zeros((len(kinds), len(of_plants))))
    for f, side, share, terms in parts:
        kind = kinds.index((terms[ATTENTION], terms[LAG] * terms[ATTENTION] / tick))
        rates[side][kind, f] += share * terms[RESPONSE] * tick
    return Growing(
        frozen([lag for lag, _ in kinds]), frozen([weight for _, weight in kinds]), frozen(rates[0]), frozen(rates[1])
    )


def speeds_of(level: list[float], growing: Growing) -> Speeds:
    """Kinds of answers with those of capacity last.

    Args:
        level: speeds of the answers in level [1/tick], 0 for at once.
        growing: answers of capacity.

    """
    return Speeds(
        frozen([*level, *growing.lag.tolist()]), frozen([*(LEVEL for _ in level), *growing.believed.tolist()])
    )


def _shares(
    scenario: Scenario, own: tuple[float, ...], region: str, stage: str
) -> list[tuple[float, tuple[float, ...]]]:
    """Shares of the output of a mine or plant, and the terms by which each answers prices."""
    for quota in scenario.production_quotas.values():
        if (quota.controller, quota.stage) == (region, stage):
            if quota.price_response > own[RESPONSE] * DAYS_PER_YEAR:
                break
            days = float(quota.price_response_days) + HALF_A_YEAR
            most, price = quota.price_response_limit, quota.long_run_price
            legal = answering(float(scenario.tick_days), quota.price_response, days, most, price)
            return [(float(quota.illegal_share), own), (1.0 - float(quota.illegal_share), legal)]
    return [(1.0, own)]
