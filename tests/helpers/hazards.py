"""Spells of random length: how much of the time they take, and what theory says of it."""

from itertools import pairwise
from math import exp, expm1, log

import numpy as np
import pytest
from scipy.stats import norm


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
