"""Scenario terms of straits and canals: how often they close, for how long, and what freight costs then."""

from pydantic import Field

from lodeflow.language.quantities import Days, Markup, PerYear, Share
from lodeflow.terms.base import Terms


class Chokepoint(Terms):
    """Closures of a strait or canal."""

    closures_per_year: PerYear = Field(0.0, description="Closures in a year.")
    closure_mean_days: Days = Field(200.0, description="Mean length of a closure.")
    blocked_share: Share = Field(1.0, description="Share of cargoes that cannot pass while it is closed.")
    freight_surcharge: Markup = Field(1.0, description="Surcharge for a detour, as a share of the freight.")
