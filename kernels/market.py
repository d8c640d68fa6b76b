"""The market day: prices, costs, sources, use, orders, dispatch, production, and what everybody learns from it.

The order of the steps is that of model.md 2. Flows use the stocks at the start of the tick, so a balanced world is an
exact fixed point at any tick.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.births import Births
from lodeflow.kernels.cells import Buyers, Ground, Sellers
from lodeflow.kernels.commissioning import Holdings, run_projects
from lodeflow.kernels.delivered_price import quote_delivered
from lodeflow.kernels.demand import Habits, Users, learn_thrift, want
from lodeflow.kernels.dispatch import send_off, settle_backlogs
from lodeflow.kernels.jit import jit
from lodeflow.kernels.kinds import MARKET
from lodeflow.kernels.landed_cost import land_costs
from lodeflow.kernels.lanes import Nests, Routes, Trade
from lodeflow.kernels.learning import learn_leads, learn_sellers
from lodeflow.kernels.ledger import Ledger
from lodeflow.kernels.lots import Lots
from lodeflow.kernels.mine import Deposits, Mines, dig
from lodeflow.kernels.moment import moment
from lodeflow.kernels.orders import place_orders
from lodeflow.kernels.origin_price import learn_anchor, quote_at_gate
from lodeflow.kernels.outage import Sites
from lodeflow.kernels.panic import worry
from lodeflow.kernels.plant import Plants, Works, learn_saving, plan_throughput
from lodeflow.kernels.processing import dump_glut, run_plants
from lodeflow.kernels.project import Investing, Pipeline, Projects
from lodeflow.kernels.rules import Rules
from lodeflow.kernels.shortage import ration
from lodeflow.kernels.sourcing import choose_sources
from lodeflow.kernels.stock import draw_stock, serve_users


class Market(NamedTuple):
    """Every slice that a market day touches, and room to reckon in: ``per_cell`` and ``per_nest`` float64."""

    rules: Rules
    ground: Ground
    routes: Routes
    nests: Nests
    habits: Habits
    works: Works
    deposits: Deposits
    sellers: Sellers
    buyers: Buyers
    trade: Trade
    users: Users
    plants: Plants
    mines: Mines
    sites: Sites
    investing: Investing
    projects: Projects
    holdings: Holdings
    pipeline: Pipeline
    ledger: Ledger
    lots: Lots
    births: Births
    per_cell: np.ndarray
    per_nest: np.ndarray


@jit
def trade_for_a_tick(m, day, who):
    """One market day. Its cargoes go through ``births``; returns the next market day."""
    run_projects(
        m.investing, m.projects, m.holdings, m.pipeline, m.routes, m.nests,
        m.sellers, m.buyers, m.trade, m.works, m.plants, m.mines, m.per_cell, day,
    )  # fmt: skip
    quote_at_gate(m.rules, m.routes, m.ground, m.sellers, m.trade, m.per_cell)
    land_costs(m.rules, m.routes, m.sellers, m.trade)
    choose_sources(m.rules, m.routes, m.nests, m.ground, m.sellers, m.trade, m.per_cell, m.per_nest)
    quote_delivered(m.rules, m.routes, m.ground, m.buyers, m.trade)
    want(m.rules, m.habits, m.ground, m.buyers, m.users, m.per_cell, day)
    plan_throughput(m.works, m.ground, m.sellers, m.buyers, m.plants, day)
    ration(m.rules, m.ground, m.buyers)
    worry(m.rules, m.buyers)
    place_orders(m.rules, m.routes, m.ground, m.buyers, m.sellers, m.trade, m.per_cell)
    settle_backlogs(m.rules, m.routes, m.sellers, m.buyers, m.trade, m.per_cell)
    send_off(m.rules, m.routes, m.sellers, m.trade, m.lots, m.births, day)
    _turn_the_page(m.sellers, m.buyers)
    dig(m.rules, m.deposits, m.ground, m.sellers, m.mines, m.sites, m.ledger, day)
    run_plants(m.rules, m.works, m.ground, m.sellers, m.buyers, m.plants, m.ledger)
    serve_users(m.rules, m.habits, m.buyers, m.users, m.ledger, m.per_cell)
    draw_stock(m.buyers)
    dump_glut(m.rules, m.ground, m.sellers, m.ledger)
    learn_anchor(m.rules, m.ground, m.sellers)
    learn_sellers(m.rules, m.ground, m.sellers)
    learn_leads(m.rules, m.trade)
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
