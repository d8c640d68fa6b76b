"""Scenario terms of offtakes: tonnes a year that a region takes from another."""

from collections.abc import Iterator

from pydantic import Field
from pydantic_core import PydanticCustomError

from lodeflow.language.identifiers import MaterialId, RegionId
from lodeflow.language.quantities import Day, Flow
from lodeflow.language.refusals import refuse
from lodeflow.terms.base import Checked


class Offtake(Checked):
    """Tonnes of a material that a region is bound to take from another, at the price of the day."""

    seller: RegionId = Field(description="Region that sells.")
    buyer: RegionId = Field(description="Region that buys, for its civil stock.")
    material: MaterialId = Field(description="Material that is taken.")
    tonnes: Flow = Field(
        description="Tonnes to be taken; no more than the buyer needs, and than the seller has shown that it can make."
    )
    start: Day | None = Field(None, description="First day on which it holds; from day 0 if not given.")
    end: Day | None = Field(None, description="First day on which it holds no more; never if not given.")
    source: str = Field(min_length=1, description="Publication with the contract, or 'assumption'.")

    def mistakes(self) -> Iterator[PydanticCustomError]:
        """Contradictions between the keys."""
        if self.start is not None and self.end is not None and self.end <= self.start:
            hint = "end is the first day on which it holds no more"
            yield refuse(f"{self.end} is not after start, which is {self.start}", hint, at=("end",))
        if self.seller == self.buyer:
            yield refuse("sells to itself", "sales at home need no offtake", at=("buyer",))
