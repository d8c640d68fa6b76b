"""A small world on two sides of a border: an exporter and a buyer abroad of two materials, one stage, a voyage of five
weeks. Written from the equations of a stockholder's market; of lodeflow only the prices are used.
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from lodeflow.kernels.prices.border import BorderParams, measure_sides, no_borders
from lodeflow.kernels.prices.two_sides import (
    BEYOND,
    INSIDE,
    OUTSIDE,
    OWN,
    STOCK,
    USUAL,
    find_rent,
    flow_at,
    price_abroad,
    side_price,
)

WORTH = np.array([60.0, 400.0])  # USD/kg
USE = np.array([[0.62, 0.38], [0.03, 0.015]])  # a week, of the exporter and abroad
OWN_SUPPLY = np.array([0.08, 0.0005])  # abroad
WAY, HOME_COVER, EXPORT_COVER, COVER = 5, 15.0, 6.0, 12.0  # weeks
SHORT, SLOW, QUICK, LONG, KAPPA = 0.07, 0.4, 0.2, 0.5, 150.0  # elasticities of use and supply, at once and late
LEARNING, OPENING, DIGGING = 1.0 / 104.0, 1.0 / 156.0, 1.0 - np.exp(-7.0 / 60.0)  # speeds a week
FADING = np.array(
    [OPENING, DIGGING, 0.08, 0.02, LEARNING, 0.05]
)  # of capacity, mines' answer, outages, moods, thrift and floods
USUAL_FLOW = USE[:, 1] - OWN_SUPPLY
SUPPLY = np.stack([USE[:, 0] + USUAL_FLOW, OWN_SUPPLY], axis=1)
LAND = np.stack([HOME_COVER * USE[:, 0] + EXPORT_COVER * USUAL_FLOW, COVER * USE[:, 1]], axis=1)
NORMAL = LAND + np.stack([np.zeros(2), WAY * USUAL_FLOW], axis=1)


class Rules(NamedTuple):
    """A tick of a week, in weeks."""

    tick: float = 1.0


class Story(NamedTuple):
    """What happened, by week: ln of prices of the exporter and abroad (weeks, goods, 2), rents (weeks, goods), flows
    over the flows of the base year (weeks, goods), and the stock abroad out of balance, in normal stocks. ``abroad``
    (weeks, goods, 4) is what the outside begins a week with: stock, and what mines, capacity and thrift have answered.
    """

    price: np.ndarray
    rent: np.ndarray
    flow: np.ndarray
    spare: np.ndarray
    abroad: np.ndarray


def rate_of_side(m: int, k: int) -> float:
    """l^2 = e(l) / (kappa n) by bisection."""

    def miss(rate):
        supply = QUICK * DIGGING / (DIGGING + rate) + LONG * OPENING / (OPENING + rate)
        use = SHORT + SLOW * LEARNING / (LEARNING + rate)
        return rate * rate - (USE[m, k] * use + SUPPLY[m, k] * supply) / (KAPPA * NORMAL[m, k])

    return brentq(miss, 1e-6, 1.0, xtol=1e-15)


def params() -> BorderParams:
    """Borders of one pool in which both goods count."""
    rate = np.array([[[rate_of_side(m, k) for k in range(2)] for m in range(2)]])
    nothing = np.zeros((1, 2))
    return BorderParams(
        side=np.ones((1, 4), np.int64),
        goods=np.ones((1, 2), np.bool_),
        crosses=np.ones((1, 2), np.bool_),
        spare=np.zeros(2, np.bool_),
        rate=rate,
        steep=1.0 / (KAPPA * rate),
        normal=NORMAL[None],
        net=np.zeros((1, 2, 2)),
        usual=USUAL_FLOW[None],
        way=np.full((1, 2), float(WAY)),
        apart=np.zeros(2),
        keeps=nothing,
        turning=nothing,
    )


def live(weeks, share=None, *, start=0, end=10**6, told=10**6, ends=0.0, apart=False, noise=0.0, seed=0) -> Story:
    """So many weeks of the world. A ``share`` of exports may leave from ``start`` on, until ``end``, which is known from
    ``told`` on; before, an end is expected at the rate ``ends``. Goods share one quota, or have one each.
    """
    border_params, border = params(), no_borders(1, 2, 4)
    stock, quick, capacity, thrift = LAND.copy(), np.zeros((2, 2)), np.zeros((2, 2)), np.zeros((2, 2))
    under_way = np.tile(USUAL_FLOW, (WAY, 1))
    made = Story(np.zeros((weeks, 2, 2)), *[np.zeros((weeks, 2)) for _ in range(3)], np.zeros((weeks, 2, 4)))
    dice, luck, mood = np.random.default_rng(seed), np.zeros((2, 2)), np.zeros(2)
    every = np.ones(2, np.bool_)
    sides, goods = border.sides[0], border.goods[0]
    goods[:, USUAL] = USUAL_FLOW
    for t in range(weeks):
        luck = 0.92 * luck + dice.standard_normal((2, 2)) * noise * np.sqrt(1 - 0.92**2)
        mood = 0.98 * mood + dice.standard_normal(2) * noise * np.sqrt(1 - 0.98**2)
        measure_sides(Rules(), border_params, border, FADING, 0, ends, float(end - t) if t >= told else -1.0)
        sides[:, :, STOCK] = NORMAL
        sides[:, :, BEYOND] = stock - NORMAL
        sides[:, OUTSIDE, BEYOND] += under_way.sum(axis=0)
        kinds = (
            SUPPLY * (np.exp(capacity) - 1.0),
            SUPPLY * (np.exp(quick) - 1.0),
            SUPPLY * np.exp(capacity) * (np.exp(luck) - 1.0),
            -USE * np.exp(thrift) * (np.exp(mood[:, None]) - 1.0),
            -USE * (np.exp(thrift) - 1.0),
        )
        for kind, flow in enumerate(kinds):
            sides[:, :, BEYOND] += flow * sides[:, :, OWN + kind]
        free = np.array([flow_at(sides[m], goods[m], 0.0, 0.0)[0] for m in range(2)])
        common = np.array([side_price(sides[m, INSIDE], USUAL_FLOW[m] - free[m])[0] for m in range(2)])
        price, flow = np.stack([common, common], axis=1), np.zeros(2)
        rents = np.zeros(2)
        if share is not None and start <= t < end:
            worth = WORTH * np.exp(common)
            if not apart:
                rents[:] = find_rent(sides, goods, worth, common, free, share * USUAL_FLOW.sum(), every, flow)
            else:
                for m in range(2):
                    one = slice(m, m + 1)
                    rents[m] = find_rent(
                        sides[one], goods[one], worth[one], common[one], free[one], share * USUAL_FLOW[m], every[one],
                        flow[one],
                    )  # fmt: skip
        for m in np.flatnonzero(rents > 0.0):
            price[m, 0] = side_price(sides[m, INSIDE], USUAL_FLOW[m] - flow[m])[0]
            price[m, 1] = price_abroad(sides[m], goods[m], flow[m])[0]
        wanted = USE[:, 1] * np.exp(thrift[:, 1] + mood - SHORT * price[:, 1]) - OWN_SUPPLY * np.exp(
            quick[:, 1] + capacity[:, 1] + luck[:, 1]
        )
        plenty = (stock.sum(axis=1) + under_way.sum(axis=0)) / NORMAL.sum(axis=1)
        orders = wanted + (plenty * LAND[:, 1] - stock[:, 1] + 0.7 * (WAY * wanted - under_way.sum(axis=0))) / 13.0
        shipped = np.where(rents > 0.0, flow, np.maximum(0.0, orders))
        if share is not None and start <= t < end and not (rents > 0.0).any():
            shipped *= min(1.0, share * USUAL_FLOW.sum() / shipped.sum())
        made.price[t], made.rent[t], made.flow[t] = price, rents, shipped / USUAL_FLOW
        lost = (USUAL_FLOW - shipped) * WAY  # fewer on their way is no loss
        made.spare[t] = (stock[:, 1] + under_way.sum(axis=0) - NORMAL[:, 1] + lost) / NORMAL[:, 1]
        made.abroad[t] = np.stack([each[:, 1] for each in (stock, quick, capacity, thrift)], axis=1)
        stock += SUPPLY * np.exp(quick + capacity + luck) - USE * np.exp(thrift + mood[:, None] - SHORT * price)
        stock[:, 0] -= shipped
        stock[:, 1] += under_way[0]
        under_way = np.vstack([under_way[1:], shipped])
        thrift += LEARNING * (-SLOW * price - thrift)
        capacity += OPENING * (LONG * price - capacity)
        quick += DIGGING * (QUICK * price - quick)
    return made


def exact_price_abroad(told: Story, m: int, first: int, last: int) -> np.ndarray:
    """Ln of the price abroad, by week, of stockholders who know all that comes: ln P' - ln P = ln(K / n) / kappa.

    One good with the exporter's flow as it was: the first price is found by shooting at the last one of the story.
    """

    def path(price):
        stock, quick, capacity, thrift = told.abroad[first, m]
        way, seen = list(told.flow[first - WAY : first, m] * USUAL_FLOW[m]), [price]
        for flow in told.flow[first:last, m] * USUAL_FLOW[m]:
            held = stock + sum(way) + (USUAL_FLOW[m] - flow) * WAY
            stock += SUPPLY[m, 1] * np.exp(quick + capacity) - USE[m, 1] * np.exp(thrift - SHORT * price) + way[0]
            way = [*way[1:], flow]
            thrift += LEARNING * (-SLOW * price - thrift)
            capacity += OPENING * (LONG * price - capacity)
            quick += DIGGING * (QUICK * price - quick)
            price += np.log(max(held / NORMAL[m, 1], 1e-9)) / KAPPA
            seen.append(price)
        return np.array(seen)

    return path(brentq(lambda price: path(price)[-1] - told.price[last, m, 1], -1.0, 1.0, xtol=1e-12))


def static_prices(flow: np.ndarray) -> np.ndarray:
    """Ln of the prices at which each side's supply and use differ by the flow, once all answers have come."""

    def clears(m, k, gain):
        def miss(p):
            return SUPPLY[m, k] * np.exp((QUICK + LONG) * p) - USE[m, k] * np.exp(-(SHORT + SLOW) * p) + gain

        return brentq(miss, -8.0, 8.0, xtol=1e-15)

    return np.array([[clears(m, 0, -flow[m]), clears(m, 1, flow[m])] for m in range(2)])


def static_gaps(flow: np.ndarray) -> np.ndarray:
    """What each good is dearer abroad, USD/kg."""
    price = static_prices(flow)
    return WORTH * (np.exp(price[:, 1]) - np.exp(price[:, 0]))


def shadow_price(share: float) -> tuple[float, np.ndarray]:
    """Shadow price of a quota on both goods, and the best flows: gaps are one."""
    whole = share * USUAL_FLOW.sum()

    def apart(second):
        gaps = static_gaps(np.array([whole - second, second]))
        return gaps[0] - gaps[1]

    second = brentq(apart, 1e-6, USUAL_FLOW[1], xtol=1e-16)
    best = np.array([whole - second, second])
    return float(static_gaps(best)[0]), best
