"""The market day: prices, costs, sources, use, orders, dispatch, production, and what everybody learns from it.

The order of the steps is that of model.md 2. Flows use the stocks at the start of the tick, so a balanced world is an
exact fixed point at any tick.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.announcement import Heralds, Tidings, spread_news
from lodeflow.kernels.arcs import BROKEN_BUYERS, Arcs, close_arcs, feign_whole, unfeign
from lodeflow.kernels.births import Births
from lodeflow.kernels.cells import Buyers, Ground, Sellers
from lodeflow.kernels.commissioning import Holdings, run_projects
from lodeflow.kernels.control import Decrees, Regimes
from lodeflow.kernels.defence_stock import DefenceStock, divert
from lodeflow.kernels.delivered_price import quote_delivered
from lodeflow.kernels.demand import Habits, Users, learn_thrift, want
from lodeflow.kernels.dispatch import send_off, settle_backlogs
from lodeflow.kernels.held_back import count_held_back, count_on_what_leaves
from lodeflow.kernels.jit import jit
from lodeflow.kernels.kinds import MARKET
from lodeflow.kernels.landed_cost import land_costs
from lodeflow.kernels.lanes import Nests, Routes, Trade
from lodeflow.kernels.learning import learn_leads, learn_sellers
from lodeflow.kernels.ledger import Ledger
from lodeflow.kernels.licence_office import Licences, Offices, learn_waits
from lodeflow.kernels.lots import Lots
from lodeflow.kernels.mine import Deposits, Mines, dig, plan_digging
from lodeflow.kernels.moment import moment
from lodeflow.kernels.orders import place_orders
from lodeflow.kernels.origin_price import learn_anchor, quote_at_gate
from lodeflow.kernels.outage import Sites
from lodeflow.kernels.panic import worry
from lodeflow.kernels.plant import Plants, Works, learn_saving, plan_throughput
from lodeflow.kernels.postponed import postpone
from lodeflow.kernels.processing import dump_glut, run_plants
from lodeflow.kernels.production_quota import ProductionQuotas, QuotaRoom, keep_mining_quota, keep_separation_quota
from lodeflow.kernels.project import Investing, Pipeline, Projects
from lodeflow.kernels.quota import Pools, Quotas, draw_quota, grant_quota, price_licences
from lodeflow.kernels.recycling import Recycling, Yards, recycle, wear_out
from lodeflow.kernels.rules import Rules
from lodeflow.kernels.shortage import ration
from lodeflow.kernels.smuggling import Smugglers, Smuggling, offer_smuggling, price_smuggling
from lodeflow.kernels.sourcing import choose_sources
from lodeflow.kernels.stock import draw_stock, serve_users


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
def trade_for_a_tick(m, day, who):
    """One market day. Its cargoes go through ``births``; returns the next market day."""
    run_projects(
        m.investing, m.projects, m.holdings, m.pipeline, m.routes, m.nests,
        m.sellers, m.buyers, m.trade, m.works, m.plants, m.mines, m.per_cell, day,
    )  # fmt: skip
    controlled = len(m.decrees.name) > 0
    if controlled:
        count_held_back(m.rules, m.routes, m.arcs, m.sellers, m.trade)
    quote_at_gate(m.rules, m.routes, m.ground, m.sellers, m.trade, m.per_cell)
    land_costs(m.rules, m.routes, m.sellers, m.trade)
    price_smuggling(m.rules, m.routes, m.arcs, m.smuggling, m.smugglers, m.sellers, m.trade)
    choose_sources(m.rules, m.routes, m.nests, m.ground, m.sellers, m.trade, m.per_cell, m.per_nest)
    broken = m.arcs.count[BROKEN_BUYERS] > 0
    if broken:
        offer_smuggling(m.routes, m.smuggling, m.smugglers, m.sellers, m.buyers)
        close_arcs(m.nests, m.ground, m.decrees.qualifies, m.smugglers.most, m.trade, m.arcs)
        feign_whole(m.nests, m.smugglers.most, m.trade, m.arcs)
    quote_delivered(m.rules, m.routes, m.ground, m.defence, m.buyers, m.trade)
    if broken:
        unfeign(m.nests, m.trade, m.arcs)
    want(m.rules, m.habits, m.ground, m.buyers, m.users, m.per_cell, day)
    plan_throughput(m.works, m.ground, m.sellers, m.buyers, m.plants, day)
    keep_separation_quota(m.production_quotas, m.room, m.works, m.trade, m.buyers, m.sellers, m.plants, day)
    divert(m.rules, m.defence, m.buyers)
    ration(m.rules, m.ground, m.defence, m.buyers)
    if controlled:
        spread_news(m.rules, m.routes, m.tidings, m.heralds, m.buyers, m.trade, m.per_cell, day)
    worry(m.rules, m.buyers)
    place_orders(m.rules, m.routes, m.ground, m.buyers, m.sellers, m.trade, m.per_cell)
    if controlled:
        count_on_what_leaves(m.rules, m.routes, m.arcs, m.sellers, m.trade)
        grant_quota(m.rules, m.quotas, m.trade, m.arcs, m.pools)
    settle_backlogs(m.rules, m.routes, m.sellers, m.buyers, m.trade, m.per_cell)
    if controlled:
        draw_quota(m.trade, m.arcs, m.pools)
    send_off(m.rules, m.routes, m.sellers, m.trade, m.smugglers, m.lots, m.births, day)
    _turn_the_page(m.sellers, m.buyers)
    plan_digging(m.rules, m.deposits, m.ground, m.sellers, m.mines, m.sites, day)
    keep_mining_quota(m.production_quotas, m.room, m.deposits, m.sellers, m.mines, day)
    dig(m.rules, m.deposits, m.sellers, m.mines, m.ledger)
    run_plants(m.rules, m.works, m.ground, m.sellers, m.buyers, m.plants, m.ledger)
    serve_users(m.rules, m.habits, m.buyers, m.users, m.ledger, m.per_cell)
    postpone(m.rules, m.habits, m.buyers, m.users)
    wear_out(m.recycling, m.buyers, m.yards)
    draw_stock(m.buyers)
    recycle(m.rules, m.recycling, m.ground, m.buyers, m.yards, m.ledger, day)
    dump_glut(m.rules, m.ground, m.sellers, m.ledger)
    learn_anchor(m.rules, m.ground, m.sellers)
    learn_sellers(m.rules, m.ground, m.sellers)
    learn_leads(m.rules, m.trade)
    if controlled:
        learn_waits(m.rules, m.arcs, m.offices, m.trade)
        price_licences(m.rules, m.quotas, m.offices, m.routes, m.sellers, m.buyers, m.trade, m.arcs, m.pools, day)
    learn_thrift(m.rules, m.habits, m.users)
    learn_saving(m.rules, m.works, m.ground, m.buyers, m.plants)
    return moment(day + np.int64(m.rules.tick), MARKET, who)


@jit
def _turn_the_page(sellers, buyers):
    """What was made and used is counted afresh in every tick."""
    for i in range(len(sellers.made)):
        sellers.made[i] = 0.0
        sellers.residue[i] = 0.0
        sellers.capacity[i] = 0.0
        buyers.used[i] = 0.0
