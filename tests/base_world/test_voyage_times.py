"""Leads under random voyages: what buyers expect, what is under way at rest, and stocks that stay on target."""

import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.base_world.trade.voyage_times import effective_leads, voyage_times
from lodeflow.engines.compiled_engine import play
from lodeflow.kernels.entities.lots import Fact
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.kernels.trade.voyage import chances_of_sea_days
from lodeflow.scenario.load import load

YEAR = 364


def varying(variability, *settings):
    return plan(load("base-year", (f"transit.variability={variability}", *settings)))


@pytest.mark.parametrize(("mean", "spread"), [(1.0, 0.3), (14.0, 0.1), (31.0, 0.5), (40.0, 0.8)])
def test_chances_of_days_at_sea_are_the_frequencies_of_their_draws(mean, spread):
    count, chance = 400_000, np.zeros(2000)
    chances_of_sea_days(mean, spread, chance)
    generator = np.random.default_rng(5)
    days = mean * np.exp(spread * generator.standard_normal(count) - 0.5 * spread**2) + generator.random(count)
    drawn = np.bincount(np.maximum(min(1.0, mean), days).astype(int), minlength=len(chance))[: len(chance)] / count
    assert chance.sum() == pytest.approx(1.0, abs=1e-12)
    assert chance.min() >= 0.0
    assert drawn == pytest.approx(chance, abs=5.0 * (0.25 / count) ** 0.5)
    assert drawn @ np.arange(len(chance)) == pytest.approx(chance @ np.arange(len(chance)), rel=0.005)


@pytest.mark.parametrize("tick", [1, 3, 7, 14])
def test_without_variability_a_lead_is_the_transit_time_rounded_up_to_the_tick(base, tick):
    leads = effective_leads(base.atlas, base.template.voyages, tick)
    assert leads.tolist() == [float(-(-lane.transit // tick) * tick) for lane in base.atlas.lanes]


@pytest.mark.parametrize("tick", [3, 7])
def test_a_voyage_of_whole_ticks_that_varies_takes_up_to_a_tick_more_and_one_of_any_length_half_a_tick(tick):
    world = varying(0.5, f"tick_days={tick}")
    voyages, lanes = world.template.voyages, world.atlas.lanes
    long = [s for s, lane in enumerate(lanes) if lane.foreign and lane.days[1] >= 4 * tick]
    assert long
    for s in long:
        # Uniform within the tick: the mean of the ceiling is half a tick, less half a day, above whole days.
        later = voyage_times(voyages, s, tick).mean * tick - lanes[s].transit
        assert later == pytest.approx(0.5 * (tick - 1), abs=0.15 * tick)


@pytest.mark.parametrize("settings", [("tick_days=7",), ("tick_days=2",)])
def test_what_is_under_way_on_day_0_is_the_flow_over_the_lead_less_the_ticks_own(settings):
    world = varying(0.2, *settings)
    trade, tick = world.template.market.trade, world.scenario.tick_days
    vary = (world.template.voyages.spread > 0.0) & (world.rest.flow > 0.0)
    assert trade.afloat[vary] == pytest.approx((world.rest.flow * (trade.seen - tick))[vary], rel=2e-3)
    lots = world.template.market.lots
    assert (lots.fact[: lots.counts[1], Fact.DUE] >= 0).all()


@pytest.mark.parametrize(("variability", "tick"), [(0.1, 7), (0.2, 3)])
def test_voyages_that_vary_leave_the_stock_of_every_buyer_on_target_over_a_year(variability, tick):
    world = varying(variability, f"tick_days={tick}", f"days={YEAR + 2 * tick}")
    using, stocks, count = world.rest.use > 0.0, [], 48
    for n in range(count):
        tape = play(world, n, keep_lots=False).world.tape
        market = tape.market[1 : int(tape.used[MARKETS]) - 1]
        before_use = market[:, :, MarketColumn.BUYER_STOCK] + market[:, :, MarketColumn.USED]
        stocks.append(before_use.mean(axis=0)[using])
    target = (world.template.market.cell_params.cover_days * world.rest.use)[using]
    cover = np.array(stocks) / target
    assert cover.std(axis=0).max() > 0.002  # voyages do vary
    assert cover.mean(axis=0) == pytest.approx(np.ones(using.sum()), abs=0.01)


def test_buyers_learn_the_mean_lead_of_voyages_that_vary_and_not_that_of_the_last_lot():
    world = varying(0.3, "days=1400")
    before = world.template.market.trade
    learnt = np.mean([play(world, n, keep_lots=False).world.market.trade.lead for n in range(24)], axis=0)
    vary = (world.template.voyages.spread > 0.0) & (world.rest.flow > 0.0)
    assert (learnt - before.lead)[vary].mean() == pytest.approx(0.0, abs=0.1)  # days; -0.5 if the last lot counts
