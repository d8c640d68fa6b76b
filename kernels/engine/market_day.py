"""The market day: prices, costs, sources, use, orders, dispatch, production, and what everybody learns from it.

The order of the steps is that of model.md 2. Flows use the stocks at the start of the tick, so a balanced world is an
exact fixed point at any tick.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.alliance.buying_ahead import Forewarnings, Outlook, buy_ahead
from lodeflow.kernels.alliance.members_first import Priorities, Queue
from lodeflow.kernels.alliance.pact import Floors, Levies, Pacts
from lodeflow.kernels.alliance.panic import worry
from lodeflow.kernels.alliance.price_contract import Contracts, Deals, honour_contracts, reckon_at_the_margin
from lodeflow.kernels.core.births import Births
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import MARKET
from lodeflow.kernels.core.moment import moment
from lodeflow.kernels.demand.defence_stock import DefenceStock, divert
from lodeflow.kernels.demand.final_use import Habits, Users, learn_thrift, want
from lodeflow.kernels.demand.orders import place_orders
from lodeflow.kernels.demand.postponed import postpone
from lodeflow.kernels.demand.shortage import ration
from lodeflow.kernels.demand.stock import draw_stock, serve_users
from lodeflow.kernels.entities.cells import Buyers, Ground, Sellers
from lodeflow.kernels.entities.lanes import Nests, Routes, Trade
from lodeflow.kernels.entities.lots import Lots
from lodeflow.kernels.entities.mass_balance import Ledger
from lodeflow.kernels.entities.rules import Rules
from lodeflow.kernels.evasion.offshoring import Offshored, Offshoring, move_offshore
from lodeflow.kernels.evasion.relabelling import Leaks, Relabelling, price_relabelling
from lodeflow.kernels.evasion.smuggling import Smugglers, Smuggling, offer_smuggling, price_smuggling
from lodeflow.kernels.export_controls.announcement import Heralds, Tidings, spread_news
from lodeflow.kernels.export_controls.decree import Decrees, Regimes
from lodeflow.kernels.export_controls.held_goods import count_held_back, count_on_what_leaves
from lodeflow.kernels.export_controls.lane_status import BROKEN_BUYERS, Arcs, close_arcs, feign_whole, unfeign
from lodeflow.kernels.export_controls.licence_office import Licences, Offices, learn_waits
from lodeflow.kernels.export_controls.quota import Pools, Quotas, draw_quota, grant_quota, price_licences
from lodeflow.kernels.prices.delivered_price import quote_delivered
from lodeflow.kernels.prices.landed_cost import land_costs
from lodeflow.kernels.prices.learning import learn_leads, learn_sellers
from lodeflow.kernels.prices.origin_price import learn_anchor, quote_at_gate
from lodeflow.kernels.projects.commissioning import Holdings, run_projects
from lodeflow.kernels.projects.projects import Investing, Pipeline, Projects
from lodeflow.kernels.supply.mine import Deposits, Mines, dig, plan_digging
from lodeflow.kernels.supply.outages import Sites
from lodeflow.kernels.supply.plant import Plants, Works, learn_saving, plan_throughput
from lodeflow.kernels.supply.processing import dump_glut, run_plants
from lodeflow.kernels.supply.production_quotas import (
    ProductionQuotas,
    QuotaRoom,
    keep_mining_quota,
    keep_separation_quota,
)
from lodeflow.kernels.supply.recycling import Recycling, Yards, recycle, wear_out
from lodeflow.kernels.trade.dispatch import send_off, settle_backlogs
from lodeflow.kernels.trade.sourcing import choose_sources


class Market(NamedTuple):
    """Every slice that a market day touches, and room to reckon in: ``per_cell`` and ``per_nest`` float64."""

    rules: Rules
    ground: Ground
    routes: Routes
    nests: Nests
    habits: Habits
    defence: DefenceStock
    smuggling: Smuggling
    smugglers: Smugglers
    pacts: Pacts
    floors: Floors
    levies: Levies
    forewarnings: Forewarnings
    outlook: Outlook
    deals: Deals
    contracts: Contracts
    priorities: Priorities
    queue: Queue
    relabelling: Relabelling
    leaks: Leaks
    offshoring: Offshoring
    offshored: Offshored
    works: Works
    deposits: Deposits
    sellers: Sellers
    buyers: Buyers
    trade: Trade
    users: Users
    plants: Plants
    mines: Mines
    sites: Sites
    production_quotas: ProductionQuotas
    room: QuotaRoom
    recycling: Recycling
    yards: Yards
    investing: Investing
    projects: Projects
    holdings: Holdings
    pipeline: Pipeline
    ledger: Ledger
    lots: Lots
    births: Births
    decrees: Decrees
    licences: Licences
    quotas: Quotas
    tidings: Tidings
    regimes: Regimes
    arcs: Arcs
    offices: Offices
    pools: Pools
    heralds: Heralds
    per_cell: np.ndarray
    per_nest: np.ndarray


@jit
def trade_for_a_tick(
    rules, ground, routes, nests, habits, defence, smuggling, smugglers, pacts, floors, levies, forewarnings, outlook,
    deals, contracts, priorities, queue, relabelling, leaks, offshoring, offshored, works, deposits, sellers, buyers,
    trade, users, plants, mines, sites, production_quotas, room, recycling, yards, investing, projects, holdings,
    pipeline, ledger, lots, births, decrees, licences, quotas, tidings, regimes, arcs, offices, pools, heralds,
    per_cell, per_nest, day, who,
):  # fmt: skip
    """One market day, over the slices of a ``Market`` one by one: handed over whole, each use of it would carry all of
    its arrays along, and compiling takes minutes. Its cargoes go through ``births``; returns the next market day.
    """
    run_projects(
        investing, projects, holdings, pipeline, routes, nests,
        sellers, buyers, trade, works, plants, mines, per_cell, day,
    )  # fmt: skip
    controlled = len(decrees.name) > 0
    if controlled:
        count_held_back(rules, routes, arcs, sellers, trade)
    quote_at_gate(rules, routes, ground, sellers, trade, per_cell)
    land_costs(rules, routes, sellers, trade)
    price_smuggling(rules, routes, arcs, smuggling, smugglers, sellers, trade)
    price_relabelling(rules, routes, pacts, floors, levies, relabelling, leaks, smugglers, trade, day)
    choose_sources(rules, routes, nests, ground, sellers, trade, per_cell, per_nest)
    contracted = len(contracts.lane) > 0
    if contracted:
        honour_contracts(rules, routes, contracts, arcs, sellers, buyers, trade, per_cell, day)
    broken = arcs.count[BROKEN_BUYERS] > 0
    if broken:
        offer_smuggling(routes, smuggling, smugglers, sellers, buyers)
        close_arcs(nests, ground, decrees.qualifies, smugglers.most, trade, arcs)
        feign_whole(nests, smugglers.most, trade, arcs)
    quote_delivered(rules, routes, ground, defence, buyers, trade)
    if broken:
        unfeign(nests, trade, arcs)
    if contracted:
        reckon_at_the_margin(contracts, trade)
    want(rules, habits, ground, buyers, users, per_cell, day)
    move_offshore(rules, routes, offshoring, offshored, pacts, levies, buyers, users, trade, per_cell)
    plan_throughput(works, ground, sellers, buyers, plants, day)
    keep_separation_quota(production_quotas, room, works, trade, buyers, sellers, plants, day)
    divert(rules, defence, buyers)
    ration(rules, ground, defence, buyers)
    if controlled:
        spread_news(rules, routes, tidings, heralds, buyers, trade, per_cell, day)
    buy_ahead(rules, forewarnings, outlook, pacts, floors, levies, routes, sellers, buyers, trade, controlled, day)
    worry(rules, buyers)
    place_orders(rules, routes, ground, buyers, sellers, trade, per_cell)
    if controlled:
        count_on_what_leaves(rules, routes, arcs, sellers, trade)
        grant_quota(rules, quotas, trade, arcs, pools)
    settle_backlogs(rules, routes, sellers, buyers, trade, priorities, queue, levies, per_cell)
    if controlled:
        draw_quota(trade, arcs, pools)
    send_off(rules, routes, sellers, trade, smugglers, lots, births, day)
    _turn_the_page(sellers, buyers)
    plan_digging(rules, deposits, ground, sellers, mines, sites, day)
    keep_mining_quota(production_quotas, room, deposits, sellers, mines, day)
    dig(rules, deposits, ground, sellers, mines, ledger)
    run_plants(rules, works, ground, sellers, buyers, plants, ledger)
    serve_users(rules, habits, buyers, users, ledger, per_cell)
    postpone(rules, habits, buyers, users)
    wear_out(recycling, buyers, yards)
    draw_stock(buyers)
    recycle(rules, recycling, ground, buyers, yards, ledger, day)
    dump_glut(rules, ground, sellers, ledger)
    learn_anchor(rules, ground, sellers)
    learn_sellers(rules, ground, sellers)
    learn_leads(rules, trade)
    if controlled:
        learn_waits(rules, arcs, offices, trade)
        price_licences(rules, quotas, offices, routes, sellers, buyers, trade, arcs, pools, day)
    learn_thrift(rules, habits, users)
    learn_saving(rules, works, ground, buyers, plants)
    return moment(day + np.int64(rules.tick), MARKET, who)


@jit
def _turn_the_page(sellers, buyers):
    """What was made and used is counted afresh in every tick."""
    for i in range(len(sellers.made)):
        sellers.made[i] = 0.0
        sellers.residue[i] = 0.0
        sellers.capacity[i] = 0.0
        buyers.used[i] = 0.0
