"""Scenario model: all tables and keys of a scenario file, with units, bounds and descriptions."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, Field, ModelWrapValidatorHandler, ValidationInfo, field_validator, model_validator

from lodeflow.catalog.goods import RARE_EARTHS, goods_of
from lodeflow.catalog.names import CHOKEPOINTS, SECTORS
from lodeflow.language.identifiers import WORLD, BaseTableId, ChokepointId, MaterialId, RegionId, SectorId
from lodeflow.language.quantities import LONGEST_TIME, Day, Quantity
from lodeflow.language.refusals import refuse, refuse_all
from lodeflow.language.suggestions import did_you_mean, shown
from lodeflow.language.uncertain_number import reach
from lodeflow.terms.alliance import Policy, overlapping
from lodeflow.terms.base import Terms
from lodeflow.terms.correlations import Correlation, contradictions, without_effect
from lodeflow.terms.defence_stock import Defence
from lodeflow.terms.evasion.offshoring import Offshoring
from lodeflow.terms.evasion.relabelling import Relabelling
from lodeflow.terms.evasion.smuggling import Smuggling
from lodeflow.terms.export_controls import Control, DrawnRegime, RegimeTerms, check, unknown_firms
from lodeflow.terms.market import Market, Material, Sector
from lodeflow.terms.measures import Measures
from lodeflow.terms.projects import (
    KINDS,
    OF_CHAINS,
    Building,
    Entrants,
    Investment,
    KindId,
    Permitting,
    Project,
    RampType,
    RampUp,
)
from lodeflow.terms.retaliation import Retaliation
from lodeflow.terms.shocks.chokepoints import Chokepoint
from lodeflow.terms.shocks.floods import Flood
from lodeflow.terms.shocks.outages import Outages
from lodeflow.terms.shocks.stoppages import Stoppage
from lodeflow.terms.shocks.surges import Surge
from lodeflow.terms.stockpiles import Stockpile
from lodeflow.terms.substitution import Substitution
from lodeflow.terms.supply.production_quotas import Crackdown, ProductionQuota
from lodeflow.terms.supply.recycling import RecyclingTerms
from lodeflow.terms.supply.supply import GrowthTerms, Region, Supply
from lodeflow.terms.support.permitting_bills import PermittingBill
from lodeflow.terms.support.price_guarantees import PriceGuarantee
from lodeflow.terms.support.public_money import Programme
from lodeflow.terms.trade.duties import ExportTax, Tariff, ambiguous, misspelt
from lodeflow.terms.trade.lanes import LaneTerms
from lodeflow.terms.trade.offtakes import Offtake
from lodeflow.terms.trade.transit import Transit
from lodeflow.terms.walk import numbers

_Value = TypeVar("_Value")


def _all_of(*names: str) -> AfterValidator:
    """Validator of a table of tables: one for each of the names, returned in the order of the names."""

    def check(tables: Mapping[str, _Value]) -> dict[str, _Value]:
        absent = [name for name in names if name not in tables]
        if absent:
            raise refuse(f"missing: {', '.join(absent)}", 'extends = "base-year" has all of them')
        return {name: tables[name] for name in names}

    return AfterValidator(check)


def _all_materials(tables: Mapping[str, _Value]) -> dict[str, _Value]:
    """Terms of all materials of the world that is being read, in their order."""
    names = WORLD.get().materials
    absent = [name for name in names if name not in tables]
    if absent:
        chain = WORLD.get() is not RARE_EARTHS
        refused = 'chains = ["NAME"] has all of a chain' if chain else 'extends = "base-year" has all of them'
        raise refuse(f"missing: {', '.join(absent)}", refused)
    return {name: tables[name] for name in names}


def _open_where_not_given(tables: Mapping[str, Chokepoint]) -> dict[str, Chokepoint]:
    return {name: tables.get(name, Chokepoint()) for name in CHOKEPOINTS}


def _by_name(tables: Mapping[str, _Value]) -> dict[str, _Value]:
    return dict(sorted(tables.items()))


class Scenario(Terms):
    """World to simulate and the question that the simulation answers."""

    extends: str | None = Field(
        None, description="Scenario this one starts from: a shipped name, or a path from this file."
    )
    name: str = Field(
        "scenario",
        pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$",
        description="Short name, in every table; the name of the file if not given.",
    )
    question: str = Field(min_length=1, description="The question that the scenario answers.")
    chains: tuple[str, ...] | None = Field(
        None, description="Chain that is simulated, a list of one shipped name or path; rare earths if not given."
    )
    base_table: BaseTableId = Field("rare-earths-2024", description="Tables of the base year, or a chain.")
    start_date: Day = Field(description="Day 0.")
    days: Annotated[int, Quantity("time", least=1, most=LONGEST_TIME, whole=True)] = Field(
        description="Length of the simulated time."
    )
    tick_days: Annotated[int, Quantity("time", least=1, most=14, whole=True)] = Field(
        7, description="Time between two market days; at most 7 d is advised."
    )
    seed: Annotated[int, Quantity("factor", least=0, most=2**63 - 1, whole=True)] = Field(
        1, description="Seed of all random numbers."
    )
    market: Market = Field(default_factory=Market, description="Price formation, ordering and expectations.")
    materials: Annotated[Mapping[MaterialId, Material], AfterValidator(_all_materials)] = Field(
        description="Terms of each material."
    )
    sectors: Annotated[Mapping[SectorId, Sector], _all_of(*SECTORS)] = Field(
        description="Terms of each sector of users."
    )
    regions: Annotated[Mapping[RegionId, Region], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Terms of the regions that grow."
    )
    growth: GrowthTerms = Field(default_factory=GrowthTerms, description="Date from which growth rates change.")
    supply: Supply = Field(default_factory=Supply, description="Supply response of mines and plants to prices.")
    lanes: LaneTerms = Field(default_factory=LaneTerms, description="Flows that are large enough for a lane.")
    measures: Measures = Field(default_factory=Measures, description="Thresholds of outcomes, and discount rates.")
    transit: Transit = Field(default_factory=Transit, description="Variability of voyage times.")
    outages: Outages = Field(default_factory=Outages, description="Outages of mine sites.")
    chokepoints: Annotated[Mapping[ChokepointId, Chokepoint], AfterValidator(_open_where_not_given)] = Field(
        default_factory=lambda: _open_where_not_given({}), description="Closures of straits and canals."
    )
    tariffs: Annotated[Mapping[str, Tariff], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Ad valorem tariffs, by any name."
    )
    export_taxes: Annotated[Mapping[str, ExportTax], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Export taxes, by any name."
    )
    policies: Annotated[Mapping[str, Policy], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Alliances with reference prices and a levy, by any name."
    )
    ramp_up: Annotated[Mapping[RampType, RampUp], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Ramp-up curves of the types of plants."
    )
    permitting: Permitting = Field(default_factory=Permitting, description="Permitting times.")
    building: Annotated[Mapping[KindId, Building], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Construction of mines and plants of each kind."
    )
    investment: Investment = Field(default_factory=Investment, description="Decisions of investors and owners.")
    projects: Annotated[Mapping[str, Project], AfterValidator(_by_name)] = Field(
        default_factory=dict,
        description="Named mines and plants that are planned, under construction or ramping up, by any name.",
    )
    entrants: Annotated[Mapping[str, Entrants], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Unannounced mines and plants, by any name."
    )

    price_guarantees: Annotated[Mapping[str, PriceGuarantee], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Price guarantees of governments for producers, by any name."
    )
    public_money: Annotated[Mapping[str, Programme], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Grants, loans, equity and production credits for projects, by any name."
    )
    permitting_bills: Annotated[Mapping[str, PermittingBill], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Bills that shorten permits still to come, by any name."
    )
    defence: Defence = Field(default_factory=Defence, description="Stocks that defence keeps apart.")
    smuggling: Smuggling = Field(default_factory=Smuggling, description="Smuggling past a region's export controls.")
    relabelling: Relabelling = Field(default_factory=Relabelling, description="Relabelling past a levy or a tariff.")
    offshoring: Offshoring = Field(default_factory=Offshoring, description="Use that moves abroad because of a levy.")
    substitution: Annotated[Mapping[str, Substitution], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Users who can take another material, by any name."
    )
    stockpiles: Annotated[Mapping[str, Stockpile], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Stockpiles that buy in calm times and release when users run short."
    )
    offtakes: Annotated[Mapping[str, Offtake], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Tonnes that a region is bound to take from another, by any name."
    )
    production_quotas: Annotated[Mapping[str, ProductionQuota], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Production quotas of mining and separation, by any name."
    )
    crackdowns: Annotated[Mapping[str, Crackdown], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Crackdowns on illegal mining and separation, by any name."
    )
    floods: Annotated[Mapping[str, Flood], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="State-supported exports below the producers' price, by any name."
    )
    stoppages: Annotated[Mapping[str, Stoppage], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Dated stoppages of projects, mines or plants, by any name."
    )
    surges: Annotated[Mapping[str, Surge], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Surges and nowcasts of demand, by any name."
    )
    recycling: RecyclingTerms = Field(
        default_factory=RecyclingTerms, description="Recycling of worn magnets into oxides."
    )
    regimes: Annotated[Mapping[DrawnRegime, RegimeTerms], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Length and order of the regimes of export control where they are drawn."
    )
    retaliation: Retaliation = Field(default_factory=Retaliation, description="Export controls in reply to new duties.")
    controls: Mapping[str, Control] = Field(default_factory=dict, description="Export controls, by any name.")

    correlations: Annotated[Mapping[str, Correlation], AfterValidator(_by_name)] = Field(
        default_factory=dict, description="Correlations between uncertain numbers, by any name."
    )

    @model_validator(mode="wrap")
    @classmethod
    def _in_its_world(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Names are those of the materials and regions of its own base table."""
        table = data.get("base_table") if isinstance(data, dict) else None
        try:
            goods = goods_of(table) if isinstance(table, str) else RARE_EARTHS
        except ValueError as wrong:
            raise refuse(str(wrong), at=("base_table",)) from None
        before = WORLD.set(goods)
        try:
            return handler(data)
        finally:
            WORLD.reset(before)

    @field_validator("projects", "entrants")
    @classmethod
    def _of_this_world(cls, found: Mapping[str, Project]) -> Mapping[str, Project]:
        chain = WORLD.get() is not RARE_EARTHS
        for name, project in found.items():
            if (project.kind in OF_CHAINS) != chain:
                hint = f"one of {', '.join(kind for kind in KINDS if (kind in OF_CHAINS) == chain)}"
                raise refuse(f"{project.kind} is a kind of another world", hint, at=(name, "kind"))
            if project.kind == "plant" and WORLD.get().fed_by(project.products[0]) == "":
                said = f"nothing is made into {project.products[0]}: only works make it"
                raise refuse(said, "write works", at=(name, "kind"))
        return found

    @field_validator("policies", "production_quotas", "price_guarantees")
    @classmethod
    def _of_rare_earths(cls, found: Mapping[str, Any]) -> Mapping[str, Any]:
        if found and WORLD.get() is not RARE_EARTHS:
            said = "policies, production_quotas and price_guarantees know rare earths only"
            hint = "controls, projects, tariffs, export_taxes and stocks of defence know the goods of a chain"
            raise refuse(said, hint, at=(next(iter(found)),))
        return found

    @field_validator("days")
    @classmethod
    def _within_the_calendar(cls, days: int, info: ValidationInfo) -> int:
        start = info.data.get("start_date", date.min)
        if start.toordinal() + days > date.max.toordinal():
            raise refuse(f"{days} days from {start} go beyond the year 9999")
        return days

    @field_validator("growth")
    @classmethod
    def _after_the_start(cls, growth: GrowthTerms, info: ValidationInfo) -> GrowthTerms:
        start = info.data.get("start_date")
        if start is not None and growth.begins_before(start):
            raise refuse(f"{growth.changes} is before start_date, which is {start}", at=("changes",))
        return growth

    @field_validator("tariffs", "export_taxes")
    @classmethod
    def _no_two_alike(cls, duties: Mapping[str, Any]) -> Mapping[str, Any]:
        mistakes = list(ambiguous(duties))
        if mistakes:
            raise refuse_all(mistakes, duties)
        return duties

    @field_validator("production_quotas")
    @classmethod
    def _one_a_stage(cls, quotas: Mapping[str, ProductionQuota]) -> Mapping[str, ProductionQuota]:
        first: dict[tuple[str, str], str] = {}
        for name, quota in quotas.items():
            other = first.setdefault((quota.controller, quota.stage), name)
            if other != name:
                raise refuse(f"limits what '{other}' limits", f"change '{other}' instead", at=(name,))
        return quotas

    @field_validator("substitution")
    @classmethod
    def _one_a_material(cls, rules: Mapping[str, Substitution]) -> Mapping[str, Substitution]:
        first: dict[str, str] = {}
        for name, each in rules.items():
            other = first.setdefault(each.replaced, name)
            if other != name:
                raise refuse(f"replaces what '{other}' replaces", f"change '{other}' instead", at=(name, "replaced"))
        return rules

    @field_validator("stoppages")
    @classmethod
    def _of_a_project(cls, stoppages: Mapping[str, Stoppage], info: ValidationInfo) -> Mapping[str, Stoppage]:
        projects = info.data.get("projects")
        for name, each in stoppages.items():
            if projects is None or each.project is None:
                continue
            if each.project not in projects:
                said = f"unknown project {shown(each.project)}"
                raise refuse(said, did_you_mean(each.project, projects), at=(name, "project"))
            if projects[each.project].kind == "heavy_circuit":
                hint = "give region and material of the separators whose feed it takes"
                raise refuse("a heavy circuit has no plant of its own", hint, at=(name, "project"))
        return stoppages

    @field_validator("price_guarantees", "public_money", "permitting_bills")
    @classmethod
    def _for_projects(cls, found: Mapping[str, Any], info: ValidationInfo) -> Mapping[str, Any]:
        if "projects" not in info.data or "entrants" not in info.data:
            return found
        known = [*info.data["projects"], *info.data["entrants"]]
        for name, each in found.items():
            for project in each.projects:
                if project not in known:
                    said = f"unknown project {shown(project)}"
                    raise refuse(said, did_you_mean(project, known), at=(name, "projects"))
        return found

    @field_validator("price_guarantees", "public_money")
    @classmethod
    def _in_one_region(cls, found: Mapping[str, Any], info: ValidationInfo) -> Mapping[str, Any]:
        known = {**info.data.get("projects", {}), **info.data.get("entrants", {})}
        for name, each in found.items():
            own = [each.region] if getattr(each, "region", None) else []
            regions = {*own, *(known[project].region for project in each.projects if project in known)}
            if len(regions) > 1:
                said = f"pays producers of {' and '.join(sorted(regions))}"
                raise refuse(said, "write one for each region: payments go to one", at=(name, "projects"))
        return found

    @field_validator("crackdowns")
    @classmethod
    def _on_a_quota(cls, crackdowns: Mapping[str, Crackdown], info: ValidationInfo) -> Mapping[str, Crackdown]:
        quotas = info.data.get("production_quotas")
        for name, each in crackdowns.items():
            if quotas is not None and each.quota not in quotas:
                raise refuse(f"unknown quota {shown(each.quota)}", did_you_mean(each.quota, quotas), at=(name, "quota"))
        return crackdowns

    @field_validator("controls")
    @classmethod
    def _that_can_be_told_apart(cls, controls: Mapping[str, Control], info: ValidationInfo) -> Mapping[str, Control]:
        if "projects" in info.data:
            mistakes = list(unknown_firms(controls, {name: p.kind for name, p in info.data["projects"].items()}))
            if mistakes:
                raise refuse_all(mistakes, controls)
        return check(controls, info.data.get("regimes"))

    @field_validator("projects", "entrants")
    @classmethod
    def _can_be_built(cls, found: Mapping[str, Project], info: ValidationInfo) -> Mapping[str, Project]:
        building, types = info.data.get("building", {}), info.data.get("ramp_up", {})
        for name, project in found.items():
            if project.kind not in building:
                missing = f"[building.{project.kind}] is missing"
                raise refuse(missing, "say how such plants are built", at=(name, "kind"))
            absent = sorted({*(project.ramp_up or building[project.kind].ramp_up)} - {*types})
            if absent:
                raise refuse(f"[ramp_up.{absent[0]}] is missing", "say how plants of that type ramp up", at=(name,))
        return found

    @field_validator("correlations")
    @classmethod
    def _of_what_there_is(cls, found: Mapping[str, Correlation], info: ValidationInfo) -> Mapping[str, Correlation]:
        # Only if all other tables are valid: the number that a correlation names may stand in an invalid one.
        whole = len(info.data) == len(cls.model_fields) - 1
        mistakes = contradictions(found, numbers(info.data)) if whole and found else []
        if mistakes:
            raise refuse_all(mistakes, found)
        return found


def advice(scenario: Scenario) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Warnings about values that are allowed but unwise, as (path, message, hint).

    ``scenario`` is a valid scenario.
    """
    calm = "above 10 small differences of cost move all trade at once, and prices may swing"
    if scenario.tick_days > 7:
        yield ("tick_days",), f"{scenario.tick_days} d is coarse: shocks are damped", "7 d or less is advised"
    if reach(scenario.market.route_substitution)[1] > 10.0:
        yield ("market", "route_substitution"), calm, ""
    for name, material in scenario.materials.items():
        if reach(material.substitution)[1] > 10.0:
            yield ("materials", name, "substitution"), calm, ""
    for kind, duties in (("tariffs", scenario.tariffs), ("export_taxes", scenario.export_taxes)):
        for name, programme, other in misspelt(duties):
            said = f"'{programme}' is another programme than '{other}', so their rates add up"
            yield (kind, name, "programme"), said, "write both alike if they are one"
    for name, other in overlapping(scenario.policies):
        hint = "leave out members or materials that both name"
        yield ("policies", name), f"levies what '{other}' levies too: there the first by name counts alone", hint
    for name, key, path in without_effect(scenario.correlations, numbers(scenario.__dict__)):
        yield ("correlations", name, key), f"{path} is one number here: the correlation has no effect", ""
