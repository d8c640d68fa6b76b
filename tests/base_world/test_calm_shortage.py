"""A calm world that grows: covers lag behind use for good, and nobody is short of anything."""

import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import play
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.scenario.load import load

SECTORS = ("clean_energy", "defence", "other")


@pytest.mark.parametrize("tick", [7, 3])
def test_growth_alone_leaves_covers_below_target_and_nobody_short(tick):
    growth = [f"sectors.{sector}.growth=0.06" for sector in SECTORS]
    world = plan(load("base-year", (*growth, f"tick_days={tick}", "days=2184")))
    r = play(world, keep_lots=False)
    market = r.world.tape.market[int(r.world.tape.used[MARKETS]) - 1]
    users = np.unique(world.template.market.user_params.cell)
    target = (world.template.market.cell_params.cover_days * market[:, MarketColumn.DESIRED] / tick)[users]
    cover = (market[:, MarketColumn.BUYER_STOCK] + market[:, MarketColumn.USED])[users] / target
    assert cover.min() < 0.97  # buyers lag behind
    assert r.world.totals.unmet.max() == 0.0
    assert r.world.totals.short_days.max() == 0.0
