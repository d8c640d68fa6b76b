"""Scenario terms of export controls: licences, quotas, bans and the regimes that may follow."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from lodeflow.catalog.names import rows
from lodeflow.language.identifiers import Materials, Name, NoneOrSome, RegionId, Regions
from lodeflow.language.patterns import listed
from lodeflow.language.quantities import (
    LONGEST_TIME,
    AnyLongTime,
    AnyTonnesPerYear,
    AnyWait,
    AnyWholeDays,
    CertainShare,
    Day,
    Days,
    LogLimit,
    PositiveFactor,
    Quantity,
    Share,
    Spread,
    Wait,
)
from lodeflow.language.refusals import refuse, refuse_all
from lodeflow.language.suggestions import did_you_mean, shown
from lodeflow.terms.base import BY_NAME, Terms, assumed

REGIMES = ("none", "licensing", "quota", "ban", "eased")
LISTING = "listing"
FEEDING = ("separation", "magnet", "plant")
"""Kinds of projects that buy feed, and can be barred from it."""
TRACED = "CHN"
"""Region whose content is traced wherever it goes (docs/model/content.md)."""


Regime = Annotated[str, Name("regime", (*REGIMES, LISTING, "suspended"))]


DrawnRegime = Annotated[str, Name("regime", REGIMES)]


Licences = Annotated[Literal["tradable", "by_material"], Name("kind", ("tradable", "by_material"))]


Tag = Annotated[Literal["civil", "defence"], Name("tag", ("civil", "defence"))]


Heading = Annotated[str, Name("tariff heading", tuple(row["heading"] for row in rows("tariff_headings")))]


AtSea = Annotated[Literal["pass", "recall", "hold"], Name("rule", ("pass", "recall", "hold"))]


class Licence(Terms):
    """Licensing under an export control; the office decides on whole cargoes, oldest first."""

    processing_median_days: Days = Field(60.0, description="Median time that the office needs for an application.")
    processing_sigma: Spread = Field(0.5, description="Standard deviation of the logarithm of that time.")
    blocked_days: Wait = Field(0.0, description="Time at the beginning in which the office decides nothing.")
    sorting_days: AnyWait = Field(
        None,
        description="Time at the beginning in which customs cannot tell the controlled grades from the others under "
        "'heading' and in 'lookalikes', which all wait; as long as blocked_days if not given.",
    )
    capacity: AnyTonnesPerYear = Field(
        None, description="Largest quantity that the office can approve; no limit if not given."
    )
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
    """Export control from a date on. Controls on the same goods to the same destinations form one dated series."""

    controller: RegionId = Field(description="Region that controls its exports.")
    materials: Materials = Field(description="Material, several, or patterns such as 'magnet_*'.")
    heading: Heading | None = Field(
        None, description="Tariff heading under which the goods are declared, such as '8505.11'; see 'sorting_days'."
    )
    lookalikes: NoneOrSome = Field(
        (), description="Materials, or patterns, besides those of the heading that customs takes for these at first."
    )
    destinations: Regions = Field("*", description="Regions the goods go to; all if not given.")
    tag: Tag | None = Field(
        None, description="Users whose goods are controlled: 'civil' or 'defence'; both if not given."
    )
    announced: Day | None = Field(None, description="Date of the announcement.")
    start: Day = Field(description="First day in force.")
    end: Day | None = Field(None, description="First day no longer in force; never if not given.")
    end_announced: Day | None = Field(
        None, description="Date from which everybody knows the end; it comes as a surprise if not given."
    )
    suspended: Day | None = Field(None, description="Date on which the control is suspended.")
    resumes: Day | None = Field(
        None, description="Date on which the suspended control resumes, known from the start of the suspension."
    )
    regime: Regime = Field(description="none, licensing, quota, ban, eased, listing (of firms) or suspended.")
    drawn: bool = Field(default=False, strict=True, description="Whether later regimes are drawn, by [regimes].")
    ban_destinations: Regions = Field("*", description="Destinations that a ban closes; others need a licence.")
    believed_days: Days = assumed(
        180.0,
        "half a year, no source",
        "Time that holders of stock believe a stop under this control lasts, from any day on; of a drawn regime they "
        "know the mean length.",
    )
    firms: tuple[str, ...] = Field(
        (), description="Projects that a listing names: the controlled goods may not be sold to their plants."
    )
    firms_share: Share = Field(
        0.0,
        description="Share of the destinations' need of the controlled goods that is of listed firms which no project "
        "stands for.",
    )
    third_countries: bool = Field(
        default=False,
        strict=True,
        description="Whether listed firms may not buy goods of third countries with the controller's content either.",
    )
    at_sea: AtSea = Field(
        "pass", description="Treatment of goods at sea under a ban: pass, recall or hold off the port."
    )
    licence: Licence = Field(default_factory=Licence, description="Terms of the licence office.")
    quota: AnyTonnesPerYear = Field(None, description="Largest export under a quota.")
    pool: str | None = Field(
        None, min_length=1, description="Name of a quota shared with other controls; a quota of its own if not given."
    )
    licences: Licences = Field(
        "tradable",
        description="Licences under a quota: 'tradable' among materials, so all bear one rent per tonne, or "
        "'by_material', each with its share of the base year and a rent of its own.",
    )
    quota_days: AnyLongTime = Field(
        None,
        description="Time that holders of stock believe a quota under this control lasts, from any day on; for good "
        "if not given. Of a drawn regime they know the mean length.",
    )
    rent_response: PositiveFactor = Field(0.35, description="Response of the licence rent to scarcity (psi_mu), in ln.")
    rent_days: Days = Field(100.0, description="Adjustment time of the licence rent (T_mu).")
    rent_learning_days: Days = assumed(
        730.0,
        "two years, about four times what buyers need to turn to another origin, no source",
        "Time in which the licence rent of a quota learns from how much more or less than the quota buyers would use.",
    )
    saved_days: Wait = assumed(
        30.0,
        "a month, no source",
        "Unused quota that may be saved up, in days of quota; never less than a tick.",
    )
    period_days: AnyWholeDays = Field(
        None,
        description="Length of the periods of a quota, from the day it is in force: unused quota may be saved up to "
        "the end of its period, and is forfeited then; if not given it may be saved up for 'saved_days' at any time.",
    )
    carried_over: Share = assumed(
        0.0,
        "nothing, as in DR Congo, where the unused quota of the first half of 2026 was forfeited",
        "Share of a period's unused quota that may be used in the next.",
    )
    overdue_days: Annotated[float, Quantity("time", least=1.0, most=LONGEST_TIME)] = assumed(
        60.0, "two months, no source", "Time in which exporters want a backlog above the normal one to leave."
    )
    scarcity_days: Days = assumed(
        30.0, "a month, no source", "Memory of the wanted and the granted exports whose ratio moves the licence rent."
    )
    scarcity_limit: LogLimit = assumed(
        1.5,
        "4.5 times what is granted, no source",
        "Ln of wanted over granted exports, either way, beyond which the licence rent learns no more.",
    )
    rent_limit: LogLimit = assumed(
        3.5,
        "33 times the price, no source; it keeps the integral part from running away",
        "Highest lasting licence rent: ln of the price with it over the price without.",
    )
    news: Share = Field(0.8, description="Panic that a tightening sets off at once.")
    rush: Share = Field(1.0, description="Share of the largest extra stock that buyers who believe the news buy ahead.")
    source: str = Field(min_length=1, description="Publication with the control, or 'assumption'.")

    @property
    def series(self) -> tuple[Any, ...]:
        """Controller, materials, destinations, tag, and whether firms are listed: they identify a dated series."""
        sides = (tuple(sorted(listed(side))) for side in (self.materials, self.destinations))
        return self.controller, *sides, self.tag or "", *((LISTING,) if self.regime == LISTING else ())

    @property
    def taken_for(self) -> tuple[str, ...]:
        """Patterns of what customs cannot tell from the controlled goods at first: the heading, and lookalikes."""
        named = [row["materials"].split("|") for row in rows("tariff_headings") if row["heading"] == self.heading]
        return (*(pattern for patterns in named for pattern in patterns), *listed(self.lookalikes))

    @property
    def generality(self) -> tuple[int, int]:
        """Sides that it does not spell out, and the fewer letters the more general: the less general one overrules."""
        sides = (listed(self.destinations), listed(self.materials), (self.tag or "*",))
        open_sides = sum(any("*" in pattern for pattern in side) for side in sides)
        letters = sum(min(len(pattern.replace("*", "")) for pattern in side) for side in sides)
        return open_sides, -letters

    @field_validator("end_announced")
    @classmethod
    def _known_end(cls, day: Any, info: ValidationInfo) -> Any:
        end = info.data.get("end")
        if day is not None and end is None:
            raise refuse("says since when the end is known, but there is no date 'end'")
        if day is not None and day > end:
            raise refuse(f"is after the end, which is {end}")
        return day

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
        """True if a quota can be in force under this control."""
        return self.regime == "quota" or self.drawn


class RegimeTerms(Terms):
    """Length of a drawn regime and the odds of the regimes after it."""

    mean_days: Days = Field(description="Mean length; lengths are Gamma distributed with shape 2.")
    next: Annotated[Mapping[DrawnRegime, CertainShare], BY_NAME] = Field(
        description="Odds of each regime to follow; they sum to 1."
    )

    @field_validator("next")
    @classmethod
    def _something_follows(cls, odds: Mapping[str, float]) -> Mapping[str, float]:
        total = sum(odds.values())
        if abs(total - 1.0) > 1e-9:
            raise refuse(f"the odds sum to {total:g} instead of 1")
        return odds


def faults(controls: Mapping[str, Control], regimes: Mapping[str, RegimeTerms]) -> Iterator[PydanticCustomError]:
    """Contradictions among the controls of a scenario.

    ``controls`` and ``regimes`` are the tables by name.
    """
    seen: dict[tuple[Any, ...], str] = {}
    for name, control in controls.items():
        other = seen.setdefault((control.series, control.start), name)
        if other != name:
            yield refuse(f"begins on the same day as '{other}', on the same goods", at=(name, "start"))
        if control.may_count and control.quota is None:
            yield refuse("may be a quota, but says no 'quota' in t/yr", at=(name, "regime"))
        if control.regime == LISTING:
            yield from _faults_of_listing(name, control)
        missing = [regime for regime in REGIMES if regime not in regimes] if control.drawn else []
        if missing:
            yield refuse(f"needs terms of the regimes {', '.join(missing)}", at=(name, "drawn"))


def _faults_of_listing(name: str, control: Control) -> Iterator[PydanticCustomError]:
    """Contradictions within the listing of firms ``control`` of this ``name``."""
    if not control.firms and "firms_share" not in control.model_fields_set:
        yield refuse("lists nobody", "name projects in 'firms', or give 'firms_share'", at=(name, "regime"))
    if control.drawn:
        yield refuse("is a listing, after which no regime is drawn", at=(name, "drawn"))
    if control.third_countries and control.controller != TRACED:
        said = f"content of {control.controller} is not traced, only of {TRACED}"
        yield refuse(said, "leave third_countries out", at=(name, "third_countries"))


def unknown_firms(controls: Mapping[str, Control], kinds: Mapping[str, str]) -> Iterator[PydanticCustomError]:
    """Listed firms that are no plants. ``controls`` are the tables and ``kinds`` the kinds of projects, by name."""
    for name, control in controls.items():
        for n, firm in enumerate(control.firms):
            if firm not in kinds:
                yield refuse(f"unknown project {shown(firm)}", did_you_mean(firm, kinds), at=(name, "firms", n))
            elif kinds[firm] not in FEEDING:
                said = f"'{firm}' is a {kinds[firm].replace('_', ' ')}, which buys no feed"
                yield refuse(said, "name plants, or give firms_share", at=(name, "firms", n))


def check(controls: Mapping[str, Control], regimes: Mapping[str, RegimeTerms] | None) -> dict[str, Control]:
    """Controls sorted by name.

    ``controls`` are the tables by name; ``regimes`` are the terms of drawn regimes, None if they are invalid
    themselves. Raises ValidationError with all contradictions.
    """
    mistakes = list(faults(controls, regimes)) if regimes is not None else []
    if mistakes:
        raise refuse_all(mistakes, controls)
    return dict(sorted(controls.items()))
