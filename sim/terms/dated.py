"""Dates of a policy instrument: announcement, start and end."""

from collections.abc import Iterator

from pydantic import Field
from pydantic_core import PydanticCustomError

from lodeflow.language.quantities import Day
from lodeflow.language.refusals import refuse
from lodeflow.terms.base import Checked


class Dated(Checked):
    """Base class of instruments with a first and a last day; without dates they are always in force."""

    announced: Day | None = Field(None, description="Date of the announcement; the start if not given.")
    start: Day | None = Field(None, description="First day in force; always in force if not given.")
    end: Day | None = Field(None, description="First day no longer in force; never if not given.")

    def mistakes(self) -> Iterator[PydanticCustomError]:
        """Contradictions between the keys; each instrument adds its own."""
        if self.start is not None and self.end is not None and self.end <= self.start:
            hint = "end is the first day on which it holds no more"
            yield refuse(f"{self.end} is not after start, which is {self.start}", hint, at=("end",))
        if self.announced is not None and self.start is None:
            yield refuse("what has no start is not announced", "give it a start, or leave this out", at=("announced",))
        elif self.announced is not None and self.start is not None and self.announced > self.start:
            hint = "leave it out if it came as a surprise"
            yield refuse(f"{self.announced} is after start, which is {self.start}", hint, at=("announced",))
