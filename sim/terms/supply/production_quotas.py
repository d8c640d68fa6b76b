"""Scenario terms of production quotas, and of crackdowns on what is made besides."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from lodeflow.language.identifiers import QuotaStage, RegionId
from lodeflow.language.quantities import (
    Day,
    Days,
    Growth,
    GrowthLimit,
    LaterGrowth,
    PositiveFactor,
    PriceRate,
    Share,
    TonnesPerYear,
)
from lodeflow.language.refusals import refuse
from lodeflow.terms.base import Terms, assumed
from lodeflow.terms.shocks.spells import Recurring


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
    price_response: PriceRate = Field(
        0.0,
        description="Growth of the quota, after the last year given, for each unit of ln price over the long-run "
        "price, lagged (Nerlove 1958).",
    )
    price_response_days: Days = assumed(
        365.0,
        "a year; with the wait for the next 1 January one to two years",
        "Lag of the price that is believed to last and that the quota answers.",
    )
    long_run_price: PositiveFactor = assumed(
        1.0,
        "the base year's quota was set at its prices",
        "Long-run price over the base price, at which the quota keeps to its growth.",
    )
    price_response_limit: GrowthLimit = assumed(
        0.2,
        "quotas of 2021-23, the fastest on record, grew by 20 to 25 % a year",
        "Largest change of the quota's growth that prices cause.",
    )
    illegal_share: Share = Field(0.0, description="Share of output outside the quota, in the base year too.")
    imported_ore_from: Day | None = Field(
        None, description="Date from which separation of imported ore counts; never if not given."
    )
    imported_tonnes: TonnesPerYear = Field(
        0.0, description="Increase of the separation quota on that date; it grows as the quota does."
    )
    source: str = Field(min_length=1, description="Where the quota is published, or 'assumption'.")


class Crackdown(Recurring):
    """Crackdown on illegal mining or separation: part of it stops for a while."""

    quota: str = Field(min_length=1, description="Name of the production quota whose illegal output is struck.")
    cut: Share = Field(description="Share of the illegal output that stops.")
