"""Scenario terms of named projects and unannounced entrants: permitting, construction, ramp-up, investment, closure."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator

from lodeflow.catalog.names import MAGNETS, ORES
from lodeflow.language.identifiers import MaterialId, Name, RegionId
from lodeflow.language.quantities import (
    AnyFlow,
    AnyPositiveFactor,
    Count,
    Day,
    Days,
    Factor,
    Flow,
    Interest,
    PerYear,
    PositiveFactor,
    PositiveSpread,
    Quantity,
    Share,
    Spread,
    Usd,
    UsdPerTonne,
    Utilisation,
    Wait,
    WholeDays,
    Years,
)
from lodeflow.language.refusals import refuse
from lodeflow.language.uncertain_number import reach
from lodeflow.terms.base import BY_NAME, Terms, assumed

KINDS = ("mine", "separation", "mine_and_separation", "heavy_circuit", "magnet", "works", "plant")
OF_CHAINS = ("works", "plant")
"""Kinds of projects of a chain: mines, by-products and scrap works; and plants that make one stage of another."""
PROJECT_STAGES = ("permitting", "decision", "construction", "operation", "care")
RAMP_TYPES = ("1", "2", "3", "4", "G")
FIRST_OUTPUT_NEEDED = ("operation", "care")


KindId = Annotated[
    Literal["mine", "separation", "mine_and_separation", "heavy_circuit", "magnet", "works", "plant"],
    Name("kind of project", KINDS),
]
ProjectStageId = Annotated[
    Literal["permitting", "decision", "construction", "operation", "care"], Name("stage", PROJECT_STAGES)
]
OreId = Annotated[str, Name("ore", ORES)]
RampType = Annotated[str, Name("ramp-up type", RAMP_TYPES)]


ScaleMonths = Annotated[float, Quantity("factor", least=0.1, most=1200.0)]
"""Months, up to a century."""
Shape = Annotated[float, Quantity("factor", least=0.1, most=10.0)]
"""Shape of a Weibull curve; beyond, it is a step on the first day or at the scale."""


class RampUp(Terms):
    """Ramp-up curve of one type of plant: share of design output = final x (1 - exp(-(months / scale)^shape))."""

    final_share: Share = Field(description="Share of design output reached in the end.")
    scale_months: ScaleMonths = Field(description="Months after which 63 % of the final share is reached.")
    shape: Shape = Field(description="Shape of the curve; above 1 the beginning is slow.")


class Permitting(Terms):
    """Permitting times, by region."""

    median_days: Days = Field(548.0, description="Median time, for regions without one of their own.")
    median_days_by_region: Annotated[Mapping[RegionId, Days], BY_NAME] = Field(
        default_factory=dict, description="Median time by region."
    )
    sigma: Spread = Field(0.7, description="Standard deviation of the logarithm of the time.")
    litigation_by_region: Annotated[Mapping[RegionId, Share], BY_NAME] = Field(
        default_factory=dict, description="Share of projects that are taken to court; none for regions not given."
    )
    litigation_mean_days: Days = Field(730.0, description="Mean delay by litigation.")


class Building(Terms):
    """Construction of plants of one kind: time, delay, cost overrun, and odds of the types of ramp-up."""

    median_days: Days = Field(913.0, description="Median of the planned construction time.")
    sigma: Spread = Field(0.3, description="Standard deviation of the logarithm of that time.")
    delay: Factor = Field(0.25, description="Mean delay as a share of the planned time.")
    delay_variation: Factor = Field(0.8, description="Standard deviation of the delay over its mean.")
    overrun_median: PositiveFactor = Field(1.0, description="Median capital cost over the planned one.")
    overrun_sigma: Spread = Field(0.47, description="Standard deviation of the logarithm of the overrun.")
    ramp_up: Annotated[Mapping[RampType, Share], BY_NAME] = Field(
        description="Odds of each type of ramp-up, scaled to sum to one."
    )

    @field_validator("ramp_up")
    @classmethod
    def _some(cls, odds: Mapping[str, float]) -> Mapping[str, float]:
        if sum(odds.values()) <= 0.0:
            raise refuse("no type of ramp-up has odds above 0")
        return odds


class Investment(Terms):
    """Investment decisions, cancellations, closures and restarts; alike for all projects."""

    decisions_per_year: PerYear = Field(
        1.0, description="Highest rate of investment decisions for a permitted project."
    )
    hurdle: Spread = Field(0.1, description="Ln of expected over incentive price at which the rate is half of that.")
    hurdle_spread: PositiveSpread = Field(
        0.15, description="Spread of the hurdle: the smaller, the more sharply the rate rises with the price."
    )
    price_memory_days: Days = Field(1095.0, description="Memory of past prices, whose mean investors expect to return.")
    past_price_over_base: Annotated[Mapping[MaterialId, PositiveFactor], BY_NAME] = Field(
        default_factory=dict, description="Price that investors remember on day 0, over the base price, by material."
    )
    lifetime_years: Years = Field(15.0, description="Years in which a plant must earn back its capital.")
    utilisation: Utilisation = Field(0.85, description="Use of a running plant's capacity at base prices.")
    cancellations_per_year: PerYear = Field(
        0.25, description="Hazard that a project is cancelled while prices are weak."
    )
    calm_cancellations_per_year: PerYear = Field(
        0.03, description="Hazard that a project is cancelled while prices are not weak."
    )
    weak_share: Share = Field(0.9, description="Expected over incentive price below which prices are weak.")
    pause_ratio: PositiveFactor = Field(1.25, description="Incentive over expected price at which building pauses.")
    price_volatility: PositiveSpread = Field(0.35, description="Volatility of the price, per square root of a year.")
    floor_horizon_years: Years = Field(5.0, description="Years for which a guaranteed price counts.")
    closing_share: Share = Field(0.85, description="Price over cash cost below which a plant closes.")
    closing_mean_days: Days = Field(90.0, description="Mean time from then until it closes.")
    opening_ratio: PositiveFactor = Field(
        1.25, description="Price over cash cost at which a closed plant begins its restart."
    )
    restart_median_days: Days = Field(270.0, description="Median time of a restart.")
    restart_sigma: Spread = Field(0.5, description="Standard deviation of the logarithm of that time.")
    owners_memory_days: Days = Field(182.0, description="Memory of the price by which owners close and restart.")
    most_entry: PositiveFactor = assumed(
        10.0,
        "three times the market at three times the price that is needed; it only bounds the draws",
        "Highest rate of entry over the ordinary one.",
    )
    entry_stop_ratio: PositiveFactor = assumed(
        0.8,
        "four fifths, no source; nobody asks for permits where a plant would lose a fifth of its cost",
        "Expected over incentive price below which nobody enters.",
    )
    delivery_years: Annotated[float, Quantity("factor", least=0.0, most=50.0)] = assumed(
        3.0,
        "the median construction of a plant and half a year of ramp-up",
        "Years until what is decided today delivers, over which investors let the members' use grow.",
    )
    feed_plan_days: Wait = assumed(
        180.0,
        "half a year, no source",
        "Time after its first output in which a plant expects to use at least what it plans; its first feed is for the "
        "use at the end of it.",
    )
    new_seller_days: Wait = assumed(
        730.0,
        "after half a year the orders are still a third of the output",
        "Time after its first output in which stock for a plant's planned output is no glut.",
    )
    budget_review_days: WholeDays = assumed(
        91, "a quarter, no source", "Time between two looks at the budget of a construction; a pause lasts as long."
    )
    price_review_days: WholeDays = assumed(
        28, "four weeks, no source", "Time between two looks at the price of a closed plant."
    )
    least_building_days: WholeDays = assumed(
        30, "a month, no source; nothing is built at once", "Shortest time from a decision to the first output."
    )


class Project(Terms):
    """Mine or plant that is not in operation yet, or not at its full capacity."""

    region: RegionId = Field(description="Region of the project.")
    kind: KindId = Field(description="Kind of mine or plant; in a chain 'works' or 'plant'.")
    material: MaterialId | None = Field(
        None,
        validate_default=True,
        description="What a project of a chain makes; of rare earths its kind says it.",
    )
    capacity_t_per_yr: Flow = Field(
        description="Design output: t REO of a mine, NdPr oxide of a separator, Dy and Tb oxide of a heavy circuit, "
        "gross of a magnet maker, what a chain counts of its material."
    )
    in_base_year_t_per_yr: AnyFlow = Field(
        None, description="Part of the capacity that the base table contains already."
    )
    stage: ProjectStageId = Field("permitting", description="Stage of the project on day 0.")
    begun: Day | None = Field(None, description="Date on which that stage began; the start date if not given.")
    permits: Day | None = Field(None, description="Date of its permits, where recorded.")
    decision: Day | None = Field(None, description="Date of the investment decision, where recorded.")
    first_output: Day | None = Field(
        None, validate_default=True, description="Date of its first output, where recorded."
    )
    promised_output: Day | None = Field(None, description="Date of its first output as promised; delays come on top.")
    ore: OreId = Field("light_concentrate", description="Ore that it mines or separates.")
    feed_from: tuple[RegionId, ...] = Field(
        (), description="Regions from which it buys ore, besides those that sell to its region already."
    )
    light_share: Share = Field(0.2, description="NdPr in its own ore, as a share of REO.")
    heavy_share: Share = Field(0.003, description="Dy and Tb in its own ore, as a share of REO.")
    light_recovery: Share = Field(0.95, description="Share recovered of the light oxide in the ore.")
    heavy_recovery: Share = Field(0.0, description="Share recovered of the heavy oxide.")
    rest_recovery: Share = Field(0.95, description="Share recovered of the other oxides.")
    high_temperature_share: Share = Field(
        0.35, description="Share of high-temperature grades in the output of a magnet maker."
    )
    capex_usd: Usd = Field(0.0, description="Planned capital cost.")
    overrun: AnyPositiveFactor = Field(None, description="Capital cost over plan, where recorded; drawn if not.")
    cash_cost_usd_per_t: UsdPerTonne = Field(
        0.0, description="Cash cost of a tonne of its product, without feed and capital."
    )
    wacc: Interest = Field(0.10, description="Real cost of capital.")
    offtake_share: Share = Field(0.0, description="Share of output sold under offtake contracts.")
    offtake_price_usd_per_t: UsdPerTonne = Field(
        0.0, description="Price in the offtake contracts, less the cost of feed."
    )
    offtake_until: Day | None = Field(
        None, description="First day after the offtake contracts; they never end if not given."
    )
    ramp_up: Annotated[Mapping[RampType, Share], BY_NAME] = Field(
        default_factory=dict, description="Odds of each type of ramp-up; those of its kind if not given."
    )
    source: str = Field(min_length=1, description="Publication with these terms, or 'assumption'.")

    @field_validator("first_output")
    @classmethod
    def _known_of_what_works(cls, first: date | None, info: ValidationInfo) -> date | None:
        if first is None and info.data.get("stage") in FIRST_OUTPUT_NEEDED:
            raise refuse(f"is missing: the project is in {info.data['stage']}", "give the date of its first output")
        return first

    @field_validator("light_share", "light_recovery")
    @classmethod
    def _some_light(cls, share: float, info: ValidationInfo) -> float:
        if reach(share)[0] <= 0.0 and info.data.get("kind") in ("separation", "mine_and_separation"):
            raise refuse("must be above 0: the capacity of a separator is in NdPr oxide")
        return share

    @field_validator("heavy_share")
    @classmethod
    def _no_more_than_the_ore(cls, share: float, info: ValidationInfo) -> float:
        light = info.data.get("light_share", 0.0)
        most = reach(light)[1] + reach(share)[1]
        if most > 1.0:
            raise refuse(
                f"adds up to {most:g} with light_share: more than the ore", "both are shares of the oxides in it"
            )
        return share

    @field_validator("ramp_up")
    @classmethod
    def _some_type(cls, odds: Mapping[str, float]) -> Mapping[str, float]:
        if odds and sum(odds.values()) <= 0.0:
            raise refuse("no type of ramp-up has odds above 0")
        return odds

    @field_validator("material")
    @classmethod
    def _of_a_chain(cls, material: str | None, info: ValidationInfo) -> str | None:
        kind = info.data.get("kind")
        if kind in OF_CHAINS and material is None:
            raise refuse("is missing: say what the project makes")
        if kind is not None and kind not in OF_CHAINS and material is not None:
            raise refuse(f"is given, but what a {kind.replace('_', ' ')} makes follows from its kind", "leave it out")
        return material

    @property
    def products(self) -> tuple[str, ...]:
        """Materials that the project sells; its capacity is measured in the first."""
        if self.material is not None:
            return (self.material,)
        return PRODUCTS[self.kind] if self.kind != "mine" else (self.ore,)


PRODUCTS = {
    "mine": ORES,
    "separation": ("light_oxide", "heavy_oxide", "rest_oxide"),
    "mine_and_separation": ("light_oxide", "heavy_oxide", "rest_oxide"),
    "heavy_circuit": ("heavy_oxide",),
    "magnet": MAGNETS,
}


class Entrants(Project):
    """Projects that nobody has announced yet, with the same terms but draws of their own."""

    RETIRED: ClassVar[Mapping[str, str]] = {
        "slots": "leave it out: entrants come as a stream of per_year; room only says for how many a run has room"
    }

    per_year: PerYear = Field(
        description="Entries in a year when the expected price equals the incentive price and customers use what they "
        "did in the base year; the rate is proportional to both."
    )
    room: Count = assumed(
        40,
        "ten times what 0.3 a year bring in twelve years",
        "Entrants for which a run has room; more are turned away and counted by the outcome entrants_turned_away.",
    )
