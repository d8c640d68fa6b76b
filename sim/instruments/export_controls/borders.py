"""Borders of quota pools: which goods stand inside and outside, their normal stocks and how their prices discount."""

import math

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Floats, Whole, summed
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.materials import material_of
from lodeflow.base_world.prices.capacity_answers import Speeds
from lodeflow.base_world.prices.derived_demand import DerivedDemand, spared_by_side
from lodeflow.base_world.prices.part_values import per_part
from lodeflow.base_world.prices.saddle_path import AT_ONCE_AND_LATE, path_growth
from lodeflow.base_world.prices.sides import Trades, answered_at, rate_of
from lodeflow.base_world.rest_point import Rest, ends
from lodeflow.instruments.export_controls.coverage import series_of
from lodeflow.instruments.export_controls.pools import Pools, pools_of
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.entities.cells import REST
from lodeflow.kernels.prices.border import BorderParams, BorderState, no_borders
from lodeflow.kernels.prices.forward_position import ForwardParams
from lodeflow.kernels.prices.saddle_path import LEVEL
from lodeflow.kernels.prices.two_sides import INSIDE, OUTSIDE
from lodeflow.language.patterns import fits, listed
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario


@reused
def build_borders(
    scenario: Scenario,
    atlas: Atlas,
    rest: Rest,
    user_params: UserParams,
    trades: Trades,
    derived: DerivedDemand,
    forward_params: ForwardParams,
    stock: Floats,
    afloat: Floats,
) -> tuple[BorderParams, BorderState]:
    """Sides of the border of every quota pool, and their state without a quota.

    Args:
        scenario: controls and tick.
        atlas: cells and lanes.
        rest: flows of the base year.
        user_params: final users with their growth.
        trades: supply, use and their answers by cell.
        derived: feed of plants, and how much of its answer its product's price takes away.
        forward_params: parts of goods, and the elasticity of storage.
        stock: float64 (cells,) [t], normal stock of sellers and buyers.
        afloat: float64 (lanes,) [t], normal goods under way.

    """
    pools, of = pools_of(scenario, atlas, rest, series_of(scenario)), material_of(atlas)[:-1]
    count, materials, buyer = len(pools.names), len(atlas.goods.materials), ends(atlas)[1]
    side = _sides(scenario, atlas, pools)
    here = stock + summed(afloat, buyer, len(stock))
    tick, kappa = float(scenario.tick_days), float(forward_params.kappa[0])
    demand = per_part(forward_params.used, user_params.base_use)
    growth = path_growth(user_params, forward_params.used, demand) * tick
    normal, net, rate, steep = (np.zeros((count, materials, 2)) for _ in range(4))
    usual, way, keeps, turning = (np.zeros((count, materials)) for _ in range(4))
    terms = list(scenario.materials.values())
    sigma = np.array([float(t.substitution) for t in terms])
    for u in range(count):
        at = np.where(side[u] >= 0, 2 * of + np.maximum(side[u], 0), 2 * materials)
        normal[u], net[u] = (_by_side(values, at, materials) for values in (here, trades.net))
        answers = [_by_side(values * tick, at, materials) for values in trades.answer]
        spared = np.stack([spared_by_side(derived, side[u] == k, of, materials) for k in range(2)], axis=1) * tick
        answers[0] = answers[0] - spared
        back = (
            _sold_back(materials, rest.flow, side[u], of, *ends(atlas)) * tick
        )  # what the outside sells inside turns home
        turned = np.array([tick / max(tick, float(t.switching_days)) for t in terms])
        for m, k in np.ndindex(materials, 2):
            own = np.array([*(answer[m, k] for answer in answers), back[m] * sigma[m]])
            rate[u, m, k] = rate_of(
                own, _with_turning(trades.speeds, float(turned[m])), float(normal[u, m, k]), kappa, growth
            )
            if rate[u, m, k] > 0.0:
                steep[u, m, k] = 1.0 / (kappa * (rate[u, m, k] + growth))
        lanes = pools.crosses[u]
        usual[u], under_way = (
            summed(np.where(lanes, values, 0.0), of[buyer], materials) for values in (rest.flow, afloat)
        )
        outside = np.array([answer[:, OUTSIDE] for answer in answers])
        counted = [_in_the_long_run(outside[:, m], trades.speeds, float(rate[u, m, OUTSIDE])) for m in range(materials)]
        all_answers = np.array(counted) + back * sigma
        bought = _by_side(rest.use, at, materials)[:, OUTSIDE]
        lost = (_by_side(trades.used * tick, at, materials) - spared)[:, OUTSIDE] / _positive(all_answers)
        keeps[u] = np.minimum(1.0, lost) * np.minimum(1.0, usual[u] / _positive(bought))
        traded = sigma * bought * tick / (kappa * _positive(normal[u, :, OUTSIDE]))
        turning[u] = [math.sqrt(each) for each in traded.tolist()]
        way[u] = np.where(usual[u] > 0.0, under_way / _positive(usual[u]), 0.0)
    params = BorderParams(
        side=frozen(side + 1, np.int64),
        goods=frozen((usual > 0.0) & (rate > 0.0).all(axis=2), np.bool_),
        crosses=pools.crosses,
        spare=frozen(
            [m == atlas.goods.residue and forward_params.surplus[REST] > 0.0 for m in scenario.materials], np.bool_
        ),
        rate=frozen(rate),
        steep=frozen(steep),
        normal=frozen(normal),
        net=frozen(net),
        usual=frozen(usual),
        way=frozen(way),
        apart=frozen(1.0 / sigma),
        keeps=frozen(keeps),
        turning=frozen(turning),
    )
    return params, no_borders(count, materials, len(of))


def _with_turning(speeds: Speeds, turning: float) -> Speeds:
    """Kinds of answers, and buyers who turn to others, at the speed ``turning`` [1/tick]."""
    return Speeds(np.append(speeds.lag, turning), np.append(speeds.believed, LEVEL))


def _in_the_long_run(answer: Floats, speeds: Speeds, rate: float) -> float:
    """Answer once all that is in level has come, with the growth of capacity as a ``rate`` of discount counts it."""
    level = float(sum(answer[:AT_ONCE_AND_LATE].tolist()))
    growing = Speeds(speeds.lag[AT_ONCE_AND_LATE:], speeds.believed[AT_ONCE_AND_LATE:])
    return level + (answered_at(answer[AT_ONCE_AND_LATE:], growing, rate) if rate > 0.0 else 0.0)


def _sides(scenario: Scenario, atlas: Atlas, pools: Pools) -> Whole:
    """Side of every cell in every pool, int64 (pools, cells): -1 for materials of which nothing counts in the pool."""
    of = material_of(atlas)[:-1]
    side = np.full((len(pools.names), len(of)), -1)
    entries = [name for names in series_of(scenario) for name in names]
    for e, name in enumerate(entries):
        c = scenario.controls[name]
        abroad, tag = listed(c.destinations), c.tag or "*"
        for n, (region, material) in enumerate(atlas.cells):
            u = pools.under[e, atlas.goods.place(material)]
            if not fits(listed(c.materials), material):
                continue
            if region != c.controller and fits(abroad, region) and fits(tag, atlas.tag(n)):
                side[u, n] = OUTSIDE
            elif side[u, n] < 0:
                side[u, n] = INSIDE
    return side


def _sold_back(materials: int, flow: Floats, side: Whole, of: Whole, seller: Whole, buyer: Whole) -> Floats:
    """Flow from the outside to the inside of each material in the base year [t/d], float64 (materials,)."""
    back = (side[seller] == OUTSIDE) & (side[buyer] == INSIDE)
    found: Floats = summed(np.where(back, flow, 0.0), of[buyer], materials)
    return found


def _by_side(values: Floats, at: Whole, materials: int) -> Floats:
    """Sums of ``values`` float64 (cells,) by material and side, float64 (materials, 2); ``at`` is their place."""
    found: Floats = summed(values, at, 2 * materials + 1)[:-1].reshape(materials, 2)
    return found


def _positive(values: Floats) -> Floats:
    """Values with 1 in place of 0."""
    found: Floats = np.where(values > 0.0, values, 1.0)
    return found
