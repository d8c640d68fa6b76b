"""Printed means have their standard errors, and medians stand beside them."""

from statistics import mean, median, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeflow.outcomes.measure import Outcomes
from lodeflow.outcomes.measures import OUTCOMES
from lodeflow.outcomes.names import Name
from lodeflow.report.over_replications import ALL, MAGNET, Means, spread
from lodeflow.report.summary import printed, sections
from lodeflow.report.text_tables import as_text

WIDEST = 120
numbers = st.floats(-1e6, 1e6, allow_nan=False)


@given(st.lists(numbers, min_size=2, max_size=60))
def test_a_mean_has_the_standard_error_of_its_sample_and_a_median(values):
    found = spread(np.array(values))
    size = max(map(abs, values)) + 1.0
    assert found.mean == pytest.approx(mean(values), abs=1e-9 * size)
    assert found.error == pytest.approx(stdev(values) / len(values) ** 0.5, abs=1e-7 * size)
    assert found.median == pytest.approx(median(values), abs=1e-9 * size)


def test_one_replication_has_no_standard_error_and_none_has_nothing():
    assert spread(np.array([3.0]))[0::2] == (3.0, 3.0)
    assert np.isnan(spread(np.array([3.0])).error)
    assert np.isnan(spread(np.array([np.nan]))).all()


def test_what_is_not_defined_in_a_replication_counts_in_neither_mean_nor_error():
    assert spread(np.array([1.0, np.nan, 3.0])) == spread(np.array([1.0, 3.0]))


def test_the_median_of_a_sum_is_that_of_the_replications_sums_and_weeks_are_those_of_the_worst_region():
    names = [Name(of, "magnet_standard", at, "other") for of in ("unmet", "weeks_short") for at in ("EU", "USA")]
    patterns = [Name(of, MAGNET, ALL, "other") for of in ("unmet", "weeks_short")]
    means = Means(names, patterns)
    for values in ([1.0, 0.0, 5.0, 2.0], [0.0, 3.0, 1.0, 4.0], [10.0, 10.0, 0.0, 1.0]):
        means.add(np.array(values))
    unmet, weeks = (means.spreads()[pattern] for pattern in patterns)
    assert (unmet.mean, unmet.median) == (8.0, 3.0)
    assert weeks.median == 4.0
    (row, *_) = means.rows()
    assert row["standard_error"] == pytest.approx(stdev([1.0, 0.0, 10.0]) / 3**0.5)


@pytest.fixture(scope="module")
def several(base):
    names = Outcomes(base).names
    means, dice = Means(names, printed()), np.random.default_rng(3)
    usual = {"USD/t": 3e5, "t": 2e5, "t/yr": 2e5, "USD": 5e10, "weeks": 300.0}
    size = np.array([usual.get(OUTCOMES[name.outcome], 0.5) for name in names])
    for _ in range(9):
        means.add(size * np.exp(dice.normal(0.0, 0.5, len(names))))
    return means


def test_tables_of_several_replications_have_errors_and_medians_in_narrow_lines(several):
    text = as_text(sections(several, 12.0))
    assert text.count("± s.e.") > 10
    assert text.count("median") > 10
    assert max(map(len, text.splitlines())) <= WIDEST


def test_tables_of_one_replication_have_neither(base):
    names = Outcomes(base).names
    means = Means(names, printed())
    means.add(np.ones(len(names)))
    text = as_text(sections(means, 12.0))
    assert "±" not in text
    assert "median" not in text


def test_headings_of_a_table_differ(several):
    for part in sections(several, 12.0):
        assert len(set(part.columns)) == len(part.columns)
        assert {len(row) for row in part.rows} == {len(part.columns)}
