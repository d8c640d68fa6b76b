"""Final users want more when they grow, less when the price stays high, and do not unlearn what they saved.

Desired use and thrift: model.md 5. Users answer the smoothed transaction price at once with the short elasticity, and
drift to the long one in two years upwards, eight downwards.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log


class UserParams(NamedTuple):
    """Who the final users are; read-only, one row per (cell, sector). ``cell`` and ``sector`` int64 (users,), the
    rest float64.

    ``base_use`` t/d; ``growth`` per day until day ``bend``, ``later_growth`` after; ``short`` and ``slow`` price
    elasticities [-], slow = long - short; ``recovered`` share of unmet use that is made up later.
    """

    cell: np.ndarray
    base_use: np.ndarray
    growth: np.ndarray
    short: np.ndarray
    slow: np.ndarray
    sector: np.ndarray
    later_growth: np.ndarray
    bend: np.ndarray
    recovered: np.ndarray


class UserState(NamedTuple):
    """Arrays float64 (users,): ``thrift`` ln; ``mean_price`` ln of half-year price over base; ``wanted`` t/d; ``surge``
    and ``swing`` ln of demand over its path, by surges alone and in all; ``owed`` t of unmet use to be made up,
    ``made_up`` t/d of it in this tick; ``required`` t/d they would want on the path of the base year, with growth and
    swings, at prices as they were and without anything learnt.
    """

    thrift: np.ndarray
    mean_price: np.ndarray
    wanted: np.ndarray
    surge: np.ndarray
    swing: np.ndarray
    owed: np.ndarray
    made_up: np.ndarray
    required: np.ndarray


@jit
def want(rules, user_params, cell_params, buyers, users, dear, day):
    """Desired use of every final user, t/d, added to its cell. Equation 5. ``dear`` float64 (cells,) is scratch: ln of
    the price that users feel over the base.
    """
    for j in range(len(dear)):
        dear[j] = log(buyers.felt[j] / cell_params.base_paid[j])
        buyers.desired[j] = 0.0
    today = 1.0 * day
    for k in range(len(user_params.cell)):
        price = dear[user_params.cell[k]]
        users.mean_price[k] += rules.thrift_price * (price - users.mean_price[k])
        early = min(today, user_params.bend[k])
        grown = user_params.growth[k] * early + user_params.later_growth[k] * (today - early)
        users.wanted[k] = grown + users.swing[k] + users.thrift[k] - user_params.short[k] * price
        users.required[k] = grown + users.swing[k]
    for k in range(len(user_params.cell)):
        users.wanted[k] = user_params.base_use[k] * exp(users.wanted[k])
        users.required[k] = user_params.base_use[k] * exp(users.required[k])
    for k in range(len(user_params.cell)):
        users.made_up[k] = users.owed[k] * rules.making_up / rules.tick
        users.wanted[k] += users.made_up[k]
    for k in range(len(user_params.cell)):
        buyers.desired[user_params.cell[k]] += users.wanted[k]


@jit
def learn_thrift(rules, user_params, users):
    """Users change their ways: faster into saving than out of it. Equation 5 (thrift)."""
    for k in range(len(users.thrift)):
        gap = -user_params.slow[k] * users.mean_price[k] - users.thrift[k]
        users.thrift[k] += (rules.thrift_up if gap < 0.0 else rules.thrift_down) * gap
