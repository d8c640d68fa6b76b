"""Process of the market: prices, orders, dispatch and production once a tick."""

from lodeflow.kernels.core.kinds import MARKET
from lodeflow.kernels.core.moment import moment as at
from lodeflow.kernels.engine.market_day import market_day
from lodeflow.processes.shipment import shipment
from lodeflow.processes.simulation import Life, Simulation


def market(s: Simulation) -> Life:
    """Life of the market: a market day every tick; each cargo that it dispatches starts a process of its own.

    Args:
        s: the simulation.

    """
    moment = at(0, MARKET, 0)
    lanes = len(s.market.trade.share)
    while True:
        s.expect(moment, MARKET)
        yield s.until(moment)
        s.make_room(lots=2 * lanes, births=2 * lanes)
        moment = s.act(market_day, s.turn(moment), 0)
        for first in s.born():
            s.env.process(shipment(s, first))
