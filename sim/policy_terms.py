"""What every instrument of policy says about its days: when it is announced, when it begins, when it lapses."""

from typing import Self

from pydantic import Field, model_validator

from lodeflow.market_terms import Terms
from lodeflow.quantities import Day
from lodeflow.refusals import refuse


class Dated(Terms):
    """An instrument with a first and a last day; without dates it always holds."""

    announced: Day | None = Field(None, description="Day on which everybody learns of it; the day it starts, if absent.")
    start: Day | None = Field(None, description="First day on which it holds; always, if absent.")
    end: Day | None = Field(None, description="First day on which it holds no more; never, if absent.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start is not None and self.end is not None and self.end <= self.start:
            hint = "end is the first day on which it holds no more"
            raise refuse(f"{self.end} is not after start, which is {self.start}", hint, at=("end",))
        if self.announced is not None and self.start is None:
            raise refuse("what has no start is not announced", "give it a start, or leave this out", at=("announced",))
        if self.announced is not None and self.start is not None and self.announced > self.start:
            hint = "leave it out if it came as a surprise"
            raise refuse(f"{self.announced} is after start, which is {self.start}", hint, at=("announced",))
        return self
