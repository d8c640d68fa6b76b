"""Rational expectations of one region by iteration of its price function: the yardstick for every price rule.

ln P is a table over stock carried in, chance and late answer of supply. Each round improves every entry by one Newton
step on what stockholders want, ln P = ln E P' - ln(K' / n) / kappa, with the table of the last round for next week's
price; the mean over next week's chance is Gauss and Hermite's. Between entries the table is linear, and goes on straight
beyond its last ones.

Source: Judd 1998, Numerical Methods in Economics, ch. 17; Williams & Wright 1991, Storage and Commodity Markets, ch. 3.
"""

import numpy as np
from one_region import CHOKE, KEPT, cleared, left_over

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import exp, log

STOCKS, CHANCES, ANSWERS, NODES = 48, 21, 5, 5
REACH = 3.5  # standard deviations
ROUNDS, CLOSE, DAMPED = 4000, 1e-6, 0.6  # undamped, entries near the last stock swing


@inline
def place(x, first, step, many):
    """Entry below ``x`` on an even grid, and how far on to the next; straight on at the ends."""
    at = (x - first) / step
    low = min(max(int(np.floor(at)), 0), many - 2)
    return low, at - low


@jit
def look_up(table, first, step, stock, z, u):
    """Ln price at a stock carried in, a chance and an answer."""
    i, a = place(log(stock), first[0], step[0], table.shape[0])
    j, b = place(z, first[1], step[1], table.shape[1])
    k, c = place(u, first[2], step[2], table.shape[2])
    near = table[i, j, k] * (1.0 - c) + table[i, j, k + 1] * c
    near_on = table[i, j + 1, k] * (1.0 - c) + table[i, j + 1, k + 1] * c
    far = table[i + 1, j, k] * (1.0 - c) + table[i + 1, j, k + 1] * c
    far_on = table[i + 1, j + 1, k] * (1.0 - c) + table[i + 1, j + 1, k + 1] * c
    return (1.0 - a) * (near * (1.0 - b) + near_on * b) + a * (far * (1.0 - b) + far_on * b)


@jit
def improve(r, first, step, node, weight, table, better):
    """One round; returns the largest error of what stockholders want."""
    worst, kept = 0.0, KEPT * r.normal
    for i in range(table.shape[0]):
        stock = exp(first[0] + i * step[0])
        for j in range(table.shape[1]):
            z = first[1] + j * step[1]
            for k in range(table.shape[2]):
                u = first[2] + k * step[2]
                there, price = stock + exp(z + u), table[i, j, k]
                left = left_over(price, there, r.short, kept)
                answer = u + r.speed * (r.elasticity * price - u)
                mean = 0.0
                for m in range(len(node)):
                    later = look_up(table, first, step, left, r.lasting * z + node[m], answer)
                    mean += weight[m] * exp(min(later, CHOKE))
                gap = log(mean) - log(left / r.normal) / r.kappa - price
                slope = 1.0 + r.short * exp(-r.short * price) / (left * r.kappa)
                better[i, j, k] = cleared(price + DAMPED * gap / slope, there, r.short, kept)
                worst = max(worst, abs(better[i, j, k] - price))
    return worst


@jit
def follow_table(r, first, step, table, z, price, stock):
    """Prices and stocks left where everybody expects what comes on average."""
    k, u, kept = r.normal, 0.0, KEPT * r.normal
    for t in range(len(z)):
        there = k + exp(z[t] + u)
        price[t] = cleared(look_up(table, first, step, k, z[t], u), there, r.short, kept)
        k = left_over(price[t], there, r.short, kept)
        stock[t] = k
        u += r.speed * (r.elasticity * price[t] - u)


def by_expectations(r, z):
    """Prices and stocks of a simulation under rational expectations."""
    ends = (
        (np.log(KEPT * r.normal), np.log(6.0 * r.normal), STOCKS),
        (-REACH * r.spread, REACH * r.spread, CHANCES),
        (-1.5 * r.elasticity, 1.5 * r.elasticity, ANSWERS),
    )
    first = np.array([low for low, _, _ in ends])
    step = np.array([(high - low) / (many - 1) for low, high, many in ends])
    node, weight = np.polynomial.hermite_e.hermegauss(NODES)
    node, weight = node * r.spread * np.sqrt(1.0 - r.lasting**2), weight / weight.sum()
    table = np.zeros((STOCKS, CHANCES, ANSWERS))
    better = table.copy()
    for _ in range(ROUNDS):
        if improve(r, first, step, node, weight, table, better) < CLOSE:
            break
        table, better = better, table
    else:
        raise AssertionError("the price function did not settle")
    price, stock = np.zeros(len(z)), np.zeros(len(z))
    follow_table(r, first, step, better, z, price, stock)
    return price, stock
