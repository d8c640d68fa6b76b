"""Prices of the closed form against rational expectations with the same supply of storage, one region, weeks.

Measured over 400,000 weeks, each with the same chance, as closed form over rational expectations. sd is that of ln
price, sd4 of its change over four weeks, AC the correlation of that change with the next, VR the variance ratio of 52 to 4
weeks:

    calm        mean    sd       sd4      AC       VR       weeks at the last stock, points
    base        -.0 %   -1.4 %   -3.3 %   +.002    +.013    0
    rigid       -.0 %    -.8 %   -2.1 %   +.002    +.010    0
    long        -.1 %   -1.1 %   -2.5 %   -.000    +.001    .02

A finer table of expectations (120 x 31 x 11, a minute) brings sd4 to -2.1 % in base and -1.0 % in long: about half of the
error of sd4 is that of the yardstick.

In harsh worlds the closed form lacks precaution: it knows no chance of the last stock, so it holds too little.

    thin        +.4 %    +.5 %   +3.2 %   -.017    -.033     .5
    very rigid +1.0 %   +1.8 %   +7.7 %   -.015    -.054     .8
    brief       -.1 %   -7.2 %  -13.8 %   -.006    +.021    0
    wild       +6.7 %   +3.5 %  +34.8 %   -.128    -.321    2.8
    two weeks  +7.9 %   +4.5 %  +20.9 %   -.109    -.093    2.9

Brief chances (half is left after a week) move prices too little, since flows of the week count as if they came with
certainty. Where supply swings by a third, or stock is two weeks, changes over four weeks are a fifth to a third too large and
prices return faster than holders should let them.
"""

from functools import cache

import numpy as np
import pytest
from expected_prices import by_expectations
from one_region import by_rule, chances, moments, region, saddle_rule

pytestmark = pytest.mark.world  # no engine, but twenty seconds
WEEKS, SEED = 400_000, 5
CALM = {  # short elasticity, elasticity and days of supply, weeks of stock, kappa, lasting share and spread of the chance
    "base": region(0.15, 0.20, 60.0, 12.0, 250.0, 0.92, 0.10),
    "rigid": region(0.07, 0.10, 60.0, 12.0, 250.0, 0.92, 0.06),
    "long": region(0.10, 0.20, 365.0, 12.0, 250.0, 0.98, 0.08),
}
HARSH = {  # and the bars: share of mean, sd, sd4; difference of AC and VR; points of weeks at the last stock
    "thin": (region(0.05, 0.10, 60.0, 6.0, 60.0, 0.95, 0.15), (0.01, 0.02, 0.05, 0.03, 0.06, 0.01)),
    "very rigid": (region(0.03, 0.05, 365.0, 8.0, 100.0, 0.97, 0.10), (0.02, 0.03, 0.10, 0.03, 0.08, 0.01)),
    "brief": (region(0.15, 0.20, 60.0, 12.0, 250.0, 0.50, 0.30), (0.01, 0.09, 0.16, 0.02, 0.05, 0.001)),
    "wild": (region(0.10, 0.20, 60.0, 8.0, 100.0, 0.95, 0.35), (0.09, 0.06, 0.40, 0.15, 0.35, 0.04)),
    "two weeks": (region(0.10, 0.10, 60.0, 2.0, 30.0, 0.70, 0.30), (0.10, 0.06, 0.25, 0.13, 0.12, 0.04)),
}


@cache
def both(here):
    """Prices and stocks under the closed form and under rational expectations, with the same chance."""
    z = chances(here, WEEKS, SEED)
    return by_rule(here, saddle_rule(here), z)[:2], by_expectations(here, z)


def errors(found, right):
    """Of mean, sd and sd4 as shares; of AC, VR and weeks at the last stock as differences."""
    shares = [getattr(found, name) / getattr(right, name) - 1.0 for name in ("mean", "sd", "month")]
    return [*shares, found.again - right.again, found.year - right.year, found.out - right.out]


def missed(here, bars):
    """Errors that are beyond their bars."""
    names = ("mean", "sd", "month", "again", "year", "out")
    found = zip(names, errors(*(moments(here, *series) for series in both(here))), bars, strict=True)
    return {name: error for name, error, bar in found if abs(error) > bar}


@pytest.mark.parametrize("name", CALM)
def test_in_calm_worlds_the_closed_form_is_rational_expectations(name):
    assert not missed(CALM[name], (0.05, 0.05, 0.05, 0.05, 0.15, 0.01))


@pytest.mark.parametrize("name", HARSH)
def test_in_harsh_worlds_the_error_is_as_stated(name):
    assert not missed(*HARSH[name])


@pytest.mark.parametrize("name", CALM)
def test_holders_of_stock_gain_nothing_that_can_be_foreseen_at_any_price(name):
    """What stock has paid beyond its convenience, by week: measured at most .0004 under the closed form and .0002 under
    the yardstick, where prices move by .012 to .021 a week.
    """
    here = CALM[name]
    for price, stock in both(here):
        gain = np.exp(price[1:] - price[:-1]) * (stock[:-1] / here.normal) ** (-1.0 / here.kappa) - 1.0
        for low in (-0.2, -0.1, 0.0, 0.1):
            assert abs(gain[(price[:-1] > low) & (price[:-1] < low + 0.1)].mean()) < 5e-4
