"""Final use: desired use grows with demand, and falls with a lasting price rise; redesign is unlearnt slowly.

Desired use and thrift: model.md 5. Use responds to the smoothed transaction price at once with the short-run
elasticity, and drifts to the long-run one as process settings and redesign allow (``kernels/entities/thrift.py``).
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.entities.thrift import learn_to_save


class UserParams(NamedTuple):
    """Final users, one per (cell, sector); read-only. Partner: UserState."""

    cell: np.ndarray
    """int64 (users,) [cell]: buyer's cell."""
    base_use: np.ndarray
    """float64 (users,) [t/d]: use in the base year."""
    growth: np.ndarray
    """float64 (users,) [1/d]: growth rate of use until ``bend``."""
    short: np.ndarray
    """float64 (users,) [-]: short-run price elasticity."""
    slow: np.ndarray
    """float64 (users,) [-]: long-run less short-run price elasticity."""
    sector: np.ndarray
    """int64 (users,) [sector]: index in SECTORS of ``sim/catalog/names.py``."""
    later_growth: np.ndarray
    """float64 (users,) [1/d]: growth rate of use after ``bend``."""
    bend: np.ndarray
    """float64 (users,) [day]: day on which the growth rate changes."""
    recovered: np.ndarray
    """float64 (users,) [-]: share of unmet use that is postponed."""
    settling: np.ndarray
    """float64 (users,) [1/tick]: rate at which growth beside the path fades."""


class UserState(NamedTuple):
    """Demand of the final users; written every market day. Partner: UserParams."""

    thrift: np.ndarray
    """float64 (users,) [-]: ln of use over use without savings."""
    learnt: np.ndarray
    """float64 (users, 2) [-]: its parts by process settings and by redesign."""
    mean_price: np.ndarray
    """float64 (users,) [-]: ln of the half-year mean price over the base price."""
    wanted: np.ndarray
    """float64 (users,) [t/d]: desired use, postponed use included."""
    surge: np.ndarray
    """float64 (users,) [-]: ln of demand over its path, surges alone."""
    swing: np.ndarray
    """float64 (users,) [-]: ln of demand over its path, surges and business cycles."""
    level: np.ndarray
    """float64 (users,) [-]: ln of the path of demand over that of the base year, by news about growth."""
    rising: np.ndarray
    """float64 (users,) [1/tick]: rise of it that is expected by the next market."""
    owed: np.ndarray
    """float64 (users,) [t]: postponed use."""
    made_up: np.ndarray
    """float64 (users,) [t/d]: postponed use that is demanded in this tick."""
    required: np.ndarray
    """float64 (users,) [t/d]: use at base prices and without thrift, with growth, its revisions and swings."""


@jit
def want(rules, user_params, cell_params, buyers, users, dear, day):
    """Desired use of every final user, t/d, added to ``buyers.desired`` of its cell. Equation 5.

    ``dear`` float64 (cells,) is scratch: ln of the felt price over the base price.
    """
    for j in range(len(dear)):
        dear[j] = log(buyers.felt[j] / cell_params.base_paid[j])
        buyers.desired[j] = 0.0
    today = 1.0 * day
    for k in range(len(user_params.cell)):
        price = dear[user_params.cell[k]]
        users.mean_price[k] += rules.thrift_price * (price - users.mean_price[k])
        early = min(today, user_params.bend[k])
        grown = user_params.growth[k] * early + user_params.later_growth[k] * (today - early) + users.level[k]
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
    """Adjustment of users' thrift: process settings return as they came, redesign slowly. Equation 5 (thrift)."""
    for k in range(len(users.thrift)):
        users.thrift[k] = learn_to_save(rules, users.learnt, k, -user_params.slow[k] * users.mean_price[k])
