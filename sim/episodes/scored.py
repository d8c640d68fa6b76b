"""Scores of an episode, or of several pooled: CRPS, skill against naive forecasts, coverage and log errors."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lodeflow.base_world.rest_point import Floats
from lodeflow.episodes.lines import Line, State, by_series
from lodeflow.episodes.observation import AMOUNTS, PRICES
from lodeflow.scores.crps import skill
from lodeflow.scores.peaks import Peak, peak


class Scores(NamedTuple):
    """Scores over the scored lines of one episode or of several."""

    observations: int
    """Lines that are scored."""
    answered: float
    """Share of lines after the start and before the end that the model has a value for; NaN without any."""
    crps: float
    """Mean CRPS in logarithms."""
    skill_no_change: float
    """Skill against no change: above 0 is better than the naive forecast."""
    skill_drift: float
    """Skill against drift, over the lines with enough history."""
    with_drift: int
    """Lines with enough history for a drift."""
    coverage: float
    """Share of observations within the simulated 90 %; a good forecast has .9."""
    price_log_rmse: float
    """Root mean square of the logarithm of median over observation, of prices; NaN without prices."""
    quantity_log_rmse: float
    """The same of tonnes: flows, output and use."""


def scores_of(lines: Sequence[Line]) -> Scores:
    """Scores over all scored lines; ``lines`` are those of one episode or of several together."""
    scored = [line for line in lines if line.state is State.SCORED]
    asked = len(scored) + sum(line.state is State.UNANSWERED for line in lines)
    own, still, drift = (
        np.array([getattr(line, name) for line in scored]) for name in ("crps", "crps_no_change", "crps_drift")
    )
    return Scores(
        observations=len(scored),
        answered=len(scored) / asked if asked else np.nan,
        crps=float(own.mean()) if scored else np.nan,
        skill_no_change=skill(own, still),
        skill_drift=skill(own, drift),
        with_drift=int((~np.isnan(drift)).sum()),
        coverage=float(np.mean([line.inside for line in scored])) if scored else np.nan,
        price_log_rmse=_log_rmse(scored, PRICES),
        quantity_log_rmse=_log_rmse(scored, AMOUNTS),
    )


def _log_rmse(scored: Sequence[Line], quantities: tuple[str, ...]) -> float:
    errors = np.array([line.log_error for line in scored if line.figure.of.quantity in quantities])
    errors = errors[np.isfinite(errors)]
    return float(np.sqrt((errors**2).mean())) if len(errors) else float("nan")


def peaks_of(lines: Sequence[Line], simulated: Floats) -> dict[str, Peak]:
    """Peaks of the prices that were observed often enough, by the label of the series.

    Args:
        lines: lines of one episode.
        simulated: float64 (replications, lines) [unit of the model].

    """
    found: dict[str, Peak] = {}
    figures = [line.figure for line in lines]
    for places in by_series(figures).values():
        first = figures[places[0]].of
        scored = [n for n in places if lines[n].state is State.SCORED]
        if not first.is_price or not scored:
            continue
        whole = simulated[:, scored]
        days = np.array([0.5 * (figures[n].first_day + figures[n].last_day) for n in scored])
        observed = np.array([figures[n].value for n in scored])
        one = peak(days, observed, whole[~np.isnan(whole).any(axis=1)], lines[scored[0]].no_change)
        if one is not None:
            found[first.label] = one
    return found
