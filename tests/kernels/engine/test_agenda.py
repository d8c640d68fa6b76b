"""The agenda hands out every moment on its day, by kind, however far ahead it was noted down."""

from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeflow.kernels.core.moment import NEVER, day_of, kind_of, moment
from lodeflow.kernels.engine.agenda import (
    CURSOR,
    DAY,
    FAR,
    LAST,
    TURN,
    WINDOW,
    clear,
    empty_agenda,
    fits,
    group,
    next_day,
    note_down,
    roomier,
)

DAYS = 3 * WINDOW
kinds = st.sampled_from([30, 70, 110, 130])


def noted(agenda, moments):
    """Note moments down, making room where it is short, as the engine does."""
    while not fits(agenda, len(moments)):
        agenda = roomier(agenda, 2 * len(agenda.far))
    note_down(agenda, np.array(moments, np.int64), len(moments))
    return agenda


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.integers(0, DAYS - 1), st.lists(st.tuples(st.integers(1, 2 * DAYS), kinds), max_size=8)))
def test_every_moment_comes_on_its_day_in_the_order_of_kinds(plans):
    agenda, who = empty_agenda(DAYS, 1), 0
    expected, came = defaultdict(list), defaultdict(list)
    while agenda.place[DAY] <= agenda.place[LAST]:
        day = int(agenda.place[DAY])
        count = int(agenda.counts[day & TURN])
        today = agenda.moments[day & TURN]
        group(today, 0, count, agenda.tally, agenda.next)
        came[day] = today[:count].tolist()
        new = []
        for ahead, kind in plans.get(day, ()):
            new.append(int(moment(day + ahead, kind, who)))
            expected[day + ahead].append(new[-1])
            who += 1
        agenda = noted(agenda, [*new, NEVER])
        while not fits(agenda, agenda.place[FAR]):
            agenda = roomier(agenda, 2 * len(agenda.far))
        next_day(agenda)
    for day in range(DAYS):
        assert sorted(came[day]) == sorted(expected[day])
        assert [kind_of(m) for m in came[day]] == sorted(kind_of(m) for m in came[day])
        assert {int(day_of(m)) for m in came[day]} <= {day}


def test_an_agenda_used_again_remembers_nothing():
    agenda = noted(empty_agenda(DAYS, 4), [int(moment(day, 70, 0)) for day in (0, 5, WINDOW + 7)])
    agenda.place[CURSOR] = 1
    clear(agenda)
    assert agenda.counts.sum() == 0
    assert agenda.place.tolist() == [0, 0, 0, 0, 0, DAYS - 1]


def test_what_comes_after_the_last_day_is_never_kept():
    agenda = noted(empty_agenda(DAYS, 4), [int(moment(DAYS, 70, 0)), int(moment(5 * DAYS, 70, 0))])
    assert agenda.counts.sum() == agenda.place[FAR] == 0
