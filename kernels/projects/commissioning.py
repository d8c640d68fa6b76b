"""A new plant meets the market: its first feed is ordered, its first price named, and while it is young nobody takes
its empty order book for a glut.

Model.md 7.6: started from no stock and no orders, a profitable plant crawls for years by relay oscillation. So feed
for the target cover is ordered as long before the start as it takes to come; the first price is what the best buyer's
landed cost leaves; for two years, until buyers have come to know it, stock up to the usual cover of what it is to make
counts as on target (with what it makes today, a plant that stops for a low price would make it lower); and for half a
year a forecast of use is not below today's plans. How capacity gets its weight with buyers: ``learning``.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import log
from lodeflow.kernels.projects.projects import OPERATION
from lodeflow.kernels.projects.ramp_up import ramped_up

YOUNG = 180  # days
NEW = 730  # days; after 180 orders are still a third of output
NO_GROWTH = 1e-12
CLOSED = -60.0  # ln of the weight of a seller whose goods nobody there can use yet


class ProjectLinks(NamedTuple):
    """Where a project stands in the market; read-only, (projects,) unless said.

    ``first_plant`` and ``first_mine`` int64 (projects + 1,): its rows of ``PlantParams`` and ``MineParams``;
    ``circuit`` int64 feed cell whose separators it makes recover heavy oxide, -1 for none; ``sells`` int64
    (projects, 3) and ``buys``
    int64 (projects, 2) cells, -1 for none, with ``sold`` and ``bought`` t per t of product, surplus apart;
    ``first_door`` int64 (projects + 1,) and ``door`` int64 nests through which its feed comes and nobody's did before;
    ``wider`` int64 nests of old origins with customers that only their growth finds.
    """

    first_plant: np.ndarray
    first_mine: np.ndarray
    circuit: np.ndarray
    sells: np.ndarray
    sold: np.ndarray
    buys: np.ndarray
    bought: np.ndarray
    first_door: np.ndarray
    door: np.ndarray
    wider: np.ndarray


@jit
def run_projects(
    investment_params, projects, project_links, project_state, routes, nests, sellers, buyers, trade, plant_params,
    plants, mines, per_cell, day,
):  # fmt: skip
    """What every project can make today, and what it earns per tonne. ``per_cell`` float64 (cells,) is scratch."""
    if len(projects.name) == 0:
        return
    find_netbacks(routes, sellers, buyers, trade, per_cell)
    for i in range(len(per_cell)):
        sellers.starting[i] = 0.0
        buyers.starting[i] = 0.0
    for f in range(len(plants.circuit)):
        plants.circuit[f] = 0.0
    for q in range(len(projects.name)):
        net = net_price(project_links, buyers, per_cell, q)
        project_state.price[q] += investment_params.felt * (net - project_state.price[q])
        project_state.memory[q] += investment_params.remembered * (net - project_state.memory[q])
        age = day - project_state.begun[q]
        working = project_state.stage[q] == OPERATION
        share = design_share(projects, project_state, q, age) - projects.counted[q]
        project_state.running[q] = max(0.0, share) if working else 0.0
        for f in range(project_links.first_plant[q], project_links.first_plant[q + 1]):
            plants.open[f] = project_state.running[q]
        for f in range(project_links.first_mine[q], project_links.first_mine[q + 1]):
            mines.open[f] = project_state.running[q]
        if working and age < NEW:
            for k in range(3):
                cell = project_links.sells[q, k]
                if cell >= 0:
                    planned = projects.ramps[project_state.kind[q], 0] - projects.counted[q]
                    sellers.starting[cell] += project_links.sold[q, k] * projects.capacity[q] * max(0.0, planned)
        if working and age < YOUNG:
            for f in range(project_links.first_plant[q], project_links.first_plant[q + 1]):
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
    """A heavy circuit takes what the separators of its feed leave: its capacity over theirs, t per t of feed."""
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
    """Share of design output so many days after the first tonne."""
    kind = project_state.kind[q]
    return ramped_up(1.0 * age, projects.ramps[kind, 0], projects.ramps[kind, 1], projects.ramps[kind, 2])


@jit
def find_netbacks(routes, sellers, buyers, trade, netback):
    """Price at the gate of every cell, with what contracts add, USD/t; where nothing is made yet, what the best buyer's
    landed cost leaves.
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
    """What a tonne of product brings, with what comes beside it, less what its feed costs, USD/t."""
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
    """Days from order to use of the feed that takes longest on its ordinary lanes, 0 without feed."""
    longest = 0.0
    for f in range(project_links.first_plant[q], project_links.first_plant[q + 1]):
        for k in range(2):
            mean = 0.0
            for s in range(len(routes.buyer)):
                if routes.buyer[s] == plant_params.feed[f, k]:
                    mean += trade.share[s] * trade.lead[s]
            longest = max(longest, mean)
    return np.int64(longest) + 1 if longest > 0.0 else np.int64(0)


@jit
def order_first_feed(projects, project_links, project_state, routes, cell_params, trade, plant_params, q):
    """The plant orders feed for its target cover, at the use of its first half-year, and its suppliers can serve it."""
    for d in range(project_links.first_door[q], project_links.first_door[q + 1]):
        trade.access[project_links.door[d]] = 0.0
    share = max(0.0, design_share(projects, project_state, q, np.int64(YOUNG)) - projects.counted[q])
    for f in range(project_links.first_plant[q], project_links.first_plant[q + 1]):
        for k in range(2):
            cell = plant_params.feed[f, k]
            if cell >= 0:
                use = plant_params.base_capacity[f] * plant_params.base_utilisation[f] * plant_params.need[f, k] * share
                for s in range(len(routes.buyer)):
                    if routes.buyer[s] == cell:
                        trade.backlog[s] += trade.share[s] * cell_params.cover_days[cell] * use


@jit
def name_first_price(project_links, routes, sellers, buyers, trade, netback, q):
    """Where nobody has sold the material from here, the first price is what the best buyer's landed cost leaves.

    ``netback`` float64 (cells,) is scratch. Equation 7.6.
    """
    find_netbacks(routes, sellers, buyers, trade, netback)
    for k in range(3):
        cell = project_links.sells[q, k]
        if cell >= 0 and sellers.capacity[cell] <= 0.0 and netback[cell] > 0.0:
            sellers.price[cell] = netback[cell]
            sellers.anchor[cell] = log(netback[cell])
