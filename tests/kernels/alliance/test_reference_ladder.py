"""The ladder of reference prices: later stages follow the cost of their feed, and end at zero."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeflow.kernels.alliance.reference_price import up_the_ladder

rule = getattr(up_the_ladder, "py_func", up_the_ladder)
OXIDE, MAGNET = 0, 1


@given(st.floats(0.0, 1e6), st.floats(1e3, 1e5), st.floats(1e4, 1e5), st.floats(0.1, 1.0))
def test_a_magnet_costs_what_its_oxide_adds_and_never_less_than_nothing(reference, oxide, magnet, need):
    floors = SimpleNamespace(
        base_price=np.array([oxide, magnet]),
        ladder=np.array([[-1, -1], [OXIDE, -1]]),
        feed=np.array([[0, 0], [need, 0]]),
    )
    found = rule(floors, SimpleNamespace(reference=np.array([reference, 0.0])), MAGNET)
    assert found >= 0.0
    assert found == pytest.approx(max(0.0, magnet + need * (reference - oxide)))
