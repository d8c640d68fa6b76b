"""Market day: prices, costs, sourcing, use, orders, dispatch, production, and the update of expectations.

The order of the steps is that of model.md 2. Flows use the stocks at the start of the tick, so a balanced world is an
exact fixed point at any tick.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.alliance.agreement import AllianceParams, FloorParams, LevyState
from lodeflow.kernels.alliance.buying_ahead import BuyingAheadParams, BuyingAheadState, buy_ahead
from lodeflow.kernels.alliance.members_first import MembersFirstParams
from lodeflow.kernels.alliance.price_contract import (
    PriceContractParams,
    PriceContractState,
    apply_price_contracts,
    price_at_the_margin,
)
from lodeflow.kernels.core.births import Births
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import MARKET
from lodeflow.kernels.core.moment import moment
from lodeflow.kernels.demand.defence_stock import DefenceStockParams, divert
from lodeflow.kernels.demand.final_use import UserParams, UserState, learn_thrift, want
from lodeflow.kernels.demand.orders import place_orders
from lodeflow.kernels.demand.panic import update_panic
from lodeflow.kernels.demand.postponed import postpone
from lodeflow.kernels.demand.shortage import ration
from lodeflow.kernels.demand.stock import draw_stock, serve_users
from lodeflow.kernels.demand.substitution import SubstitutionParams, SubstitutionState, use_another_material
from lodeflow.kernels.entities.cells import BuyerState, CellParams, SellerState
from lodeflow.kernels.entities.lanes import LaneParams, LaneState, NestParams
from lodeflow.kernels.entities.lots import Lots
from lodeflow.kernels.entities.mass_balance import MassBalance
from lodeflow.kernels.entities.rules import BehaviourParams
from lodeflow.kernels.evasion.offshoring import OffshoringParams, OffshoringState, move_offshore
from lodeflow.kernels.evasion.relabelling import RelabellingParams, RelabellingState, price_relabelling
from lodeflow.kernels.evasion.smuggling import (
    SmugglingParams,
    SmugglingState,
    draw_seizures,
    keep_ceiling,
    leave_dear_smugglers,
    offer_smuggling,
    price_smuggling,
    turn_from_smugglers,
)
from lodeflow.kernels.export_controls.announcement import NewsParams, NewsState, spread_news
from lodeflow.kernels.export_controls.decree import ControlParams, ControlState
from lodeflow.kernels.export_controls.held_goods import count_held_goods, plan_on_actual_exports
from lodeflow.kernels.export_controls.lane_status import (
    BROKEN_BUYERS,
    LISTINGS,
    LaneStatus,
    close_lanes,
    restore_open_shares,
    scale_open_shares,
)
from lodeflow.kernels.export_controls.licence_office import LicenceParams, LicenceState, apply_for_licences, learn_waits
from lodeflow.kernels.export_controls.listings import bar_listed_firms, count_listed_firms, order_for_unlisted
from lodeflow.kernels.export_controls.quota import QuotaParams, QuotaState, draw_quota, grant_quota, price_licences
from lodeflow.kernels.export_controls.rents import part_prices
from lodeflow.kernels.export_controls.stops import price_stops
from lodeflow.kernels.prices.border import BorderParams, BorderState
from lodeflow.kernels.prices.delivered_price import land_goods, quote_delivered
from lodeflow.kernels.prices.forward_position import (
    ForwardParams,
    ForwardState,
    count_demand,
    learn_news,
    take_positions,
)
from lodeflow.kernels.prices.landed_cost import land_costs
from lodeflow.kernels.prices.lasting_rents import count_rents, foresee_rents
from lodeflow.kernels.prices.learning import learn_leads, learn_sellers
from lodeflow.kernels.prices.origin_price import compare_stocks, learn_differences, quote_at_gate
from lodeflow.kernels.projects.commissioning import ProjectLinks, run_projects
from lodeflow.kernels.projects.permitting_bills import BillParams, BillState
from lodeflow.kernels.projects.price_guarantees import (
    GuaranteeParams,
    GuaranteeState,
    count_guaranteed,
    quote_guarantees,
)
from lodeflow.kernels.projects.projects import InvestmentParams, ProjectParams, ProjectState
from lodeflow.kernels.projects.public_contracts import count_contracts, quote_contracts
from lodeflow.kernels.projects.public_money import (
    PublicMoneyParams,
    PublicMoneyState,
    count_public_money,
    quote_credits,
)
from lodeflow.kernels.record.diversification import count_delivered
from lodeflow.kernels.record.installed import count_installed
from lodeflow.kernels.record.public_money import record_public_money
from lodeflow.kernels.record.record import record_market
from lodeflow.kernels.record.stockpiles import record_stores
from lodeflow.kernels.record.totals import count
from lodeflow.kernels.record.welfare import value_the_day
from lodeflow.kernels.shocks.shocks import update_booms
from lodeflow.kernels.stockpiles.plan import foresee_purchases, plan_stores
from lodeflow.kernels.stockpiles.stores import StockpileParams, StockpileState
from lodeflow.kernels.stockpiles.trade import trade_for_stores
from lodeflow.kernels.supply.capacity_to_come import foresee_capacity
from lodeflow.kernels.supply.coming_supply import foresee_projects
from lodeflow.kernels.supply.long_run import answer_prices
from lodeflow.kernels.supply.mine import MineParams, MineState, dig, plan_digging
from lodeflow.kernels.supply.outages import OutageState
from lodeflow.kernels.supply.outlook import foresee_supply
from lodeflow.kernels.supply.plant import PlantParams, PlantState, learn_saving, plan_throughput
from lodeflow.kernels.supply.processing import dump_glut, run_plants
from lodeflow.kernels.supply.production_quotas import (
    ProductionQuotaParams,
    ProductionQuotaState,
    keep_mining_quota,
    keep_separation_quota,
)
from lodeflow.kernels.supply.recycling import RecyclingParams, RecyclingState, recycle, wear_out
from lodeflow.kernels.supply.stoppages import StoppageParams, StoppageState
from lodeflow.kernels.trade.dispatch import send_off, settle_backlogs
from lodeflow.kernels.trade.frame_contracts import FrameContractParams, FrameContractState, sign_frame_contracts
from lodeflow.kernels.trade.offtakes import OfftakeParams, OfftakeState, keep_offtakes
from lodeflow.kernels.trade.premiums import ask_for_premiums, quote_premiums
from lodeflow.kernels.trade.rationing import RationingState
from lodeflow.kernels.trade.resale import ResaleParams, ResaleState, agree_on_resale, deliver_resale
from lodeflow.kernels.trade.sourcing import choose_sources
from lodeflow.kernels.trade.voyage import draw_sea_days


class Market(NamedTuple):
    """Slices that a market day touches, and scratch arrays of its sums."""

    rules: BehaviourParams
    cell_params: CellParams
    forward_params: ForwardParams
    forward: ForwardState
    border_params: BorderParams
    border: BorderState
    routes: LaneParams
    nests: NestParams
    user_params: UserParams
    defence: DefenceStockParams
    smuggling: SmugglingParams
    smuggling_state: SmugglingState
    alliances: AllianceParams
    floors: FloorParams
    levies: LevyState
    coming_duties: BuyingAheadParams
    buying_ahead_state: BuyingAheadState
    contract_params: PriceContractParams
    contracts: PriceContractState
    offtake_params: OfftakeParams
    offtake_state: OfftakeState
    members_first_params: MembersFirstParams
    relabelling: RelabellingParams
    relabelling_state: RelabellingState
    offshoring: OffshoringParams
    offshoring_state: OffshoringState
    plant_params: PlantParams
    mine_params: MineParams
    sellers: SellerState
    buyers: BuyerState
    trade: LaneState
    users: UserState
    plants: PlantState
    mines: MineState
    sites: OutageState
    stoppage_params: StoppageParams
    stoppage_state: StoppageState
    production_quotas: ProductionQuotaParams
    production_quota_state: ProductionQuotaState
    recycling: RecyclingParams
    recycling_state: RecyclingState
    investment_params: InvestmentParams
    projects: ProjectParams
    project_links: ProjectLinks
    project_state: ProjectState
    ledger: MassBalance
    lots: Lots
    births: Births
    control_params: ControlParams
    licences: LicenceParams
    quotas: QuotaParams
    news_params: NewsParams
    control_state: ControlState
    lane_status: LaneStatus
    licence_state: LicenceState
    pools: QuotaState
    news_state: NewsState
    frame_params: FrameContractParams
    frame: FrameContractState
    rationing: RationingState
    resale_params: ResaleParams
    resale: ResaleState
    substitution: SubstitutionParams
    substitution_state: SubstitutionState
    stockpile_params: StockpileParams
    stockpile_state: StockpileState
    guarantee_params: GuaranteeParams
    guarantee_state: GuaranteeState
    public_money: PublicMoneyParams
    public_money_state: PublicMoneyState
    bill_params: BillParams
    bill_state: BillState
    per_cell: np.ndarray
    """float64 (cells,) [any unit]: Scratch: sums by cell."""
    per_nest: np.ndarray
    """float64 (lanes,) [any unit]: Scratch: sums by nest, of which there are at most as many as lanes."""
    per_material: np.ndarray
    """float64 (12, materials) [any unit]: Scratch: sums by material."""


@jit
def trade_for_a_tick(
    rules, cell_params, routes, nests, user_params, defence, smuggling, smuggling_state, alliances, floors, levies,
    coming_duties, buying_ahead_state, contracts, members_first_params, relabelling, relabelling_state, offshoring,
    offshoring_state, plant_params, mine_params, sellers, buyers, trade, users, plants, mines, sites,
    production_quotas, production_quota_state, recycling, recycling_state, investment_params, projects, project_links,
    project_state, ledger, lots, births, control_params, quotas, news_params, lane_status, licence_state, pools,
    news_state, per_cell, per_nest, stoppage_state, offtake_params, offtake_state, forward_params, forward, licences,
    control_state, per_material, rationing, frame_params, frame, border_params, border, resale_params, resale,
    substitution, substitution_state, stockpile_params, stockpile_state, guarantee_params, guarantee_state,
    public_money, public_money_state, day, who,
):  # fmt: skip
    """Steps of one market day, on all cells and lanes. Returns the moment of the next market day.

    Dispatched cargoes go through ``births``. The slices of a ``Market`` come one by one: handed over whole, each use of
    it would carry all of its arrays along, and compiling takes minutes.
    """
    run_projects(
        investment_params, projects, project_links, project_state, routes, nests, sellers, buyers, trade,
        plant_params, plants, mines, per_cell, day,
    )  # fmt: skip
    supported = len(guarantee_params.strike) > 0 or len(public_money.start) > 0
    if supported:
        _reset_support(mines, plants, project_state)
        quote_guarantees(
            guarantee_params, guarantee_state, investment_params, sellers, mines, plants, project_state, day
        )
        quote_credits(public_money, mines, plants, project_state, day)
        quote_contracts(
            investment_params, projects, project_links, project_state, public_money, public_money_state, sellers,
            mine_params, plant_params, plants, mines, day,
        )  # fmt: skip
    controlled = len(control_params.name) > 0
    if controlled:
        count_held_goods(rules, routes, lane_status, sellers, trade)
        count_listed_firms(
            routes, cell_params, plant_params, sellers, trade, plants, projects, project_links, project_state,
            control_params, control_state, lane_status, per_cell,
        )  # fmt: skip
    foresee_supply(
        rules, forward_params, forward, mine_params, mines, sites, plant_params, plants, stoppage_state, trade,
        production_quotas, production_quota_state, day,
    )  # fmt: skip
    count_demand(rules, forward_params, forward, user_params, users, day)
    foresee_projects(
        rules, forward_params, forward, mine_params, plant_params, projects, project_links, project_state, day,
    )  # fmt: skip
    foresee_capacity(
        rules, forward_params, forward, mine_params, mines, plant_params, plants, production_quotas,
        production_quota_state, trade, day,
    )  # fmt: skip
    if controlled:
        foresee_rents(rules, forward_params, forward, user_params, users, border_params, border, buyers)
    stockpiled = len(stockpile_params.cell) > 0
    if stockpiled:
        foresee_purchases(rules, forward_params, forward, stockpile_params, stockpile_state, buyers, day)
    take_positions(
        rules, forward_params, forward, routes, user_params, users, sellers, buyers, trade, cell_params, plant_params,
        mine_params, plants, mines, per_cell, day,
    )  # fmt: skip
    if controlled:
        price_stops(
            rules, cell_params, routes, forward_params, forward, control_params, control_state, licences, lane_status,
            licence_state, news_state, sellers, buyers, trade, substitution, substitution_state, per_cell,
            per_material, per_nest, day,
        )  # fmt: skip
        part_prices(
            rules, routes, border_params, border, forward_params, forward, user_params, users, mine_params, mines,
            sites, plant_params, plants, stoppage_state, sellers, buyers, trade, control_params, quotas, lane_status,
            pools, day,
        )  # fmt: skip
    compare_stocks(rules, routes, cell_params, forward_params, forward, sellers, trade, per_cell, per_material)
    quote_at_gate(cell_params, forward_params, forward, sellers, border)
    land_costs(rules, routes, sellers, trade)
    price_smuggling(rules, routes, lane_status, smuggling, smuggling_state, sellers, trade, forward_params, forward)
    price_relabelling(
        rules, routes, alliances, floors, levies, relabelling, relabelling_state, smuggling_state, trade, day,
    )  # fmt: skip
    choose_sources(rules, routes, nests, cell_params, sellers, trade, per_cell, per_nest)
    leave_dear_smugglers(routes, lane_status, smuggling, trade, forward)
    if controlled:
        turn_from_smugglers(rules, routes, lane_status, smuggling, smuggling_state, sellers, buyers, trade)
    contracted = len(contracts.lane) > 0
    if contracted:
        apply_price_contracts(rules, routes, contracts, lane_status, sellers, buyers, trade, per_cell, day)
    listed = lane_status.count[LISTINGS] > 0
    broken = lane_status.count[BROKEN_BUYERS] > 0
    if broken or listed:
        offer_smuggling(routes, smuggling, smuggling_state, sellers, buyers)
    if broken:
        close_lanes(nests, cell_params, control_params.qualifies, smuggling_state.most, trade, lane_status)
    if listed:
        bar_listed_firms(
            rules, routes, nests, cell_params, plant_params, sellers, trade, plants, projects, project_links,
            project_state, control_params, control_state, smuggling_state, lane_status, per_cell, day,
        )  # fmt: skip
        broken = lane_status.count[BROKEN_BUYERS] > 0
    if len(offtake_params.lane) > 0:
        keep_offtakes(routes, cell_params, offtake_params, offtake_state, lane_status, sellers, buyers, trade, day)
    if broken:
        scale_open_shares(nests, smuggling_state.most, trade, lane_status)
    land_goods(rules, routes, buyers, trade, forward_params, forward)
    if controlled:
        count_rents(routes, forward_params, forward, border, sellers, trade, per_cell)
    if broken:
        restore_open_shares(nests, trade, lane_status)
    quote_premiums(
        rules, routes, cell_params, forward_params, forward, buyers, trade, plant_params, plants, defence,
        substitution, substitution_state,
    )  # fmt: skip
    agree_on_resale(
        rules, cell_params, forward_params, forward, routes, sellers, buyers, trade, lane_status, resale_params,
        resale,
    )  # fmt: skip
    ask_for_premiums(rules, routes, licences, lane_status, smuggling_state, forward, trade)
    sign_frame_contracts(
        rules, routes, cell_params, frame_params, frame, lane_status, buyers, trade, day,
    )  # fmt: skip
    quote_delivered(rules, frame, buyers)
    learn_news(forward_params, forward, cell_params, buyers)
    if contracted:
        price_at_the_margin(contracts, trade)
    want(rules, user_params, cell_params, buyers, users, per_cell, day)
    use_another_material(cell_params, substitution, substitution_state, buyers, users)
    move_offshore(
        rules, routes, offshoring, offshoring_state, alliances, levies, buyers, users, trade, floors, per_cell,
    )  # fmt: skip
    plan_throughput(plant_params, cell_params, sellers, buyers, plants, stoppage_state, day)
    keep_separation_quota(production_quotas, production_quota_state, plant_params, trade, buyers, sellers, plants, day)
    divert(rules, defence, buyers)
    ration(rules, cell_params, defence, buyers)
    if controlled:
        spread_news(rules, routes, news_params, news_state, buyers, trade, per_cell, day)
    buy_ahead(
        rules, coming_duties, buying_ahead_state, alliances, floors, levies, routes, sellers, buyers, trade,
        controlled, day,
    )  # fmt: skip
    if stockpiled:
        plan_stores(rules, stockpile_params, stockpile_state, forward, buyers, day)
    update_panic(rules, buyers)
    place_orders(rules, routes, cell_params, forward_params, forward, buyers, sellers, trade, per_cell)
    if controlled:
        order_for_unlisted(routes, sellers, buyers, trade, lane_status, per_cell)
        plan_on_actual_exports(rules, routes, lane_status, sellers, trade)
        grant_quota(rules, quotas, trade, lane_status, pools, day)
    keep_ceiling(rules, smuggling, smuggling_state, trade)
    settle_backlogs(
        rules, routes, sellers, buyers, trade, members_first_params, levies, smuggling, lane_status, rationing,
    )  # fmt: skip
    if controlled:
        draw_quota(trade, lane_status, pools)
    send_off(rules, routes, sellers, trade, smuggling_state, lots, births, day)
    _reset_flows(sellers, buyers)
    plan_digging(rules, mine_params, cell_params, sellers, mines, sites, stoppage_state, day)
    keep_mining_quota(production_quotas, production_quota_state, mine_params, sellers, mines, day)
    dig(rules, mine_params, cell_params, sellers, mines, ledger)
    run_plants(rules, plant_params, cell_params, sellers, buyers, plants, ledger)
    if supported:
        count_guaranteed(rules, guarantee_params, guarantee_state, sellers, mines, plants, day)
        count_public_money(rules, public_money, public_money_state, mines, plants, project_state, day)
        count_contracts(
            rules, public_money, public_money_state, sellers, buyers, mine_params, plant_params, mines, plants,
            project_state, day,
        )  # fmt: skip
    serve_users(rules, user_params, buyers, users, ledger, per_cell)
    postpone(rules, user_params, buyers, users)
    wear_out(recycling, buyers, recycling_state)
    draw_stock(buyers)
    if stockpiled:
        trade_for_stores(rules, stockpile_params, stockpile_state, buyers, day)
    deliver_resale(resale_params, resale, sellers, buyers)
    recycle(rules, recycling, cell_params, buyers, recycling_state, ledger, day)
    dump_glut(rules, cell_params, forward_params, forward, sellers, ledger)
    learn_differences(rules, cell_params, forward_params, forward, sellers)
    learn_sellers(rules, cell_params, forward_params, forward, sellers)
    learn_leads(rules, trade)
    if controlled:
        learn_waits(rules, lane_status, licence_state, trade)
        price_licences(
            rules, quotas, licence_state, routes, sellers, buyers, trade, lane_status, pools, day,
        )  # fmt: skip
    learn_thrift(rules, user_params, users)
    learn_saving(rules, plant_params, cell_params, buyers, plants)
    answer_prices(rules, mine_params, plant_params, production_quotas, mines, plants, production_quota_state, day)
    return moment(day + np.int64(rules.tick), MARKET, who)


@jit
def market_day(
    rules, cell_params, routes, nests, user_params, defence, smuggling, smuggling_state, alliances, floors, levies,
    coming_duties, buying_ahead_state, contracts, members_first_params, relabelling, relabelling_state, offshoring,
    offshoring_state, plant_params, mine_params, sellers, buyers, trade, users, plants, mines, sites,
    production_quotas, production_quota_state, recycling, recycling_state, investment_params, projects, project_links,
    project_state, ledger, lots, births, control_params, licences, quotas, news_params, lane_status, licence_state,
    pools, news_state, per_cell, per_nest, voyages, shocks, chance, totals, needs, diversification, welfare_params,
    tape, stoppage_state, offtake_params, offtake_state, named, forward_params, forward, control_state, per_material,
    rationing, frame_params, frame, border_params, border, resale_params, resale, substitution, substitution_state,
    stockpile_params, stockpile_state, guarantee_params, guarantee_state, public_money, public_money_state, day, who,
):  # fmt: skip
    """Market day with its records, in their order. Returns the next market day.

    Cargoes that are sent off go through ``births``.
    """
    draw_sea_days(voyages, chance, trade, day)
    draw_seizures(voyages, smuggling, smuggling_state, chance, day)
    update_booms(shocks, user_params, users, chance, day)
    after = trade_for_a_tick(
        rules, cell_params, routes, nests, user_params, defence, smuggling, smuggling_state, alliances, floors,
        levies, coming_duties, buying_ahead_state, contracts, members_first_params, relabelling, relabelling_state,
        offshoring, offshoring_state, plant_params, mine_params, sellers, buyers, trade, users, plants, mines, sites,
        production_quotas, production_quota_state, recycling, recycling_state, investment_params, projects,
        project_links, project_state, ledger, lots, births, control_params, quotas, news_params, lane_status,
        licence_state, pools, news_state, per_cell, per_nest, stoppage_state, offtake_params, offtake_state,
        forward_params, forward, licences, control_state, per_material, rationing, frame_params, frame, border_params,
        border, resale_params, resale, substitution, substitution_state, stockpile_params, stockpile_state,
        guarantee_params, guarantee_state, public_money, public_money_state, day, who,
    )  # fmt: skip
    apply_for_licences(licences, lane_status, licence_state, trade, lots, births, chance, day)
    value_the_day(
        rules, welfare_params, user_params, users, buyers, mines, plant_params, plants, stoppage_state, tape.welfare,
    )  # fmt: skip
    record_market(
        tape, named, rules, routes, floors, levies, smuggling_state, sellers, buyers, trade, resale, day,
    )  # fmt: skip
    record_stores(tape, stockpile_params, stockpile_state, buyers, day)
    record_public_money(tape, guarantee_params, guarantee_state, public_money_state, day)
    count(totals, rules, sellers, buyers, users, user_params, trade)
    count_delivered(needs, diversification, rules, buyers, users, day)
    count_installed(needs, diversification, rules, mine_params, plant_params, buyers, users, mines, plants)
    return after


@jit
def _reset_flows(sellers, buyers):
    """Reset of the counts of a tick: output, residue, capacity and use."""
    for i in range(len(sellers.made)):
        sellers.made[i] = 0.0
        sellers.residue[i] = 0.0
        sellers.capacity[i] = 0.0
        buyers.used[i] = 0.0


@jit
def _reset_support(mines, plants, project_state):
    """Reset of what public money adds to prices."""
    for f in range(len(mines.support)):
        mines.support[f] = 0.0
    for f in range(len(plants.support)):
        plants.support[f] = 0.0
    for q in range(len(project_state.support)):
        project_state.support[q] = 0.0
