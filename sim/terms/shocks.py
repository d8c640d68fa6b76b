"""Scenario terms of production quotas, recycling, and shocks: crackdowns, floods of cheap exports, demand surges."""

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
    """Quotas sorted by calendar year."""
    for key in tonnes:
        if not re.fullmatch(r"[12]\d{3}", key):
            raise refuse("expected a calendar year such as 2024", at=(key,), key=True)
    if not tonnes:
        raise refuse("names no year", "write tonnes.2024 = '270 kt/yr'")
    return dict(sorted(tonnes.items()))


class ProductionQuota(Terms):
    """State quota on the yearly output of a region's mines or separators."""

    controller: RegionId = Field(description="Region whose state sets the quota.")
    stage: QuotaStage = Field(description="Stage that the quota limits: 'mining' or 'separation'.")
    tonnes: Annotated[Mapping[str, TonnesPerYear], AfterValidator(_by_year)] = Field(
        description="Quota of a calendar year, in rare-earth oxide, on the footing of the base table; years between "
        "and before those given have the last one's or the first one's."
    )
    growth: Growth = Field(0.0, description="Growth of the quota after the last year given.")
    later_growth: LaterGrowth = Field(
        None, description="Growth of the quota from the date growth.changes on; unchanged if not given."
    )
    illegal_share: Share = Field(0.0, description="Share of output outside the quota, in the base year too.")
    imported_ore_from: Day | None = Field(
        None, description="Date from which separation of imported ore counts; never if not given."
    )
    imported_tonnes: TonnesPerYear = Field(
        0.0, description="Increase of the separation quota on that date; it grows as the quota does."
    )
    source: str = Field(min_length=1, description="Where the quota is published, or 'assumption'.")


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


class Crackdown(Recurring):
    """Crackdown on illegal mining or separation: part of it stops for a while."""

    quota: str = Field(min_length=1, description="Name of the production quota whose illegal output is struck.")
    cut: Share = Field(description="Share of the illegal output that stops.")


class Flood(Recurring):
    """Price support by which a state sells abroad below its producers' price, to keep others out of the market."""

    controller: RegionId = Field(description="Region whose state pays the support.")
    material: Materials = Field("*", description="Material, several, a pattern such as 'magnet_*', or '*'.")
    destination: Regions = Field("*", description="Region that the goods are sold to, or '*' for all abroad.")
    wedge: Wedge = Field(description="Share of the price that the state pays.")
    capacity: Markup = Field(
        0.0, description="Capacity added while the support lasts, as a share; quotas rise with it."
    )
    threat_gain: Factor = Field(
        0.0, description="Rise of the hazard, in units of per_year, when allies could supply all of their use."
    )
    allied_share: Share = Field(
        0.0, description="Allied capacity decided on or under construction, over what allies use."
    )


class Surge(Recurring):
    """Surge or slump of demand for a while. Its length, where it is drawn, is always ``mean_days``."""

    sector: Sectors = Field("*", description="Sector whose demand changes, or '*'.")
    material: Materials = Field("*", description="Material, several, a pattern such as 'magnet_*', or '*'.")
    region: Regions = Field("*", description="Region of the users, or '*'.")
    factor: PositiveFactor = Field(description="Factor on demand at base prices; below 1 for a slump.")
    label: SurgeLabel = Field(
        "surge", description="'surge', or 'nowcast' for a shift inferred from later data; every output names it so."
    )

    @field_validator("label")
    @classmethod
    def _dated(cls, label: str, info: ValidationInfo) -> str:
        if label == "nowcast" and info.data.get("start") is None:
            raise refuse("a nowcast is dated", "give start")
        return label


class RecyclingTerms(Terms):
    """Recycling of worn magnets into oxides, besides the makers' own swarf."""

    collected: Share = Field(
        0.0, description="Share of worn magnets whose oxides are recovered, once collection has grown."
    )
    start: Day | None = Field(None, description="Date on which collection begins to grow; the first day if not given.")
    growth_days: Days = Field(3650.0, description="Time in which collection grows to that share.")
    life_days: Days = Field(4380.0, description="Mean life of a magnet in use; lives are gamma distributed of shape 3.")
    past_growth: Growth = Field(
        0.077, description="Growth of use before the start date, which determines the stock of magnets in use."
    )
    price_elasticity: Factor = Field(0.3, description="Rise of collection with the price of the oxide.")
