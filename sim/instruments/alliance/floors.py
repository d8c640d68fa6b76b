"""Price floors as arrays: reference prices of each alliance, and the goods, cells and lanes under them."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import lane_columns
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Floats, Rest, smoothing
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.goods import goods_of, region_index
from lodeflow.catalog.names import sector_shares
from lodeflow.instruments.alliance.agreements import build_alliances
from lodeflow.instruments.alliance.lanes import Floor, alignment, crossings, export_tax, landed_before_levy
from lodeflow.instruments.alliance.reference_prices import basis_of, cost_plus, feed_of, price_steps
from lodeflow.kernels.alliance.agreement import AllianceParams, FloorParams, LevyState, no_levies
from lodeflow.kernels.core.maths import exp
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.projects.commissioning import ProjectLinks
from lodeflow.kernels.projects.projects import ProjectParams
from lodeflow.language.patterns import fits
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.alliance import RULES, Policy

WHOLLY = 1.0 - 1e-9  # share from which a content counts as wholly mined by members


class Alliance(NamedTuple):
    """Alliances as slices of a market."""

    alliances: AllianceParams
    """Terms of each alliance."""
    floors: FloorParams
    """Reference prices by alliance and material, with their cells and lanes."""
    levies: LevyState
    """Membership, reference prices and levies; none on day 0."""


def build_alliance(
    scenario: Scenario,
    year: BaseYear,
    atlas: Atlas,
    rest: Rest,
    projects: ProjectParams,
    project_links: ProjectLinks,
    tariff: Floats,
) -> Alliance:
    """Slices of the alliances of a scenario before any region has joined.

    Args:
        scenario: the scenario.
        year: base table with the flows that projects add.
        atlas: indices of cells and lanes.
        rest: rest point of the base year.
        projects: terms of the projects.
        project_links: cells in which the projects trade.
        tariff: float64 (lanes,) [-], tariffs of day 0.

    """
    policies, floors = list(scenario.policies.values()), floors_of(scenario)
    fixed = _fixed_floors(scenario, atlas, rest, projects, project_links)
    return Alliance(
        build_alliances(scenario),
        fixed._replace(
            feed=frozen(np.array([feed_of(year, policies[f.policy], f.material) for f in floors]).reshape(-1, 2)),
            grown=frozen([_grown(scenario, f.material) for f in floors]),
            aligned=alignment(atlas, policies, floors, fixed.of_lane),
            **_paths(scenario, atlas, rest),
        ),
        _nobody_joined(len(policies), len(atlas.goods.regions), len(floors), tariff),
    )


@reused
def _paths(scenario: Scenario, atlas: Atlas, rest: Rest) -> dict[str, NDArray[Any]]:
    """Fixed path of the reference price of every floor, in steps."""
    policies, floors = list(scenario.policies.values()), floors_of(scenario)
    steps = []
    for floor in floors:
        policy = policies[floor.policy]
        basis = basis_of(policy, export_tax(atlas, rest, floor.material))
        steps.append(price_steps(scenario, policy, floor.material, basis))
    return {
        "first_step": frozen(np.cumsum([0, *map(len, steps)]), np.int64),
        "step_day": frozen([day for each in steps for day, _ in each], np.int64),
        "step_price": frozen([price for each in steps for _, price in each]),
    }


@reused
def _nobody_joined(policies: int, regions: int, floors: int, tariff: Floats) -> LevyState:
    """State of the alliances before any region has joined."""
    state: LevyState = no_levies(policies, regions, floors, tariff)
    return state


@reused
def member_cells(scenario: Scenario, atlas: Atlas) -> Floats:
    """Flag of every cell in a region that is, or may become, a member of an alliance: 1 or 0, float64 (cells,).

    Goods mined in a region before it joins count once it has joined. ``scenario`` names the members, ``atlas`` the
    cells.
    """
    named = {r for r in atlas.goods.regions if any(fits(p.members, r) for p in scenario.policies.values())}
    return np.array([region in named for region, _ in atlas.cells], np.float64)


@reused
def floors_of(scenario: Scenario) -> list[Floor]:
    """Materials of ``scenario`` with a reference price, by alliance; oxides before the magnets that follow them."""
    found: list[Floor] = []
    goods = goods_of(scenario.base_table)
    for n, policy in enumerate(scenario.policies.values()):
        place: dict[str, int] = {}
        for material in (m for m in (*goods.intermediates, *goods.materials) if policy.covers(m)):
            if material in place:
                continue
            follows = material in goods.products and material not in policy.references
            ladder = tuple(place.get(oxide, -1) if follows else -1 for oxide in goods.of_element[:2])
            place[material] = len(found)
            found.append(Floor(n, material, (ladder[0], ladder[1])))
    return found


@reused
def _fixed_floors(
    scenario: Scenario,
    atlas: Atlas,
    rest: Rest,
    projects: ProjectParams,
    project_links: ProjectLinks,
) -> FloorParams:
    """Reference prices, with the lanes and cells under each; without ``feed``, ``grown``, ``aligned``, paths."""
    policies, floors = list(scenario.policies.values()), floors_of(scenario)
    of = [policies[f.policy] for f in floors]
    base = [landed_before_levy(atlas, rest, of[k], f.material) for k, f in enumerate(floors)]
    cells = [
        [n for n, cell in enumerate(atlas.cells) if cell[1] == f.material and rest.landed[n] > 0.0] for f in floors
    ]
    lanes = lane_columns(atlas)
    return FloorParams(
        alliance=frozen([f.policy for f in floors], np.int64),
        levied=frozen([of[k].levied(f.material) for k, f in enumerate(floors)], np.bool_),
        rule=frozen([RULES.index(p.rule) for p in of], np.int64),
        first_step=frozen([]),
        step_day=frozen([]),
        step_price=frozen([]),
        cost_plus=frozen(
            [cost_plus(atlas, rest, of[k], f.material, projects, project_links) for k, f in enumerate(floors)]
        ),
        memory=frozen([smoothing(float(p.refix_days), p.average_days) for p in of]),
        most_change=frozen([p.most_change * p.refix_days / DAYS_PER_YEAR for p in of]),
        ladder=frozen(np.array([f.ladder for f in floors]).reshape(-1, 2), np.int64),
        feed=frozen([]),
        base_price=frozen(base),
        content=frozen([_content(p) for p in of]),
        first_cell=frozen(np.cumsum([0, *map(len, cells)]), np.int64),
        cell=frozen([n for each in cells for n in each], np.int64),
        region=frozen([region_index(atlas.cells[n][0]) for each in cells for n in each], np.int64),
        grown=frozen([]),
        aligned=frozen([]),
        of_seller=frozen([_protects(policies, floors, cell) for cell in atlas.cells], np.int64),
        friendly=frozen([_friendly(policies, floors, cell) for cell in atlas.cells], np.int64),
        at=frozen([region_index(region) for region, _ in atlas.cells], np.int64),
        home=lanes.destination,
        origin=lanes.declared,
        **crossings(atlas, policies, floors)._asdict(),
    )


def _protects(policies: list[Policy], floors: list[Floor], cell: tuple[str, str]) -> int:
    """Floor that protects the goods of a cell whose region is, or may become, a member; -1 for none."""
    inside = (k for k, f in enumerate(floors) if f.material == cell[1] and fits(policies[f.policy].members, cell[0]))
    return next(inside, -1)


def _friendly(policies: list[Policy], floors: list[Floor], cell: tuple[str, str]) -> int:
    """Floor that protects the goods of a cell in a member or recognised region; -1 for none."""
    for k, floor in enumerate(floors):
        terms = policies[floor.policy].recognised.get(cell[0])
        if floor.material == cell[1] and terms and fits(terms.materials, cell[1]):
            return k
    return _protects(policies, floors, cell)


def _grown(scenario: Scenario, material: str) -> float:
    """Growth factor of the use of ``material`` until a project decided today delivers [-]."""
    final = goods_of(scenario.base_table).final
    magnet = material if material in final else final[0]
    shares = dict(sector_shares(scenario.base_table, magnet))
    yearly = sum(share * scenario.sectors[sector].growth for sector, share in shares.items())
    return float(exp(yearly * scenario.investment.delivery_years))


def _content(policy: Policy) -> float:
    """Share mined by members from which a member's own goods are exempt [-]."""
    return {"separated_in": 0.0, "mined_in": WHOLLY, "member_content": policy.member_content}[policy.origin_rule]
