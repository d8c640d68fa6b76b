"""Lines, scores and verdicts of figures whose simulated values are given by hand."""

from datetime import date, timedelta

import numpy as np
import pytest

from lodeflow.chains.tables.cells import Cell
from lodeflow.episodes.episode import Figure
from lodeflow.episodes.lines import State, lines_of
from lodeflow.episodes.observation import Observation
from lodeflow.episodes.scored import scores_of

ZERO = date(2023, 7, 1)
AT = Cell("spot", "quantity", "observations.csv", 2, 1, "spot")


def figure(day, value, days=1, quantity="spot", low=None, high=None, *, fitted=False):
    start = ZERO + timedelta(days=day)
    row = Observation(
        quantity=quantity, region="CHN", partner="WORLD", material="m", start=start, end=start + timedelta(days=days - 1),
        value=value, low=low, high=high, unit="t", tax=0.0, counted="", fitted=fitted, basis="", grade="A", source="x", at=AT,
    )  # fmt: skip
    return Figure(row, value, value if low is None else low, value if high is None else high, day, day + days - 1)


def simulated(*columns):
    return np.array(columns, dtype=float).T


def test_what_is_known_fitted_beyond_or_unanswered_is_not_scored():
    figures = [figure(-5, 1.0), figure(5, 2.0), figure(6, 2.0, fitted=True), figure(99, 2.0), figure(7, 2.0)]
    values = simulated([1, 1], [2, 3], [2, 3], [2, 3], [np.nan, np.nan])
    states = [line.state for line in lines_of(figures, values, 90)]
    assert states == [State.KNOWN, State.SCORED, State.FITTED, State.BEYOND, State.UNANSWERED]


def test_a_verdict_says_where_the_observation_lies():
    figures = [figure(-5, 1.0), figure(5, 2.0), figure(6, 9.0), figure(7, 0.5), figure(8, 9.0, low=2.5, high=9.5)]
    values = simulated(*[np.linspace(1.0, 3.0, 21)] * 5)
    verdicts = [line.verdict for line in lines_of(figures, values, 90)]
    assert verdicts == ["taken as known", "inside", "observed above", "observed below", "range touches"]


def test_a_perfect_forecast_has_skill_one_and_the_naive_itself_zero():
    figures = [figure(-5, 1.0), figure(5, 2.0), figure(6, 4.0)]
    perfect = scores_of(lines_of(figures, simulated([1, 1], [2, 2], [4, 4]), 90))
    assert (perfect.crps, perfect.skill_no_change, perfect.coverage, perfect.price_log_rmse) == (0.0, 1.0, 1.0, 0.0)
    same = scores_of(lines_of(figures, simulated([1, 1], [1, 1], [1, 1]), 90))
    assert same.skill_no_change == 0.0
    assert same.crps == pytest.approx((np.log(2.0) + np.log(4.0)) / 2.0)


def test_no_tonnes_at_all_are_scored_with_a_hundredth_of_the_usual_rate():
    figures = [figure(-30, 300.0, days=30, quantity="flow"), figure(31, 0.0, days=10, quantity="flow")]
    line = lines_of(figures, simulated([300, 300], [50, 50]), 90)[1]
    assert line.floor == pytest.approx(1.0)  # of 10 t a day, ten days
    assert line.no_change == pytest.approx(100.0)
    assert line.crps == pytest.approx(np.log(51.0))
    assert line.crps_no_change == pytest.approx(np.log(101.0))


def test_a_span_that_holds_the_first_day_is_neither_scored_nor_known_to_a_naive_forecast():
    """The year in which a crisis began tells how it went on."""
    across = figure(-181, 3650.0, days=365, quantity="flow")
    figures = [figure(-40, 60.0, days=30, quantity="flow"), across, figure(0, 10.0, days=10, quantity="flow")]
    lines = lines_of(figures, simulated([60, 60], [9, 9], [10, 10]), 90)
    assert [line.state for line in lines] == [State.KNOWN, State.ACROSS, State.SCORED]
    assert lines[2].no_change == pytest.approx(20.0)  # two tonnes a day, not ten
    assert np.isnan(lines[1].no_change)


def test_a_series_with_nothing_but_such_a_span_scores_nothing():
    (line,) = lines_of([figure(-5, 3.0, days=10, quantity="flow")], simulated([9, 9]), 90)
    assert line.state is State.ACROSS
    assert scores_of([line]).observations == 0
