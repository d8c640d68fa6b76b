"""What a scenario says about China's own path and about shocks that come and go: quotas, crackdowns, floods, surges."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from lodeflow.language.identifiers import Materials, QuotaStage, RegionId, Regions, Sectors, SurgeLabel
from lodeflow.language.quantities import (
    Day,
    Days,
    Factor,
    Growth,
    LaterGrowth,
    Markup,
    PerYear,
    PositiveFactor,
    Share,
    TonnesPerYear,
    Wedge,
)
from lodeflow.language.refusals import refuse
from lodeflow.terms.market import Terms


def _by_year(tonnes: Mapping[str, float]) -> dict[str, float]:
    """Calendar years in their order."""
    for key in tonnes:
        if not re.fullmatch(r"[12]\d{3}", key):
            raise refuse("expected a calendar year such as 2024", at=(key,), key=True)
    if not tonnes:
        raise refuse("names no year", "write tonnes.2024 = '270 kt/yr'")
    return dict(sorted(tonnes.items()))


class ProductionQuota(Terms):
    """What a state lets its mines or its separators make in a year."""

    controller: RegionId = Field(description="Region whose state sets the quota.")
    stage: QuotaStage = Field(description="What is limited: 'mining' or 'separation'.")
    tonnes: Annotated[Mapping[str, TonnesPerYear], AfterValidator(_by_year)] = Field(
        description="Quota of a calendar year, in rare-earth oxide, on the footing of the base table; years between "
        "and before those given have the last one's or the first one's."
    )
    growth: Growth = Field(0.0, description="Growth of the quota after the last year given.")
    later_growth: LaterGrowth = Field(
        None, description="The same from the date growth.changes on; if not given, as before."
    )
    illegal_share: Share = Field(0.0, description="Share of output that heeds no quota, the base year's included.")
    imported_ore_from: Day | None = Field(
        None, description="Date from which separation of imported ore counts; never if not given."
    )
    imported_tonnes: TonnesPerYear = Field(
        0.0, description="By how much the separation quota is raised on that date; grows as the quota does."
    )
    source: str = Field(min_length=1, description="Where the quota is published, or 'assumption'.")


class Recurring(Terms):
    """What comes and goes: between two dates, or as dice fall."""

    start: Day | None = Field(None, description="First day, if it is dated.")
    end: Day | None = Field(None, description="First day after it, if it is dated; not given, it lasts to the end.")
    per_year: PerYear = Field(0.0, description="How often a year it begins, if it is drawn.")
    mean_days: Days = Field(365.0, description="Length of one that is drawn, on average.")
    source: str = Field(min_length=1, description="Who says so, or 'assumption'.")

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


class Crackdown(Recurring):
    """The state stops a part of illegal mining or separation for a while."""

    quota: str = Field(min_length=1, description="Name of the production quota whose illegal tranche is struck.")
    cut: Share = Field(description="Share of the illegal tranche that stops.")


class Flood(Recurring):
    """A state sells below the price its producers get, to keep others out of the market."""

    controller: RegionId = Field(description="Region whose state pays.")
    material: Materials = Field("*", description="Material, several, a pattern such as 'magnet_*', or '*'.")
    destination: Regions = Field("*", description="Region it sells to, or '*' for all abroad.")
    wedge: Wedge = Field(description="Share of the price that the state pays.")
    capacity: Markup = Field(0.0, description="Capacity that is added while it lasts, as a share; quotas follow.")
    threat_gain: Factor = Field(
        0.0, description="By how much the hazard rises, in units of per_year, when allies could supply all they use."
    )
    allied_share: Share = Field(
        0.0, description="Allied capacity decided on or under construction, over what allies use."
    )


class Surge(Recurring):
    """Some users want more, or less, for a while. One that is drawn always lasts ``mean_days``."""

    sector: Sectors = Field("*", description="Sector whose demand it lifts, or '*'.")
    material: Materials = Field("*", description="Material, several, a pattern such as 'magnet_*', or '*'.")
    region: Regions = Field("*", description="Region of the users, or '*'.")
    factor: PositiveFactor = Field(description="Demand at base prices, in units of what it would have been.")
    label: SurgeLabel = Field(
        "surge", description="'nowcast' for a shift that is inferred from what happened, named so in every output."
    )

    @field_validator("label")
    @classmethod
    def _dated(cls, label: str, info: ValidationInfo) -> str:
        if label == "nowcast" and info.data.get("start") is None:
            raise refuse("a nowcast is dated", "give start")
        return label


class RecyclingTerms(Terms):
    """How magnets that have worn out come back as oxides, besides the makers' own swarf."""

    collected: Share = Field(0.0, description="Share of worn magnets whose oxides come back once collection has grown.")
    start: Day | None = Field(None, description="Date on which collection begins to grow; the first day if not given.")
    growth_days: Days = Field(3650.0, description="Time in which it grows to that share.")
    life_days: Days = Field(4380.0, description="Mean life of a magnet in use; lives are gamma distributed of shape 3.")
    past_growth: Growth = Field(0.077, description="Growth of use before the start, from which what is in use follows.")
    price_elasticity: Factor = Field(0.3, description="Rise of collection with the price of the oxide.")
