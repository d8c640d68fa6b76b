"""Scenario terms of public money for projects: grants, loans, equity, credits, offtakes and guaranteed earnings."""

from collections.abc import Iterator

from pydantic import Field
from pydantic_core import PydanticCustomError

from lodeflow.language.identifiers import RegionId
from lodeflow.language.quantities import Count, Day, Growth, Interest, Share, Usd, UsdPerTonne, Years
from lodeflow.language.refusals import refuse
from lodeflow.language.uncertain_number import reach
from lodeflow.terms.base import Checked, assumed


class Programme(Checked):
    """Money that a government puts into named projects or streams of entrants, from their decisions on."""

    payer: RegionId = Field(description="Region whose government pays.")
    projects: tuple[str, ...] = Field(min_length=1, description="Projects and streams of entrants that are supported.")
    capex_share: Share = Field(0.0, description="Grant, as a share of the planned capital cost.")
    loan_share: Share = Field(0.0, description="Public loan, as a share of the planned capital cost.")
    loan_rate: Interest = Field(0.04, description="Real interest of the loan.")
    loan_years: Years = Field(12.0, description="Term of the loan, repaid by a yearly annuity from the first tonne on.")
    equity_share: Share = Field(0.0, description="State equity, as a share of the planned capital cost.")
    equity_rate: Interest = assumed(
        0.0, "the state asks no return; no source", "Real return that the state asks on its equity."
    )
    credit_share: Share = Field(0.0, description="Production credit, as a share of the cash cost of the product.")
    credit_falls: Day | None = Field(None, description="Day on which the credit begins to fall; never if not given.")
    credit_steps: Count = Field(
        3, description="Yearly steps in which it falls before it ends: 3 for 75, 50 and 25 %, then none."
    )
    offtake_share: Share = Field(0.0, description="Share of the main product that the government takes.")
    offtake_price: UsdPerTonne = Field(
        0.0, description="Price that it pays, whatever the market's; it sells on at the market's, at the gate."
    )
    earnings_floor: Usd = Field(
        0.0, description="Guaranteed earnings of a year before interest, tax and capital, of all its projects together."
    )
    earnings_growth: Growth = Field(0.0, description="Growth of that floor from the first working day on.")
    start: Day | None = Field(None, description="First day of the programme; day 0 if not given.")
    end: Day | None = Field(None, description="First day without it; it never ends if not given.")
    source: str = Field(min_length=1, description="Publication with the programme, or 'assumption'.")

    def mistakes(self) -> Iterator[PydanticCustomError]:
        """Contradictions between the keys."""
        if self.start is not None and self.end is not None and self.end <= self.start:
            yield refuse(f"{self.end} is not after start, which is {self.start}", "", at=("end",))
        if reach(self.offtake_share)[1] > 0.0 and reach(self.offtake_price)[1] == 0.0:
            yield refuse("takes output for nothing", "give offtake_price", at=("offtake_share",))
