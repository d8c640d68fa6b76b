"""Growth without chance: nobody is ever short, on the path of capacity or beyond it, where prices rise instead."""

import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import play
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.scenario.load import load

SECTORS = ("clean_energy", "defence", "other")
GROWTH = 0.06
SIX_YEARS = 2184


def grown(tick, *terms):
    """World and run of six years in which use grows by 6 % a year."""
    growth = [f"sectors.{sector}.growth={GROWTH}" for sector in SECTORS]
    world = plan(load("base-year", (*growth, *terms, f"tick_days={tick}", f"days={SIX_YEARS}")))
    return world.template.market, play(world, keep_lots=False).world


@pytest.mark.parametrize("tick", [7, 3])
def test_nobody_is_short_in_six_years_in_which_capacity_grows_with_use(tick):
    capacity = [f"regions.{region}.capacity_growth={GROWTH}" for region in load("base-year").regions]
    _, world = grown(tick, *capacity)
    assert world.totals.wanted.sum() > 0.0
    assert world.totals.unmet.max() == 0.0
    assert world.totals.short_days.max() == 0.0


@pytest.mark.parametrize("tick", [7, 3])
def test_where_use_outgrows_capacity_prices_rise_every_half_year_and_nobody_is_short(tick):
    """Holders see it coming, so stock and use are saved from the first day on. Goods in surplus stay at their floor."""
    market, world = grown(tick)
    rows = world.tape.market[: int(world.tape.used[MARKETS])]
    users = np.unique(market.user_params.cell)
    wanted = market.cell_params.lowest_price[users] <= 0.0
    half_years = rows[:: 182 // tick, users, MarketColumn.PAID]
    risen = half_years[1:] / half_years[:-1] - 1.0
    assert risen[:, wanted].min() > 0.01
    assert np.abs(risen[0, ~wanted]).max() < 1e-3
    assert world.totals.wanted.sum() > 0.0
    assert world.totals.unmet.max() == 0.0
