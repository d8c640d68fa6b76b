"""Usual outages: the share of mines' output that they take in the long run, and how long one still lasts when met.

The base year's output was dug with the usual outages, so its mines are larger than they would be without. Holders of
stock count outages against this mean.
"""

from lodeflow.kernels.core.maths import exp
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.scenario.load import Scenario

HALF_DAY = 0.5  # mean of what is lost where a time is cut off to whole days


def usual_loss(scenario: Scenario) -> float:
    """Share of output lost [-]: time out of work, by the mean length and wait (lognormal, exponential), times mean cut.

    Each wait and each length ends at the next whole day.

    Args:
        scenario: rate, length and depth of outages.

    """
    t = scenario.outages
    if t.rate_per_year <= 0.0:
        return 0.0
    days = t.duration_median_days * float(exp(0.5 * t.duration_sigma * t.duration_sigma)) + HALF_DAY
    return 0.5 * (t.cut_low + t.cut_high) * days / (days + DAYS_PER_YEAR / t.rate_per_year + HALF_DAY)


def remaining_days(scenario: Scenario) -> float:
    """Mean time to the end of an outage that is met at random, days: half its mean square length over the mean.

    Args:
        scenario: length of outages.

    """
    t = scenario.outages
    return max(1.0, 0.5 * t.duration_median_days * float(exp(1.5 * t.duration_sigma * t.duration_sigma)))
