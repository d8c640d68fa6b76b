"""Market rules, and sellers and buyers at rest."""

import numpy as np

from lodeflow.atlas.atlas import DEFENCE, Atlas
from lodeflow.atlas.lane_columns import summed
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.materials import elasticities, material_of
from lodeflow.base_world.rest_point import (
    Floats,
    Rest,
    covers,
    ends,
    logs_or_zero,
    parts,
    smoothing,
)
from lodeflow.base_world.trade.origins import chinese_cells
from lodeflow.base_year.table import BaseYear
from lodeflow.kernels.alliance.known_prices import UNKNOWN
from lodeflow.kernels.core.maths import exp
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.entities.cells import COLUMNS, BuyerState, CellParams, SellerState
from lodeflow.kernels.entities.rules import BehaviourParams
from lodeflow.kernels.supply.mine import MineParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.kernels.trade.frame_contracts import COHORTS, FrameContractParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario


@reused
def build_rules(scenario: Scenario) -> BehaviourParams:
    """Behaviour parameters of ``scenario``: time constants become shares per tick; delays last at least one tick."""
    m, tick = scenario.market, float(scenario.tick_days)
    return BehaviourParams(
        tick=tick,
        seller_cover=float(m.seller_cover_days),
        own_response=float(m.own_response),
        route_substitution=float(m.route_substitution),
        netback=float(m.netback_elasticity),
        interest=float(m.interest) / DAYS_PER_YEAR,
        felt=smoothing(tick, m.user_price_days),
        contract=smoothing(tick, m.contract_price_days),
        forecast=smoothing(tick, m.forecast_days),
        level=smoothing(tick, m.cover_memory_days),
        lead=smoothing(tick, m.lead_memory_days),
        panic=smoothing(tick, m.panic_days),
        trend=smoothing(tick, m.trend_days),
        process_share=float(m.process_share),
        process_up=smoothing(tick, m.process_days_up),
        process_down=smoothing(tick, m.process_days_down),
        redesign_up=smoothing(tick, m.redesign_days_up),
        redesign_down=smoothing(tick, m.redesign_days_down),
        thrift_price=smoothing(tick, m.thrift_price_days),
        making_up=smoothing(tick, m.recovery_days),
        incentive=smoothing(tick, scenario.supply.mine_response_days),
        cancellation=smoothing(tick, m.cancellation_days),
        stock_adjustment=max(float(m.stock_adjustment_days), tick),
        pipeline_adjustment=max(float(m.pipeline_adjustment_days), tick),
        pipeline_weight=float(m.pipeline_weight),
        longest_backlog=float(m.longest_backlog_days),
        dispatched=tick / max(m.dispatch_days, tick),
        handled=min(1.0, tick / m.handling_days),
        drawn=min(1.0, tick / m.use_days),
        use_days=float(m.use_days),
        dispatch_days=max(float(m.dispatch_days), tick),
        backlog_limit=float(m.backlog_limit),
        cover_spread=float(m.cover_spread),
        shortage_cover=float(m.shortage_cover_share),
        panic_gain=float(m.panic_gain),
        panic_strength=float(m.panic_strength),
        residue_share=smoothing(tick, m.residue_days),
        news_kept=float(exp(-tick / float(m.news_fading_days))),
        foreseeing=float(m.foreseeing_share),
        ahead_days=float(m.ahead_days),
        ahead_rise=float(m.ahead_rise),
        most_ahead=float(m.most_ahead_share),
        forgetting=float(m.forgetting_speed),
        short_share=float(scenario.measures.short_share),
        badly_short_share=float(scenario.measures.badly_short_share),
    )


@reused
def build_frame_contracts(scenario: Scenario) -> FrameContractParams:
    """Terms of frame contracts of ``scenario``: a cohort a tick, or a 52nd of a contract's length if that is more."""
    days = scenario.market.contract_days
    cohorts = max(1, min(COHORTS, days // scenario.tick_days))
    return FrameContractParams(frozen([days], np.int64), frozen([cohorts], np.int64))


def build_cell_params(
    scenario: Scenario, year: BaseYear, atlas: Atlas, rest: Rest, plant_params: PlantParams, mine_params: MineParams
) -> CellParams:
    """Cell parameters: base prices, capacities, cover targets, and price elasticities near the base.

    Args:
        scenario: terms of every material.
        year: base table with final use.
        atlas: the cells.
        rest: prices, flows and content of the base year.
        plant_params: plants, for capacity and supply elasticity.
        mine_params: mines, for capacity and supply elasticity.

    """
    capacity, slope = _capacity(rest, plant_params, mine_params)
    cover, fixed = covers(scenario, atlas), _terms_of_cells(scenario, year, atlas, rest)
    tick = float(scenario.tick_days)
    refill = smoothing(tick, scenario.market.residue_days) * float(scenario.market.seller_cover_days) / tick
    return CellParams(
        **fixed,
        base_capacity=capacity,
        design_capacity=capacity,
        refill=frozen(refill * np.where(fixed["base_residue"] > 0.0, 1.0 - fixed["base_residue"], 0.0)),
        supply_slope=slope,
        demand_slope=_demand_slopes(scenario, year, atlas, rest),
        cover_days=cover,
    )


@reused
def _terms_of_cells(scenario: Scenario, year: BaseYear, atlas: Atlas, rest: Rest) -> dict[str, Floats]:
    """Columns of the cells that follow from their material and the base year alone."""
    terms = [scenario.materials[material] for _, material in atlas.cells]
    surplus = np.array([t.surplus_share for t in terms])
    return {
        "base_price": frozen(rest.price),
        "base_paid": frozen(np.where(rest.landed > 0.0, rest.landed, rest.price)),
        "lowest_price": frozen(np.where(surplus > 0.0, rest.price, 0.0)),
        "base_residue": frozen(np.where(surplus > 0.0, 1.0 - year.wanted_rest, 0.0)),
        "switching": frozen([smoothing(float(scenario.tick_days), t.switching_days) for t in terms]),
        "contract_share": frozen([t.contract_share for t in terms]),
        "grade": frozen(rest.content),
        "chinese": frozen(chinese_cells(atlas)),
    }


@reused
def _capacity(rest: Rest, plant_params: PlantParams, mine_params: MineParams) -> tuple[Floats, Floats]:
    """Capacity of the base year and supply slope of every cell, float64 (cells,)."""
    capacity, supply_slope = np.zeros(len(rest.price)), np.zeros(len(rest.price))
    for f, cell in enumerate(mine_params.cell):
        capacity[cell] += mine_params.base_capacity[f]
        supply_slope[cell] = mine_params.elasticity[f]
    for f in range(len(plant_params.need)):
        for k, cell in enumerate(plant_params.product[f]):
            if cell >= 0:
                capacity[cell] += plant_params.base_capacity[f] * plant_params.fixed_yield[f, k]
                pull = (
                    plant_params.elasticity[f]
                    * plant_params.fixed_yield[f, k]
                    * rest.price[cell]
                    / plant_params.base_margin[f]
                )
                supply_slope[cell] = max(supply_slope[cell], pull)
    return frozen(capacity), frozen(supply_slope)


def _demand_slopes(scenario: Scenario, year: BaseYear, atlas: Atlas, rest: Rest) -> Floats:
    """Short-run price elasticity of world demand for each cell's material: that of final users, times their share of
    use.

    Plants respond too, but the less the fuller they run; counting on them made the anchor too fast and heavy oxide
    swing by a factor of ten in a world without shocks.
    """
    final, total = _world_use(year, atlas, rest)
    short, _ = elasticities(scenario)
    return frozen((short * final / total)[material_of(atlas)[:-1]])


@reused
def _world_use(year: BaseYear, atlas: Atlas, rest: Rest) -> tuple[Floats, Floats]:
    """Final use and all use of each material in the world, float64 (materials + 1,) [t/d]; all use is 1 for none."""
    total: dict[str, float] = {}
    final: dict[str, float] = {}
    for cell, (region, material) in enumerate(atlas.cells):
        if atlas.tag(cell) == DEFENCE:
            continue  # final use includes that of defence
        twin = atlas.cell(region, material, DEFENCE)
        total[material] = total.get(material, 0.0) + rest.use[cell] + (rest.use[twin] if twin != cell else 0.0)
        final[material] = final.get(material, 0.0) + year.final_use.get((region, material), 0.0) / DAYS_PER_YEAR
    return (
        np.array([*(final.get(m, 0.0) for m in atlas.goods.materials), 0.0]),
        np.array([*(total.get(m, 1.0) for m in atlas.goods.materials), 1.0]),
    )


@reused
def build_sellers(scenario: Scenario, cell_params: CellParams, rest: Rest, member: Floats) -> SellerState:
    """Sellers at rest: stocks on target, no differences between sellers of a material.

    Args:
        scenario: cover that sellers want.
        cell_params: base and design capacity.
        rest: output, prices and content of the base year.
        member: float64 (cells,), 1 where goods mined count as those of an alliance's member.

    """
    stock = scenario.market.seller_cover_days * rest.output
    return SellerState(
        stock=stock,
        content=stock[:, None] * rest.content,
        price=rest.price.copy(),
        premium=np.zeros(len(stock)),
        anchor=np.zeros(len(stock)),
        glut=np.zeros(len(stock)),
        orders=rest.output.copy(),
        asked=rest.output.copy(),
        made=np.zeros(len(stock)),
        residue=np.zeros(len(stock)),
        capacity=cell_params.base_capacity.copy(),
        held=np.zeros(len(stock)),
        trapped=np.zeros(len(stock)),
        qualified=np.where(cell_params.base_capacity < cell_params.design_capacity, 0.0, 1.0),
        starting=np.zeros(len(stock)),
        member=member.copy(),
    )


def build_buyers(cover: Floats, atlas: Atlas, rest: Rest, use: Floats, growth: Floats) -> BuyerState:
    """Buyers at rest: stocks on target at landed cost, forecasts equal to use.

    Args:
        cover: float64 (cells,) [d], cover that buyers want.
        atlas: the cells.
        rest: landed costs and content of the base year.
        use: float64 (cells,) [t/d], use on the path of growth.
        growth: float64 (cells,) [1/tick], growth of use, by which yesterday's forecast and level are lower.

    """
    stock = cover * use
    return _rested_buyers(atlas, rest)._replace(
        forecast=use / (1.0 + growth),
        desired=use.copy(),
        stock=stock,
        level=stock / (1.0 + growth),
        content=stock[:, None] * rest.feed_content,
        book=stock * rest.landed,
    )


@reused
def _rested_buyers(atlas: Atlas, rest: Rest) -> BuyerState:
    """Buyers at rest, without their stocks."""
    paid = rest.landed.copy()
    untaxed = _untaxed(atlas, rest)
    zero = np.zeros(len(paid))
    return BuyerState(
        stock=zero,
        level=zero,
        content=zero,
        book=zero,
        landed=paid,
        untaxed=untaxed,
        spot=paid.copy(),
        contract=paid.copy(),
        paid=paid.copy(),
        felt=paid.copy(),
        trend=logs_or_zero(untaxed),
        panic=zero.copy(),
        known=np.full(len(zero), UNKNOWN),
        forecast=rest.use.copy(),
        desired=rest.use.copy(),
        filled=np.ones(len(zero)),
        used=zero.copy(),
        spread=zero.copy(),
        returned=zero.copy(),
        news=zero.copy(),
        rush=zero.copy(),
        starting=zero.copy(),
        served=np.zeros((len(zero), COLUMNS)),
    )


@reused
def _untaxed(atlas: Atlas, rest: Rest) -> Floats:
    """Mean landed cost less tariffs, by buyer, USD/t."""
    part = parts(atlas, rest.flow, rest.use)
    return summed(part * (rest.cost - rest.duty), ends(atlas)[1], len(atlas.cells))
