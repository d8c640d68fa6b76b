"""The target solver finds the quantile of thresholds that are known, says what it cannot find, and what it tried."""

from math import comb

import numpy as np
import pytest

from lodeflow.errors import DataError
from lodeflow.evaluation.target import Goal, find_target, ranks

THRESHOLDS = np.arange(1, 41) / 40.0  # replication n reaches the goal from n / 40 on


def outcome(x):
    """1 in the replications whose threshold is reached."""
    return (x >= THRESHOLDS).astype(float)


GOAL = Goal("any", 1.0, above=True)


@pytest.mark.parametrize(("share", "known"), [(0.5, 20 / 40), (0.9, 36 / 40), (0.025, 1 / 40), (0.51, 21 / 40)])
def test_the_answer_is_the_quantile_of_the_thresholds(share, known):
    found = find_target(outcome, GOAL, share, (0.0, 2.0), 1e-4)
    assert known <= found.value <= known + 2e-4
    assert found.monotone


def test_its_interval_is_that_of_ranks_whatever_the_distribution():
    """40 draws, median: ranks 14 and 27 hold it with 95 % (binomial tables: P(X <= 13) = .019, P(X <= 26) = .981)."""
    assert ranks(40, 0.5) == (14, 27)
    below = sum(comb(40, k) for k in range(14)) / 2**40
    assert below == pytest.approx(0.0192, abs=1e-4)
    found = find_target(outcome, GOAL, 0.5, (0.0, 2.0), 1e-4)
    assert found.low == pytest.approx(14 / 40, abs=2e-4)
    assert found.high == pytest.approx(27 / 40, abs=2e-4)


def test_ranks_cover_the_quantile_in_95_percent_of_samples():
    rng = np.random.default_rng(1)
    samples = np.sort(rng.random((20_000, 40)), axis=1)
    low, high = ranks(40, 0.3)
    covered = (samples[:, low - 1] <= 0.3) & (samples[:, high - 1] > 0.3)
    assert 0.95 <= covered.mean() <= 0.98


def test_a_goal_out_of_reach_has_no_value_and_one_that_is_reached_at_once_the_first():
    far = find_target(outcome, GOAL, 0.5, (0.0, 0.4), 0.01)
    assert far.value is None
    assert not far.at_once
    near = find_target(outcome, GOAL, 0.5, (0.8, 2.0), 0.01)
    assert near.at_once
    assert near.value == 0.8
    assert len(far.tried) == len(near.tried) == 2


def test_an_upper_end_that_lies_beyond_the_range_is_open():
    found = find_target(outcome, GOAL, 0.5, (0.0, 0.55), 1e-3)
    assert found.value == pytest.approx(0.5, abs=1e-3)
    assert found.high is None
    assert found.low == pytest.approx(14 / 40, abs=1e-3)


def test_the_fewer_who_reach_with_more_is_noticed():
    found = find_target(lambda x: outcome(1.0 - abs(x - 1.0)), GOAL, 0.2, (0.0, 1.7), 0.01)
    assert not found.monotone


def test_at_most_counts_the_other_side_and_undefined_values_do_not_count():
    assert Goal("any", 2.0, above=False).reached(np.array([1.0, 2.0, 3.0, np.nan])) == 2
    assert Goal("any", 2.0, above=True).reached(np.array([1.0, 2.0, 3.0, np.nan])) == 2


def test_an_empty_range_is_refused():
    with pytest.raises(DataError, match="must be larger"):
        find_target(outcome, GOAL, 0.5, (1.0, 1.0), 0.01)
