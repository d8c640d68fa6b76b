"""Final investment decision: incentive price, expected price, and the rate at which investors decide.

Model.md 4 (FID). Prices are per tonne of the project's product, net of what is paid for feed [USD/t].
"""

from math import sqrt

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log, normal_cdf


@jit
def incentive_price(overrun, capital, cash_cost):
    """Incentive price [USD/t]: the price at which a plant earns its cost of capital.

    Args:
        overrun: float [-], capital cost over the planned one.
        capital: float [USD/t], yearly service of the planned investment over yearly output.
        cash_cost: float [USD/t], with royalty.

    """
    return overrun * capital + cash_cost


@jit
def worth_of_floor(floor, price, volatility, years):
    """Expected revenue under a price floor [USD/t]: mean of the larger of floor and a log-normal price. M(F) of
    model.md 4.

    Args:
        floor: float [USD/t].
        price: float [USD/t], mean of the log-normal price.
        volatility: float [yr^-0.5], standard deviation of ln price per square root of a year.
        years: float [yr], horizon.

    """
    spread = volatility * sqrt(years)
    above = log(price / floor) / spread + 0.5 * spread
    return floor * normal_cdf(spread - above) + price * normal_cdf(above)


@jit
def expected_price(remembered, offtake_share, offtake_price, floor, faith, volatility, years):
    """Price that investors count on [USD/t]: the contract's on its share; on the rest the remembered one, raised by the
    floor.

    The floor counts as far as investors have faith in it.

    Args:
        remembered: float [USD/t], mean of three years.
        offtake_share: float [-], share of output under offtake contracts.
        offtake_price: float [USD/t], their price.
        floor: float [USD/t], reference price net of feed; 0 for none.
        faith: float [-], pi_F k_F, 0 to 1; 0 without a floor.
        volatility: float [yr^-0.5], standard deviation of ln price per square root of a year.
        years: float [yr], horizon for which a floor has a value.

    """
    market = remembered
    if faith > 0.0 and floor > 0.0 and remembered > 0.0:
        market += faith * (worth_of_floor(floor, remembered, volatility, years) - remembered)
    return offtake_share * offtake_price + (1.0 - offtake_share) * market


@jit
def readiness(expected, incentive, hurdle, spread):
    """Rate of investment decisions over the highest one [-], from expected over incentive price.

    Args:
        expected: float [USD/t], expected price.
        incentive: float [USD/t], incentive price.
        hurdle: float [-], ln of expected over incentive price at half of the highest rate.
        spread: float [-], width of the rise in that logarithm.

    """
    if expected <= 0.0:
        return 0.0
    if incentive <= 0.0:
        return 1.0
    return 1.0 / (1.0 + exp(-(log(expected / incentive) - hurdle) / spread))
