"""Whether a plant is worth building: the price it needs, the price it can expect, and how soon somebody dares.

Model.md 4 (FID). Prices are of a tonne of the project's product, what is paid for feed taken off, USD/t.
"""

from math import sqrt

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log, normal_cdf


@jit
def incentive_price(overrun, capital, cash_cost):
    """Price at which the plant earns its cost of capital, USD/t. ``capital`` USD/t: yearly service of the planned
    investment over yearly output; ``overrun`` times the plan; ``cash_cost`` USD/t with royalty.
    """
    return overrun * capital + cash_cost


@jit
def worth_of_floor(floor, price, volatility, years):
    """Mean of the larger of ``floor`` and a log-normal price of mean ``price``: what a guaranteed price is worth.

    M(F) of model.md 4. ``volatility`` per square root of a year.
    """
    spread = volatility * sqrt(years)
    above = log(price / floor) / spread + 0.5 * spread
    return floor * normal_cdf(spread - above) + price * normal_cdf(above)


@jit
def expected_price(remembered, offtake_share, offtake_price, floor, faith, volatility, years):
    """Price that investors count on, USD/t: the remembered one, the contract's on its share, and on the rest as much
    of the floor as they have ``faith`` in, pi_F k_F in [0, 1]. Without a floor the faith is 0.
    """
    market = remembered
    if faith > 0.0 and floor > 0.0 and remembered > 0.0:
        market += faith * (worth_of_floor(floor, remembered, volatility, years) - remembered)
    return offtake_share * offtake_price + (1.0 - offtake_share) * market


@jit
def readiness(expected, incentive, hurdle, spread):
    """Share of the highest rate of decisions at which somebody decides, from the expected over the incentive price."""
    if expected <= 0.0:
        return 0.0
    if incentive <= 0.0:
        return 1.0
    return 1.0 / (1.0 + exp(-(log(expected / incentive) - hurdle) / spread))
