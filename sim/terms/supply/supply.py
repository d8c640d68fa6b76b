"""Scenario terms of supply: how mines and plants answer prices, and how capacity grows."""

from datetime import date

from pydantic import Field

from lodeflow.language.quantities import (
    Day,
    Days,
    Growth,
    GrowthLimit,
    LaterGrowth,
    PositiveFactor,
    PriceRate,
    SupplyElasticity,
    UtilisationLimit,
)
from lodeflow.terms.base import Terms, assumed


class Supply(Terms):
    """Supply response of mines and plants to prices and margins."""

    mine_elasticity: SupplyElasticity = Field(
        1.5, description="Elasticity of a mine's output to price over cost (eta)."
    )
    mine_utilisation_limit: UtilisationLimit = Field(
        1.0, description="Highest output of a mine, as a share of capacity."
    )
    plant_elasticity: SupplyElasticity = Field(
        2.0, description="Elasticity of a plant's throughput to its margin (eta)."
    )
    plant_utilisation_limit: UtilisationLimit = Field(
        1.0, description="Highest throughput of a plant, as a share of capacity."
    )
    mine_response_days: Days = Field(60.0, description="Time in which mines respond to the price.")


class Region(Terms):
    """Region of the world, with the growth of its capacity beyond named projects."""

    name: str = Field("", description="Full name of the region.")
    capacity_growth: Growth = Field(0.0, description="Growth of mines, separators and magnet makers.")
    later_capacity_growth: LaterGrowth = Field(
        None, description="Growth of capacity from the date growth.changes on; unchanged if not given."
    )
    capacity_response: PriceRate = Field(
        0.0,
        description="Growth of capacity beside this path for each unit of ln price over the long-run price, lagged "
        "(Nerlove 1958): of ore for mines, of value over cost for plants.",
    )
    capacity_response_days: Days = assumed(
        548.0,
        "one and a half years: one to two from a price to a mine or plant that answers it",
        "Lag of the price that is believed to last and that capacity answers.",
    )
    capacity_long_run_price: PositiveFactor = assumed(
        1.0,
        "the base year's capacity grew at its prices",
        "Long-run price over the base price, at which capacity keeps to its path.",
    )
    capacity_response_limit: GrowthLimit = assumed(
        0.2,
        "China's quotas of 2021-23, the fastest on record, grew by 20 to 25 % a year",
        "Largest change of the growth of capacity that prices cause.",
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
