"""Entrants come as a Poisson stream whose rate is that of market and price, whoever looks and in whatever order."""

from collections import namedtuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare, poisson

from lodeflow.assembly import plan
from lodeflow.errors import ScenarioError
from lodeflow.kernels.projects.entrants import entry_rate, judge_candidates, market_size, next_look
from lodeflow.kernels.projects.stages import begin
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

Terms = namedtuple("Terms", "stream turn stream_name entry_days room")  # noqa: PYI024 - kernels read only these
Stream = namedtuple("Stream", "entered judged turned_away clock")  # noqa: PYI024
Dice = namedtuple("Dice", "seed replication")  # noqa: PYI024
PER_YEAR, MOST, STOP = 0.7, 10.0, 0.8
S = np.int64(0)


def terms(per_year=PER_YEAR, most=MOST, room=200, rows=1):
    days = np.array([365.0 / (per_year * most)])
    return Terms(np.zeros(rows, np.int64), np.arange(rows), np.array([12345]), days, np.array([room]))


def still():
    return Stream(np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(1))


def dice(replication):
    return Dice(np.array([7]), np.array([replication]))


def entered(rate, days, draws, **given):
    """Entrants within so many days at a constant rate over the ordinary one, one number for each replication."""
    found, its = [], terms(**given)
    for replication in range(draws):
        state = still()
        judge_candidates(its, state, dice(replication), S, rate / MOST, np.int64(days - 1))
        found.append(int(state.entered[0]))
    return np.array(found)


def test_at_the_needed_price_and_the_base_years_market_the_rate_is_the_ordinary_one():
    assert entry_rate(1.0, 1.0, STOP, MOST) == 1.0


@pytest.mark.parametrize("ratio", [0.8, 1.0, 1.7])
def test_twice_the_market_brings_twice_as_many_and_so_does_twice_the_price(ratio):
    assert entry_rate(2.0, ratio, STOP, MOST) == 2.0 * entry_rate(1.0, ratio, STOP, MOST)
    assert entry_rate(1.5, 2.0 * ratio, STOP, MOST) == 2.0 * entry_rate(1.5, ratio, STOP, MOST)


@pytest.mark.parametrize("ratio", [-1.0, 0.0, 0.799])
def test_below_the_stop_ratio_nobody_enters(ratio):
    assert entry_rate(5.0, ratio, STOP, MOST) == 0.0
    assert entered(entry_rate(5.0, ratio, STOP, MOST), 36500, 20).sum() == 0


@pytest.mark.parametrize(("size", "ratio"), [(1.0, 1.0), (2.0, 1.0), (1.3, 2.0)])
def test_the_number_of_entrants_is_poisson_with_the_rate_times_the_time_as_mean(size, ratio):
    rate, days, draws = entry_rate(size, ratio, STOP, MOST), 1825, 4000
    found = entered(rate, days, draws)
    mean = PER_YEAR * size * ratio * days / 365.0
    assert found.mean() == pytest.approx(mean, abs=4.0 * (mean / draws) ** 0.5)
    assert found.var() / mean == pytest.approx(1.0, abs=4.0 * (2.0 / draws) ** 0.5)
    most = int(poisson.ppf(0.99, mean))
    seen = np.bincount(np.minimum(found, most), minlength=most + 1)
    expected = draws * np.append(poisson.pmf(range(most), mean), poisson.sf(most - 1, mean))
    rare = int(np.argmax(expected >= 5.0))  # the first few together
    together = [np.append(each[: rare + 1].sum(), each[rare + 1 :]) for each in (seen, expected)]
    assert chisquare(*together).pvalue > 1e-4


def test_who_finds_no_room_is_turned_away_and_counted():
    for replication in range(50):
        small, large = still(), still()
        for its, state in ((terms(room=2), small), (terms(), large)):
            judge_candidates(its, state, dice(replication), S, 0.2, np.int64(3649))
        assert small.entered[0] == min(2, large.entered[0])
        assert small.entered[0] + small.turned_away[0] == large.entered[0]
        assert large.turned_away[0] == 0


@given(st.integers(0, 2**31 - 1), st.randoms(use_true_random=False), st.sampled_from([0.02, 0.3, 1.0]))
def test_rows_that_look_only_when_their_turn_can_have_come_miss_nobody(replication, luck, share):
    """Against one who judges every day, with odds that change from day to day; several candidates fall on one day."""
    rows, days, per_year = 12, 400, 6.0
    odds = [share * (0.5 + 0.5 * np.sin(day)) ** 2 for day in range(days)]
    its, chance = terms(per_year=per_year, room=rows - 1, rows=rows), dice(replication)
    judge, want = still(), []
    for day in range(days):
        judge_candidates(its, judge, chance, S, odds[day], np.int64(day))
        want += [day] * (int(judge.entered[0]) - len(want))
    state = still()
    look, on = [int(next_look(its, state, chance, np.int64(q))) for q in range(rows)], {}
    for day in range(days):
        today = [q for q in range(rows) if look[q] == day]
        luck.shuffle(today)
        for q in today:
            judge_candidates(its, state, chance, S, odds[day], np.int64(day))
            if its.turn[q] < state.entered[0]:
                on[q] = day
            else:
                look[q] = int(next_look(its, state, chance, np.int64(q)))
                assert look[q] > day
    assert [on[q] for q in sorted(on)] == want
    assert sorted(on) == list(range(len(want)))
    assert state.turned_away[0] == judge.turned_away[0]


@pytest.fixture(scope="module")
def streams():
    return plan(load("projects-2025", ("days=60",)))


def test_the_market_of_a_stream_is_what_its_customers_use(streams):
    m = fresh(streams.template).market
    for stream in range(len(m.projects.room)):
        assert market_size(m.project_links, m.buyers, stream) == pytest.approx(1.0, rel=1e-12)
        cells = m.project_links.customer[
            m.project_links.first_customer[stream] : m.project_links.first_customer[stream + 1]
        ]
        assert len(cells) == len(set(cells.tolist())) > 0
    m.buyers.forecast[:] *= 2.0
    assert market_size(m.project_links, m.buyers, 0) == pytest.approx(2.0, rel=1e-12)


def test_entrants_of_a_stream_add_to_the_same_plants_and_have_luck_of_their_own(streams):
    w = fresh(streams.template)
    m = w.market
    for q in range(len(m.projects.name)):
        begin(
            m.investment_params, m.projects, m.project_links, m.project_state, m.routes, m.trade, m.plant_params,
            w.chance, m.bill_params, q,
        )  # fmt: skip
    for stream, its in enumerate(streams.scenario.entrants.values()):
        rows = np.flatnonzero(m.projects.stream == stream)
        assert len(rows) == its.room + 1
        assert sorted(m.projects.turn[rows]) == list(range(its.room + 1))
        assert len(set(m.project_links.home[rows].tolist())) == 1
        assert len(set(m.project_state.overrun[rows].tolist())) == len(rows)
    named = m.projects.stream < 0
    assert (m.project_links.home[named] == np.flatnonzero(named)).all()


def test_slots_are_refused_with_a_word_what_came_in_their_place():
    with pytest.raises(ScenarioError, match="entrants come as a stream of per_year"):
        load("projects-2025", ("entrants.european_magnet.slots=2",))
