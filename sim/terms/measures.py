"""Scenario terms of the measures: from where a day is short, and from where supply is diversified."""

from lodeflow.language.quantities import Share
from lodeflow.terms.base import Terms, assumed


class Measures(Terms):
    """Thresholds of outcomes; they move no price and no tonne."""

    short_share: Share = assumed(
        0.01,
        "a percent is noise of the calendar",
        "Share of the desired use unmet above which a market day counts as short.",
    )
    diversification_goal: Share = assumed(
        0.6,
        "the goal that governments name, model.md 10",
        "Share of the requirements outside China, over a year, that year_of_60_percent and share_60_by_* ask for.",
    )
