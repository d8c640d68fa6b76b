"""Scenario terms of recycling: how long magnets last and how much of them comes back."""

from pydantic import Field

from lodeflow.language.quantities import (
    Day,
    Days,
    Elasticity,
    Growth,
    Share,
)
from lodeflow.terms.base import Terms


class RecyclingTerms(Terms):
    """Recycling of worn magnets into oxides, besides the makers' own swarf."""

    collected: Share = Field(
        0.0, description="Share of worn magnets whose oxides are recovered, once collection has grown."
    )
    start: Day | None = Field(None, description="Date on which collection begins to grow; the first day if not given.")
    growth_days: Days = Field(3650.0, description="Time in which collection grows to that share.")
    life_days: Days = Field(4380.0, description="Mean life of a magnet in use; lives are gamma distributed of shape 3.")
    past_growth: Growth = Field(
        0.077, description="Growth of use before the start date, which determines the stock of magnets in use."
    )
    price_elasticity: Elasticity = Field(0.3, description="Rise of collection with the price of the oxide.")
