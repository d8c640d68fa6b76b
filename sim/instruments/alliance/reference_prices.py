"""Reference prices: price basis, fixed path, feed of magnets in the ladder, and cost-plus price."""

from datetime import date

from lodeflow.atlas.atlas import Atlas
from lodeflow.base_world.rest_point import Rest
from lodeflow.base_year.table import BaseYear
from lodeflow.kernels.core.moment import FAR_DAY
from lodeflow.kernels.projects.commissioning import ProjectLinks
from lodeflow.kernels.projects.projects import ProjectParams
from lodeflow.language.patterns import fits
from lodeflow.scenario.load import Scenario
from lodeflow.terms.alliance import Policy


def basis_of(policy: Policy, tax: float) -> float:
    """Factor from the quoted reference of ``policy`` to a price of exports from China, which bear ``tax`` [-]."""
    match policy.price_basis:
        case "domestic_with_vat":
            return (1.0 + tax) / (1.0 + policy.value_added_tax)
        case "domestic_ex_vat":
            return 1.0 + tax
    return 1.0


def price_steps(scenario: Scenario, policy: Policy, material: str, basis: float) -> list[tuple[int, float]]:
    """Fixed path of a reference price: first day and price [USD/t] of each step; 0 where a ladder gives the price.

    Args:
        scenario: the scenario.
        policy: the alliance.
        material: the material.
        basis: factor from the quoted reference to a price of exports, as ``basis_of`` gives it [-].

    """
    if material in policy.references:
        return [(0, policy.references[material] * basis)]
    if material != "light_oxide":
        return [(0, 0.0)]
    later = [((date(int(y), 1, 1) - scenario.start_date).days, price) for y, price in policy.reference_from.items()]
    return [(-FAR_DAY, policy.reference * basis), *((day, price * basis) for day, price in sorted(later))]


def feed_of(year: BaseYear, policy: Policy, material: str) -> tuple[float, float]:
    """Light and heavy oxide per tonne of magnet in the ladder, net of swarf [t/t]; 0 for other materials.

    Args:
        year: base table, with the recipe of magnets.
        policy: the alliance, which may name the light oxide.
        material: the material.

    """
    if material not in year.goods.products:
        return 0.0, 0.0
    light, heavy = year.recipe.need[material]
    return policy.magnet_feed or light, heavy


def cost_plus(
    atlas: Atlas, rest: Rest, policy: Policy, material: str, projects: ProjectParams, project_links: ProjectLinks
) -> float:
    """Cost-plus reference price: a quantile of the full costs of members' projects, with a margin [USD/t].

    By-products and feed count at the prices of the base year; a project that lives on its by-products needs a price of
    0. It is 0 where members have no project.

    Args:
        atlas: indices of cells and lanes.
        rest: rest point of the base year.
        policy: the alliance.
        material: the material.
        projects: terms of the projects.
        project_links: cells in which the projects trade.

    """
    needs: list[tuple[float, float]] = []
    for q in range(len(projects.name)):
        cell = project_links.sells[q, 0]
        if projects.turn[q] > 0:
            continue  # of entrants nobody has announced, one a stream
        if cell < 0 or atlas.cells[cell][1] != material or not fits(policy.members, atlas.cells[cell][0]):
            continue
        price = projects.overruns[q, 0] * projects.capital[q] + projects.cash_cost[q]
        price += sum(
            t * rest.landed[c] for c, t in zip(project_links.buys[q], project_links.bought[q], strict=True) if c >= 0
        )
        beside = zip(project_links.sells[q, 1:], project_links.sold[q, 1:], strict=True)
        price -= sum(t * rest.price[c] for c, t in beside if c >= 0)
        needs.append((max(0.0, float(price)) / float(project_links.sold[q, 0]), float(projects.capacity[q])))
    return (1.0 + policy.cost_margin) * _weighted_quantile(sorted(needs), policy.cost_quantile)


def _weighted_quantile(needs: list[tuple[float, float]], share: float) -> float:
    """Lowest price that covers this ``share`` of all capacity; ``needs`` are prices and capacities, sorted."""
    whole, met = sum(capacity for _, capacity in needs), 0.0
    for price, capacity in needs:
        met += capacity
        if met >= share * whole:
            return price
    return 0.0
