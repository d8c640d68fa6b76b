"""Behavioural parameters of the market: adjustment speeds, elasticities and covers that hold for every cell.

Smoothing shares are 1 - exp(-tick / time constant), worked out once in ``sim/base_world/market.py`` with the project's
own exp.
"""

from typing import NamedTuple


class BehaviourParams(NamedTuple):
    """Behavioural scalars; read-only, all float so that every kernel has one signature. Symbols of model.md in
    brackets.
    """

    tick: float
    """float [d]: time between two market days [dt]."""
    seller_cover: float
    """float [d]: days of orders that sellers hold in stock [n_K]."""
    own_response: float
    """float [-]: response of a gate price to the seller's stock against that of its pool, over what theory says."""
    route_substitution: float
    """float [-]: elasticity of substitution between routes of one seller [sigma_g]."""
    netback: float
    """float [-]: elasticity of a short seller's shipments to its netback [tau]."""
    interest: float
    """float [1/d]: interest rate on goods in transit [r]."""
    felt: float
    """float [-]: smoothing share a tick of the price to which users respond."""
    contract: float
    """float [-]: smoothing share a tick of contract prices."""
    forecast: float
    """float [-]: smoothing share a tick of expected use and orders."""
    level: float
    """float [-]: smoothing share a tick of the stock that users see."""
    lead: float
    """float [-]: smoothing share a tick of expected lead times and licence waits."""
    panic: float
    """float [-]: smoothing share a tick of panic."""
    trend: float
    """float [-]: smoothing share a tick of the price trend."""
    process_share: float
    """float [-]: part of thrift that comes from settings of a process; the other part is redesign."""
    process_up: float
    """float [-]: smoothing share a tick of savings by process settings while they grow."""
    process_down: float
    """float [-]: the same while they shrink."""
    redesign_up: float
    """float [-]: smoothing share a tick of savings by redesign while they grow."""
    redesign_down: float
    """float [-]: the same while they shrink."""
    thrift_price: float
    """float [-]: smoothing share a tick of the mean price to which thrift adjusts."""
    making_up: float
    """float [-]: share of postponed use that is demanded in a tick."""
    incentive: float
    """float [-]: smoothing share a tick of the price to which mines respond."""
    cancellation: float
    """float [-]: share of the excess backlog that is cancelled in a tick."""
    stock_adjustment: float
    """float [d]: time in which buyers close a gap in stock [T_I]."""
    pipeline_adjustment: float
    """float [d]: time in which buyers close a gap in goods on order [T_SL]."""
    pipeline_weight: float
    """float [-]: share of the gap in goods on order that buyers account for [beta]."""
    longest_backlog: float
    """float [d]: upper bound of the expected wait in the backlog."""
    dispatched: float
    """float [-]: share of the backlog that is due for dispatch in a tick."""
    handled: float
    """float [-]: largest share of a seller's stock that can be dispatched in a tick."""
    drawn: float
    """float [-]: largest share of a buyer's stock that can be used in a tick."""
    use_days: float
    """float [d]: time to the next delivery of users who are not just-in-time, and to draw down a stock [tau_u]."""
    dispatch_days: float
    """float [d]: time in which sellers dispatch orders [tau_d]."""
    backlog_limit: float
    """float [-]: backlog above which orders are cancelled, as a multiple of the normal backlog."""
    cover_spread: float
    """float [-]: standard deviation of ln target cover among users."""
    shortage_cover: float
    """float [-]: share of its target that a just-in-time user uses up between deliveries; above it nobody is short."""
    panic_gain: float
    """float [-]: panic per unit of ln price above trend [g_z]."""
    panic_strength: float
    """float [-]: relative increase of the target cover at full panic [chi]."""
    residue_share: float
    """float [-]: share of a dumped glut that goes to the residue pile in a tick."""
    news_kept: float
    """float [-]: share of the news of a control that is left after a tick."""
    foreseeing: float
    """float [-]: share of buyers who foresee a control or duty and buy ahead of it."""
    ahead_days: float
    """float [d]: extra stock that they want, in days of use; also the time before the date in which they buy it."""
    ahead_rise: float
    """float [-]: ln of the cost after over the cost before a duty from which they want the whole of it."""
    most_ahead: float
    """float [-]: share of a seller's stock by which a backlog below normal counts as more stock, at most."""
    forgetting: float
    """float [-]: speed at which a qualification is lost over that at which another is won."""
    short_share: float
    """float [-]: share of desired use unmet above which a market day counts as short."""
    badly_short_share: float
    """float [-]: share of desired use unmet above which a market day counts as badly short."""
