"""Straits close as often and as long as the scenario says, each by its own draws."""

import numpy as np
import pytest
from hazards import agrees, spells, whole_exponential
from numba import config

from lodeflow.kernels.core.kinds import CHOKEPOINT
from lodeflow.kernels.core.moment import NEVER, day_of, kind_of, who_of
from lodeflow.kernels.trade.chokepoints import ChokepointDraws, ChokepointParams, await_closure, close_or_open
from lodeflow.replication import fresh

STOPS = 10 if config.DISABLE_JIT else 100  # of each strait


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


@pytest.mark.parametrize(("mean_wait", "mean_days"), [(300.0, 60.0), (2.0, 1.5)])
def test_straits_are_closed_for_the_share_of_days_that_waits_and_lengths_imply(base, mean_wait, mean_days):
    stopped, worked = spells(chokepoint_params(base, 20, STOPS, mean_wait, mean_days))
    agrees(stopped, worked, whole_exponential(mean_days), whole_exponential(mean_wait))


def test_every_closure_of_every_strait_has_dice_of_its_own(base):
    stories = chokepoint_params(base, 4, 10, 1e5, 1e4)  # so long that two spells are hardly ever alike
    stopped, worked = spells(stories)
    assert len(set(stopped.tolist())) == 4 * 10
    assert len(set(worked.tolist())) == 4 * 9


def test_where_there_is_no_hazard_nothing_ever_closes(base):
    world = base.template
    closures = [await_closure(world.chokepoint_params, world.chokepoint_draws, world.chance, -1, k) for k in range(4)]
    assert closures == [NEVER] * 4
