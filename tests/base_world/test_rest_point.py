"""With growth, shocks and randomness off the base year stands still, at any tick.

On the compiled engine, which `test_engines` holds against SimPy over the whole base year.
"""

import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import play
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.scenario.load import load

STILL = (
    "GATE",
    "SPOT",
    "PAID",
    "LANDED",
    "MADE",
    "USED",
    "DESIRED",
    "SELLER_STOCK",
    "BUYER_STOCK",
    "AFLOAT",
    "CAPACITY",
)


def drift(values):
    """Largest relative distance from the first row."""
    first = values[0]
    return float((np.abs(values - first) / np.where(first == 0.0, 1.0, np.abs(first))).max())


@pytest.mark.parametrize("tick", [1, 3, 7, 14])
def test_for_twelve_years_nothing_moves(tick):
    world = plan(load("base-year", (f"tick_days={tick}",)))
    r = play(world, keep_lots=False, step=14 * tick)
    days = int(r.world.tape.used[MARKETS])
    steps = slice(1, days - 1)  # the first step is one tick long, and the last one may be shorter
    market, flow = r.world.tape.market[steps], r.world.tape.flow[steps]
    for column in STILL:
        assert drift(market[:, :, MarketColumn[column]]) < 1e-9, column
    assert drift(flow[:, :, 0]) < 1e-9
    assert flow[0, :, 0] == pytest.approx(world.rest.flow * 14 * tick, rel=1e-9)  # the flows of the table itself
    assert market[0, :, MarketColumn.USED] == pytest.approx(world.rest.use * 14 * tick, rel=1e-9)
    assert market[:, :, MarketColumn.UNMET].max() == 0.0


def test_at_rest_stockholders_earn_nothing_and_nobody_goes_without(base):
    r = play(base, keep_lots=False)
    totals = r.world.totals
    assert np.abs(totals.spread).sum() < 1e-9 * totals.outlay.sum()
    assert totals.unmet.max() == 0.0
    assert totals.short_days.max() == 0.0


def test_at_rest_prices_are_those_of_the_table(base):
    r = play(base, keep_lots=False)
    assert r.world.market.sellers.price == pytest.approx(base.rest.price, rel=1e-12)


def test_the_surplus_goes_to_the_residue(base):
    r = play(base, keep_lots=False)
    rest = [i for i, (_, m) in enumerate(base.atlas.cells) if m == "rest_oxide" and base.rest.output[i] > 0.0]
    for i in rest:
        made, left = r.world.totals.made[i], r.world.totals.residue[i]
        assert left / made == pytest.approx(1.0 - base.year.wanted_rest, rel=1e-9)
