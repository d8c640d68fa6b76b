"""Mine sites stop and straits close as often and as long as the scenario says, each by its own dice."""

from itertools import pairwise
from math import exp, expm1, log

import numpy as np
import pytest
from numba import config
from scipy.stats import norm

from lodeflow.instruments.outages import build_outage_params
from lodeflow.kernels.core.chance import Chance
from lodeflow.kernels.core.kinds import CHOKEPOINT, OUTAGE
from lodeflow.kernels.core.moment import NEVER, day_of, kind_of, who_of
from lodeflow.kernels.supply.outages import OutageState, await_outage, stop_or_restart
from lodeflow.kernels.trade.chokepoints import ChokepointDraws, ChokepointParams, await_closure, close_or_open
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

STOPS = 10 if config.DISABLE_JIT else 100  # of each site or strait
SITES = tuple(f"site {number}" for number in range(20))


def lives(sites=SITES, stops=STOPS, *, seed=5, replication=0, settings=()):
    """For each site its stops: first day, first day of work after, share of output cut."""
    outage_params = build_outage_params(load("base-year", ("outages.rate_per_year=4.0", *settings)), sites)
    state = OutageState(np.zeros(len(sites)), np.zeros(len(sites), np.int64))
    chance = Chance(np.array([seed]), np.array([replication]))
    told = {}
    for number, name in enumerate(sites):
        told[name], due = [], await_outage(outage_params, state, chance, -1, number)
        while len(told[name]) < stops:
            first = int(day_of(due))
            due = stop_or_restart(outage_params, state, chance, first, number)
            assert (kind_of(due), who_of(due)) == (OUTAGE, number)
            told[name].append((first, int(day_of(due)), float(state.cut[number])))
            due = stop_or_restart(outage_params, state, chance, day_of(due), number)
            assert state.cut[number] == 0.0
    return told


def chokepoint_params(base, straits, stops, mean_wait, mean_days):
    """For each of so many straits its closures: first day, first open day."""
    world = fresh(base.template)
    terms = ChokepointParams(*(np.array(values) for values in (
        np.arange(straits), [mean_wait] * straits, [mean_days] * straits, [1.0] * straits,
    )))  # fmt: skip
    for values in terms:
        values.setflags(write=False)
    chokepoint_draws = ChokepointDraws(np.zeros(straits, np.int64))
    water = world.straits._replace(closed=np.zeros(straits, np.int64))
    rest = (world.voyages, world.market.trade, world.market.lots, world.market.births, world.chance)
    told = []
    for strait in range(straits):
        story, due = [], await_closure(terms, chokepoint_draws, world.chance, -1, strait)
        while len(story) < 2 * stops:
            assert (kind_of(due), who_of(due)) == (CHOKEPOINT, strait)
            story.append(int(day_of(due)))
            due = close_or_open(terms, chokepoint_draws, water, *rest, story[-1], strait)
            assert water.closed[strait] == len(story) % 2
        told.append(list(zip(story[::2], story[1::2], strict=True)))
    return told


def spells(stories):
    """Days stopped, and days of work before each stop but the first, pooled."""
    stopped = [stop[1] - stop[0] for story in stories for stop in story]
    worked = [after[0] - before[1] for story in stories for before, after in pairwise(story)]
    return np.array(stopped), np.array(worked)


def whole_exponential(mean):
    """Mean and variance of 1 + the whole days of an exponential time: geometric, with odds e^(-1 / mean) of one more."""
    again = exp(-1.0 / mean)
    return -1.0 / expm1(-1.0 / mean), again / expm1(-1.0 / mean) ** 2


def whole_lognormal(median, sigma):
    """Mean and variance of 1 + the whole days of a log-normal time: of n whole days, mean sum P(n >= k), mean square
    sum (2 k - 1) P(n >= k)."""
    k = np.arange(1.0, median * exp(10.0 * sigma))
    tail = norm.sf((np.log(k) - log(median)) / sigma)
    return 1.0 + tail.sum(), ((2.0 * k - 1.0) * tail).sum() - tail.sum() ** 2


def agrees(stopped, worked, of_stops, of_work):
    """Share of days stopped is that of an alternating renewal process, within four standard errors; so are the means."""
    (rest, rest_variance), (work, work_variance) = of_stops, of_work
    assert stopped.mean() == pytest.approx(rest, abs=4.0 * (rest_variance / len(stopped)) ** 0.5)
    assert worked.mean() == pytest.approx(work, abs=4.0 * (work_variance / len(worked)) ** 0.5)
    share = rest / (rest + work)
    error = (rest_variance * (1.0 - share) ** 2 / len(stopped) + work_variance * share**2 / len(worked)) ** 0.5
    found = stopped.mean() / (stopped.mean() + worked.mean())
    assert found == pytest.approx(share, abs=4.0 * error / (rest + work))


@pytest.mark.parametrize(("rate", "median"), [(4.0, 60.0), (182.5, 1.5)])
def test_sites_stand_still_for_the_share_of_days_that_waits_and_lengths_imply(rate, median):
    often = (f"outages.rate_per_year={rate}", f"outages.duration_median_days={median}")
    stopped, worked = spells(lives(settings=often).values())
    agrees(stopped, worked, whole_lognormal(median, 0.8), whole_exponential(365.0 / rate))


@pytest.mark.parametrize(("mean_wait", "mean_days"), [(300.0, 60.0), (2.0, 1.5)])
def test_straits_are_closed_for_the_share_of_days_that_waits_and_lengths_imply(base, mean_wait, mean_days):
    stopped, worked = spells(chokepoint_params(base, 20, STOPS, mean_wait, mean_days))
    agrees(stopped, worked, whole_exponential(mean_days), whole_exponential(mean_wait))


def test_a_stop_takes_an_even_share_between_the_least_and_the_most():
    cuts = np.array(
        [cut for story in lives(settings=("outages.cut_low=0.2", "outages.cut_high=0.6")).values() for *_, cut in story]
    )
    assert cuts.min() > 0.2
    assert cuts.max() < 0.6
    assert cuts.mean() == pytest.approx(0.4, abs=4.0 * 0.4 / (12.0 * len(cuts)) ** 0.5)


def test_a_site_more_moves_no_dice_of_the_others():
    before = lives(SITES[:3], 10)
    after = lives(("a new site", SITES[2], "another", SITES[0], SITES[1]), 10)
    assert {name: after[name] for name in before} == before


def test_every_site_stop_replication_and_seed_has_dice_of_its_own():
    told = [lives(SITES[:5], 10, **which) for which in ({}, {"replication": 1}, {"seed": 6})]
    cuts = [cut for run in told for story in run.values() for *_, cut in story]
    assert len(set(cuts)) == len(cuts) == 3 * 5 * 10
    assert lives(SITES[:5], 10) == told[0]


def test_every_closure_of_every_strait_has_dice_of_its_own(base):
    stories = chokepoint_params(base, 4, 10, 1e5, 1e4)  # so long that two spells are hardly ever alike
    stopped, worked = spells(stories)
    assert len(set(stopped.tolist())) == 4 * 10
    assert len(set(worked.tolist())) == 4 * 9


def test_where_there_is_no_hazard_nothing_ever_stops_or_closes(base):
    world = base.template
    assert {
        await_outage(world.outage_params, world.market.sites, world.chance, -1, site) for site in range(len(base.sites))
    } == {NEVER}
    assert {
        await_closure(world.chokepoint_params, world.chokepoint_draws, world.chance, -1, strait) for strait in range(4)
    } == {NEVER}
