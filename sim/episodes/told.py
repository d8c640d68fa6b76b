"""Back-tests in words: observations beside the simulated 5, 50 and 95 % with a verdict, scores, and what was asked."""

import math
from collections.abc import Sequence
from typing import Any

from lodeflow.episodes.backtest import Backtest
from lodeflow.episodes.checks import Demand
from lodeflow.episodes.lines import Line, State
from lodeflow.episodes.scored import Scores, scores_of
from lodeflow.report.text_tables import Section

UNASKED = (State.KNOWN, State.BEYOND)
"""Lines that are shown on request only: they play no part in scores."""
KILO = 1e3
SCORES = (
    ("scored", lambda s: f"{s.observations}"),
    ("CRPS (ln)", lambda s: number(s.crps)),
    ("skill: no change", lambda s: number(s.skill_no_change)),
    ("skill: drift", lambda s: number(s.skill_drift)),
    ("in the 90 % band", lambda s: share(s.coverage)),
    ("prices, rmse (ln)", lambda s: number(s.price_log_rmse)),
    ("tonnes, rmse (ln)", lambda s: number(s.quantity_log_rmse)),
)
"""Columns of a table of scores."""


def told(found: Backtest, *, everything: bool = False) -> list[Section]:
    """Tables of a back-test.

    Args:
        found: the back-test.
        everything: True to list observations that are not scored as well.

    """
    lines = [line for line in found.lines if everything or line.state not in UNASKED]
    tables = [_of_series(label, some) for label, some in _by_label(lines).items()]
    tables.append(Section("Scores", tuple(name for name, _ in SCORES), [tuple(of(found.scores) for _, of in SCORES)]))
    if found.peaks:
        rows = [
            (label, _date(found, p.day), _date(found, p.simulated_day), f"{p.height:.2f}", f"{p.simulated_height:.2f}")
            for label, p in found.peaks.items()
        ]
        heads = ("peak of", "observed", "simulated", "over the last known", "over the first day, simulated")
        tables.append(Section("Peaks of prices, on the days that were observed", heads, rows))
    tables.append(Section("What it takes to pass", ("demand", "asked", "found", ""), [_row(d) for d in found.demands]))
    return tables


def pooled(found: Sequence[Backtest]) -> Section:
    """Scores of every episode and of all lines together.

    Args:
        found: the back-tests.

    """
    rows = [(each.episode.name, *(of(each.scores) for _, of in SCORES), _met(each.demands)) for each in found]
    every = scores_of([line for each in found for line in each.lines])
    rows.append(("all together", *(of(every) for _, of in SCORES), ""))
    return Section("Episodes", ("episode", *(name for name, _ in SCORES), "demands met"), rows)


def as_rows(found: Backtest) -> list[dict[str, Any]]:
    """Every line as a row of plain values, in the units of the model: USD/t, t in the span, shares.

    Args:
        found: the back-test.

    """
    return [
        {
            "episode": found.episode.name,
            "quantity": line.figure.of.quantity,
            "material": line.figure.of.material,
            "region": line.figure.of.region,
            "partner": line.figure.of.partner,
            "counted": line.figure.of.way,
            "start": line.figure.of.start.isoformat(),
            "end": line.figure.of.end.isoformat(),
            "observed": line.figure.value,
            "low": line.figure.low,
            "high": line.figure.high,
            "p05": _plain(line.p05),
            "p50": _plain(line.p50),
            "p95": _plain(line.p95),
            "no_change": _plain(line.no_change),
            "drift": _plain(line.drift),
            "crps": _plain(line.crps),
            "verdict": line.verdict,
            "grade": line.figure.of.grade,
            "source": line.figure.of.source,
        }
        for line in found.lines
    ]


def scores_in_numbers(scores: Scores) -> dict[str, float | int | None]:
    """Scores as plain values, None for those that are not defined.

    Args:
        scores: the scores.

    """
    return {name: _plain(value) for name, value in scores._asdict().items()}


def _by_label(lines: Sequence[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.figure.of.label, []).append(line)
    return found


def _of_series(label: str, lines: Sequence[Line]) -> Section:
    """Table of one series: the span, what was observed, what is simulated, and where it lies."""
    first = lines[0].figure.of
    scale, unit = (KILO, "USD/kg") if first.is_price else (0.01, "%") if first.quantity == "share" else (1.0, "t")
    rows = []
    for line in lines:
        of = line.figure.of
        span = of.start.isoformat() if of.start == of.end else f"{of.start.isoformat()} to {of.end.isoformat()}"
        values = (number(value / scale) for value in (line.figure.value, line.p05, line.p50, line.p95))
        rows.append((span, *values, line.verdict))
    return Section(f"{label}, {unit}", ("day or span", "observed", "5 %", "median", "95 %", "verdict"), rows)


def _row(demand: Demand) -> tuple[str, ...]:
    sign = "≥" if demand.at_least else "≤"
    return demand.name, f"{sign} {demand.asked:g}", number(demand.found), "met" if demand.met else "missed"


def _met(demands: Sequence[Demand]) -> str:
    return f"{sum(each.met for each in demands)} of {len(demands)}"


def _date(found: Backtest, day: float) -> str:
    zero = found.episode.scenario.start_date.toordinal()
    return type(found.episode.scenario.start_date).fromordinal(zero + round(day)).isoformat()


def number(value: float) -> str:
    """A ``value`` with three digits; a dash where it is not defined."""
    if math.isnan(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= KILO else f"{value:.3g}"


def share(value: float) -> str:
    """A share, ``value``, in percent."""
    return "-" if math.isnan(value) else f"{100.0 * value:.0f} %"


def _plain(value: float) -> float | int | None:
    return None if isinstance(value, float) and math.isnan(value) else value
