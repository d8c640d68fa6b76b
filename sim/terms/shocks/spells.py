"""Scenario terms that floods, crackdowns and surges share: dates, or the rate and length of draws."""

from datetime import date

from pydantic import Field, ValidationInfo, field_validator

from lodeflow.language.quantities import (
    Day,
    Days,
    PerYear,
)
from lodeflow.language.refusals import refuse
from lodeflow.terms.base import Terms


class Recurring(Terms):
    """Base class of temporary shocks, with dates or drawn at random."""

    start: Day | None = Field(None, description="First day, if it is dated.")
    end: Day | None = Field(
        None, description="First day after it, if it is dated; if not given, it lasts to the end of the run."
    )
    per_year: PerYear = Field(0.0, description="Mean number of beginnings in a year, if it is drawn.")
    mean_days: Days = Field(365.0, description="Mean length, if it is drawn.")
    source: str = Field(min_length=1, description="Publication with the event, or 'assumption'.")

    @field_validator("end")
    @classmethod
    def _after_its_start(cls, end: date | None, info: ValidationInfo) -> date | None:
        start = info.data.get("start")
        if end is not None and start is None:
            raise refuse("has an end without a start", "give start, or leave end out")
        if end is not None and start is not None and end <= start:
            raise refuse(f"{end} is not after start, which is {start}")
        return end

    @field_validator("per_year")
    @classmethod
    def _dated_or_drawn(cls, rate: float, info: ValidationInfo) -> float:
        if rate != 0.0 and info.data.get("start") is not None:
            raise refuse("is dated already: it has a start", "per_year = 0, or no start")
        return rate
