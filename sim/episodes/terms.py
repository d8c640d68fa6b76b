"""Terms of an episode, in episode.toml: scenario, money, baskets, orders, negative controls, what it takes to pass."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field

from lodeflow.language.quantities import Day
from lodeflow.terms.base import Terms

Text = Annotated[str, Field(min_length=1)]
Positive = Annotated[float, Field(gt=0.0)]
Part = Annotated[float, Field(ge=0.0, le=1.0)]


class Order(Terms):
    """Order of two prices that history showed, such as dearer outside than inside while an export control holds."""

    dearer: Text = Field(description="Series that was above, as 'QUANTITY MATERIAL REGION'.")
    cheaper: Text = Field(description="Series that was below.")
    start: Day = Field(description="First day of the comparison.")
    end: Day = Field(description="Last day of the comparison.")
    ratio: Positive = Field(1.0, description="Mean of the upper over mean of the lower that has to be reached.")
    source: Text = Field(description="Publication that says so.")


class NegativeControl(Terms):
    """World without what made history, in which a price must stay where it was."""

    without: tuple[Text, ...] = Field(description="Tables of the scenario that are left out, such as 'controls.NAME'.")
    series: Text = Field(description="Series that must stay, as 'QUANTITY MATERIAL REGION'.")
    factor: Annotated[float, Field(gt=1.0)] = Field(
        description="Factor, up or down, within which the median over replications stays of its first value."
    )
    source: Text = Field(description="Reason for the factor.")


class Acceptance(Terms):
    """Demands that must be met to pass; what is not named is not asked for."""

    answered: Part | None = Field(None, description="Least share of scored observations that the model answers.")
    coverage_at_least: Part | None = Field(None, description="Least share of observations within the 90 % band.")
    coverage_at_most: Part | None = Field(None, description="Largest share of observations within the 90 % band.")
    skill_no_change: float | None = Field(None, description="Least skill against no change.")
    skill_drift: float | None = Field(None, description="Least skill against drift.")
    price_log_rmse: Positive | None = Field(None, description="Largest root mean square of the logarithm of prices.")
    quantity_log_rmse: Positive | None = Field(None, description="The same of tonnes.")
    orders: Part | None = Field(None, description="Least share of the orders that are right.")
    peak_quarter: Part | None = Field(None, description="Least share of price peaks in the right quarter of a year.")
    negative_controls: bool = Field(default=True, strict=True, description="Whether every negative control must hold.")


class EpisodeTerms(Terms):
    """All that stands in episode.toml."""

    title: Text = Field(description="Name for headings.")
    scenario: Text = Field(description="File of the scenario, from this folder, or the name of a shipped one.")
    replications: Annotated[int, Field(ge=2, le=10_000)] = Field(32, description="Replications of a back-test.")
    money: Mapping[str, Mapping[str, Positive]] = Field(
        default_factory=dict,
        description="By currency and year, how many USD of the base table one unit is worth. USD is 1 if not given.",
    )
    baskets: Mapping[str, Mapping[str, Positive]] = Field(
        default_factory=dict,
        description="By name, weights of materials: prices are means by weight, tonnes are sums times weight.",
    )
    orders: Mapping[str, Order] = Field(default_factory=dict, description="Orders of prices, by any name.")
    negative_controls: Mapping[str, NegativeControl] = Field(
        default_factory=dict, description="Worlds without what made history, by any name."
    )
    acceptance: Acceptance = Field(default_factory=Acceptance, description="What it takes to pass.")
    chosen: tuple[Text, ...] = Field(
        (), description="Assumptions that were chosen after looking at a run of the episode."
    )
    misses: tuple[Text, ...] = Field((), description="What the model gets wrong, and which mechanism is to blame.")
    notes: str = Field("", description="Anything else that a reader must know.")

    def in_usd(self, currency: str, when: date) -> float | None:
        """Worth of one unit of a currency.

        Args:
            currency: such as CNY.
            when: day, whose year counts.

        Returns:
            USD of the base table; None where episode.toml does not say.

        """
        worth = self.money.get(currency)
        if worth is None:
            return 1.0 if currency == "USD" else None
        return worth.get(str(when.year))
