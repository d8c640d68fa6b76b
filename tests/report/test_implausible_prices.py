"""A run whose prices leave what any metal has cost says where that began."""

import re

import numpy as np
import pytest
from command import lodeflow
from runs import copy_of, run_of

from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.outcomes.measure import Outcomes
from lodeflow.report.implausible_prices import FURTHEST, PriceWatch, first_implausible

WILD = ("market.storage_elasticity=5", "market.choke_price=100", "market.choke_spread=1")
LINE = re.compile(
    r"warning: prices of (\S+) leave the plausible in replication (\d+) on (\d{4}-\d\d-\d\d): the (\S+) price of (\S+) in "
    r"(\S+) is ([\d.,e+-]+) USD/kg, ([\d.,e+-]+) times its base price of ([\d.,e+-]+) USD/kg"
)


def settings(days=200):
    return [word for setting in WILD for word in ("--set", setting)] + ["--days", str(days), "--progress", "none"]


@pytest.fixture(scope="module")
def wild():
    return run_of("status-quo", *WILD, days=200)


def test_the_first_price_beyond_is_that_of_no_earlier_market_day(wild):
    plan, happened = wild
    first = first_implausible(plan, happened)
    assert first.price > FURTHEST * first.base
    tape, cells = happened.world.tape, plan.atlas.shown
    rows = int(tape.used[MARKETS])
    before = tape.market[:rows, cells, MarketColumn.GATE][tape.day[:rows] < first.day]
    makes = plan.rest.output[cells] > 0.0
    assert (before[:, makes] <= FURTHEST * plan.rest.price[cells][makes]).all()


def test_one_price_moved_out_of_the_band_is_found_at_its_place(wild):
    plan, happened = run_of("base-year", days=60)
    assert first_implausible(plan, happened) is None
    for times in (FURTHEST * 1.01, 1.0 / (FURTHEST * 1.01)):
        moved = copy_of(happened)
        cell = plan.atlas.cell("JPN", "light_oxide")
        base = plan.rest.landed[cell]
        moved.world.tape.market[3, cell, MarketColumn.SPOT] = times * base
        first = first_implausible(plan, moved)
        assert first[:4] == (moved.world.tape.day[3], "spot_price", "JPN", "light_oxide")
        assert first.price == pytest.approx(times * base)


@pytest.mark.parametrize("times", [0.99 * FURTHEST, 1.01 / FURTHEST])
def test_a_price_within_the_band_is_plausible(times):
    plan, happened = run_of("base-year", days=60)
    moved = copy_of(happened)
    cell = plan.atlas.cell("JPN", "light_oxide")
    moved.world.tape.market[3, cell, MarketColumn.SPOT] = times * plan.rest.landed[cell]
    assert first_implausible(plan, moved) is None


def test_a_lasting_collapse_is_counted_and_a_short_dip_is_not():
    plan, happened = run_of("base-year", days=60)
    found = Outcomes(plan)
    values = found.values(plan, happened.world)
    low = values.copy()
    (at, *_) = [n for n, name in enumerate(found.names) if name.outcome == "mean_spot_price"]
    low[at] /= 100.0
    watch = PriceWatch(plan, "compiled", first=4)
    watch.look([values, low, values])
    assert (watch.affected, watch.seen) == ([5], 3)
    assert not np.isnan(values[at])


def test_a_plausible_run_says_nothing():
    done = lodeflow("run", "base-year", "--days", "60", "--engine", "compiled", "--progress", "none")
    assert (done.returncode, done.stderr) == (0, "")


def test_run_and_mc_and_compare_name_the_same_beginning(tmp_path):
    whole = [
        lodeflow("run", "status-quo", "--engine", "compiled", *settings()),
        lodeflow("mc", "status-quo", "--reps", "2", "--detail", "outcomes", "--out", tmp_path / "mc", *settings()),
        lodeflow(
            "compare", "base-year", "status-quo", "--reps", "2", "--out", tmp_path / "c", "--seed", "1", *settings()
        ),
    ]
    found = [
        [LINE.search(line) for line in done.stderr.splitlines() if "leave the plausible" in line] for done in whole
    ]
    assert [done.returncode for done in whole] == [0, 0, 0]
    said = [next(each.groups() for each in lines if each[1] == "status-quo") for lines in found]
    assert said[0] == said[1] == said[2]
    assert "2 of 2 replications are affected" in whole[1].stderr


def test_a_resumed_run_says_it_again(tmp_path):
    words = ("mc", "status-quo", "--reps", "2", "--detail", "outcomes", "--out", tmp_path / "mc", *settings())
    first = lodeflow(*words)
    again = lodeflow(*words, "--resume")
    assert LINE.search(first.stderr).groups() == LINE.search(again.stderr).groups()
