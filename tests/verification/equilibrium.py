"""A spatial price equilibrium with nested-logit buyers, found without simulating anything.

Written from the equations of model.md 6, 7.3, 7.4, 8 and 14, not from the kernels: nothing of lodeflow is imported.
An equilibrium is one gate price per seller, and one rent per quota, at which every seller's supply is what buyers order
and every quota is either used up or worth nothing.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.optimize import least_squares

STILL, CLOSE = 1e-13, 1e-11  # largest residual, ln of supply over orders: what is aimed at, and what is enough
NONE = -1


class Lanes(NamedTuple):
    """Who can ship what to whom; arrays (lanes,). Costs are USD/t, rates shares.

    ``nest`` numbers the routes of one seller to one buyer; ``base_share`` of the buyer's use; ``sigma`` between
    sellers, ``sigma_route`` between the routes of one; ``carrying`` interest over the voyage, share of the price free
    on board; ``reference`` the price that a levy lifts imports to, 0 where none is due; ``aligned`` share of that gap
    which exporters add to their price and keep, before the levy; ``pool`` of an export quota, NONE without.
    Of a buyer the share ``listed`` may not buy the part ``barred`` of the goods of a lane.
    Smuggled lanes: ``premium`` at the ordinary volume, ``convexity`` of it, ``ordinary`` t/d, 0 on legal lanes.
    """

    seller: np.ndarray
    buyer: np.ndarray
    nest: np.ndarray
    base_share: np.ndarray
    base_cost: np.ndarray
    sigma: np.ndarray
    sigma_route: np.ndarray
    freight: np.ndarray
    tax: np.ndarray
    tariff: np.ndarray
    on_freight: np.ndarray
    carrying: np.ndarray
    reference: np.ndarray
    aligned: np.ndarray
    pool: np.ndarray
    premium: np.ndarray
    convexity: np.ndarray
    ordinary: np.ndarray
    listed: np.ndarray | float = 0.0
    barred: np.ndarray | float = 0.0


class Made(NamedTuple):
    """What the industry sells and uses, t/d, arrays (cells,)."""

    output: np.ndarray
    use: np.ndarray


class Economy(NamedTuple):
    """A world at rest but for its prices.

    ``industry`` (price, landed, share) gives what is made and used; ``trust`` (share) the weight of each seller against
    the base year, its capacity; ``start`` the prices to begin the search with, 0 where nothing is sold; ``quotas`` t/d
    of each pool. ``floor`` USD/t is what sellers of goods in surplus ask at least, 0 without: they throw away what finds
    no buyer at it.
    """

    lanes: Lanes
    start: np.ndarray
    industry: Callable[[np.ndarray, np.ndarray, np.ndarray], Made]
    trust: Callable[[np.ndarray], np.ndarray]
    quotas: np.ndarray
    floor: np.ndarray | None = None


class Point(NamedTuple):
    """A state of trade. Lanes: ``fob``, ``duty``, ``levy``, ``cost`` USD/t, ``share``, ``flow`` t/d. Cells: ``price``
    at the gate and ``landed`` USD/t, ``output`` and ``use`` t/d. ``rent`` USD/t of each pool.
    """

    price: np.ndarray
    rent: np.ndarray
    fob: np.ndarray
    duty: np.ndarray
    levy: np.ndarray
    cost: np.ndarray
    share: np.ndarray
    flow: np.ndarray
    landed: np.ndarray
    output: np.ndarray
    use: np.ndarray


def open_lanes(seller, buyer, sigma, sigma_route=10.0, **given) -> Lanes:
    """Lanes without freight, duties or quotas between buyers to whom all their sellers are alike, unless said."""
    seller, buyer = np.asarray(seller), np.asarray(buyer)
    count = len(seller)
    pairs = seller * (buyer.max() + 1) + buyer
    plain = {name: np.zeros(count) for name in Lanes._fields} | {
        "seller": seller,
        "buyer": buyer,
        "nest": np.unique(pairs, return_inverse=True)[1],
        "base_share": 1.0 / np.bincount(buyer)[buyer],
        "base_cost": np.ones(count),
        "sigma": np.full(count, float(sigma)),
        "sigma_route": np.full(count, float(sigma_route)),
        "pool": np.full(count, NONE),
    }
    return Lanes(**(plain | {name: np.asarray(value) for name, value in given.items()}))


def landed_costs(lanes: Lanes, price, rent, strain):
    """Price free on board, duty, levy and landed cost. Equation 6, and 8.2 and 8.8 for the levy: it lifts price,
    freight and duty, not the interest, to the reference. ``strain`` is how far the smuggled volume drives the premium
    up.
    """

    def duty(fob):
        return lanes.tariff * (fob + lanes.on_freight * lanes.freight)

    def gap(fob):
        return np.maximum(0.0, lanes.reference - (fob + lanes.freight + duty(fob)))

    asked = price[lanes.seller] * (1.0 + lanes.premium) * strain
    fob = asked * (1.0 + lanes.tax) + np.append(rent, 0.0)[lanes.pool]
    fob = fob + lanes.aligned * gap(fob) / (1.0 + lanes.tariff)
    return fob, duty(fob), gap(fob), fob + lanes.freight + duty(fob) + gap(fob) + lanes.carrying * fob


def shares(lanes: Lanes, cost, trust):
    """Share of each lane in its buyer's orders. Equation 6 (sourcing), relative to the base year, in logarithms."""
    nests, buyers = lanes.nest.max() + 1, lanes.buyer.max() + 1
    base_nest = np.bincount(lanes.nest, lanes.base_share, nests)[lanes.nest]
    route = np.log(lanes.base_share / base_nest) - lanes.sigma_route * np.log(cost / lanes.base_cost)
    inclusive = _ln_sum(route, lanes.nest, nests)[lanes.nest]
    origin = np.log(base_nest * trust[lanes.seller]) + lanes.sigma / lanes.sigma_route * inclusive
    pull = origin + route - inclusive
    found = np.exp(pull - _ln_sum(pull, lanes.buyer, buyers)[lanes.buyer])
    left = found * (1.0 - lanes.barred)  # what the listed choose among
    of_listed = left / np.bincount(lanes.buyer, left)[lanes.buyer] if np.any(lanes.listed) else found
    return (1.0 - lanes.listed) * found + lanes.listed * of_listed


def _ln_sum(value, group, count):
    """Ln of the sum of exp over each group."""
    top = np.full(count, -np.inf)
    np.maximum.at(top, group, value)
    with np.errstate(divide="ignore"):  # of a group without members
        return top + np.log(np.bincount(group, np.exp(value - top[group]), count))


def trade(economy: Economy, price, rent, strain) -> Point:
    """What everybody would do at these prices, whether markets clear or not."""
    lanes, cells = economy.lanes, len(price)
    fob, duty, levy, cost = landed_costs(lanes, price, rent, strain)
    share = shares(lanes, cost, economy.trust(shares(lanes, cost, np.ones(cells))))
    landed = np.bincount(lanes.buyer, share * cost, cells)
    made = economy.industry(price, landed, share)
    flow = share * made.use[lanes.buyer]
    return Point(price, rent, fob, duty, levy, cost, share, flow, landed, *made)


def _two_sided(residual, x):
    """Slopes by differences of both sides."""
    steps = 1e-5 * np.maximum(1.0, np.abs(x))
    columns = [(residual(x + e) - residual(x - e)) / (2.0 * e.sum()) for e in np.diag(steps)]
    return np.array(columns).T


def solve(economy: Economy, most_steps: int = 200) -> Point:
    """The equilibrium. Newton's method on ln prices, on rents, and on the volumes of smugglers, with steps shortened
    until the residual falls; raises ArithmeticError where it does not get there.
    """
    x, unpack, residual = _unknowns(economy)
    value = residual(x)
    for _ in range(most_steps):
        if np.abs(value).max() < STILL:
            break
        step = np.linalg.lstsq(_slopes(residual, x, value), -value, rcond=None)[0]
        step *= min(1.0, 0.5 / np.abs(step).max())
        length, norm = 1.0, np.linalg.norm(value)
        while not (better := np.linalg.norm(residual(x + length * step)) < norm) and length > 1e-4:
            length /= 2.0
        if not better and np.abs(value).max() < CLOSE:
            break  # rounding is all that is left
        x = x + length * step
        value = residual(x)
    if not np.abs(value).max() < CLOSE:  # differences of one side are too coarse here: two-sided ones go on
        with np.errstate(divide="ignore", invalid="ignore"):  # its last step from where the gradient is exactly zero
            x = least_squares(residual, x, jac="3-point", xtol=None, ftol=None, gtol=1e-14, max_nfev=most_steps).x
        best = x
        for _ in range(20):
            x = x + np.linalg.lstsq(_two_sided(residual, x), -residual(x), rcond=None)[0]
            best = min(best, x, key=lambda each: np.abs(residual(each)).max())
        x, value = best, residual(best)
    if not np.abs(value).max() < CLOSE:
        raise ArithmeticError(f"no equilibrium found: residual {np.abs(value).max():.1e}")
    return trade(economy, *unpack(x))


def _unknowns(economy: Economy):
    """Where the search begins, what a vector of unknowns stands for, and how far it is from an equilibrium."""
    lanes, pools = economy.lanes, range(len(economy.quotas))
    sold = np.flatnonzero(economy.start > 0.0)
    illegal = np.flatnonzero(lanes.ordinary > 0.0)
    least = np.zeros(len(sold)) if economy.floor is None else economy.floor[sold]
    floored = least > 0.0
    first_rent, first_strain = len(sold), len(sold) + len(economy.quotas)
    scale = np.array([economy.start[lanes.seller[lanes.pool == u]].mean() for u in pools])

    def unpack(x):
        price, strain = economy.start.copy(), np.ones(len(lanes.seller))
        price[sold] = np.exp(x[:first_rent])
        strain[illegal] = np.exp(lanes.convexity[illegal] * np.maximum(0.0, x[first_strain:]))
        return price, scale * x[first_rent:first_strain], strain

    def residual(x):
        point = trade(economy, *unpack(x))
        ordered = np.bincount(lanes.seller, point.flow, len(point.price))
        clearing = np.log(point.output[sold] / ordered[sold])
        above = x[:first_rent] - np.log(least, where=floored, out=np.zeros(first_rent))
        clearing = np.where(floored, np.minimum(above, clearing), clearing)
        spare = np.array([1.0 - point.flow[lanes.pool == u].sum() / economy.quotas[u] for u in pools])
        rent = x[first_rent:first_strain]
        either = rent + spare - np.hypot(rent, spare)  # 0 where one is 0 and the other is not below
        volume = x[first_strain:] - np.log(point.flow[illegal] / lanes.ordinary[illegal])
        return np.concatenate([clearing, either, volume])

    x = np.concatenate([np.log(economy.start[sold]), np.full(len(economy.quotas), 0.1), np.zeros(len(illegal))])
    return x, unpack, residual


def _slopes(residual, x, value):
    """Jacobian by finite differences."""
    step = 1e-7
    return np.array([(residual(x + step * axis) - value) / step for axis in np.eye(len(x))]).T


def along(economies) -> Point:
    """The equilibrium of the last of some economies, each searched from the prices of the one before."""
    point = None
    for economy in economies:
        point = solve(economy if point is None else economy._replace(start=point.price))
    return point
