"""A whole is the arm whose settings are those of other arms together; what it does beyond their sum is paired."""

import numpy as np
import pytest

from lodeflow.comparison.more_than_parts import more_than_parts, wholes
from lodeflow.scenario.load import load

PLAN = ("price-floor", "vault-only", "money-only", "bill-only")


def test_the_whole_plan_is_the_sum_of_its_parts_key_by_key():
    assert wholes([load(name) for name in ("status-quo", *PLAN, "full-plan")]) == {"full-plan": list(PLAN)}


def test_arms_that_leave_something_out_or_differ_in_a_value_are_no_parts():
    base, floor, money, bill = (load(name) for name in ("status-quo", "price-floor", "money-only", "bill-only"))
    plan = load("full-plan")
    assert wholes([base, floor, money, bill, plan]) == {}
    other = load("bill-only", ["permitting_bills.hr_4090.per_year=0.3"])
    assert wholes([base, floor, load("vault-only"), money, other, plan]) == {}
    assert wholes([base, floor, plan]) == {}


def test_the_order_of_the_parts_is_that_of_the_arms():
    arms = [load(name) for name in ("status-quo", *reversed(PLAN), "full-plan")]
    assert wholes(arms) == {"full-plan": list(reversed(PLAN))}


def test_beyond_the_sum_of_the_parts_by_hand():
    """Effects 7, 8, 9 of the whole, 3 + 2, 3 + 3, 3 + 4 of the parts: beyond them 2 in every pair, with no width."""
    of = {"base": np.array([1.0, 2.0, 3.0])}
    for name, effects in {"whole": (7.0, 8.0, 9.0), "a": (3.0, 3.0, 3.0), "b": (2.0, 3.0, 4.0)}.items():
        of[name] = of["base"] + np.array(effects)
    found = more_than_parts("base", "whole", ["a", "b"], [("t", of)])
    (row,) = found.rows
    assert [cell.split()[0] for cell in row[1:]] == ["+8.00", "+6.00", "+2.00"]
    assert float(row[1].split("±")[1]) == pytest.approx(4.302652730 / np.sqrt(3.0), abs=0.005)
    assert float(row[3].split("±")[1]) == 0.0
    assert "whole" in found.title
    assert "a + b" in found.title


def test_outcomes_that_no_arm_moves_have_no_row():
    same = {name: np.ones(3) for name in ("base", "whole", "a", "b")}
    assert more_than_parts("base", "whole", ["a", "b"], [("t", same)]).rows == []
