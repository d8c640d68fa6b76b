"""Scenario terms of dated stoppages: a named project, or a region's mines or plants of a material, stand still."""

from collections.abc import Iterator

from pydantic import Field
from pydantic_core import PydanticCustomError

from lodeflow.language.identifiers import Materials, RegionId
from lodeflow.language.quantities import Day, Share
from lodeflow.language.refusals import refuse
from lodeflow.terms.base import Checked


class Stoppage(Checked):
    """Stop of a named project, or of all mines or plants that make a material in a region."""

    project: str | None = Field(None, description="Project that stops; its part of the base year's capacity stops too.")
    region: RegionId | None = Field(None, description="Region whose mines or plants stop, if no project is named.")
    material: Materials | None = Field(
        None, description="What they make: a material, several, or a pattern such as '*_concentrate'."
    )
    start: Day = Field(description="First day of the stoppage.")
    end: Day | None = Field(None, description="First day on which work goes on; if not given, it never does.")
    announced: Day | None = Field(
        None, description="Day on which the dates are known, and prices count with them; the first day if not given."
    )
    share: Share = Field(1.0, description="Share of their output that stops.")
    source: str = Field(min_length=1, description="Publication with the event, or 'assumption'.")

    def mistakes(self) -> Iterator[PydanticCustomError]:
        """Contradictions between the keys."""
        if self.end is not None and self.end <= self.start:
            hint = "end is the first day on which work goes on"
            yield refuse(f"{self.end} is not after start, which is {self.start}", hint, at=("end",))
        if self.announced is not None and self.announced > self.start:
            hint = "announced is the day on which the dates are known; leave it out if that is the first day"
            yield refuse(f"{self.announced} is after start, which is {self.start}", hint, at=("announced",))
        if self.project is None and (self.region is None or self.material is None):
            yield refuse("names nothing that stops", "give project, or region and material", at=())
        if self.project is not None and (self.region is not None or self.material is not None):
            hint = "give either project, or region and material"
            yield refuse("names a project and a region or material", hint, at=("project",))
