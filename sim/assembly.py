"""Assembly of a plan: the world of a scenario on day 0, from the base year's rest point and every instrument.

The world is built once a run; every replication starts from a copy of its state.
"""

from typing import Any

import numpy as np

from lodeflow.atlas.atlas import atlas
from lodeflow.atlas.channels import apart
from lodeflow.atlas.project_lanes import places, projects_and_entrants, with_entries
from lodeflow.base_world.diversification import build_diversification
from lodeflow.base_world.duty_tables import tables
from lodeflow.base_world.final_use import build_user_params, users_of
from lodeflow.base_world.headroom import refuse_overfull
from lodeflow.base_world.initial_cargoes import fill_initial_cargoes
from lodeflow.base_world.lanes import build_nests, build_routes, build_trade, build_voyages
from lodeflow.base_world.market import build_buyers, build_cell_params, build_rules, build_sellers
from lodeflow.base_world.mines import build_mine_params, rested_mines
from lodeflow.base_world.origins import chinese_cells, with_origins
from lodeflow.base_world.plants import build_plant_params, rested_plants
from lodeflow.base_world.rest_point import rest_point
from lodeflow.base_world.welfare import build_welfare_params
from lodeflow.base_year.close import base_year
from lodeflow.instruments.alliance.floors import member_cells
from lodeflow.instruments.card import Blueprint
from lodeflow.instruments.registry import INSTRUMENTS
from lodeflow.instruments.spells import spells_of
from lodeflow.kernels.core.births import empty_births
from lodeflow.kernels.core.chance import Chance
from lodeflow.kernels.demand.final_use import UserState
from lodeflow.kernels.engine.market_day import Market
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.entities.lots import Fact, Lots
from lodeflow.kernels.entities.mass_balance import empty_ledger
from lodeflow.kernels.record.record import empty_tape
from lodeflow.kernels.record.totals import empty_score
from lodeflow.plans import ArraySizes, Plan
from lodeflow.scenario.load import Scenario


def plan(scenario: Scenario, sizes: ArraySizes = ArraySizes()) -> Plan:  # noqa: B008 - an immutable default
    """Plan of a scenario, built from its base table.

    Args:
        scenario: the scenario.
        sizes: initial room for cargoes and records; no result depends on it.

    Raises:
        ValueError: the base table contradicts itself.

    """
    return _plan(scenario, sizes)


def _plan(scenario: Scenario, sizes: ArraySizes) -> Plan:
    """Plan of a scenario, as ``plan``; ``replan``, which has a parameter of that name, calls it."""
    added = places(scenario)
    year = with_entries(base_year(scenario.base_table, scenario.lanes), added, scenario.lanes)
    refuse_overfull(scenario, year)
    map_ = atlas(year, apart(scenario))
    rest = rest_point(scenario, year, map_)
    world, sites = _compose(Blueprint(scenario, year, map_, rest, tables(scenario, map_), {}), sizes)
    lots = world.market.lots
    first = tuple(lots.fact[: lots.counts[1], Fact.DUE].tolist())
    names = tuple(name for name, _ in projects_and_entrants(scenario))
    users = users_of(scenario, year, map_)
    return Plan(scenario, year, map_, rest, users, sites, _spells(scenario), names, added, world, first)


def replan(plan: Plan, scenario: Scenario) -> Plan:
    """Plan of one replication of an uncertain scenario, on the same base table and map.

    Args:
        plan: plan of the uncertain scenario.
        scenario: the scenario with the numbers drawn for the replication.

    Raises:
        ValueError: the base table contradicts the scenario.

    """
    if places(scenario) != plan.places:  # other projects need another map
        return _plan(scenario, ArraySizes())
    refuse_overfull(scenario, plan.year)
    rest = rest_point(scenario, plan.year, plan.atlas)
    blueprint = Blueprint(scenario, plan.year, plan.atlas, rest, tables(scenario, plan.atlas), {})
    world, _ = _compose(blueprint, ArraySizes(), plan.template.market.lots)
    return plan._replace(scenario=scenario, rest=rest, spells=_spells(scenario), template=world)


def _spells(scenario: Scenario) -> tuple[str, ...]:
    """Names of the floods, crackdowns and surges of ``scenario``."""
    return tuple(name for name, _, _ in spells_of(scenario))


def _compose(b: Blueprint, sizes: ArraySizes, before: Lots | None = None) -> tuple[World, tuple[str, ...]]:
    """World of a blueprint on day 0, and the names of its mine sites."""
    scenario, year, map_, rest = b.scenario, b.year, b.atlas, b.rest
    member = member_cells(scenario, map_)
    plants, users = build_plant_params(scenario, year, map_, rest), build_user_params(scenario, year, map_)
    mines, sites = build_mine_params(scenario, year, map_)
    found: dict[str, Any] = b.found
    found |= {
        "rules": build_rules(scenario),
        "plant_params": plants,
        "mine_params": mines,
        "user_params": users,
        "cell_params": build_cell_params(scenario, year, map_, rest, plants, mines),
        "routes": build_routes(map_, rest, b.rates),
        "nests": build_nests(scenario, map_, rest),
        "trade": build_trade(scenario, map_, rest),
        "voyages": build_voyages(scenario, map_),
        "origins": with_origins(map_, rest, plants, mines, chinese_cells(map_), member),
        "names of sites": sites,
    }
    for instrument in INSTRUMENTS:
        found |= instrument.build(b)
    buyers = build_buyers(scenario, map_, found["origins"])
    cells, lanes = len(map_.cells), len(map_.lanes)
    found |= {
        "sellers": build_sellers(scenario, found["cell_params"], found["origins"], member),
        "buyers": buyers,
        "users": UserState(*(np.zeros(len(users.cell)) for _ in UserState._fields)),
        "plants": rested_plants(found["plant_params"]),
        "mines": rested_mines(found["mine_params"]),
        "ledger": empty_ledger(),
        "lots": fill_initial_cargoes(
            scenario, map_, found["origins"], buyers, found["trade"], found["voyages"], sizes.lots, before
        ),
        "births": empty_births(sizes.births),
        "per_cell": np.zeros(cells),
        "per_nest": np.zeros(max(1, lanes)),
        "chance": Chance(np.array([scenario.seed], np.int64), np.zeros(1, np.int64)),
        "totals": empty_score(cells, len(users.cell), lanes),
        "welfare_params": build_welfare_params(
            scenario, year, map_, found["plant_params"], found["mine_params"], found["cell_params"]
        ),
        "tape": empty_tape(
            cells, lanes, sizes.markets, sizes.finished, sizes.events, scenario.tick_days, last_market(scenario)
        ),
    }
    found["needs"], found["diversification"] = build_diversification(scenario, map_, rest, users)
    found["market"] = Market(**{name: found[name] for name in Market._fields})
    return World(**{name: found[name] for name in World._fields}), sites


def last_market(scenario: Scenario) -> int:
    """Day of the last market before the end of the run.

    Args:
        scenario: the scenario.

    """
    return (scenario.days - 1) // scenario.tick_days * scenario.tick_days
