"""Scenario terms of price guarantees: contracts for difference between a government and producers."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field
from pydantic_core import PydanticCustomError

from lodeflow.language.identifiers import MaterialId, Name, RegionId
from lodeflow.language.quantities import Day, PositiveFactor, Share, UsdPerTonne
from lodeflow.language.refusals import refuse
from lodeflow.terms.base import Checked

COUNTED = ("product", "ore")


class PriceGuarantee(Checked):
    """Guaranteed price of what named projects, or all producers of a region, make of an oxide."""

    payer: RegionId = Field(description="Region whose government pays, and gets the share of the upside.")
    projects: tuple[str, ...] = Field((), description="Projects and streams of entrants whose output is guaranteed.")
    region: RegionId | None = Field(
        None, description="Region whose mines and plants of the base year are guaranteed, beside the projects."
    )
    material: MaterialId = Field("light_oxide", description="Oxide that is guaranteed.")
    counts: Annotated[Literal["product", "ore"], Name("reading", COUNTED)] = Field(
        "product", description="Tonnes that count: 'product', the oxide made; 'ore', the oxide contained in ore mined."
    )
    strike: UsdPerTonne = Field(description="Guaranteed price.")
    benchmark: RegionId = Field("CHN", description="Region whose gate price of the oxide, without tax, is compared.")
    basis: PositiveFactor = Field(
        1.0, description="Benchmark over that gate price: 1.13 for a price with China's value-added tax."
    )
    upside: Share = Field(0.0, description="Share of the gap above the strike that the producer pays back.")
    upside_from: Day | None = Field(
        None, description="First day on which it does, such as that of full production; start if not given."
    )
    start: Day = Field(description="First day whose output counts.")
    end: Day = Field(description="First day whose output counts no more.")
    source: str = Field(min_length=1, description="Publication with the contract, or 'assumption'.")

    def mistakes(self) -> Iterator[PydanticCustomError]:
        """Contradictions between the keys."""
        if self.end <= self.start:
            hint = "end is the first day whose output counts no more"
            yield refuse(f"{self.end} is not after start, which is {self.start}", hint, at=("end",))
        if not self.projects and self.region is None:
            yield refuse("guarantees nobody's output", "give projects, or a region", at=())
        if not self.material.endswith("_oxide"):
            yield refuse("is no oxide", "guarantees are for an oxide, such as light_oxide", at=("material",))
