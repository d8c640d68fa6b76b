"""Alliances as arrays: who joins when, what the reference prices are, and which lanes they reach."""

from datetime import date
from typing import NamedTuple

import numpy as np

from lodeflow.alliance_lanes import Floor, crossings, export_tax, landed_before_levy
from lodeflow.alliance_terms import RULES, Policy
from lodeflow.arrays import frozen
from lodeflow.atlas import Atlas, hashes
from lodeflow.base_year import BaseYear
from lodeflow.calibration import DAYS_PER_YEAR, Floats, Rest, smoothing
from lodeflow.facts import MAGNETS, MATERIALS, OXIDES, REGIONS, sector_shares
from lodeflow.kernels.commissioning import Holdings
from lodeflow.kernels.maths import exp
from lodeflow.kernels.pact import FAR_DAY, Floors, Levies, Pacts, no_levies
from lodeflow.kernels.project import Projects
from lodeflow.lane_columns import lane_columns
from lodeflow.patterns import fits
from lodeflow.scenario import Scenario

YEARS_TO_DELIVERY = 3.0  # median construction of a plant, and half a year of ramp-up
WHOLLY = 1.0 - 1e-9  # share of a content that counts as all of it


class Alliance(NamedTuple):
    """What alliances add to a market."""

    pacts: Pacts
    floors: Floors
    levies: Levies


def build_alliance(
    scenario: Scenario, year: BaseYear, atlas: Atlas, rest: Rest, projects: Projects, holdings: Holdings, tariff: Floats
) -> Alliance:
    """The policies of a scenario at the start, when nobody has joined."""
    policies, floors = list(scenario.policies.values()), floors_of(scenario)
    return Alliance(
        _pacts(scenario, policies),
        _all_floors(scenario, year, atlas, rest, policies, floors, projects, holdings),
        no_levies(len(policies), len(REGIONS), len(floors), tariff),
    )


def member_cells(scenario: Scenario, atlas: Atlas) -> Floats:
    """1 for every cell in a region that is, or may become, a member of an alliance: goods mined there before it joins
    will count once it has.
    """
    named = {r for r in REGIONS if any(fits(p.members, r) for p in scenario.policies.values())}
    return np.array([region in named for region, _ in atlas.cells], np.float64)


def _pacts(scenario: Scenario, policies: list[Policy]) -> Pacts:
    """Dates, members, and how the levy is taken."""

    def day(when: date | None, otherwise: int) -> int:
        return min(FAR_DAY, max(0, (when - scenario.start_date).days)) if when else otherwise

    starts = [day(p.start, 0) for p in policies]
    joins = np.full((len(policies), len(REGIONS)), FAR_DAY, np.int64)
    leaves, rate, collected = joins.copy(), np.zeros(joins.shape), np.ones(joins.shape)
    for n, p in enumerate(policies):
        for r, region in enumerate(REGIONS):
            if fits(p.members, region):
                joins[n, r] = day(p.joins.get(region), starts[n])
                leaves[n, r] = day(p.leaves.get(region), FAR_DAY)
                rate[n, r] = p.joining_per_year.get(region, 0.0) / DAYS_PER_YEAR
                collected[n, r] = p.collected.get(region, 1.0)
                if region in p.joining_per_year and rate[n, r] == 0.0:
                    joins[n, r] = FAR_DAY
    return Pacts(
        name=frozen(hashes(f"policy:{name}" for name in scenario.policies), np.int64),
        announced=frozen(
            [day(p.announced, starts[n]) if p.announced != p.start else -1 for n, p in enumerate(policies)], np.int64
        ),
        start=frozen(starts, np.int64),
        end=frozen([day(p.end, FAR_DAY) for p in policies], np.int64),
        refix=frozen([p.refix_days for p in policies], np.int64),
        lowest=frozen([p.levy_basis == "lowest_cif" for p in policies], np.bool_),
        banded=frozen([p.schedule == "banded" for p in policies], np.bool_),
        tariff_free=frozen([p.tariff_free for p in policies], np.bool_),
        exempt_at_sea=frozen([p.exempt_at_sea for p in policies], np.bool_),
        joins=frozen(joins, np.int64),
        leaves=frozen(leaves, np.int64),
        joining_rate=frozen(rate),
        collected=frozen(collected),
        credibility=frozen([p.credibility for p in policies]),
        affiliated=frozen([_affiliated(p) for p in policies]),
        audited=frozen([p.audited_share for p in policies]),
        penalty=frozen([p.audit_penalty for p in policies]),
        reckoned=frozen([1.0 - _affiliated(p) * (1.0 - p.audited_share * (1.0 + p.audit_penalty)) for p in policies]),
        derivatives=frozen([p.derivatives_covered for p in policies]),
    )


def _affiliated(policy: Policy) -> float:
    """Share of levied sales on which affiliates can evade the levy: one that is the same for all prices cannot be."""
    return 0.0 if policy.levy_basis == "lowest_cif" else policy.affiliated_share


def floors_of(scenario: Scenario) -> list[Floor]:
    """Every material that has a reference price, oxides before the magnets that follow them."""
    found: list[Floor] = []
    for n, policy in enumerate(scenario.policies.values()):
        place: dict[str, int] = {}
        for material in (m for m in (*OXIDES, *MATERIALS) if policy.covers(m)):
            if material in place:
                continue
            follows = material in MAGNETS and material not in policy.references
            ladder = tuple(place.get(oxide, -1) if follows else -1 for oxide in OXIDES[:2])
            place[material] = len(found)
            found.append(Floor(n, material, (ladder[0], ladder[1])))
    return found


def _all_floors(
    scenario: Scenario,
    year: BaseYear,
    atlas: Atlas,
    rest: Rest,
    policies: list[Policy],
    floors: list[Floor],
    projects: Projects,
    holdings: Holdings,
) -> Floors:
    """Reference prices, ladders, and the lanes and cells that they reach."""
    of = [policies[f.policy] for f in floors]
    base = [landed_before_levy(atlas, rest, of[k], f.material) for k, f in enumerate(floors)]
    basis = [_basis(of[k], export_tax(atlas, rest, f.material)) for k, f in enumerate(floors)]
    steps = [_steps(scenario, of[k], f.material, basis[k]) for k, f in enumerate(floors)]
    cells = [
        [n for n, cell in enumerate(atlas.cells) if cell[1] == f.material and rest.landed[n] > 0.0] for f in floors
    ]
    lanes = lane_columns(atlas)
    return Floors(
        pact=frozen([f.policy for f in floors], np.int64),
        levied=frozen([of[k].levied(f.material) for k, f in enumerate(floors)], np.bool_),
        rule=frozen([RULES.index(p.rule) for p in of], np.int64),
        first_step=frozen(np.cumsum([0, *map(len, steps)]), np.int64),
        step_day=frozen([day for each in steps for day, _ in each], np.int64),
        step_price=frozen([price for each in steps for _, price in each]),
        cost_plus=frozen(
            [_cost_plus(atlas, rest, of[k], f.material, projects, holdings) for k, f in enumerate(floors)]
        ),
        memory=frozen([smoothing(float(p.refix_days), p.average_days) for p in of]),
        most_change=frozen([p.most_change * p.refix_days / DAYS_PER_YEAR for p in of]),
        ladder=frozen(np.array([f.ladder for f in floors]).reshape(-1, 2), np.int64),
        feed=frozen(np.array([_feed(year, of[k], f.material) for k, f in enumerate(floors)]).reshape(-1, 2)),
        base_price=frozen(base),
        content=frozen([_content(p) for p in of]),
        first_cell=frozen(np.cumsum([0, *map(len, cells)]), np.int64),
        cell=frozen([n for each in cells for n in each], np.int64),
        region=frozen([REGIONS.index(atlas.cells[n][0]) for each in cells for n in each], np.int64),
        grown=frozen([_grown(scenario, f.material) for f in floors]),
        of_seller=frozen([_protects(policies, floors, cell) for cell in atlas.cells], np.int64),
        friendly=frozen([_friendly(policies, floors, cell) for cell in atlas.cells], np.int64),
        at=frozen([REGIONS.index(region) for region, _ in atlas.cells], np.int64),
        home=lanes.destination,
        origin=lanes.declared,
        **crossings(atlas, policies, floors)._asdict(),
    )


def _protects(policies: list[Policy], floors: list[Floor], cell: tuple[str, str]) -> int:
    """The floor of what is made in a region that is, or may become, a member; -1 for none."""
    inside = (k for k, f in enumerate(floors) if f.material == cell[1] and fits(policies[f.policy].members, cell[0]))
    return next(inside, -1)


def _friendly(policies: list[Policy], floors: list[Floor], cell: tuple[str, str]) -> int:
    """The same of what is made by a member or in a region that is recognised."""
    for k, floor in enumerate(floors):
        terms = policies[floor.policy].recognised.get(cell[0])
        if floor.material == cell[1] and terms and fits(terms.materials, cell[1]):
            return k
    return _protects(policies, floors, cell)


def _grown(scenario: Scenario, material: str) -> float:
    """How much more of a material is used by when what is decided now delivers, over today."""
    magnet = material if material in MAGNETS else MAGNETS[0]
    shares = dict(sector_shares(scenario.base_table, magnet))
    yearly = sum(share * scenario.sectors[sector].growth for sector, share in shares.items())
    return float(exp(yearly * YEARS_TO_DELIVERY))


def _basis(policy: Policy, tax: float) -> float:
    """What turns the reference as it is quoted into a price landed from China, whose exports bear a tax."""
    match policy.price_basis:
        case "domestic_with_vat":
            return (1.0 + tax) / (1.0 + policy.value_added_tax)
        case "domestic_ex_vat":
            return 1.0 + tax
    return 1.0


def _steps(scenario: Scenario, policy: Policy, material: str, basis: float) -> list[tuple[int, float]]:
    """The fixed path of a reference price: from which day, and how much; one of 0 where a ladder gives it."""
    if material in policy.references:
        return [(0, policy.references[material] * basis)]
    if material != "light_oxide":
        return [(0, 0.0)]
    later = [((date(int(y), 1, 1) - scenario.start_date).days, price) for y, price in policy.reference_from.items()]
    return [(-FAR_DAY, policy.reference * basis), *((day, price * basis) for day, price in sorted(later))]


def _feed(year: BaseYear, policy: Policy, material: str) -> tuple[float, float]:
    """Light and heavy oxide that a tonne of magnet needs, its swarf taken off."""
    if material not in MAGNETS:
        return 0.0, 0.0
    light, heavy = year.recipe.need[material]
    return policy.magnet_feed or light, heavy


def _content(policy: Policy) -> float:
    """Share mined by members that even a member's goods need."""
    return {"separated_in": 0.0, "mined_in": WHOLLY, "member_content": policy.member_content}[policy.origin_rule]


def _cost_plus(
    atlas: Atlas, rest: Rest, policy: Policy, material: str, projects: Projects, holdings: Holdings
) -> float:
    """What the members' projects need for a tonne, at a quantile of their capacity, with a margin, USD/t.

    What they sell beside it and buy for it stands at the prices of the base year. 0 where there are none.
    """
    needs: list[tuple[float, float]] = []
    for q in range(len(projects.name)):
        cell = holdings.sells[q, 0]
        if cell < 0 or atlas.cells[cell][1] != material or not fits(policy.members, atlas.cells[cell][0]):
            continue
        price = projects.overruns[q, 0] * projects.capital[q] + projects.cash_cost[q]
        price += sum(t * rest.landed[c] for c, t in zip(holdings.buys[q], holdings.bought[q], strict=True) if c >= 0)
        beside = zip(holdings.sells[q, 1:], holdings.sold[q, 1:], strict=True)
        price -= sum(t * rest.price[c] for c, t in beside if c >= 0)
        needs.append((float(price) / float(holdings.sold[q, 0]), float(projects.capacity[q])))
    return (1.0 + policy.cost_margin) * _weighted_quantile(sorted(needs), policy.cost_quantile)


def _weighted_quantile(needs: list[tuple[float, float]], share: float) -> float:
    """The lowest price that meets the needs of this share of all capacity."""
    whole, met = sum(capacity for _, capacity in needs), 0.0
    for price, capacity in needs:
        met += capacity
        if met >= share * whole:
            return price
    return 0.0
