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
from lodeflow.processes.simulation import Life, Simulation, UnexpectedMomentError


def market(s: Simulation) -> Life:
    """Every tick it prices, orders, dispatches and produces; what happened is counted and written down; each lot that
    it sent off begins a life of its own.
    """
    moment = at(0, MARKET, 0)
    lanes = len(s.trade.share)
    while True:
        yield s.until(moment)
        s.make_room(lots=2 * lanes, births=2 * lanes)
        day = s.turn(moment)
        draw_sea_days(s.voyages, s.chance, s.trade, day)
        watch_the_border(s.voyages, s.market.smuggling, s.market.smuggling_state, s.chance, day)
        do_business(s.world.shocks, s.market.user_params, s.market.users, s.chance, day)
        moment = trade_for_a_tick(*s.market, day, 0)
        m = s.market
        apply_for_licences(m.licences, m.lane_status, m.licence_state, m.trade, m.lots, m.births, s.chance, day)
        welfare_params, tape = s.world.welfare_params, s.tape
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
        record_market(s.tape, m.rules, m.routes, m.sellers, m.buyers, m.trade, day)
        count(s.world.totals, m.rules, m.sellers, m.buyers, m.users, m.user_params, m.trade)
        count_delivered(s.world.needs, s.world.diversification, m.rules, m.buyers, m.users, day)
        for first in s.born():
            s.env.process(shipment(s, first))
        if (moment >> 32) & 0xFF != MARKET:
            raise UnexpectedMomentError("the market", moment)
