"""The balance meets every total, keeps what is known, and refuses what cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeflow.chains.closing.balance import balance

tonnes = st.floats(1.0, 1e5)


@given(st.lists(tonnes, min_size=1, max_size=6), st.lists(tonnes, min_size=1, max_size=6))
def test_rows_and_columns_meet_their_totals(sends, takes):
    scale = sum(sends) / sum(takes)
    supply = {f"s{i}": v for i, v in enumerate(sends)}
    use = {f"u{j}": v * scale for j, v in enumerate(takes)}
    flows = balance(supply, use, {(i, j): 1.0 for i in supply for j in use}, {})
    for i, sent in supply.items():
        assert sum(v for (o, _), v in flows.items() if o == i) == pytest.approx(sent, rel=1e-6)
    for j, taken in use.items():
        assert sum(v for (_, d), v in flows.items() if d == j) == pytest.approx(taken, rel=1e-9)


def test_without_information_flows_are_proportional():
    flows = balance({"A": 30.0, "B": 10.0}, {"X": 20.0, "Y": 20.0}, {(i, j): 1.0 for i in "AB" for j in "XY"}, {})
    assert flows == pytest.approx({("A", "X"): 15.0, ("A", "Y"): 15.0, ("B", "X"): 5.0, ("B", "Y"): 5.0})


def test_a_known_flow_is_kept_to_the_last_bit():
    prior = {(i, j): 1.0 for i in "AB" for j in "XY"}
    flows = balance({"A": 30.0, "B": 10.0}, {"X": 20.0, "Y": 20.0}, prior, {("A", "X"): 12.345})
    assert flows["A", "X"] == 12.345


def test_more_than_a_region_has_is_refused():
    with pytest.raises(ValueError, match="exceed"):
        balance({"A": 1.0}, {"X": 1.0}, {("A", "X"): 1.0}, {("A", "X"): 2.0})


def test_a_region_without_buyers_is_refused():
    with pytest.raises(ValueError, match="finds buyers for"):
        balance({"A": 1.0, "B": 1.0}, {"X": 2.0}, {("A", "X"): 1.0}, {})
