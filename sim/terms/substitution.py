"""Scenario terms of substitution: users of a material that can take another one when it is dear."""

from collections.abc import Iterator

from pydantic import Field
from pydantic_core import PydanticCustomError

from lodeflow.language.identifiers import MaterialId, Regions, Sectors
from lodeflow.language.quantities import Days, Dearer, MovedShare, PriceSpread, Tonnes
from lodeflow.language.refusals import refuse
from lodeflow.terms.base import Checked


class Substitution(Checked):
    """Users of a material who can take another one; defence, whose parts are certified, keeps to its own."""

    replaced: MaterialId = Field(description="Material that may become dear.")
    by: MaterialId = Field(description="Material that is taken instead.")
    region: Regions = Field("*", description="Region of the users, or '*'.")
    sector: Sectors = Field("*", description="Sector of the users, or '*'.")
    most: MovedShare = Field(description="Largest share of use that can move.")
    price_ratio: Dearer = Field(description="Factor on the relative price at which half of that share has moved.")
    spread: PriceSpread = Field(0.35, description="Logistic spread, in ln, of the price at which users move.")
    days: Days = Field(description="Time in which use moves, out or back.")
    weight: Tonnes = Field(1.0, description="Tonnes of the other material for one tonne of this one.")
    source: str = Field(min_length=1, description="Source of the numbers, or 'assumption'.")

    def mistakes(self) -> Iterator[PydanticCustomError]:
        """Contradictions between the keys."""
        if self.by == self.replaced:
            yield refuse(f"{self.by} cannot take its own place", "name another material", at=("by",))
