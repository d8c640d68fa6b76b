"""Lines of a back-test: each observation beside the simulated 5, 50 and 95 %, naive forecasts, scores and a verdict.

Scores are taken of logarithms, so that twice and half count alike and prices of all goods can be pooled. Tonnes and
shares may be 0, so a hundredth of what was usual is added to them before (Bosse et al. 2023, PLOS Comput. Biol. 19).
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from lodeflow.base_world.rest_point import Floats
from lodeflow.episodes.episode import Figure
from lodeflow.episodes.observation import AMOUNTS
from lodeflow.scores.crps import crps
from lodeflow.scores.naive import Naive, naive

USUAL_PART = 0.01
"""Part of the usual value that is added to tonnes and shares before the logarithm is taken."""
LEAST_ANSWERS = 0.5
"""Share of replications with a value from which a figure counts as answered."""
PERCENTS = (5.0, 50.0, 95.0)


class State(StrEnum):
    """Part that a line plays in the scores."""

    SCORED = "scored"
    KNOWN = "known before"
    FITTED = "fitted"
    BEYOND = "beyond the end"
    UNANSWERED = "unanswered"


class Line(NamedTuple):
    """Observation beside what was simulated."""

    figure: Figure
    """The observation in the unit of the model."""
    state: State
    """Part that it plays in the scores."""
    p05: float
    """Simulated 5 % [unit of the model]; NaN where nothing is simulated."""
    p50: float
    """Simulated median."""
    p95: float
    """Simulated 95 %."""
    no_change: float
    """Naive forecast that nothing changes; NaN where nothing was known."""
    drift: float
    """Naive forecast that the trend goes on; NaN without enough history."""
    floor: float
    """What was added before logarithms were taken."""
    crps: float
    """Score in logarithms; NaN where it is not scored."""
    crps_no_change: float
    """Score of the naive forecast."""
    crps_drift: float
    """Score of the drift."""

    @property
    def inside(self) -> bool:
        """True if the observation lies within the simulated 90 %."""
        return self.p05 <= self.figure.value <= self.p95

    @property
    def verdict(self) -> str:
        """Verdict in a word or two: where the observation lies."""
        if self.state is not State.SCORED:
            return str(self.state)
        if self.inside:
            return "inside"
        if self.figure.low <= self.p95 and self.figure.high >= self.p05:
            return "range touches"
        return "observed above" if self.figure.value > self.p95 else "observed below"

    @property
    def log_error(self) -> float:
        """Logarithm of the simulated median over the observation."""
        return float(np.log((self.p50 + self.floor) / (self.figure.value + self.floor)))


def lines_of(figures: Sequence[Figure], simulated: Floats, days: int) -> tuple[Line, ...]:
    """Lines of all figures, in their order.

    Args:
        figures: observations of one episode.
        simulated: float64 (replications, figures) [unit of the model], NaN where there is no value.
        days: length of the simulated time.

    """
    found: dict[int, Line] = {}
    for places in by_series(figures).values():
        some = [figures[n] for n in places]
        middle = np.array([0.5 * (f.first_day + f.last_day) for f in some])
        middle = np.where(np.array([f.first_day < 0 for f in some]), np.minimum(middle, -0.5), middle)
        values = np.array([f.value for f in some])
        amounts = some[0].of.quantity in AMOUNTS
        spans = np.array([float(f.of.days) for f in some]) if amounts else np.ones(len(some))
        forecast = naive(middle, values, spans)
        usual = _usual(some, forecast, values / spans, figures)
        for n, place in enumerate(places):
            state = _state(some[n], days, simulated[:, place], origin=n == forecast.origin)
            floor = usual * spans[n]
            naives = float(forecast.no_change[n]), float(forecast.drift[n])
            found[place] = _line(some[n], state, simulated[:, place], naives, floor)
    return tuple(found[n] for n in range(len(figures)))


def by_series(figures: Sequence[Figure]) -> dict[tuple[str, ...], list[int]]:
    """Places of the figures of each series, in their order; ``figures`` are all figures."""
    found: dict[tuple[str, ...], list[int]] = {}
    for place, each in enumerate(figures):
        found.setdefault(each.of.series, []).append(place)
    return found


def _usual(some: Sequence[Figure], forecast: Naive, rates: Floats, all_of_them: Sequence[Figure]) -> float:
    """Part of the usual rate of a series that is added before logarithms are taken; 0 for prices."""
    first = some[0].of
    if first.is_price:
        return 0.0
    origin = float(rates[forecast.origin])
    alike = [f for f in all_of_them if f.of.quantity == first.quantity and f.of.material == first.material]
    per_day = first.quantity in AMOUNTS
    largest = max(f.value / (f.of.days if per_day else 1) for f in alike)
    return USUAL_PART * next((rate for rate in (origin, float(rates.max()), largest) if rate > 0.0), 1.0)


def _state(figure: Figure, days: int, simulated: Floats, *, origin: bool) -> State:
    if figure.first_day < 0 or origin:
        return State.KNOWN
    if figure.last_day >= days:
        return State.BEYOND
    if figure.of.fitted:
        return State.FITTED
    answered = 1.0 - float(np.isnan(simulated).mean())
    return State.SCORED if answered >= LEAST_ANSWERS else State.UNANSWERED


def _line(figure: Figure, state: State, simulated: Floats, naives: tuple[float, float], floor: float) -> Line:
    there = simulated[~np.isnan(simulated)]
    low, median, high = np.percentile(there, PERCENTS).tolist() if len(there) else (np.nan,) * 3
    scores = (np.nan, np.nan, np.nan)
    if state is State.SCORED:
        with np.errstate(divide="ignore"):
            logs = [np.log(each + floor) for each in (there, np.array(naives[:1]), np.array(naives[1:]))]
            goal = float(np.log(figure.value + floor))
        scores = tuple(crps(each, goal) for each in logs)  # type: ignore[assignment]
    return Line(figure, state, low, median, high, *naives, floor, *scores)
