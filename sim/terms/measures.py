"""Scenario terms of the measures: when a day counts as short, when supply counts as diversified, discount rates."""

from typing import Annotated

from lodeflow.language.quantities import Quantity, Share
from lodeflow.terms.base import Terms, assumed

DiscountRate = Annotated[float, Quantity("rate", least=0.0, most=1.0, certain=True)]


class Measures(Terms):
    """Thresholds of outcomes and discount rates; they move no price and no tonne."""

    short_share: Share = assumed(
        0.01,
        "a percent, no source",
        "Share of the desired use unmet above which a market day counts as short.",
    )
    badly_short_share: Share = assumed(
        0.05,
        "five percent, no source",
        "Share of the desired use unmet above which a market day counts as badly short.",
    )
    diversification_goal: Share = assumed(
        0.6,
        "the goal of model.md 10, which the names of these outcomes have",
        "Share of the requirements outside China, over a year, that year_of_60_percent and share_60_by_* ask for.",
    )
    low_discount_rate: DiscountRate = assumed(
        0.03,
        "as in OMB Circular A-4 of 2003; unverified",
        "Lower of the two real discount rates at which a comparison adds up whole runs; they count undiscounted too.",
    )
    high_discount_rate: DiscountRate = assumed(
        0.07,
        "as in OMB Circular A-4 of 2003; unverified",
        "Higher of the two real discount rates.",
    )

    @property
    def discount_rates(self) -> tuple[float, ...]:
        """Real discount rates of a comparison, per year; the first is none."""
        return 0.0, self.low_discount_rate, self.high_discount_rate
