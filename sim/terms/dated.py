"""What every instrument of policy says about its days: when it is announced, when it begins, when it lapses."""

from collections.abc import Iterator

from pydantic import Field
from pydantic_core import PydanticCustomError

from lodeflow.language.quantities import Day
from lodeflow.language.refusals import refuse
from lodeflow.terms.market import Checked


class Dated(Checked):
    """An instrument with a first and a last day; without dates it always holds."""

    announced: Day | None = Field(None, description="Day on which everybody learns of it; its start, if absent.")
    start: Day | None = Field(None, description="First day on which it holds; always, if absent.")
    end: Day | None = Field(None, description="First day on which it holds no more; never, if absent.")

    def mistakes(self) -> Iterator[PydanticCustomError]:
        """What is wrong between its keys; an instrument adds its own."""
        if self.start is not None and self.end is not None and self.end <= self.start:
            hint = "end is the first day on which it holds no more"
            yield refuse(f"{self.end} is not after start, which is {self.start}", hint, at=("end",))
        if self.announced is not None and self.start is None:
            yield refuse("what has no start is not announced", "give it a start, or leave this out", at=("announced",))
        elif self.announced is not None and self.start is not None and self.announced > self.start:
            hint = "leave it out if it came as a surprise"
            yield refuse(f"{self.announced} is after start, which is {self.start}", hint, at=("announced",))
