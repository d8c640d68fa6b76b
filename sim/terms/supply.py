"""Scenario terms of mines and plants, their outages, and the growth of regions."""

from datetime import date

from pydantic import Field, ValidationInfo, field_validator

from lodeflow.language.quantities import Day, Days, Factor, Growth, LaterGrowth, PerYear, PositiveFactor, Share, Spread
from lodeflow.language.refusals import refuse
from lodeflow.language.uncertain_number import reach
from lodeflow.terms.market import Terms


class Supply(Terms):
    """Supply response of mines and plants to prices and margins."""

    mine_elasticity: Factor = Field(1.5, description="Elasticity of a mine's output to price over cost (eta).")
    mine_utilisation_limit: PositiveFactor = Field(1.0, description="Highest output of a mine, as a share of capacity.")
    plant_elasticity: Factor = Field(2.0, description="Elasticity of a plant's throughput to its margin (eta).")
    plant_utilisation_limit: PositiveFactor = Field(
        1.0, description="Highest throughput of a plant, as a share of capacity."
    )
    mine_response_days: Days = Field(60.0, description="Time in which mines respond to the price.")


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


class Region(Terms):
    """Region of the world, with the growth of its capacity beyond named projects."""

    name: str = Field("", description="Full name of the region.")
    capacity_growth: Growth = Field(0.0, description="Growth of mines, separators and magnet makers.")
    later_capacity_growth: LaterGrowth = Field(
        None, description="Growth of capacity from the date growth.changes on; unchanged if not given."
    )

    @property
    def later_growth(self) -> float:
        """Growth from the date growth.changes on."""
        # Not copied into the key: an uncertain growth that goes on as before is one draw, not two.
        return self.capacity_growth if self.later_capacity_growth is None else self.later_capacity_growth


class GrowthTerms(Terms):
    """Date from which growth rates change."""

    changes: Day | None = Field(None, description="Date from which later_capacity_growth holds; never if not given.")

    def begins_before(self, start: date) -> bool:
        """True if the rates change before ``start``."""
        return self.changes is not None and self.changes < start
