"""One region that digs, stores and uses one good in weeks, and what its prices are like under any rule.

Supply of a week is e^(z + u): z a chance that fades (autoregressive), u the late answer to price,
u' = (1 - speed) u + speed x elasticity x ln P. Use is P^-short, in units of the usual use of a week, so stocks are in weeks
of use. Stockholders want n (E P' / P)^kappa. A last share of the normal stock is never used, and no price exceeds a choke.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.prices.saddle_path import LEVEL, find_modes
from lodeflow.kernels.prices.scarcity import scarcity

KEPT = 0.02  # of the normal stock
CHOKE = log(12.0)
BURN = 520  # weeks


class Region(NamedTuple):
    """What makes one region different from another."""

    short: float
    """Elasticity of use, at once."""
    elasticity: float
    """Elasticity of supply, late."""
    speed: float
    """Of the answer of supply, per week."""
    normal: float
    """Stock in weeks of use."""
    kappa: float
    """Elasticity of stock wanted to the gain of a week."""
    lasting: float
    """Share of a chance that is left after a week."""
    spread: float
    """Standard deviation of the chance."""


class Rule(NamedTuple):
    """What stockholders reckon with."""

    rate: float
    """At which they discount, per week."""
    steep: float
    """Response of ln price to the forward position."""
    fading: float
    """Of a chance, per week, as they believe."""


def region(short, elasticity, days, normal, kappa, lasting, spread):
    """A region whose supply answers in so many days."""
    return Region(short, elasticity, 1.0 - exp(-7.0 / days), normal, kappa, lasting, spread)


def saddle_rule(r):
    """Rate and steepness that the kernels give for one part."""
    rate, left, back = np.zeros(1), np.zeros((1, 1)), np.zeros((1, 1))
    answer = np.array([[[r.short]], [[r.elasticity]]])
    stock, work = np.array([[r.normal]]), np.zeros((5, 1, 1))
    find_modes(answer, np.array([0.0, r.speed]), np.full(2, LEVEL), stock, r.kappa, 0.0, rate, left, back, *work)
    return Rule(rate[0], back[0, 0] * left[0, 0] * r.normal, 1.0 - r.lasting)


def chances(r, weeks, seed):
    """The chance of every week, float64 (weeks,)."""
    z = np.random.default_rng(seed).standard_normal(weeks) * r.spread * np.sqrt(1.0 - r.lasting**2)
    remember(r.lasting, z)
    return z


@jit
def remember(lasting, z):
    """News of each week into a chance that fades."""
    for t in range(1, len(z)):
        z[t] += lasting * z[t - 1]


@inline
def cleared(price, there, short, kept):
    """The price, at least where use is what there is, at most the choke."""
    lowest = -log(max(there - kept, 1e-9)) / short
    return min(CHOKE, max(price, lowest))


@inline
def left_over(price, there, short, kept):
    """Stock after use at a price."""
    return max(kept, there - exp(-short * price))


@jit
def follow_rule(r, rule, z, price, stock, unmet):
    """Prices, stocks left and unmet shares of use where stockholders follow the closed form."""
    k, u, kept = r.normal, 0.0, KEPT * r.normal
    for t in range(len(z)):
        flows = u / (rule.rate + r.speed) + (exp(z[t]) - 1.0) / (rule.rate + rule.fading)
        asked = 2.0 * rule.steep * scarcity((k + flows) / r.normal)
        there = k + exp(z[t] + u)
        price[t] = cleared(asked, there, r.short, kept)
        k = left_over(price[t], there, r.short, kept)
        stock[t] = k
        unmet[t] = max(0.0, 1.0 - (there - k) / exp(-r.short * price[t]))
        u += r.speed * (r.elasticity * price[t] - u)


class Moments(NamedTuple):
    """What a series of prices and stocks is like."""

    mean: float
    """Mean price over the long-run one."""
    sd: float
    """Standard deviation of ln price."""
    month: float
    """Standard deviation of its change over four weeks."""
    again: float
    """Correlation of a change over four weeks with the next one, between single weeks."""
    year: float
    """Variance of changes over 52 weeks over 13 times that of 4 weeks: 1 if nobody can profit."""
    out: float
    """Share of weeks in which only the last stock is left."""


def moments(r, price, stock):
    """Moments after ten years."""
    price, stock = price[BURN:], stock[BURN:]
    month, year = price[4:] - price[:-4], price[52:] - price[:-52]
    return Moments(
        float(np.exp(price).mean()),
        float(price.std()),
        float(month.std()),
        float(np.corrcoef(month[4:], month[:-4])[0, 1]),
        float(year.var() / month.var() / 13.0),
        float((stock < 1.05 * KEPT * r.normal).mean()),
    )


def by_rule(r, rule, z):
    """Prices, stocks and unmet use of a simulation under the closed form."""
    price, stock, unmet = np.zeros(len(z)), np.zeros(len(z)), np.zeros(len(z))
    follow_rule(r, rule, z, price, stock, unmet)
    return price, stock, unmet
