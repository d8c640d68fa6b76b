"""Scenario terms of outages: how often mine sites stop, for how long, and how much of their output that cuts."""

from pydantic import Field, ValidationInfo, field_validator

from lodeflow.language.quantities import Days, PerYear, Share, Spread
from lodeflow.language.refusals import refuse
from lodeflow.language.uncertain_number import reach
from lodeflow.terms.base import Terms


class Outages(Terms):
    """Outages of mine sites, which are drawn for each site with the same odds."""

    rate_per_year: PerYear = Field(0.0, description="Outages of a site in a year.")
    duration_median_days: Days = Field(60.0, description="Median length of an outage.")
    duration_sigma: Spread = Field(0.8, description="Standard deviation of the logarithm of the length.")
    cut_low: Share = Field(0.3, description="Smallest share of output that an outage takes.")
    cut_high: Share = Field(1.0, description="Largest share of output that an outage takes.")

    @field_validator("cut_high")
    @classmethod
    def _ordered(cls, high: float, info: ValidationInfo) -> float:
        least, most = reach(high)[0], reach(info.data.get("cut_low", 0.0))[1]
        if least < most:
            raise refuse(f"must not be below cut_low, which is {most:g}")
        return high
