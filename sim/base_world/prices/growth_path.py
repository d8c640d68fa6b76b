"""Balanced path of growth that a base year stands on: what is shipped, ordered and made so that stocks grow with use.

On the path all grow by G in a tick. A cargo that is sent now is used after its lead, and stock grows with use, so a
lane that brings a share of a buyer's use U, over a lead of l ticks of dt days, sends a day

    U share (1 + cover (G - 1) / dt) G^(l - 1)

is ordered from by (1 + waiting (G - 1) / dt) times that, as backlogs grow, and is made by the seller's cover times the
growth of orders more. Stage by stage, from final use up to the mines. What separators recover of each element is what
their buyers then ask for: the base table balances without growth, and one recovery cannot serve two growing stocks.
Without growth it is the base year as it stands. Where growth differs between sectors and places there is no such path:
then each material has the growth of the use of its goods on the first day.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Floats, lane_columns, summed
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.materials import material_of
from lodeflow.base_world.prices.part_supply import Supply
from lodeflow.base_world.prices.part_values import across_parts, demands_of, part_values, per_part, use_of_parts
from lodeflow.base_world.rest_point import Rest, covers, ends, parts
from lodeflow.base_world.trade.lanes import build_voyages
from lodeflow.base_world.trade.voyage_times import effective_leads
from lodeflow.base_year.table import BaseYear
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.entities.cells import REST
from lodeflow.kernels.supply.mine import MineParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario

LEAST_SUPPLY = 0.1
"""Share of use that is made at least, where use shrinks so fast that stock alone would do."""
MOST_RECOVERED = 1.0 - 1e-9  # nothing is recovered that is not in the feed
NO_RECOVERY = 1e-9


class GrowthPath(NamedTuple):
    """Day 0 of a world on its path of growth; read-only."""

    growth: Floats
    """float64 (materials,) [1/tick]: growth of each material's use, G - 1."""
    rest: Rest
    """Rest point with the use, sales and flows of the path: ``use`` is what buyers use, ``output`` what sellers are
    asked for, as they see it, and ``flow`` what lanes send.
    """
    orders: Floats
    """float64 (lanes,) [t/d]: orders."""
    supply: Supply
    """Mines and plants that make what the path asks for."""


@reused
def growth_path(
    scenario: Scenario, year: BaseYear, atlas: Atlas, rest: Rest, user_params: UserParams, base: Supply
) -> GrowthPath:
    """Path of growth of a base year.

    Args:
        scenario: covers, lead times and tick.
        year: base table with recipes.
        atlas: cells and lanes.
        rest: flows of the base year.
        user_params: final users with their growth.
        base: mines and plants that make just what is used.

    """
    v = part_values(year, atlas, rest, base.plants)
    used, _, demands = demands_of(v, user_params)
    growth = frozen(across_parts(use_of_parts(atlas, v), part_growth(scenario, user_params, used, demands)))
    if not growth.any():
        return GrowthPath(growth, rest, rest.flow, base)
    tick, of = float(scenario.tick_days), material_of(atlas)
    seller, buyer = ends(atlas)
    share, covered = parts(atlas, rest.flow, rest.use), covers(scenario, atlas)
    grows = 1.0 + growth[of[seller]]
    leads = (effective_leads(atlas, build_voyages(scenario, atlas), scenario.tick_days) - tick) / tick
    ahead = np.array([float(exp(n * log(g))) for n, g in zip(leads.tolist(), grows.tolist(), strict=True)])
    ahead *= np.maximum(LEAST_SUPPLY, 1.0 + covered[buyer] * (grows - 1.0) / tick)
    waiting = np.maximum(LEAST_SUPPLY, 1.0 + max(float(scenario.market.dispatch_days), tick) * (grows - 1.0) / tick)
    fills = float(scenario.market.seller_cover_days) / tick
    more_used, more_made = np.ones(len(rest.use)), np.ones(len(rest.use))
    flow, orders, asked = rest.flow.copy(), rest.flow.copy(), rest.output.copy()
    for stage in (atlas.goods.products, atlas.goods.intermediates, atlas.goods.ores):
        here = np.isin(of[seller], [atlas.goods.place(m) for m in stage])
        _pass_on(base.plants, user_params, rest.use, more_made, more_used)
        flow[here] = (share * (rest.use * more_used)[buyer] * ahead)[here]
        orders[here] = (flow * waiting)[here]
        cells = np.isin(of[:-1], [atlas.goods.place(m) for m in stage])
        g = growth[of[:-1]]
        asked[cells] = (summed(orders, seller, len(rest.use)) / (1.0 + g))[cells]
        made = summed(flow, seller, len(rest.use)) + fills * g * asked
        sold = cells & (rest.output > 0.0)
        more_made[sold] = np.maximum(LEAST_SUPPLY, made[sold] / rest.output[sold])
    return GrowthPath(
        growth,
        rest._replace(use=frozen(rest.use * more_used), output=frozen(asked), flow=frozen(flow)),
        frozen(orders),
        Supply(_larger_mines(base.mines, more_made), _larger_plants(base.plants, more_made, rest, year)),
    )


@reused
def growth_of_lanes(atlas: Atlas, growth: Floats) -> Floats:
    """Growth of what each lane of ``atlas`` brings, float64 (lanes,) [1/tick]; ``growth`` is that of each material."""
    return frozen(growth[lane_columns(atlas).material])


def part_growth(scenario: Scenario, user_params: UserParams, used: Floats, demands: Floats) -> Floats:
    """Growth of final use of each part on the first day, 1/tick, float64 (parts,).

    Args:
        scenario: tick.
        user_params: final users with their growth.
        used: float64 (users, parts) [USD/t], value of what each uses.
        demands: float64 (parts,) [USD/d], final use, 1 for none.

    """
    rates = np.array([float(exp(g * scenario.tick_days)) - 1.0 for g in user_params.growth.tolist()])
    found: Floats = per_part(used, user_params.base_use * rates) / demands
    return found


def _pass_on(
    plant_params: PlantParams, user_params: UserParams, use: Floats, more_made: Floats, more_used: Floats
) -> None:
    """Use of feed over that of the base year, from the output of the plants that use it: ``more_used`` is written."""
    p = plant_params
    activity = p.base_capacity * p.base_utilisation * _size(p, more_made)
    total, fed = np.zeros(len(use)), np.zeros(len(use), np.bool_)
    np.add.at(total, user_params.cell, user_params.base_use)
    for k in range(p.feed.shape[1]):
        here = p.feed[:, k] >= 0
        np.add.at(total, p.feed[here, k], (activity * p.need[:, k])[here])
        fed[p.feed[here, k]] = True
    fed &= use > 0.0
    more_used[fed] = total[fed] / use[fed]


def _size(plant_params: PlantParams, more_made: Floats) -> Floats:
    """Activity of each plant over that of the base year: that of its main product, or of what separators recover, by
    what it earned.
    """
    products = plant_params.product
    main = np.where(plant_params.separates & (products[:, 0] < 0), products[:, 1], products[:, 0])
    return more_made[main]


def _larger_mines(mine_params: MineParams, more_made: Floats) -> MineParams:
    return mine_params._replace(base_capacity=frozen(mine_params.base_capacity * more_made[mine_params.cell]))


def _larger_plants(plant_params: PlantParams, more_made: Floats, rest: Rest, year: BaseYear) -> PlantParams:
    """Plants of the path. Separators recover of each element what is asked for; their base margin earns as much."""
    p = plant_params
    size = _size(p, more_made)
    recovered, margin = np.ones(p.product.shape), p.base_margin.copy()
    for k in range(REST + 1):
        here = p.separates & (p.product[:, k] >= 0)
        most = MOST_RECOVERED / np.maximum(p.recovery[here, k], NO_RECOVERY)
        recovered[here, k] = np.minimum(most, more_made[p.product[here, k]] / size[here])
        wanted = year.wanted_rest if k == REST else 1.0
        more = p.fixed_yield[here, k] * (recovered[here, k] - 1.0)
        margin[here] += more * rest.price[p.product[here, k]] * wanted
    return p._replace(
        base_capacity=frozen(p.base_capacity * size),
        fixed_yield=frozen(p.fixed_yield * recovered),
        recovery=frozen(p.recovery * recovered),
        base_margin=frozen(margin),
    )
