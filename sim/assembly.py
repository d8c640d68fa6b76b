"""From a scenario to a world: names become indices, the base year becomes a rest point, parameters become read-only.

Once a run; every replication then starts from a copy of the state that is built here.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.atlas.atlas import Atlas, atlas, hashes
from lodeflow.atlas.channels import apart
from lodeflow.atlas.project_lanes import Place, places, projects_and_entrants, with_entries
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.actors import (
    build_mine_params,
    build_outage_params,
    build_plant_params,
    build_user_params,
    rested_mines,
    rested_plants,
    users_of,
)
from lodeflow.base_world.diversification import build_diversification
from lodeflow.base_world.duty_tables import tables
from lodeflow.base_world.headroom import refuse_overfull
from lodeflow.base_world.initial_cargoes import fill_initial_cargoes
from lodeflow.base_world.lanes import build_nests, build_routes, build_trade, build_voyages
from lodeflow.base_world.market import build_buyers, build_cell_params, build_rules, build_sellers
from lodeflow.base_world.origins import chinese_cells, with_origins
from lodeflow.base_world.rest_point import Rest, rest_point
from lodeflow.base_world.welfare import build_welfare_params
from lodeflow.base_year.close import base_year
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.names import CHOKEPOINTS
from lodeflow.instruments.alliance.contracts import build_contracts
from lodeflow.instruments.alliance.floors import build_alliance, member_cells
from lodeflow.instruments.buying_ahead import build_foresight
from lodeflow.instruments.defence_and_smuggling import build_defence, build_smuggling
from lodeflow.instruments.duties import build_duties
from lodeflow.instruments.evasion import build_leakage
from lodeflow.instruments.export_controls import build_controls, build_retaliation
from lodeflow.instruments.production_quotas import build_production_quotas
from lodeflow.instruments.projects.customers import weigh_entries
from lodeflow.instruments.projects.investors import build_investing
from lodeflow.instruments.projects.plants import build_projects
from lodeflow.instruments.recycling import build_recycling
from lodeflow.instruments.shocks import build_shocks
from lodeflow.kernels.core.births import empty_births
from lodeflow.kernels.core.chance import Chance
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.demand.final_use import UserState
from lodeflow.kernels.engine.market_day import Market
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.entities.lots import Fact, Lots
from lodeflow.kernels.entities.mass_balance import empty_ledger
from lodeflow.kernels.record.record import empty_tape
from lodeflow.kernels.record.totals import empty_score
from lodeflow.kernels.supply.outages import OutageState
from lodeflow.kernels.trade.chokepoints import ChokepointDraws, ChokepointParams
from lodeflow.kernels.trade.voyage import ChokepointState
from lodeflow.scenario.load import Scenario


class Plan(NamedTuple):
    """Everything that all replications of a run share: the scenario, its names, its rest point and the actors."""

    scenario: Scenario
    year: BaseYear
    atlas: Atlas
    rest: Rest
    users: tuple[tuple[str, str, str], ...]  # (region, material, sector)
    sites: tuple[str, ...]
    spells: tuple[str, ...]  # floods, crackdowns, surges and nowcasts
    projects: tuple[str, ...]
    places: tuple[Place, ...]  # that projects add to the map
    template: World
    first_moments: tuple[int, ...]  # of the lots already on their way

    def __repr__(self) -> str:
        """Short: the arrays of a world fill pages."""
        return f"<Plan {self.scenario.name}: {len(self.atlas.cells)} cells, {len(self.atlas.lanes)} lanes>"


class Room(NamedTuple):
    """How much of everything finds room at first; never visible in a result."""

    lots: int = 1024
    births: int = 1024
    markets: int = 64
    finished: int = 4096
    events: int = 64


def plan(scenario: Scenario, production_quota_state: Room = Room()) -> Plan:  # noqa: B008 - an immutable default
    """Build the world of a scenario. Raises ValueError where the base table contradicts itself."""
    return _plan(scenario, production_quota_state)


def _plan(scenario: Scenario, production_quota_state: Room) -> Plan:
    """The whole of it; ``replan`` has a parameter of the name of ``plan``."""
    added = places(scenario)
    year = with_entries(base_year(scenario.base_table), added)
    refuse_overfull(scenario, year)
    map_ = atlas(year, apart(scenario))
    rest = rest_point(scenario, year, map_)
    world, sites, spells = _compose(scenario, year, map_, rest, production_quota_state)
    lots = world.market.lots
    first = tuple(lots.fact[: lots.counts[1], Fact.DUE].tolist())
    names = tuple(name for name, _ in projects_and_entrants(scenario))
    users = users_of(scenario, year, map_)
    return Plan(scenario, year, map_, rest, users, sites, spells, names, added, world, first)


def replan(plan: Plan, scenario: Scenario) -> Plan:
    """The plan of another scenario on the same base table and the same map, for one replication of an uncertain one.

    Raises ValueError where the base table contradicts what the scenario says.
    """
    if places(scenario) != plan.places:  # other projects need another map
        return _plan(scenario, Room())
    refuse_overfull(scenario, plan.year)
    rest = rest_point(scenario, plan.year, plan.atlas)
    world, _, spells = _compose(scenario, plan.year, plan.atlas, rest, Room(), plan.template.market.lots)
    return plan._replace(scenario=scenario, rest=rest, spells=spells, template=world)


def _compose(
    scenario: Scenario,
    year: BaseYear,
    map_: Atlas,
    rest: Rest,
    production_quota_state: Room,
    before: Lots | None = None,
) -> tuple[World, tuple[str, ...], tuple[str, ...]]:
    cells, lanes = len(map_.cells), len(map_.lanes)
    plant_params = build_plant_params(scenario, year, map_, rest)
    mine_params, sites = build_mine_params(scenario, year, map_)
    user_params = build_user_params(scenario, year, map_)
    cell_params = build_cell_params(scenario, year, map_, rest, plant_params, mine_params)
    rates = tables(scenario, map_)
    member = member_cells(scenario, map_)
    origins = with_origins(map_, rest, plant_params, mine_params, chinese_cells(map_), member)
    routes, nests = build_routes(map_, rest, rates), build_nests(scenario, map_, rest)
    trade = build_trade(scenario, map_, rest)
    yard = build_projects(scenario, year, map_, rest, plant_params, mine_params, cell_params)
    plant_params, mine_params, cell_params = yard.plant_params, yard.mine_params, yard.cell_params
    routes, nests, trade, project_links = weigh_entries(
        scenario, year, map_, rest, cell_params, routes, nests, trade, yard.project_links
    )
    buyers = build_buyers(scenario, map_, origins)
    voyages = build_voyages(scenario, map_)
    production_quotas, quota_room = build_production_quotas(scenario, map_, plant_params, mine_params)
    recycling, recycling_state = build_recycling(scenario, map_, origins, user_params)
    shocks, spells = build_shocks(scenario, year, map_, plant_params, mine_params)
    lots = fill_initial_cargoes(scenario, map_, origins, buyers, trade, voyages, production_quota_state.lots, before)
    smuggling, smuggling_state = build_smuggling(scenario, map_, rest)
    alliance = build_alliance(scenario, year, map_, rest, yard.projects, project_links, rates.tariff[0])
    market = Market(
        rules=build_rules(scenario),
        cell_params=cell_params,
        routes=routes,
        nests=nests,
        user_params=user_params,
        defence=build_defence(scenario, map_),
        smuggling=smuggling,
        smuggling_state=smuggling_state,
        **alliance._asdict(),
        **build_foresight(scenario, map_, alliance.alliances)._asdict(),
        **build_contracts(scenario, map_, rest, alliance.floors)._asdict(),
        **build_leakage(scenario, year, map_, rest, user_params)._asdict(),
        plant_params=plant_params,
        mine_params=mine_params,
        sellers=build_sellers(scenario, cell_params, origins, member),
        buyers=buyers,
        trade=trade,
        users=UserState(*(np.zeros(len(user_params.cell)) for _ in UserState._fields)),
        plants=rested_plants(plant_params),
        mines=rested_mines(mine_params),
        sites=OutageState(np.zeros(len(sites)), np.zeros(len(sites), np.int64)),
        production_quotas=production_quotas,
        production_quota_state=quota_room,
        recycling=recycling,
        recycling_state=recycling_state,
        investment_params=build_investing(scenario),
        projects=yard.projects,
        project_links=project_links,
        project_state=yard.project_state,
        ledger=empty_ledger(),
        lots=lots,
        births=empty_births(production_quota_state.births),
        **build_controls(scenario, map_, rest)._asdict(),
        per_cell=np.zeros(cells),
        per_nest=np.zeros(max(1, lanes)),
    )
    needs, diversification = build_diversification(scenario, map_, rest, user_params)
    retaliation_params, retaliation_state = build_retaliation(scenario, map_, rest)
    chokepoint_params = [scenario.chokepoints[c] for c in CHOKEPOINTS]
    world = World(
        market=market,
        voyages=voyages,
        straits=ChokepointState(
            np.zeros(len(chokepoint_params), np.int64), frozen([c.blocked_share for c in chokepoint_params])
        ),
        chokepoint_params=ChokepointParams(
            name=frozen(hashes(f"chokepoint:{c}" for c in CHOKEPOINTS), np.int64),
            mean_wait=frozen([_mean_wait(c.closures_per_year) for c in chokepoint_params]),
            mean_days=frozen([c.closure_mean_days for c in chokepoint_params]),
            surcharge=frozen([c.freight_surcharge for c in chokepoint_params]),
        ),
        chokepoint_draws=ChokepointDraws(np.zeros(len(chokepoint_params), np.int64)),
        outage_params=build_outage_params(scenario, sites),
        duties=build_duties(scenario, rates),
        shocks=shocks,
        retaliation_params=retaliation_params,
        retaliation_state=retaliation_state,
        chance=Chance(np.array([scenario.seed], np.int64), np.zeros(1, np.int64)),
        totals=empty_score(cells, len(user_params.cell), lanes),
        needs=needs,
        diversification=diversification,
        welfare_params=build_welfare_params(scenario, year, map_, plant_params, mine_params, cell_params),
        tape=empty_tape(
            cells,
            lanes,
            production_quota_state.markets,
            production_quota_state.finished,
            production_quota_state.events,
            scenario.tick_days,
            last_market(scenario),
        ),
    )
    return world, sites, spells


def last_market(scenario: Scenario) -> int:
    """Day of the last market before the end."""
    return (scenario.days - 1) // scenario.tick_days * scenario.tick_days


def _mean_wait(per_year: float) -> float:
    """Mean days between two events of a yearly rate, 0 for never."""
    return DAYS_PER_YEAR / per_year if per_year > 0.0 else 0.0
