"""Mine sites stop as often and as long as the scenario says, each by its own draws."""

import numpy as np
import pytest
from hazards import agrees, spells, whole_exponential, whole_lognormal
from numba import config

from lodeflow.instruments.shocks.outages import build_outage_params
from lodeflow.kernels.core.chance import Chance
from lodeflow.kernels.core.kinds import OUTAGE
from lodeflow.kernels.core.moment import NEVER, day_of, kind_of, who_of
from lodeflow.kernels.supply.outages import OutageState, await_outage, stop_or_restart
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


@pytest.mark.parametrize(("rate", "median"), [(4.0, 60.0), (182.5, 1.5)])
def test_sites_stand_still_for_the_share_of_days_that_waits_and_lengths_imply(rate, median):
    often = (f"outages.rate_per_year={rate}", f"outages.duration_median_days={median}")
    stopped, worked = spells(lives(settings=often).values())
    agrees(stopped, worked, whole_lognormal(median, 0.8), whole_exponential(365.0 / rate))


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


def test_where_there_is_no_hazard_nothing_ever_stops(base):
    world = base.template
    assert {
        await_outage(world.outage_params, world.market.sites, world.chance, -1, site) for site in range(len(base.sites))
    } == {NEVER}
