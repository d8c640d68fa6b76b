"""Kernels are compiled as far as somebody needs them."""

import pytest
from numba import config

from lodeflow.kernels.core.jit import inline, jit

pytestmark = pytest.mark.skipif(bool(config.DISABLE_JIT), reason="the compiler is off")


def test_a_kernel_that_only_kernels_call_becomes_no_machine_code_until_python_calls_it():
    @jit
    def landed(price, freight):
        return price + freight

    @jit
    def dearest(price):
        return max(landed(price, 2.0), landed(price, 3.0))

    assert dearest(40.0) == 43.0
    assert len(landed.overloads) == len(landed.signatures) == 1
    assert landed._entries == {}
    assert landed(40.0, 1.0) == 41.0
    assert len(landed._entries) == len(landed.signatures) == 1


def test_python_may_call_a_kernel_that_others_swallow():
    @inline
    def taxed(price):
        return 1.25 * price

    @jit
    def twice(price):
        return taxed(taxed(price))

    assert (twice(16.0), taxed(16.0)) == (25.0, 20.0)


def test_whole_numbers_and_fractions_have_entries_of_their_own():
    @jit
    def half(price):
        return price / 2

    assert (half(3), half(3.0), half(5)) == (1.5, 1.5, 2.5)
    assert len(half.signatures) == 2
