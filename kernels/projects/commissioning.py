"""Commissioning: first feed, first price, and market entry of a new mine or plant.

Model.md 7.6. Started without stock and orders, a profitable plant would grow for years by relay oscillation. So feed
for the target cover is ordered one lead time before the start. The first price is what the best buyer's landed cost
leaves. Up to the age ``new_days``, until buyers know the plant, stock up to the usual cover of its planned output
counts as on target, so its empty order book is not priced as oversupply (the cover of actual output would not do: a
plant that stops for a low price would lower it). Up to the age ``young_days`` a forecast of use is not below today's
plans. The weight of new capacity with buyers: kernels/prices/learning.py.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import log
from lodeflow.kernels.projects.projects import OPERATION
from lodeflow.kernels.projects.ramp_up import ramped_up

NO_GROWTH = 1e-12
CLOSED = -60.0  # ln of the weight of a seller whose goods nobody there can use yet


class ProjectLinks(NamedTuple):
    """Mines, plants, cells and nests of each project; read-only. Partner: ProjectState."""

    first_plant: np.ndarray
    """int64 (projects + 1,) [plant]: first row of its plants in ``PlantParams``."""
    first_mine: np.ndarray
    """int64 (projects + 1,) [mine]: first row of its mines in ``MineParams``."""
    home: np.ndarray
    """int64 (projects,) [project]: project to whose mines and plants it adds: itself, or the first of its stream."""
    circuit: np.ndarray
    """int64 (projects,) [cell]: feed of the separators from which a heavy circuit recovers heavy oxide; -1 for none."""
    sells: np.ndarray
    """int64 (projects, 3) [cell]: cells in which it sells, the main product first; -1 for none."""
    sold: np.ndarray
    """float64 (projects, 3) [t/t]: sold there per tonne of product, unwanted surplus left out."""
    buys: np.ndarray
    """int64 (projects, 2) [cell]: cells in which it buys feed; -1 for none."""
    bought: np.ndarray
    """float64 (projects, 2) [t/t]: bought there per tonne of product."""
    first_door: np.ndarray
    """int64 (projects + 1,) [door]: first of its entries in ``door``."""
    door: np.ndarray
    """int64 (doors,) [nest]: nests that bring its feed and are closed until then."""
    wider: np.ndarray
    """int64 (widened,) [nest]: nests from existing origins to customers that only their growth reaches."""
    first_customer: np.ndarray
    """int64 (streams + 1,) [customer]: first of the customers of a stream of entrants."""
    customer: np.ndarray
    """int64 (customers,) [cell]: cells of those customers."""
    base_market: np.ndarray
    """float64 (streams,) [t/d]: their use in the base year."""


@jit
def run_projects(
    investment_params, projects, project_links, project_state, routes, nests, sellers, buyers, trade, plant_params,
    plants, mines, per_cell, day,
):  # fmt: skip
    """Output that every project can make today [-], of design, and its net price [USD/t]."""
    if len(projects.name) == 0:
        return
    find_netbacks(routes, sellers, buyers, trade, per_cell)
    for i in range(len(per_cell)):
        sellers.starting[i] = 0.0
        buyers.starting[i] = 0.0
    for f in range(len(plants.circuit)):
        plants.circuit[f] = 0.0
    last = len(projects.name)
    for f in range(project_links.first_plant[0], project_links.first_plant[last]):
        plants.open[f] = 0.0
    for f in range(project_links.first_mine[0], project_links.first_mine[last]):
        mines.open[f] = 0.0
    for q in range(len(projects.name)):
        net = net_price(project_links, buyers, per_cell, q)
        project_state.price[q] += investment_params.felt * (net - project_state.price[q])
        project_state.memory[q] += investment_params.remembered * (net - project_state.memory[q])
        age, home = day - project_state.begun[q], project_links.home[q]
        working = project_state.stage[q] == OPERATION
        project_state.running[q] = 0.0
        if working:
            share = design_share(projects, project_state, q, age) - projects.counted[q]
            project_state.running[q] = max(0.0, share)
        for f in range(project_links.first_plant[home], project_links.first_plant[home + 1]):
            plants.open[f] += project_state.running[q]
        for f in range(project_links.first_mine[home], project_links.first_mine[home + 1]):
            mines.open[f] += project_state.running[q]
        if working and age < investment_params.new_days:
            for k in range(3):
                cell = project_links.sells[q, k]
                if cell >= 0:
                    planned = projects.ramps[project_state.kind[q], 0] - projects.counted[q]
                    sellers.starting[cell] += project_links.sold[q, k] * projects.capacity[q] * max(0.0, planned)
        if working and age < investment_params.young_days:
            for f in range(project_links.first_plant[home], project_links.first_plant[home + 1]):
                for k in range(2):
                    if plant_params.feed[f, k] >= 0:
                        buyers.starting[plant_params.feed[f, k]] = 1.0
    for k in range(len(project_links.wider)):
        n = project_links.wider[k]
        trust = sellers.qualified[nests.seller[n]]
        trade.access[n] = log(max(NO_GROWTH, 1.0 - 1.0 / max(1.0, trust)))  # what is trusted beyond the base
    _run_circuits(projects, project_links, project_state, plant_params, plants)


@jit
def _run_circuits(projects, project_links, project_state, plant_params, plants):
    """Recovery of heavy oxide by heavy circuits: their capacity over that of the separators of their feed [t per t of
    feed].
    """
    for q in range(len(projects.name)):
        cell = project_links.circuit[q]
        if cell < 0 or project_state.running[q] <= 0.0:
            continue
        feed = 0.0
        for f in range(len(plants.circuit)):
            if plant_params.separates[f] and plant_params.feed[f, 0] == cell:
                feed += plant_params.base_capacity[f] * plants.size[f]
        for f in range(len(plants.circuit)):
            if feed > 0.0 and plant_params.separates[f] and plant_params.feed[f, 0] == cell:
                plants.circuit[f] += projects.capacity[q] * project_state.running[q] / feed


@jit
def design_share(projects, project_state, q, age):
    """Share of design output of project ``q`` (int64) that is reached ``age`` (int64 [d]) after the first tonne [-]."""
    kind = project_state.kind[q]
    return ramped_up(1.0 * age, projects.ramps[kind, 0], projects.ramps[kind, 1], projects.ramps[kind, 2])


@jit
def find_netbacks(routes, sellers, buyers, trade, netback):
    """Price at the gate of every cell, with what contracts add [USD/t], ``netback``.

    Where nothing is made yet it is what the best buyer's landed cost leaves.
    """
    for i in range(len(netback)):
        netback[i] = 0.0
    for s in range(len(routes.seller)):
        i = routes.seller[s]
        if sellers.capacity[i] <= 0.0 and routes.direct[s] < 0:
            left = buyers.landed[routes.buyer[s]] - routes.freight[s] - trade.levy[s]
            left /= 1.0 + routes.tariff[s]
            netback[i] = max(netback[i], left / (1.0 + routes.export_tax[s]))
    for i in range(len(netback)):
        if sellers.capacity[i] > 0.0 or netback[i] <= 0.0:
            netback[i] = sellers.price[i] + sellers.premium[i]


@jit
def net_price(project_links, buyers, netback, q):
    """Revenue per tonne of product of project ``q`` (int64), with by-products, less the cost of its feed [USD/t]."""
    net = 0.0
    for k in range(3):
        if project_links.sells[q, k] >= 0:
            net += project_links.sold[q, k] * netback[project_links.sells[q, k]]
    for k in range(2):
        if project_links.buys[q, k] >= 0:
            net -= project_links.bought[q, k] * buyers.paid[project_links.buys[q, k]]
    return net


@jit
def feed_lead(project_links, routes, trade, plant_params, q):
    """Longest mean lead time of the feed of project ``q`` (int64) on its ordinary lanes [d]; 0 without feed."""
    longest, home = 0.0, project_links.home[q]
    for f in range(project_links.first_plant[home], project_links.first_plant[home + 1]):
        for k in range(2):
            mean = 0.0
            for s in range(len(routes.buyer)):
                if routes.buyer[s] == plant_params.feed[f, k]:
                    mean += trade.share[s] * trade.lead[s]
            longest = max(longest, mean)
    return np.int64(longest) + 1 if longest > 0.0 else np.int64(0)


@jit
def order_first_feed(
    projects, project_links, project_state, routes, cell_params, trade, plant_params, investment_params, q
):
    """First order of feed by project ``q`` (int64): its target cover at the use that it reaches at the age
    ``investment_params.young_days``.

    The nests through which its suppliers reach it are opened.
    """
    for d in range(project_links.first_door[q], project_links.first_door[q + 1]):
        trade.access[project_links.door[d]] = 0.0
    share = max(
        0.0, design_share(projects, project_state, q, np.int64(investment_params.young_days)) - projects.counted[q]
    )
    home = project_links.home[q]
    for f in range(project_links.first_plant[home], project_links.first_plant[home + 1]):
        for k in range(2):
            cell = plant_params.feed[f, k]
            if cell >= 0:
                use = plant_params.base_capacity[f] * plant_params.base_utilisation[f] * plant_params.need[f, k] * share
                for s in range(len(routes.buyer)):
                    if routes.buyer[s] == cell:
                        trade.backlog[s] += trade.share[s] * cell_params.cover_days[cell] * use


@jit
def set_first_price(project_links, routes, sellers, buyers, trade, netback, q):
    """First price of project ``q`` (int64) [USD/t]: what the best buyer's landed cost leaves. Equation 7.6.

    It is set where the material has not been sold from the cell before.
    """
    find_netbacks(routes, sellers, buyers, trade, netback)
    for k in range(3):
        cell = project_links.sells[q, k]
        if cell >= 0 and sellers.capacity[cell] <= 0.0 and netback[cell] > 0.0:
            sellers.price[cell] = netback[cell]
            sellers.anchor[cell] = 0.0
