"""The market, which meets once a tick and sends cargoes off."""

from lodeflow.kernels.core.kinds import MARKET
from lodeflow.kernels.core.moment import moment as at
from lodeflow.kernels.engine.market_day import trade_for_a_tick
from lodeflow.kernels.evasion.smuggling import watch_the_border
from lodeflow.kernels.export_controls.licence_office import apply_for_licences
from lodeflow.kernels.record.diversification import count_delivered
from lodeflow.kernels.record.record import record_market
from lodeflow.kernels.record.totals import count
from lodeflow.kernels.record.welfare import value_the_day
from lodeflow.kernels.shocks.shocks import do_business
from lodeflow.kernels.trade.voyage import draw_sea_days
from lodeflow.processes.shipment import shipment
from lodeflow.processes.stage import Life, Stage, UnexpectedMomentError


def market(stage: Stage) -> Life:
    """Every tick it prices, orders, dispatches and produces; what happened is counted and written down; each lot that
    it sent off begins a life of its own.
    """
    moment = at(0, MARKET, 0)
    lanes = len(stage.trade.share)
    while True:
        yield stage.until(moment)
        stage.make_room(lots=2 * lanes, births=2 * lanes)
        day = stage.turn(moment)
        draw_sea_days(stage.voyages, stage.chance, stage.trade, day)
        watch_the_border(stage.voyages, stage.market.smuggling, stage.market.smuggling_state, stage.chance, day)
        do_business(stage.world.shocks, stage.market.user_params, stage.market.users, stage.chance, day)
        moment = trade_for_a_tick(*stage.market, day, 0)
        m = stage.market
        apply_for_licences(m.licences, m.lane_status, m.licence_state, m.trade, m.lots, m.births, stage.chance, day)
        welfare_params, tape = stage.world.welfare_params, stage.tape
        value_the_day(
            m.rules,
            welfare_params,
            m.user_params,
            m.users,
            m.buyers,
            m.mines,
            m.plant_params,
            m.plants,
            tape.welfare,
        )
        record_market(stage.tape, m.rules, m.routes, m.sellers, m.buyers, m.trade, day)
        count(stage.world.totals, m.rules, m.sellers, m.buyers, m.users, m.user_params, m.trade)
        count_delivered(stage.world.needs, stage.world.diversification, m.rules, m.buyers, m.users, day)
        for first in stage.born():
            stage.env.process(shipment(stage, first))
        if (moment >> 32) & 0xFF != MARKET:
            raise UnexpectedMomentError("the market", moment)
