import math
import re
from decimal import Decimal, localcontext
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from llvmlite import binding
from numba import config, typeof

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log, normal_cdf, normal_quantile, power

unhurried = settings(deadline=None)  # the first call compiles
numbers = st.floats(allow_nan=False)
FUNCTIONS = {
    "exp": exp,
    "log": log,
    "root": jit(lambda x: power(x, 0.5)),
    "normal_cdf": normal_cdf,
    "normal_quantile": normal_quantile,
}


def last_places(found, true):
    return abs(Decimal(float(found)) - true) / Decimal(math.ulp(float(true)))


@unhurried
@given(st.floats(-708.0, 709.0) | st.floats(-1.0, 1.0))
def test_exp_is_wrong_by_less_than_one_unit_in_the_last_place(x):
    with localcontext(prec=40):
        assert last_places(exp(x), Decimal(x).exp()) < 1


@unhurried
@given(st.floats(2.3e-308, 1.7e308) | st.floats(0.5, 2.0) | st.floats(0.9999, 1.0001))
def test_log_is_wrong_by_less_than_one_unit_in_the_last_place(x):
    if x != 1.0:
        with localcontext(prec=60):
            assert last_places(log(x), Decimal(x).ln()) < 1


@unhurried
@given(st.floats(1e-6, 1e6), st.floats(-20.0, 20.0))
def test_power_loses_no_more_than_its_exponent_must(x, y):
    with localcontext(prec=60):
        true = (Decimal(x).ln() * Decimal(y)).exp()
        assert abs(Decimal(float(power(x, y))) / true - 1) < Decimal(2e-16 * (1 + abs(y * math.log(x))))


def test_no_growth_is_no_growth():
    assert exp(0.0) == 1.0
    assert math.copysign(1.0, log(1.0)) == 1.0
    assert log(1.0) == 0.0
    assert power(1.0, 123.4) == power(123.4, 0.0) == 1.0


@unhurried
@given(st.floats(-40.0, 40.0))
def test_the_normal_share_is_right_to_sixteen_digits(x):
    assert abs(normal_cdf(x) - 0.5 * math.erfc(-x / math.sqrt(2.0))) < 3e-16
    assert abs(normal_cdf(x) + normal_cdf(-x) - 1.0) < 2e-16


def test_half_of_a_normal_is_below_its_mean():
    assert normal_cdf(0.0) == 0.5
    assert normal_quantile(0.5) == 0.0


@unhurried
@given(st.floats(1e-300, 1.0, exclude_max=True) | st.floats(0.001, 0.999))
def test_the_normal_quantile_is_right_to_fourteen_digits(p):
    assert normal_quantile(p) == pytest.approx(NormalDist().inv_cdf(p), rel=1e-14, abs=1e-16)


@unhurried
@given(st.floats(-7.0, 5.0))
def test_share_and_quantile_undo_each_other(x):
    slope = math.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)
    assert normal_quantile(normal_cdf(x)) == pytest.approx(x, abs=4e-16 / slope + 1e-14)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
@unhurried
@given(x=numbers)
def test_no_number_however_odd_becomes_nan_or_infinite(function, x):
    assert math.isfinite(function(x))


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_nan_is_not_taken_for_a_number(function):
    assert math.isnan(function(math.nan))


@unhurried
@given(st.floats(-30.0, 30.0), st.floats(1e-9, 1.0))
def test_more_is_never_less(x, step):
    assert exp(x + step) >= exp(x)
    assert log(exp(x) + step) >= log(exp(x))


def exps(x, y):
    for i in range(len(x)):
        y[i] = exp(x[i])


def logs(x, y):
    for i in range(len(x)):
        y[i] = log(x[i])


def powers(x, y):
    for i in range(len(x)):
        y[i] = power(x[i], 1.7)


def shares(x, y):
    for i in range(len(x)):
        y[i] = normal_cdf(x[i])


def quantiles(x, y):
    for i in range(len(x)):
        y[i] = normal_quantile(x[i])


@pytest.mark.skipif(bool(config.DISABLE_JIT), reason="nothing is compiled")
@pytest.mark.skipif(not binding.get_host_cpu_features().get("avx2"), reason="the processor has no wide registers")
@pytest.mark.parametrize("loop", [exps, logs, powers, shares, quantiles])
def test_a_loop_over_an_array_computes_several_at_once_and_calls_nobody(loop):
    compiled = jit(loop)
    x = np.linspace(0.01, 0.99, 100)
    compiled.compile((typeof(x), typeof(x)))  # or its words are missing, where a cache has it ready to be called
    compiled(x, np.empty_like(x))
    (assembly,) = compiled.inspect_asm().values()
    assert re.search(r"vmulpd.*[yz]mm", assembly)
    assert not re.search(r"call\w*\s+\S*\b(exp|log|pow)\b", assembly)
    assert "vfmadd" not in assembly  # a fused multiply-add rounds once where others round twice
