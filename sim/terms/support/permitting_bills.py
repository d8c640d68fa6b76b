"""Scenario terms of permitting bills: when they become law, and what they shorten."""

from collections.abc import Iterator

from pydantic import Field
from pydantic_core import PydanticCustomError

from lodeflow.language.identifiers import RegionId
from lodeflow.language.quantities import AnyLongTime, Day, Factor, PerYear
from lodeflow.language.refusals import refuse
from lodeflow.terms.base import Checked


class PermittingBill(Checked):
    """Bill that shortens permits still to come, from its enactment on."""

    region: RegionId = Field(description="Region whose law it is.")
    projects: tuple[str, ...] = Field(
        (),
        description="Projects and entrants there that it covers, such as those on federal land; all if empty.",
    )
    enacted: Day | None = Field(None, description="Day of enactment, where it is known.")
    pending_from: Day | None = Field(None, description="First day on which it may become law, where the day is drawn.")
    per_year: PerYear = Field(0.0, description="Hazard of enactment from then on; 0 for never.")
    permitting_factor: Factor = Field(1.0, description="Remaining permitting time over that without the bill.")
    most_permitting_days: AnyLongTime = Field(None, description="Longest remaining permitting time; no limit if none.")
    litigation_factor: Factor = Field(1.0, description="Probability of litigation over that without the bill.")
    most_litigation_days: AnyLongTime = Field(None, description="Longest time in court; no limit if none.")
    source: str = Field(min_length=1, description="Text of the bill, or 'assumption'.")

    def mistakes(self) -> Iterator[PydanticCustomError]:
        """Contradictions between the keys."""
        if self.enacted is not None and self.pending_from is not None:
            yield refuse("has a known day and a drawn one", "give enacted, or pending_from", at=("pending_from",))
