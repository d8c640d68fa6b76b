"""Assembly of a plan: the world of a scenario on day 0, from the base year's rest point and every instrument.

The world is built once a run; every replication starts from a copy of its state.
"""

from typing import Any, NamedTuple

import numpy as np

from lodeflow.atlas.atlas import Atlas, atlas
from lodeflow.atlas.channels import apart
from lodeflow.atlas.lane_columns import Floats
from lodeflow.atlas.project_lanes import Place, places, projects_and_entrants, with_entries
from lodeflow.base_world.diversification import build_diversification
from lodeflow.base_world.duty_tables import tables
from lodeflow.base_world.final_use import build_user_params, users_of
from lodeflow.base_world.headroom import refuse_overfull
from lodeflow.base_world.market import (
    build_buyers,
    build_cell_params,
    build_frame_contracts,
    build_rules,
    build_sellers,
)
from lodeflow.base_world.materials import material_of
from lodeflow.base_world.prices.capacity_answers import capacity_answers
from lodeflow.base_world.prices.dated_flows import with_dates
from lodeflow.base_world.prices.derived_demand import derive_demand
from lodeflow.base_world.prices.forward_position import build_forward
from lodeflow.base_world.prices.growth_path import growth_of_lanes, growth_path
from lodeflow.base_world.prices.part_supply import Supply
from lodeflow.base_world.prices.sides import trades_of
from lodeflow.base_world.rest_point import moving, rest_point
from lodeflow.base_world.supply.mines import build_mine_params, rested_mines, site_names
from lodeflow.base_world.supply.plants import build_plant_params, rested_plants
from lodeflow.base_world.trade.initial_cargoes import (
    afloat_at_first_market,
    afloat_by_lane,
    initial_cargoes,
    without_arrivals,
)
from lodeflow.base_world.trade.lanes import build_nests, build_routes, build_trade, build_voyages
from lodeflow.base_world.trade.origins import chinese_cells, with_origins
from lodeflow.base_world.trade.resale import build_resale
from lodeflow.base_world.welfare import build_welfare_params
from lodeflow.base_year.close import base_year
from lodeflow.base_year.table import BaseYear
from lodeflow.instruments.alliance.floors import member_cells
from lodeflow.instruments.card import Blueprint
from lodeflow.instruments.export_controls.borders import build_borders
from lodeflow.instruments.registry import INSTRUMENTS
from lodeflow.instruments.shocks.spells import spells_of
from lodeflow.kernels.core.births import empty_births
from lodeflow.kernels.core.chance import Chance
from lodeflow.kernels.demand.final_use import UserParams, UserState
from lodeflow.kernels.engine.market_day import Market
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.entities.lots import Fact, Lots
from lodeflow.kernels.entities.mass_balance import empty_ledger
from lodeflow.kernels.export_controls.stops import SUMS
from lodeflow.kernels.prices.forward_position import ForwardParams
from lodeflow.kernels.record.named_prices import no_named_prices
from lodeflow.kernels.record.record import empty_tape
from lodeflow.kernels.record.totals import empty_score
from lodeflow.kernels.trade.frame_contracts import signed_at_rest
from lodeflow.kernels.trade.rationing import nobody_short
from lodeflow.kernels.trade.resale import nothing_resold
from lodeflow.plans import ArraySizes, Plan
from lodeflow.reuse.builders import Memory, reuse, reused
from lodeflow.scenario.load import Scenario


def plan(scenario: Scenario, sizes: ArraySizes = ArraySizes()) -> Plan:  # noqa: B008 - an immutable default
    """Plan of a scenario, built from its base table.

    Args:
        scenario: the scenario.
        sizes: initial room for cargoes and records; no result depends on it.

    Raises:
        ValueError: the base table contradicts itself.

    """
    return _composed(scenario, _ground(scenario), sizes)


def replan(plan: Plan, scenario: Scenario) -> Plan:
    """Plan of another scenario on the same base table and map, unless projects or flows of it need another one.

    Args:
        plan: plan of a scenario that differs in numbers.
        scenario: the scenario.

    Raises:
        ValueError: the base table contradicts the scenario.

    """
    same = _decides_ground(scenario) == _decides_ground(plan.scenario)
    ground = Ground(plan.places, plan.year, plan.atlas) if same else _ground(scenario)
    return _composed(scenario, ground, ArraySizes())


class Ground(NamedTuple):
    """Base table and map of a plan."""

    places: tuple[Place, ...]
    """Materials and feed of each project, as it adds them to the map."""
    year: BaseYear
    """Base table with the flows that projects add."""
    atlas: Atlas
    """Indices of cells and lanes."""


def _ground(scenario: Scenario) -> Ground:
    """Base table and map of ``scenario``."""
    added = places(scenario)
    year = with_entries(base_year(scenario.base_table, scenario.lanes), added, scenario.lanes)
    return Ground(added, year, atlas(year, apart(scenario)))


@reused
def _decides_ground(scenario: Scenario) -> tuple[Any, ...]:
    """All that the base table and the map of ``scenario`` follow from."""
    lanes = scenario.lanes
    sizes = (lanes.least_flow_t_per_yr, lanes.least_share, lanes.least_customer_share)
    return scenario.base_table, sizes, places(scenario), apart(scenario)


class Replans:
    """Plans of scenarios that differ from that of ``plan`` in some values: what does not change is not built again.

    Each is the same to the last bit as a plan of its own. Several threads may ask at once.
    """

    def __init__(self, plan: Plan) -> None:
        self._ground = Ground(plan.places, plan.year, plan.atlas)
        self._decides = _decides_ground(plan.scenario)
        self._memory = Memory(self._build, plan.scenario)

    def of(self, scenario: Scenario) -> Plan:
        """Plan of ``scenario``. Raises ValueError where the base table contradicts it."""
        found: Plan = self._memory.build(scenario)
        return found

    def _build(self, scenario: Scenario) -> Plan:
        same = _decides_ground(scenario) == self._decides
        return _composed(scenario, self._ground if same else _ground(scenario), ArraySizes())


def _composed(scenario: Scenario, ground: Ground, sizes: ArraySizes) -> Plan:
    """Plan of a scenario on its map."""
    added, year, map_ = ground
    refuse_overfull(scenario, year)
    rest = rest_point(scenario, year, map_)
    b = Blueprint(scenario, year, map_, rest, moving(rest, map_), tables(scenario, map_), {})
    sites = _base_world(b)
    for instrument in INSTRUMENTS:
        b.found.update(reuse(instrument.build, b))
    world = _world(b, sizes)
    first, names, spells = reuse(_first_moments, world.market.lots), reuse(_names, scenario), reuse(_spells, scenario)
    return Plan(scenario, year, map_, rest, users_of(scenario, year, map_), sites, spells, names, added, world, first)


def _first_moments(lots: Lots) -> tuple[int, ...]:
    """First moments of the lots under way on day 0."""
    return tuple(lots.fact[: lots.counts[1], Fact.DUE].tolist())


def _names(scenario: Scenario) -> tuple[str, ...]:
    """Names of the projects and entrants of ``scenario``."""
    return tuple(name for name, _ in projects_and_entrants(scenario))


def _spells(scenario: Scenario) -> tuple[str, ...]:
    """Names of the floods, crackdowns and surges of ``scenario``."""
    return tuple(name for name, _, _ in spells_of(scenario))


def _base_world(b: Blueprint) -> tuple[str, ...]:
    """Slices of the base year without instruments, found for ``b``. Returns the names of its mine sites."""
    scenario, year, map_, rest = b.scenario, b.year, b.atlas, b.rest
    base = Supply(build_mine_params(scenario, year, map_), build_plant_params(scenario, year, map_, rest))
    users = build_user_params(scenario, year, map_)
    path = growth_path(scenario, year, map_, rest, users, base)
    mines, plants = path.supply
    grows = growth_of_lanes(map_, path.growth)
    member, sites = member_cells(scenario, map_), site_names(year)
    b.found.update(
        {
            "rules": build_rules(scenario),
            "frame_params": build_frame_contracts(scenario),
            "plant_params": plants,
            "mine_params": mines,
            "user_params": users,
            "cell_params": build_cell_params(scenario, year, map_, rest, plants, mines),
            "routes": build_routes(map_, rest, b.rates),
            "nests": build_nests(scenario, map_, rest),
            "trade": build_trade(scenario, map_, rest, path.rest.flow, path.orders, 1.0 + grows),
            "voyages": build_voyages(scenario, map_),
            "member": member,
            "origins": with_origins(map_, rest, plants, mines, chinese_cells(map_), member),
            "names of sites": sites,
            "path": path,
            "growth of lanes": grows,
        }
    )
    return sites


def _world(b: Blueprint, sizes: ArraySizes) -> World:
    """World of day 0, once all instruments have been built."""
    scenario, year, map_, found = b.scenario, b.year, b.atlas, b.found
    users, origins = found["user_params"], found["origins"]
    path = found["path"]
    grown = {"use": path.rest.use, "output": path.rest.output, "flow": path.rest.flow}
    moves = b.moving._replace(content=origins.content, feed_content=origins.feed_content, **grown)
    lots = initial_cargoes(scenario, map_, moves, found["voyages"], found["growth of lanes"], sizes.lots)
    sellers = build_sellers(scenario, found["cell_params"], moves, found["member"])
    growth = path.growth[material_of(map_)[:-1]]
    terms = found["cell_params"].contract_share, found["frame_params"].cohorts[0]
    stocked = build_buyers(found["cell_params"].cover_days, map_, origins, path.rest.use, growth)
    base, now = path.supply, Supply(found["mine_params"], found["plant_params"])
    afloat = afloat_at_first_market(map_, found["voyages"], lots)
    pools, forward = build_forward(
        scenario, year, map_, b.rest, found["rules"], users, base, now, sellers, stocked, afloat,
    )  # fmt: skip
    pools = with_dates(scenario, pools, users, found["stoppage_params"], found["projects"])
    needs, diversification = build_diversification(
        scenario, map_, b.rest, users, found["plant_params"], found["mine_params"], found["cell_params"]
    )
    resale = build_resale(scenario, map_, b.rest, found["cell_params"].design_capacity)
    found.update(
        {
            "sellers": sellers,
            "buyers": without_arrivals(stocked, map_, moves, found["voyages"], lots),
            "forward_params": pools,
            "forward": forward,
            **_borders(b, sellers.stock + stocked.stock, pools, afloat),
            "trade": found["trade"]._replace(afloat=afloat_by_lane(map_, lots)),
            "frame": signed_at_rest(terms[0], stocked.forecast, stocked.contract, terms[1]),
            "plants": rested_plants(found["plant_params"]),
            "mines": rested_mines(found["mine_params"]),
            "lots": lots,
            "welfare_params": build_welfare_params(
                scenario, year, map_, found["plant_params"], found["mine_params"], found["cell_params"]
            ),
            "needs": needs,
            "diversification": diversification,
            "resale_params": resale,
            "resale": nothing_resold(len(resale.taker), len(map_.cells)),
        },
        **empty_records(scenario, map_, users, len(found["stockpile_params"].cell), sizes),
    )
    found["market"] = Market(**{name: found[name] for name in Market._fields})
    return World(**{name: found[name] for name in World._fields})


def _borders(b: Blueprint, stock: Floats, pools: ForwardParams, afloat: Floats) -> dict[str, Any]:
    """Borders of quotas in the world of ``b``, between stocks of its first market."""
    found, users = b.found, b.found["user_params"]
    mines, plants = found["mine_params"], found["plant_params"]
    opened = rested_mines(mines).open, rested_plants(plants).open
    growing = capacity_answers(b.scenario, b.atlas, mines, plants)
    trades = trades_of(b.scenario, b.rest, users, mines, opened[0], plants, opened[1], growing)
    derived = derive_demand(b.atlas, b.rest, users, plants, opened[1])
    params, state = build_borders(b.scenario, b.atlas, b.rest, users, trades, derived, pools, stock, afloat)
    return {"border_params": params, "border": state}


@reused
def empty_records(
    scenario: Scenario, atlas: Atlas, users: UserParams, stores: int, sizes: ArraySizes
) -> dict[str, Any]:
    """Slices that are empty on day 0: records, scratch arrays and the address of random draws.

    Args:
        scenario: seed, tick and length of the run.
        atlas: cells and lanes.
        users: final users.
        stores: number of stores of stockpiles.
        sizes: initial room in what grows.

    """
    cells, lanes, count = len(atlas.cells), len(atlas.lanes), len(users.cell)
    supports = len(scenario.price_guarantees) + len(scenario.public_money)
    return {
        "users": UserState(*(np.zeros(count) for _ in UserState._fields))._replace(learnt=np.zeros((count, 2))),
        "ledger": empty_ledger(),
        "births": empty_births(sizes.births),
        "rationing": nobody_short(lanes, cells),
        "per_cell": np.zeros(cells),
        "per_nest": np.zeros(max(1, lanes)),
        "per_material": np.zeros((SUMS, len(atlas.goods.materials))),
        "chance": Chance(np.array([scenario.seed], np.int64), np.zeros(1, np.int64)),
        "totals": empty_score(cells, count, lanes, scenario.tick_days),
        "named": no_named_prices(cells),
        "tape": empty_tape(
            cells,
            lanes,
            stores,
            supports,
            sizes.markets,
            sizes.finished,
            sizes.events,
            scenario.tick_days,
            last_market(scenario),
        ),
    }


def last_market(scenario: Scenario) -> int:
    """Day of the last market before the end of the run.

    Args:
        scenario: the scenario.

    """
    return (scenario.days - 1) // scenario.tick_days * scenario.tick_days
