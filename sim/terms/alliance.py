"""Scenario terms of an alliance with price floors: members, reference prices, levy, evasion, contracts."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Annotated, Literal

from pydantic import Field
from pydantic_core import PydanticCustomError

from lodeflow.catalog.names import MATERIALS, REGIONS
from lodeflow.language.identifiers import MaterialId, Materials, Name, RegionId, Regions
from lodeflow.language.patterns import fits
from lodeflow.language.quantities import (
    LONGEST_TIME,
    AnyPositiveFactor,
    CertainlyMore,
    ContractShare,
    Day,
    Days,
    Factor,
    Growth,
    Markup,
    PerYear,
    Quantity,
    Share,
    UsdPerTonne,
    Wait,
)
from lodeflow.language.refusals import refuse
from lodeflow.terms.base import BY_NAME, Terms, assumed
from lodeflow.terms.dated import Dated

CHAIN_STAGES = ("concentrate", "oxide", "metal", "magnet")
RULES = ("fixed", "cost_plus", "moving_average", "larger")

ChainStage = Annotated[str, Name("stage", CHAIN_STAGES)]
RuleName = Annotated[Literal["fixed", "cost_plus", "moving_average", "larger"], Name("rule", RULES)]
PriceBasis = Annotated[
    Literal["fob", "domestic_with_vat", "domestic_ex_vat"],
    Name("price basis", ("fob", "domestic_with_vat", "domestic_ex_vat")),
]
LevyBasis = Annotated[Literal["per_origin", "lowest_cif"], Name("levy basis", ("per_origin", "lowest_cif"))]
Schedule = Annotated[Literal["full", "banded"], Name("schedule", ("full", "banded"))]
Allocation = Annotated[Literal["pro_rata", "alliance_first"], Name("allocation", ("pro_rata", "alliance_first"))]
OriginRule = Annotated[
    Literal["separated_in", "mined_in", "member_content"],
    Name("origin rule", ("separated_in", "mined_in", "member_content")),
]
Reference = Annotated[float, *UsdPerTonne.__metadata__]
Year = Annotated[str, Field(pattern=r"^[12][0-9]{3}$")]


class Recognised(Terms):
    """Recognition of a region outside the alliance, whose goods pay no levy."""

    materials: Materials = Field("*", description="Material, several, a pattern such as '*_oxide', or '*'.")
    member_content: Share = Field(
        0.0, description="Share of their content that members must have mined; 0 for no condition."
    )
    share: Share = Field(
        1.0, description="Share of these goods that is recognised, such as the output of members' own plants."
    )


class Policy(Dated):
    """Alliance whose members levy the gap between the landed price of imports and a reference price."""

    members: Regions = Field(description="Regions of the alliance.")
    joins: Annotated[Mapping[RegionId, Day], BY_NAME] = Field(
        default_factory=dict, description="First day as a member, for regions that join after the start."
    )
    joining_per_year: Annotated[Mapping[RegionId, PerYear], BY_NAME] = Field(
        default_factory=dict, description="Hazard of joining, for regions whose day is drawn."
    )
    leaves: Annotated[Mapping[RegionId, Day], BY_NAME] = Field(
        default_factory=dict, description="First day no longer a member, for regions that leave."
    )
    recognised: Annotated[Mapping[RegionId, Recognised], BY_NAME] = Field(
        default_factory=dict, description="Regions outside the alliance whose goods pay no levy."
    )
    reference: Reference = Field(description="Reference price of NdPr oxide.")
    reference_from: Annotated[Mapping[Year, Reference], BY_NAME] = Field(
        default_factory=dict, description="Reference price of NdPr oxide from the first day of later years."
    )
    references: Annotated[Mapping[MaterialId, Reference], BY_NAME] = Field(
        default_factory=dict,
        description="Reference prices of other materials; magnets follow by the ladder if not given.",
    )
    stages: tuple[ChainStage, ...] = Field(
        ("oxide", "metal", "magnet"),
        description="Stages at which the levy is taken; metal is made inside magnet plants.",
    )
    magnet_feed: AnyPositiveFactor = Field(
        None, description="NdPr oxide per tonne of magnet in the ladder, t/t; that of the recipe if not given."
    )
    rule: RuleName = Field(
        "fixed",
        description="Rule of the reference price: fixed, cost_plus, moving_average or larger (of the last two).",
    )
    cost_margin: Markup = Field(
        0.08, description="Margin over the price that the members' projects need (cost_plus, larger)."
    )
    cost_quantile: Share = Field(
        0.75, description="Share of the projects' capacity that the price must cover (cost_plus, larger)."
    )
    average_days: Days = Field(728.0, description="Memory of the moving average (moving_average, larger).")
    most_change: Growth = Field(0.1, description="Largest change of a moving average in a year, up or down.")
    price_basis: PriceBasis = Field(
        "fob", description="Price that the reference is compared with: fob, or a price in China."
    )
    value_added_tax: Share = Field(
        0.13, description="Rate of value added tax, for a reference quoted as a domestic price."
    )
    levy_basis: LevyBasis = Field(
        "per_origin", description="Landed price that the levy is computed from: that of each origin, or the lowest."
    )
    schedule: Schedule = Field("full", description="Levy on the whole gap to the reference, or by bands of it.")
    refix_days: Annotated[int, Quantity("time", least=1, most=LONGEST_TIME, whole=True)] = Field(
        30, description="Time between two fixings of the levy."
    )
    exempt_at_sea: bool = Field(
        default=True, strict=True, description="True if goods loaded before the levy began pay none."
    )
    tariff_free: bool = Field(
        default=True, strict=True, description="True if members charge each other no tariffs on these materials."
    )
    origin_rule: OriginRule = Field("separated_in", description="Rule by which goods count as a member's own.")
    member_content: Share = Field(0.5, description="Share mined by members that 'member_content' asks for.")
    collected: Annotated[Mapping[RegionId, Share], BY_NAME] = Field(
        default_factory=dict,
        description="Share of the levy that a member collects, for members that do not collect all.",
    )
    affiliated_share: Share = Field(
        0.0,
        description="Share of levied sales between affiliates, who declare the reference price and rebate the "
        "difference; none where one levy holds for all origins.",
    )
    audited_share: Share = Field(0.15, description="Share of cargoes whose invoices customs audits.")
    audit_penalty: Factor = Field(1.0, description="Fine for a false invoice, in units of the levy it hides.")
    derivatives_covered: Share = Field(
        0.0,
        description="Share of goods made with magnets that pay the levy too; so much less use moves abroad.",
    )
    undertakings: tuple[RegionId, ...] = Field(
        (), description="Origins whose exporters charge the reference price themselves and keep the gap."
    )
    export_price_alignment: Share = Field(
        0.0, description="Share of the gap that other exporters add to their price after alignment_after_days."
    )
    alignment_origins: Regions = Field(
        "CHN", description="Origins whose exporters raise their prices so, coordinated by a state."
    )
    alignment_after_days: Wait = Field(365.0, description="Time from the start of the levy until they do.")
    contract_share: ContractShare = Field(
        0.0, description="Share of purchases between members that is on contract at a steady price."
    )
    contract_days: Annotated[int, Quantity("time", least=1, most=LONGEST_TIME, whole=True)] = Field(
        365, description="Time for which a contract's price and share hold."
    )
    contract_ceiling: CertainlyMore = Field(
        1.25, description="Highest price of a contract, in units of the reference price, which is the lowest."
    )
    allocation: Allocation = Field(
        "pro_rata", description="Allocation by members in a shortage: pro_rata to all, or alliance_first."
    )
    credibility: Share = Field(
        0.5, description="Probability, in the eyes of investors, that the floor lasts until they are paid back."
    )
    credible_share: Annotated[float, Quantity("share", least=0.001, most=1.0)] = assumed(
        0.2,
        "a fifth, no source; without levied imports nothing holds the price at the reference",
        "Share of the members' use under levy from which investors count on the floor in full.",
    )
    counted_share: Share = assumed(
        0.001,
        "a thousandth, no source; so little trade says nothing of a price",
        "Share of a buyer's orders from which the price of a lane counts: in the lowest landed price, in saying that "
        "the levy binds, and for users who move abroad.",
    )
    source: str = Field("assumption", min_length=1, description="Publication with the proposal, or 'assumption'.")

    def mistakes(self) -> Iterator[PydanticCustomError]:
        """Contradictions between the keys of the policy."""
        yield from super().mistakes()
        for key in ("joins", "joining_per_year", "leaves", "collected"):
            for region in getattr(self, key):
                if not fits(self.members, region):
                    yield refuse(f"{region} is not among the members", at=(key, region), key=True)
        for region in self.recognised:
            if fits(self.members, region):
                yield refuse(f"{region} is a member: its goods pay no levy anyway", at=("recognised", region), key=True)
        for region, day in self.leaves.items():
            joined = self.joins.get(region, self.start)
            if joined is not None and day <= joined:
                yield refuse(f"{day} is not after it joins, {joined}", at=("leaves", region))
        if not self.stages:
            yield refuse("names no stage: nothing would be levied", at=("stages",))

    def covers(self, material: str) -> bool:
        """True if ``material`` has a reference price: its own, or one derived by the ladder."""
        return material in ("light_oxide", *self.references) or material.startswith("magnet")

    def levied(self, material: str) -> bool:
        """True if the levy is taken on ``material``."""
        return self.covers(material) and stage(material) in self.stages


def stage(material: str) -> str:
    """Stage of the chain at which ``material`` stands, one of CHAIN_STAGES."""
    return next((name for name in CHAIN_STAGES if name in material), "magnet")


def overlapping(policies: Mapping[str, Policy]) -> Iterator[tuple[str, str]]:
    """Pairs of policies that levy the same material in the same region, the one that comes second by name in front.

    ``policies`` are the tables by name.
    """
    for (first, one), (second, other) in combinations(sorted(policies.items()), 2):
        both = any(fits(one.members, r) and fits(other.members, r) for r in REGIONS)
        if both and any(one.levied(m) and other.levied(m) for m in MATERIALS):
            yield second, first
