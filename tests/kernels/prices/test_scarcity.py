"""The price answers a forward position as q + y = e^-q."""

import numpy as np
import pytest

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.prices.scarcity import scarcity


@jit
def take(y, out):
    for k in range(len(y)):
        out[k] = scarcity(y[k])


def of(y):
    out = np.zeros(len(y))
    take(np.asarray(y, float), out)
    return out


def test_it_solves_its_equation_in_want_and_in_plenty():
    y = np.linspace(-30.0, 40.0, 20_001)
    q = of(y)
    assert (np.abs(q + y - np.exp(-q)) / np.maximum(1.0, np.abs(y))).max() < 1e-13


def test_it_is_zero_at_the_normal_position_with_slope_of_a_half():
    assert of([1.0])[0] == 0.0
    up, down = of([1.0 + 1e-4, 1.0 - 1e-4])
    assert (up - down) / 2e-4 == pytest.approx(-0.5, rel=1e-7)


def test_it_is_the_log_in_plenty_and_the_line_in_want():
    assert of([-50.0, -31.0]).tolist() == [50.0, 31.0]
    assert of([1e6])[0] == pytest.approx(-np.log(1e6), rel=2e-6)


def test_more_goods_never_raise_it():
    y = np.linspace(-35.0, 45.0, 100_001)
    assert (np.diff(of(y)) < 0.0).all()
