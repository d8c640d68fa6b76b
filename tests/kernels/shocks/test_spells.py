"""Floods, crackdowns and surges come when their date or their dice say, and a policy moves no other dice."""

import numpy as np
import pytest

from lodeflow.kernels.core.chance import Chance
from lodeflow.kernels.core.kinds import FLOOD, SURGE
from lodeflow.kernels.core.moment import NEVER, day_of, kind_of, who_of
from lodeflow.kernels.shocks.spells import NO_DATE, SpellParams, SpellState, await_spell, begin_or_end

LIVES = 200
HORIZON = 20_000  # days


def told(
    count=LIVES, *, mean_wait=0.0, mean_days=100.0, evenness=0.0, gain=0.0, pressure=0.0, dates=None, replication=0
):
    """For each of so many spells what it was: pairs of the first day and the day it ended, NEVER for no end."""
    first, last = dates or (NO_DATE, NO_DATE)
    columns = ([SURGE] * count, list(range(count)), [first] * count, [last] * count)
    rates = ([mean_wait] * count, [mean_days] * count, [evenness] * count, [gain] * count)
    spells = SpellParams(*(np.array(c, np.int64) for c in columns), *(np.array(r, np.float64) for r in rates))
    for array in spells:
        array.setflags(write=False)
    course = SpellState(np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count), np.full(count, pressure))
    chance, stories = Chance(np.array([7]), np.array([replication])), []
    for who in range(count):
        story, due, began = [], await_spell(spells, course, chance, -1, who), None
        while due != NEVER and day_of(due) < HORIZON:
            assert (kind_of(due), who_of(due)) == (SURGE, who)
            day = int(day_of(due))
            due = begin_or_end(spells, course, chance, day, who)
            assert due == NEVER or day_of(due) > day
            if course.on[who] == 1:
                began = day
            elif began is not None:
                story.append((began, day))
                began = None
        stories.append([*story, (began, NEVER)] if began is not None else story)
    return stories


def test_a_dated_spell_is_on_from_its_first_day_to_the_day_after_its_last_and_never_again():
    assert told(1, dates=(40, 95)) == [[(40, 95)]]
    assert told(1, dates=(40, NO_DATE)) == [[(40, NEVER)]]
    assert told(1) == [[]]


def test_drawn_spells_are_on_for_the_share_of_days_that_their_rates_imply():
    """An alternating renewal process: mean length over mean length and mean wait."""
    spells = [s for story in told(mean_wait=500.0, mean_days=100.0) for s in story if s[1] != NEVER]
    lengths = np.array([b - a for a, b in spells])
    assert len(lengths) > 5000
    assert lengths.mean() == pytest.approx(100.5, abs=4.0 * 100.0 / len(lengths) ** 0.5)
    assert len(lengths) / LIVES / HORIZON == pytest.approx(1.0 / 600.5, rel=0.05)


def test_a_spell_that_is_drawn_even_always_lasts_as_long():
    lengths = {
        b - a for story in told(20, mean_wait=500.0, mean_days=730.0, evenness=1.0) for a, b in story if b != NEVER
    }
    assert lengths == {731}


def test_at_full_pressure_a_flood_comes_three_times_as_often_as_at_none():
    """Hazard .08 / y (1 + 2 min(1, allied capacity over use)): the highest hazard is three times the lowest."""
    counts = {
        p: sum(len(story) for story in told(mean_wait=1000.0, mean_days=1.0, gain=2.0, pressure=p))
        for p in (0.0, 0.5, 1.0, 3.0)
    }
    assert counts[1.0] == counts[3.0]
    assert counts[0.0] / counts[1.0] == pytest.approx(1.0 / 3.0, abs=4.0 * (2.0 / 9.0 / counts[1.0]) ** 0.5)
    assert counts[0.5] / counts[1.0] == pytest.approx(2.0 / 3.0, abs=4.0 * (2.0 / 9.0 / counts[1.0]) ** 0.5)


def test_less_pressure_takes_spells_away_and_moves_none_of_the_others():
    """Spells so short that none hides a later candidate: those at low pressure are among those at high, day by day."""
    often = told(50, mean_wait=1000.0, mean_days=1.0, evenness=1.0, gain=2.0, pressure=1.0)
    seldom = told(50, mean_wait=1000.0, mean_days=1.0, evenness=1.0, gain=2.0, pressure=0.2)
    assert all(set(few) <= set(many) for few, many in zip(seldom, often, strict=True))
    assert 0 < sum(map(len, seldom)) < sum(map(len, often))


def test_every_spell_and_replication_has_dice_of_its_own():
    first, second = (told(20, mean_wait=3000.0, replication=k) for k in (0, 1))
    starts = [s[0] for story in (*first, *second) for s in story]
    assert len(set(starts)) > 0.95 * len(starts)
    assert told(20, mean_wait=3000.0) == first
    assert FLOOD < SURGE
