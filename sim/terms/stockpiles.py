"""Scenario terms of stockpiles: charter, targets, and rules of buying and release."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field
from pydantic_core import PydanticCustomError

from lodeflow.language.identifiers import MaterialId, Materials, Name, RegionId, Regions
from lodeflow.language.quantities import Ceiling, Day, Days, Interest, Share, ShareOfUse, Usd, Wait
from lodeflow.language.refusals import refuse
from lodeflow.terms.base import BY_NAME, Checked, assumed

ORIGINS = ("any", "outside", "members")
PRICES = ("cost", "spot")
Origin = Annotated[Literal["any", "outside", "members"], Name("origin", ORIGINS)]
ReleasePrice = Annotated[Literal["cost", "spot"], Name("price of a release", PRICES)]


class Stockpile(Checked):
    """Stockpile of a government or of companies, such as Project Vault: one purse, and a store of each material."""

    region: RegionId = Field(description="Region in whose market it buys and to whose users it releases.")
    materials: Materials = Field(description="Materials, or patterns such as 'magnet_*', that it keeps.")
    target_days: Wait = Field(60.0, description="Tonnes to be held, in days of the use that counts.")
    target_days_by_material: Annotated[Mapping[MaterialId, Wait], BY_NAME] = Field(
        default_factory=dict, description="Days of a material, where they differ."
    )
    users: Regions | None = Field(
        None, description="Regions whose use in the base year counts; region alone if not given."
    )
    announced: Day | None = Field(
        None, description="Day from which holders of stock reckon with the purchases; start if not given."
    )
    start: Day = Field(description="First day of purchases.")
    end: Day | None = Field(None, description="Day from which all is sold; never if not given.")
    selling_days: Days = Field(730.0, description="Time in which all is sold from end on.")
    capital_usd: Usd = Field(description="Capital of its own.")
    loan_usd: Usd = Field(0.0, description="Largest loan.")
    interest: Interest = Field(0.0, description="Interest on the loan, per year.")
    storage: Interest = Field(0.0, description="Storage and insurance, share of the value of the stock per year.")
    fee: Share = Field(0.0, description="Fee that participants pay on what is bought for them, share of its cost.")
    prepaid: Share = Field(
        0.0, description="Share of the cost that participants pay in advance, and get off the price of a release."
    )
    carry: Share = Field(0.0, description="Share of interest and storage that participants bear.")
    revolving_days: Days = Field(3650.0, description="Time from the start in which what was repaid may be drawn again.")
    loan_days: Days = Field(5475.0, description="Time from the start in which the loan must be repaid.")
    filling_days: Days = assumed(
        730.0, "two years, model.md 8.9, no source", "Time in which what is missing is bought."
    )
    flow_cap: ShareOfUse = assumed(
        0.1, "a tenth, model.md 8.9, no source", "Most that is bought, share of the region's use."
    )
    ceiling: Ceiling = assumed(
        1.1, "a tenth above the mean, model.md 8.9", "Spot price over its long mean above which nothing is bought."
    )
    mean_days: Days = assumed(1825.0, "five years, model.md 8.9", "Memory of the long mean of the spot price.")
    origin: Origin = Field(
        "any", description="any, outside (no content of the controller), or members (mined in members of an alliance)."
    )
    release_unmet: Share = assumed(0.03, "model.md 8.9, no source", "Share of use unmet above which stock is released.")
    release_after: Wait = assumed(14.0, "two weeks, model.md 8.9", "Time for which use must have been short.")
    release_premium: Ceiling = assumed(
        1.5,
        "no source",
        "Factor of a stop of exports on the price above which stock is released at once.",
    )
    release_days: Days = assumed(90.0, "model.md 8.9, no source", "Time in which a full store can be released.")
    rest_days: Wait = assumed(90.0, "a quarter, no source", "Time after a release in which nothing is bought.")
    release_price: ReleasePrice = Field("cost", description="Price of a release: cost of the stock, or spot.")
    source: str = Field(min_length=1, description="Source of the charter, or 'assumption'.")

    def mistakes(self) -> Iterator[PydanticCustomError]:
        """Contradictions between the keys."""
        if self.announced is not None and self.announced > self.start:
            yield refuse(f"{self.announced} is after start, which is {self.start}", at=("announced",))
        if self.end is not None and self.end <= self.start:
            yield refuse(f"{self.end} is not after start, which is {self.start}", at=("end",))
        if self.fee + self.prepaid > 1.0:
            said = f"participants pay {self.fee + self.prepaid:g} of the cost with fee and prepaid together"
            yield refuse(said, "give at most 1 in all", at=("prepaid",))
        if self.loan_days <= self.revolving_days:
            said = f"the loan must be repaid in {self.loan_days:g} d, while it may still be drawn"
            yield refuse(said, "give loan_days more than revolving_days", at=("loan_days",))
