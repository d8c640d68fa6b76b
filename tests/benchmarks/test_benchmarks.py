"""The benchmark measures what it says: worlds of any size are copies, exponents are slopes, calls are counted."""

import json

import numba
import numpy as np
import pytest
from command import lodeflow

from lodeflow.assembly import plan
from lodeflow.benchmarks.aims import AIMS
from lodeflow.benchmarks.bound import count_moments, measure_bound
from lodeflow.benchmarks.clock import child
from lodeflow.benchmarks.copies import copies
from lodeflow.benchmarks.engines import measure_engines
from lodeflow.benchmarks.growth import slope
from lodeflow.benchmarks.plot import picture
from lodeflow.benchmarks.tick import Tick, count_calls, held_markets
from lodeflow.engines.compiled_engine import Engine
from lodeflow.kernels.core.kinds import ARRIVAL, MARKET
from lodeflow.kernels.entities.lots import Fact
from lodeflow.kernels.record.record import FINISHED
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

SHAKEN = (
    "days=200",
    "outages.rate_per_year=2.0",
    "chokepoints.malacca.closures_per_year=4.0",
    "transit.variability=0.2",
)


@pytest.fixture(scope="module")
def one():
    return plan(load("base-year", SHAKEN))


def test_every_copy_of_a_world_does_what_the_original_does(one):
    original, three = Engine(one, keep_lots=False).play(2), Engine(copies(one, 3), keep_lots=False).play(2)
    assert three.events == 3 * (original.events - plan_events(one)) + plan_events(one)
    for name in ("price", "stock", "orders"):
        values = getattr(original.world.market.sellers, name)
        copied = getattr(three.world.market.sellers, name).reshape(3, -1)
        np.testing.assert_allclose(copied, np.broadcast_to(values, copied.shape), rtol=1e-9, atol=1e-9)


def plan_events(plan):
    """Moments of those who are there once in any number of copies: markets and straits."""
    straits = Engine(plan, keep_lots=False).play(2).world.chokepoint_draws.closures
    closed = Engine(plan, keep_lots=False).play(2).world.straits.closed
    return -(-plan.scenario.days // plan.scenario.tick_days) + int(2 * straits.sum() + closed.sum())


def test_copies_run_the_kernels_that_are_compiled_already(one):
    assert numba.typeof(copies(one, 2).template) == numba.typeof(one.template)


def test_cost_in_proportion_has_the_exponent_one():
    sizes = np.log([1.0, 2.0, 4.0, 8.0])
    assert slope(sizes, np.log(3.0) + sizes) == pytest.approx(1.0)
    assert slope(sizes, np.log(3.0) + 1.5 * sizes) == pytest.approx(1.5)


def test_engines_are_only_compared_where_they_agree(monkeypatch):
    assert measure_engines("base-year", days=14, turns=1).markets == 2
    monkeypatch.setattr("lodeflow.benchmarks.engines._same", lambda *_: False)
    with pytest.raises(RuntimeError, match="the engines differ on base-year"):
        measure_engines("base-year", days=14, turns=1)


def test_every_moment_of_a_replication_is_counted_by_its_kind(one):
    moments = count_moments(one)
    done = Engine(one).play(0)
    assert sum(moments.values()) == done.events
    assert moments[MARKET] == done.world.totals.markets[0]
    finished = done.world.tape.lot_fact[: int(done.world.tape.used[FINISHED])]
    assert moments[ARRIVAL] == np.count_nonzero(finished[:, Fact.ARRIVED] >= 0) > 0


def test_the_bound_has_all_its_parts_and_counts_the_cargoes_that_a_run_records(one):
    tick = Tick(4e-5, 1e-5, {"exp": 1})
    parts = measure_bound(one, tick, 1e-8, 1)
    days, columns, lots, waiting, moments = parts
    assert days.times == columns.times == -(-one.scenario.days // one.scenario.tick_days)
    assert days.nanoseconds == pytest.approx(1e9 * tick.floor)
    done = Engine(one).play(0)
    assert (lots.times, moments.times) == (done.world.tape.used[FINISHED], done.events)
    assert waiting.times < moments.times / 2
    assert all(part.seconds > 0.0 for part in parts)


@pytest.mark.folder
def test_the_calls_of_a_market_day_are_counted_in_a_process_without_the_compiler():
    calls = count_calls("base-year")
    lanes = len(plan(load("base-year")).atlas.lanes)
    assert (calls["normal_quantile"], calls["two_uniforms"]) == (lanes, lanes)  # days at sea of every lane
    assert calls["exp"] > lanes


def test_a_market_that_is_held_alone_is_that_of_a_run():
    week = plan(load("base-year", (*SHAKEN, "days=7")))
    held, played = fresh(week.template), Engine(week, keep_lots=False).play(0).world
    held_markets(held, len(held.market.lots.tonnes) - 2 * len(week.atlas.lanes) - 1)(1)
    assert held.market.births.count[0] == np.count_nonzero(held.market.trade.shipped) > 0
    assert np.array_equal(held.market.trade.sea_days, played.market.trade.sea_days)
    assert np.array_equal(held.market.trade.shipped, played.market.trade.shipped)


@pytest.mark.folder
def test_a_child_process_may_be_given_variables_of_its_environment():
    code = "import os; assert os.environ['NUMBA_CACHE_DIR'] == 'elsewhere'"
    assert child(code, NUMBA_CACHE_DIR="elsewhere") > 0.0
    with pytest.raises(RuntimeError, match="AssertionError"):
        child(code, NUMBA_CACHE_DIR="here")


def test_an_aim_is_missed_met_or_reached():
    more = next(aim for aim in AIMS if aim.least)
    less = next(aim for aim in AIMS if not aim.least)
    assert [more.met(v) for v in (0.9 * more.ship, more.ship, more.reach_for)] == ["MISSED", "met", "reached"]
    assert [less.met(v) for v in (1.1 * less.ship, less.ship, less.reach_for)] == ["MISSED", "met", "reached"]


@pytest.mark.folder
def test_bench_tells_every_ratio_in_numbers_and_in_a_picture(tmp_path):
    done = lodeflow("bench", "--quick", "--json", "--plot", tmp_path / "bench.svg")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found["ratios"]) == {aim.key for aim in AIMS}
    assert all(value > 0.0 for name, value in found["ratios"].items() if name != "output")
    assert found["tick_calls"]["normal_quantile"] == len(plan(load("status-quo")).atlas.lanes)  # one for each
    drawn = (tmp_path / "bench.svg").read_text(encoding="utf-8")
    assert drawn == picture(found)
    assert all(aim.words in drawn for aim in AIMS)
