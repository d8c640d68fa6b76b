"""What a scenario says about export controls: dated entries, licences, quotas, regimes that are drawn, retaliation."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from lodeflow.language.identifiers import Materials, Name, RegionId, Regions
from lodeflow.language.patterns import listed
from lodeflow.language.quantities import (
    AnyTonnesPerYear,
    Day,
    Days,
    Factor,
    Markup,
    PerYear,
    PositiveFactor,
    Share,
    Spread,
    Wait,
)
from lodeflow.language.refusals import refuse, refuse_all
from lodeflow.terms.market import BY_NAME, Terms

REGIMES = ("none", "licensing", "quota", "ban", "eased")
Regime = Annotated[str, Name("regime", (*REGIMES, "suspended"))]
DrawnRegime = Annotated[str, Name("regime", REGIMES)]
Tag = Annotated[Literal["civil", "defence"], Name("tag", ("civil", "defence"))]
AtSea = Annotated[Literal["pass", "recall", "hold"], Name("rule", ("pass", "recall", "hold"))]


class Licence(Terms):
    """How a licence office works; it decides on whole cargoes, oldest first."""

    processing_median_days: Days = Field(60.0, description="Median time for which an application is worked on.")
    processing_sigma: Spread = Field(0.5, description="Standard deviation of the logarithm of that time.")
    blocked_days: Wait = Field(0.0, description="Time at first in which nothing is decided.")
    capacity: AnyTonnesPerYear = Field(None, description="Most that the office can sign; no limit if not given.")
    general_share: Share = Field(0.0, description="Share of cargoes under a general licence, which do not queue.")
    approval: Share = Field(0.6, description="Share of civil applications that are approved; one may apply twice.")
    approval_by_region: Annotated[Mapping[RegionId, Share], BY_NAME] = Field(
        default_factory=dict, description="The same for destinations that differ."
    )
    defence_approval: Share = Field(0.0, description="Share of applications for military users that are approved.")
    defence_approval_by_region: Annotated[Mapping[RegionId, Share], BY_NAME] = Field(
        default_factory=dict, description="The same for destinations that differ."
    )


class Control(Terms):
    """An export control. Those on the same goods to the same destinations form one dated series."""

    controller: RegionId = Field(description="Region that controls its exports.")
    materials: Materials = Field(description="Material, several, or patterns such as 'magnet_*'.")
    destinations: Regions = Field("*", description="Regions the goods go to; all if not given.")
    tag: Tag | None = Field(None, description="Only goods for 'civil' or for 'defence' users; both if not given.")
    announced: Day | None = Field(None, description="Date from which it is known.")
    start: Day = Field(description="First day in force.")
    end: Day | None = Field(None, description="First day no longer in force; never if not given.")
    suspended: Day | None = Field(None, description="Date on which it is put off.")
    resumes: Day | None = Field(None, description="Date until which it is put off, known from the first.")
    regime: Regime = Field(description="none, licensing, quota, ban, eased or suspended.")
    drawn: bool = Field(default=False, strict=True, description="Whether later regimes are drawn, by [regimes].")
    ban_destinations: Regions = Field("*", description="Destinations that a ban closes; others need a licence.")
    at_sea: AtSea = Field("pass", description="What a ban does to goods at sea: pass, recall or hold off the port.")
    licence: Licence = Field(default_factory=Licence, description="How licences are given.")
    quota: AnyTonnesPerYear = Field(None, description="What may leave under a quota.")
    pool: str | None = Field(None, min_length=1, description="Quota it shares with others of this name.")
    rent_response: PositiveFactor = Field(0.35, description="Answer of the licence rent to scarcity (psi_mu), in ln.")
    rent_days: Days = Field(100.0, description="Time in which the rent learns (T_mu).")
    news: Share = Field(0.8, description="Panic that a tightening sets off at once.")
    rush: Share = Field(1.0, description="Share of the largest stock that believers buy ahead.")
    source: str = Field(min_length=1, description="Where it is published, or 'assumption'.")

    @property
    def series(self) -> tuple[Any, ...]:
        """What tells one heading from another."""
        sides = (tuple(sorted(listed(side))) for side in (self.materials, self.destinations))
        return self.controller, *sides, self.tag or ""

    @property
    def generality(self) -> tuple[int, int]:
        """Sides that it does not spell out, and the fewer letters the more general: the less general one overrules."""
        sides = (listed(self.destinations), listed(self.materials), (self.tag or "*",))
        open_sides = sum(any("*" in pattern for pattern in side) for side in sides)
        letters = sum(min(len(pattern.replace("*", "")) for pattern in side) for side in sides)
        return open_sides, -letters

    @field_validator("end", "resumes")
    @classmethod
    def _after(cls, day: Any, info: ValidationInfo) -> Any:
        key = "start" if info.field_name == "end" else "suspended"
        first = info.data.get(key)
        if day is not None and first is None and key == "suspended":
            raise refuse("says until when, but there is no date 'suspended'")
        if day is not None and first is not None and day <= first:
            raise refuse(f"must be after {key}, which is {first}")
        return day

    @field_validator("start")
    @classmethod
    def _known_before(cls, start: Any, info: ValidationInfo) -> Any:
        announced = info.data.get("announced")
        if announced is not None and start < announced:
            raise refuse(f"is before it is announced, on {announced}")
        return start

    @property
    def may_count(self) -> bool:
        """Whether a quota may ever be in force under it."""
        return self.regime == "quota" or self.drawn


class RegimeTerms(Terms):
    """How long a drawn regime lasts, and what follows it."""

    mean_days: Days = Field(description="Mean length; lengths are Gamma distributed with shape 2.")
    next: Annotated[Mapping[DrawnRegime, Share], BY_NAME] = Field(description="What follows, with odds that sum to 1.")

    @field_validator("next")
    @classmethod
    def _something_follows(cls, odds: Mapping[str, float]) -> Mapping[str, float]:
        total = sum(odds.values())
        if abs(total - 1.0) > 1e-9:
            raise refuse(f"the odds sum to {total:g} instead of 1")
        return odds


class Retaliation(Terms):
    """How new duties on a region's exports provoke export controls, where these are drawn."""

    base_rate: PerYear = Field(0.1, description="Hazard without any provocation; contained in the drawn regimes.")
    cap: PerYear = Field(0.5, description="Highest hazard.")
    doubling: Markup = Field(0.25, description="Duty on all exports of the region that doubles the hazard.")
    listings: Factor = Field(0.0, description="Firms that have been listed.")
    listing_weight: Factor = Field(0.2, description="Rise of the hazard with each of them, in ln.")


def faults(controls: Mapping[str, Control], regimes: Mapping[str, RegimeTerms]) -> Iterator[PydanticCustomError]:
    """What is wrong with controls as a whole."""
    seen: dict[tuple[Any, ...], str] = {}
    for name, control in controls.items():
        other = seen.setdefault((control.series, control.start), name)
        if other != name:
            yield refuse(f"begins on the same day as '{other}', on the same goods", at=(name, "start"))
        if control.may_count and control.quota is None:
            yield refuse("may be a quota, but says no 'quota' in t/yr", at=(name, "regime"))
        missing = [regime for regime in REGIMES if regime not in regimes] if control.drawn else []
        if missing:
            yield refuse(f"needs terms of the regimes {', '.join(missing)}", at=(name, "drawn"))


def check(controls: Mapping[str, Control], regimes: Mapping[str, RegimeTerms] | None) -> dict[str, Control]:
    """Controls sorted by name. Raises what pydantic takes for an error."""
    mistakes = list(faults(controls, regimes)) if regimes is not None else []
    if mistakes:
        raise refuse_all(mistakes, controls)
    return dict(sorted(controls.items()))
