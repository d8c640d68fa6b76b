"""What a number stays below with some probability, against scipy and against itself."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import special, stats

from lodeflow.kernels.core.quantiles import (
    beta_quantile,
    beta_share,
    log_gamma,
    lognormal_within,
    normal_within,
    triangular_quantile,
    uniform_quantile,
)

unhurried = settings(deadline=None)  # the first call compiles
LEAST = 2.0**-53  # as near to 0 and 1 as a draw comes
chances = st.floats(LEAST, 1.0 - LEAST) | st.sampled_from([LEAST, 1e-9, 0.05, 0.5, 0.95, 1.0 - 1e-9, 1.0 - LEAST])
inf = math.inf

EXACT = {  # ours, scipy's, and the size of the numbers that an error is measured against
    "uniform": (lambda u: uniform_quantile(u, 0.4, 1.0), stats.uniform(0.4, 0.6), 1.0),
    "triangular": (lambda u: triangular_quantile(u, 0.1, 0.3, 0.6), stats.triang(0.4, 0.1, 0.5), 0.6),
    "triangular, likeliest at an end": (lambda u: triangular_quantile(u, 0.0, 0.0, 2.0), stats.triang(0.0, 0.0, 2.0), 2.0),
    "normal": (lambda u: normal_within(u, 0.05, 0.02, -inf, inf), stats.norm(0.05, 0.02), 0.05),
    "normal, cut": (lambda u: normal_within(u, 0.05, 0.02, 0.0, 0.09), stats.truncnorm(-2.5, 2.0, 0.05, 0.02), 0.05),
    "normal, its upper end": (lambda u: normal_within(u, 0.0, 1.0, 2.0, inf), stats.truncnorm(2.0, inf), 1.0),
    "normal, its lower end": (lambda u: normal_within(u, 0.0, 1.0, -inf, -2.0), stats.truncnorm(-inf, -2.0), 1.0),
    "lognormal": (lambda u: lognormal_within(u, 30.0, 0.4, 0.0, inf), stats.lognorm(0.4, scale=30.0), 30.0),
}  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs", "size"), EXACT.values(), ids=EXACT)
@unhurried
@given(u=chances)
def test_a_quantile_is_that_of_scipy(ours, theirs, size, u):
    true = theirs.ppf(u)
    assert ours(u) == pytest.approx(true, rel=1e-12, abs=1e-12 * size)


@unhurried
@given(u=chances)
def test_a_cut_lognormal_is_the_exponential_of_a_cut_normal(u):
    low, high = (math.log(x / 30.0) / 0.4 for x in (20.0, 60.0))
    true = 30.0 * math.exp(0.4 * stats.truncnorm(low, high).ppf(u))
    assert lognormal_within(u, 30.0, 0.4, 20.0, 60.0) == pytest.approx(true, rel=1e-12)


@pytest.mark.parametrize(
    ("a", "b"), [(2, 6), (6, 4), (0.5, 0.5), (0.1, 0.1), (1, 1), (1000, 1000), (0.1, 1000), (1000, 0.1)]
)
@pytest.mark.parametrize("u", [LEAST, 1e-9, 1e-3, 0.05, 0.3, 0.5, 0.8, 0.95, 0.999, 1.0 - 1e-9, 1.0 - LEAST])
def test_a_beta_quantile_is_that_of_scipy(a, b, u):
    assert beta_quantile(u, float(a), float(b), 0.0, 1.0) == pytest.approx(stats.beta(a, b).ppf(u), rel=1e-10)


@unhurried
@given(u=chances, a=st.floats(0.1, 1000.0), b=st.floats(0.1, 1000.0))
def test_the_share_below_a_beta_quantile_is_the_one_asked_for(u, a, b):
    x = beta_quantile(u, a, b, 0.0, 1.0)
    assert (
        special.betainc(a, b, np.nextafter(x, 0.0)) - 1e-10 <= u <= special.betainc(a, b, np.nextafter(x, 1.0)) + 1e-10
    )


@unhurried
@given(odds=st.floats(-20.0, 20.0), a=st.floats(0.1, 1000.0), b=st.floats(0.1, 1000.0))
@example(odds=19.668479303324474, a=107.0, b=0.125)
def test_the_share_of_a_beta_below_a_number_and_above_it_make_the_whole(odds, a, b):
    share = beta_share(odds, a, b)
    small = special.expit(-abs(odds))  # near 1 a number has lost its distance from it
    true = special.betainc(a, b, small) if odds < 0.0 else 1.0 - special.betainc(b, a, small)
    assert share == pytest.approx(true, rel=1e-9, abs=1e-13)
    assert share + beta_share(-odds, b, a) == pytest.approx(1.0, abs=1e-11)


@unhurried
@given(x=st.floats(0.01, 3000.0))
def test_the_logarithm_of_gamma_is_right_to_fourteen_digits(x):
    true = special.gammaln(x)
    assert log_gamma(x) == pytest.approx(true, rel=1e-14, abs=1e-14)


def test_of_a_beta_moved_to_other_bounds_the_shape_stays():
    for u in (0.05, 0.5, 0.95):
        assert beta_quantile(u, 2.0, 6.0, 10.0, 30.0) == pytest.approx(
            10.0 + 20.0 * beta_quantile(u, 2.0, 6.0, 0.0, 1.0)
        )


ALL = {
    **{name: ours for name, (ours, _, _) in EXACT.items()},
    "beta": lambda u: beta_quantile(u, 2.0, 6.0, 0.0, 1.0),
}


@pytest.mark.parametrize("quantile", ALL.values(), ids=ALL)
@unhurried
@given(one=chances, other=chances)
def test_a_larger_chance_never_gives_a_smaller_number(quantile, one, other):
    low, high = sorted((one, other))
    slack = 4e-16 * abs(quantile(high))  # of the rounding where two pieces of the normal quantile meet
    assert quantile(low) <= quantile(high) + slack


@unhurried
@given(u=st.floats(allow_nan=False))
def test_no_chance_however_odd_leads_out_of_the_bounds(u):
    assert 0.1 <= triangular_quantile(min(max(u, 0.0), 1.0), 0.1, 0.3, 0.6) <= 0.6
    assert 0.4 <= uniform_quantile(u, 0.4, 1.0) <= 1.0
    assert 0.0 <= normal_within(u, 0.05, 0.02, 0.0, 0.09) <= 0.09
    assert 20.0 <= lognormal_within(u, 30.0, 0.4, 20.0, 60.0) <= 60.0
    assert 0.0 <= beta_quantile(u, 2.0, 6.0, 0.0, 1.0) <= 1.0
