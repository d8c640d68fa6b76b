"""Growth that everybody expects moves no price: capacity, orders, cargoes and forecasts run beside its path.

The base year stands on its balanced path (sim/base_world/prices/growth_path.py): flows, backlogs, cargoes under way and supply
of day 0 have grown as the path asks for. Measured over ten years at 6 % a year: see the bars.
"""

from functools import cache

import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.engines import compiled_engine
from lodeflow.scenario.load import load

YEARS = 10


@cache
def grown(growth, tick=7, years=YEARS):
    """Plan and world after years in which everything grows alike."""
    world = load("base-year")
    everywhere = [f"sectors.{sector}.growth={growth}" for sector in world.sectors]
    everywhere += [f"regions.{region}.capacity_growth={growth}" for region in world.regions]
    made = plan(load("base-year", (*everywhere, f"days={365 * years}", f"tick_days={tick}")))
    return made, compiled_engine.play(made, keep_lots=False).world


def gate_prices(made, world):
    """Gate prices over base of all who make something, float64 (markets, cells)."""
    cells, tape = made.template.market.cell_params, world.tape
    making = cells.base_capacity > 0.0
    return tape.market[: tape.used[0], making, 0] / cells.base_price[making]


@pytest.mark.parametrize("growth", [-0.03, 0.0, 0.06])
def test_growth_alone_moves_no_price_in_ten_years(growth):
    assert np.abs(gate_prices(*grown(growth)) - 1.0).max() < 1e-9


@pytest.mark.parametrize("tick", [14, 3, 1])
def test_nor_at_another_tick(tick):
    assert np.abs(gate_prices(*grown(0.06, tick, years=3)) - 1.0).max() < 1e-9


@pytest.mark.parametrize("growth", [-0.03, 0.06])
def test_stocks_stay_on_target_and_pools_in_balance(growth):
    made, world = grown(growth)
    m, begun = world.market, made.template.market.sellers.stock
    markets = world.tape.used[0]
    wanted = begun * np.exp(growth / 365 * 7 * markets)
    assert np.abs(m.sellers.stock[begun > 0.0] / wanted[begun > 0.0] - 1.0).max() < 1e-9
    assert np.abs(m.forward.position - 1.0).max() < 1e-9
    assert np.abs(m.forward.plenty - 1.0).max() < 1e-9
