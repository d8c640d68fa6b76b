"""How people in the market behave: speeds, elasticities and covers that hold for every cell.

Smoothing shares are 1 - exp(-tick / time constant) and are worked out once, in build, with the project's own exp.
"""

from typing import NamedTuple


class BehaviourParams(NamedTuple):
    """Scalars, all float64 so that every kernel has one signature. Symbols of model.md stand in brackets."""

    tick: float  # days between two markets [dt]
    seller_cover: float  # days of orders a seller holds [n_K]
    price_response: float  # answer of the price to stock [psi]
    anchor_days: float  # shortest time in which the anchor learns [T_a]
    buyer_response: float  # answer of the spot price to the buyers' cover [psi_c]
    route_substitution: float  # between routes of one seller [sigma_g]
    interest: float  # per day
    felt: float  # smoothing shares a tick: the price users answer,
    contract: float  # the price of contracts,
    forecast: float  # use and orders expected,
    level: float  # the stock users see,
    lead: float  # days from order to use expected,
    panic: float
    trend: float
    thrift_up: float
    thrift_down: float
    thrift_price: float
    making_up: float  # use that a shortage has postponed
    incentive: float  # the price a mine answers
    cancellation: float
    stock_adjustment: float  # days [T_I]
    pipeline_adjustment: float  # days [T_SL]
    pipeline_weight: float  # [beta]
    longest_backlog: float  # days
    dispatched: float  # share of the backlog that a tick sends off
    handled: float  # share of a seller's stock that a tick can send off
    drawn: float  # share of a buyer's stock that a tick can use
    use_days: float  # [tau_u]
    dispatch_days: float  # [tau_d]
    backlog_limit: float  # times the normal backlog
    cover_spread: float  # spread of users' covers, ln
    shortage_cover: float  # share of target cover above which nobody is short
    panic_gain: float  # [g_z]
    panic_strength: float  # [chi]
    residue_share: float  # share of a dumped glut that leaves in a tick
