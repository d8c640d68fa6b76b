"""Growth without chance: on the path of capacity nobody is ever short; beyond it prices rise before anybody is."""

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
def test_where_use_outgrows_capacity_prices_rise_for_years_before_anybody_is_short(tick):
    """Stock is spent first, dearer every half-year; users go short of a first kilogram with less than half of it left."""
    market, world = grown(tick)
    rows = world.tape.market[: int(world.tape.used[MARKETS])]
    users = np.unique(market.user_params.cell)
    half_years = rows[:: 182 // tick, users]
    assert np.all(np.diff(half_years[:, :, MarketColumn.PAID], axis=0) > 0.0)
    target = market.cell_params.cover_days[users] * rows[:, users, MarketColumn.DESIRED] / tick
    cover = (rows[:, users, MarketColumn.BUYER_STOCK] + rows[:, users, MarketColumn.USED]) / target
    short = rows[:, users, MarketColumn.UNMET] > 0.0
    assert short.any()
    assert cover[short].max() < 0.5
