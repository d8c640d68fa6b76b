"""Keys that say how something works which is switched off, or which another key overrules."""

from collections.abc import Iterator, Sequence

from lodeflow.language.patterns import fits
from lodeflow.language.toml_places import Path
from lodeflow.language.uncertain_number import reach
from lodeflow.scenario.idle import Idle
from lodeflow.scenario.model import Scenario
from lodeflow.terms.alliance import Policy
from lodeflow.terms.export_controls import LISTING, Control
from lodeflow.terms.projects import Project
from lodeflow.terms.shocks.floods import Flood
from lodeflow.terms.shocks.spells import Recurring

_OUTAGES = ("duration_median_days", "duration_sigma", "cut_low", "cut_high")
_CLOSURES = ("closure_mean_days", "blocked_share", "freight_surcharge")
_RECYCLING = ("start", "growth_days", "life_days", "past_growth", "price_elasticity")
_DEFENCE = ("regions", "diversion", "diversion_by_region")
_SMUGGLING = ("premium", "convexity", "least_share", "ceiling", "memory_days", "seized", "worth_watching", "penalty")
_RELABELLING = ("destinations", "start", "start_share", "premium", "convexity", "inconspicuous_share", "memory_days")
_CUSTOMS = ("detected", "verification", "worth_watching", "penalty")
_OFFSHORING = ("most", "response", "cost_share", "days", "usual_days")
_ORE = ("light_share", "heavy_share")
_OXIDES = ("light_recovery", "heavy_recovery", "rest_recovery")
_OF_KIND = {  # what a project of a kind does not have
    "mine": ("feed_from", *_OXIDES, "high_temperature_share"),
    "separation": ("high_temperature_share",),
    "mine_and_separation": ("feed_from", "high_temperature_share"),
    "heavy_circuit": ("ore", "feed_from", *_ORE, "light_recovery", "rest_recovery", "high_temperature_share"),
    "magnet": ("ore", "feed_from", *_ORE, *_OXIDES),
    "works": ("ore", "feed_from", *_ORE, *_OXIDES, "high_temperature_share"),
    "plant": ("ore", *_ORE, *_OXIDES, "high_temperature_share"),
}


def idle_keys(scenario: Scenario) -> Iterator[Idle]:
    """Keys of ``scenario`` whose value cannot matter beside its other keys."""
    yield from _accidents(scenario)
    yield from _ways_round(scenario)
    yield from _retaliation(scenario)
    yield from _growth(scenario)
    yield from _long_run(scenario)
    for name, policy in scenario.policies.items():
        yield from _of_policy(("policies", name), policy)
    for name, control in scenario.controls.items():
        yield from _of_control(("controls", name), control)
    for kind in ("floods", "surges", "crackdowns"):
        for name, each in getattr(scenario, kind).items():
            yield from _of_spell((kind, name), each)
    for table, found in (("projects", scenario.projects), ("entrants", scenario.entrants)):
        for name, project in found.items():
            yield from _of_project((table, name), project)


def _spare(table: Path, keys: Sequence[str], message: str, hint: str = "") -> Iterator[Idle]:
    return (Idle((*table, key), message, hint, (), spare=True) for key in keys)


def _never(number: float) -> bool:
    """Whether a number is 0, and drawn as nothing else."""
    return reach(number) == (0.0, 0.0)


def _accidents(s: Scenario) -> Iterator[Idle]:
    if _never(s.outages.rate_per_year):
        yield from _spare(("outages",), _OUTAGES, "outages.rate_per_year is 0: no site fails")
    for name, strait in s.chokepoints.items():
        if _never(strait.closures_per_year):
            yield from _spare(("chokepoints", name), _CLOSURES, "closures_per_year is 0: it never closes")
    if _never(s.recycling.collected):
        yield from _spare(("recycling",), _RECYCLING, "recycling.collected is 0: nothing comes back")


def _ways_round(s: Scenario) -> Iterator[Idle]:
    if not s.defence.materials:
        yield from _spare(("defence",), _DEFENCE, "defence.materials is empty: defence has no stock of its own")
    if not s.smuggling.materials:
        yield from _spare(("smuggling",), ("base_share", *_SMUGGLING), "smuggling.materials is empty")
    if not s.relabelling.hubs or not s.relabelling.materials:
        empty = "hubs" if not s.relabelling.hubs else "materials"
        yield from _spare(("relabelling",), (*_RELABELLING, *_CUSTOMS), f"relabelling.{empty} is empty")
    elif _never(s.relabelling.start_share):
        keys = tuple(key for key in (*_RELABELLING, *_CUSTOMS) if key != "start_share")
        yield from _spare(("relabelling",), keys, "relabelling.start_share is 0: nothing is relabelled")
    if not s.offshoring.materials or _never(s.offshoring.most):
        yield from _spare(("offshoring",), ("hub", *_OFFSHORING), "offshoring.materials is empty, or most is 0")
    elif not s.policies:
        said = "only users in an alliance move, and no [policies] names one"
        yield from _spare(("offshoring",), ("materials", *_OFFSHORING), said)


def _retaliation(s: Scenario) -> Iterator[Idle]:
    if not any(control.drawn for control in s.controls.values()):
        said, hint = "no control is drawn", "set drawn = true in the control that regimes are to follow"
        yield from (Idle(("regimes", name), said, hint, (), spare=True) for name in s.regimes)
        yield from _spare(("retaliation",), tuple(type(s.retaliation).model_fields), said, hint)
    elif _never(s.retaliation.listings) or _never(s.retaliation.listing_weight):
        other = "listings" if _never(s.retaliation.listings) else "listing_weight"
        idle = "listing_weight" if other == "listings" else "listings"
        yield from _spare(("retaliation",), (idle,), f"retaliation.{other} is 0")


def _growth(scenario: Scenario) -> Iterator[Idle]:
    """The bend of growth needs a date, and something that grows otherwise from then on; revisions of growth need a
    spread.
    """
    for name, sector in scenario.sectors.items():
        if _never(sector.revision_spread):
            said = "revision_spread is 0: growth brings no news"
            yield from _spare(("sectors", name), ("revision_days",), said)
    later: list[Path] = [
        *(("sectors", k, "later_growth") for k, v in scenario.sectors.items() if v.later_growth is not None),
        *(
            ("regions", k, "later_capacity_growth")
            for k, v in scenario.regions.items()
            if v.later_capacity_growth is not None
        ),
        *(
            ("production_quotas", k, "later_growth")
            for k, v in scenario.production_quotas.items()
            if v.later_growth is not None
        ),
    ]
    if scenario.growth.changes is None:
        hint = "give the date: [growth] changes = 2030-01-01"
        yield from (Idle(path, "has no effect: growth.changes is not given", hint) for path in later)
    elif not later:
        said = "no growth has another rate from then on: it has no effect"
        yield Idle(("growth", "changes"), said, "give later_growth or later_capacity_growth")


def _long_run(scenario: Scenario) -> Iterator[Idle]:
    """Terms of a response of capacity or quotas that is 0."""
    for name, region in scenario.regions.items():
        if _never(region.capacity_response):
            keys = ("capacity_response_days", "capacity_long_run_price", "capacity_response_limit")
            yield from _spare(("regions", name), keys, "capacity_response is 0: capacity answers no price")
    for name, quota in scenario.production_quotas.items():
        if _never(quota.price_response):
            keys = ("price_response_days", "long_run_price", "price_response_limit")
            yield from _spare(("production_quotas", name), keys, "price_response is 0: the quota answers no price")


def _of_policy(table: Path, policy: Policy) -> Iterator[Idle]:
    if policy.levy_basis == "lowest_cif":
        said = "levy_basis is 'lowest_cif', one levy for all, which no invoice evades"
        yield from _spare(table, ("affiliated_share", "audited_share", "audit_penalty"), said)
    elif _never(policy.affiliated_share):
        yield from _spare(table, ("audited_share", "audit_penalty"), "affiliated_share is 0")
    if _never(policy.contract_share):
        yield from _spare(table, ("contract_ceiling", "contract_days"), "contract_share is 0")
    if _never(policy.export_price_alignment):
        yield from _spare(table, ("alignment_origins", "alignment_after_days"), "export_price_alignment is 0")
    for needed, value, needing, keys in (
        ("rule", policy.rule, ("cost_plus", "larger"), ("cost_margin", "cost_quantile")),
        ("rule", policy.rule, ("moving_average", "larger"), ("average_days", "most_change")),
        ("origin_rule", policy.origin_rule, ("member_content",), ("member_content",)),
        ("price_basis", policy.price_basis, ("domestic_with_vat",), ("value_added_tax",)),
    ):
        if value not in needing:
            said = f"{needed} is '{value}', and only {' or '.join(map(repr, needing))} asks for it"
            yield from _spare(table, keys, said)
    for region in policy.undertakings:
        if fits(policy.members, region):
            said = f"{region} is a member: it pays no levy that an undertaking could spare"
            yield Idle((*table, "undertakings"), said, "leave it out here, or among the members")


def _of_control(table: Path, control: Control) -> Iterator[Idle]:
    bans = control.regime == "ban" or control.drawn
    refused = min(reach(share)[0] for share in _approvals(control)) == 0.0  # no one applies: the lane is closed
    if not bans:
        said = f"regime is '{control.regime}', and no ban can be drawn"
        yield from _spare(table, ("ban_destinations",) if refused else ("at_sea", "ban_destinations"), said)
    if not control.may_count:
        said = f"regime is '{control.regime}', and no quota can be drawn"
        yield from _spare(table, ("quota",), said, "regime = 'quota' limits tonnes")
        yield from _spare(table, ("licences", "quota_days", "rent_learning_days", "end_announced"), said)
    elif control.drawn:
        yield from _spare(table, ("quota_days",), "later regimes are drawn: holders of stock know their mean length")
    if control.period_days is None:
        yield from _spare(table, ("carried_over",), "unused quota counts by no period", "give period_days")
    else:
        yield from _spare(table, ("saved_days",), "unused quota may be saved for all of period_days")
    if not bans and control.regime != "licensing":
        said = f"regime is '{control.regime}', under which nothing waits to be sorted"
        yield from _spare(table, ("heading", "lookalikes"), said)
    if control.regime != LISTING:
        said = f"regime is '{control.regime}', and only a listing is of firms"
        yield from _spare(table, ("firms", "firms_share", "third_countries"), said, "regime = 'listing' bars firms")
    licences = control.drawn or control.regime in ("licensing", "eased")
    licences = licences or (bans and (control.ban_destinations != "*" or bool(control.taken_for)))
    if not licences:
        yield from _spare(table, ("licence",), f"regime is '{control.regime}', under which nobody needs a licence")
        if control.may_count:
            said = "under a quota the rent is what goods are dearer abroad"
            yield from _spare(table, ("rent_days", "overdue_days"), said, "its slow part has rent_learning_days")


def _approvals(control: Control) -> Iterator[float]:
    terms = control.licence
    yield from (terms.approval, terms.defence_approval)
    yield from (*terms.approval_by_region.values(), *terms.defence_approval_by_region.values())


def _of_spell(table: Path, spell: Recurring) -> Iterator[Idle]:
    if spell.start is not None:
        yield from _spare(table, ("mean_days",), "it is dated: it ends on the day that 'end' gives")
    if isinstance(spell, Flood):
        if spell.start is not None:
            yield from _spare(table, ("threat_gain", "allied_share"), "it is dated, not drawn")
        elif _never(spell.threat_gain):
            yield from _spare(table, ("allied_share",), "threat_gain is 0")


def _of_project(table: Path, project: Project) -> Iterator[Idle]:
    yield from _spare(table, _OF_KIND[project.kind], f"a project of kind '{project.kind}' has none")
    if _never(project.offtake_share):
        yield from _spare(table, ("offtake_price_usd_per_t", "offtake_until"), "offtake_share is 0")
