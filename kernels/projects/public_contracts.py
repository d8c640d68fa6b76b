"""Contracts of governments with the owners of projects: offtakes at a price, and guarantees of a year's earnings.

An offtake buys a share of the main product at its price, whatever the market's, and sells it on at the market's: the
government loses the gap, or gains it. A guarantee of earnings pays after each year what revenue, less feed and cash
cost, was short of a floor. The floor runs on days on which a plant works; it is a lump sum and moves no output, but
investors count on it, and owners before they close.
"""

import numpy as np

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import power
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.projects.investment import worth_of_floor
from lodeflow.kernels.projects.projects import NOT_YET, OPERATION
from lodeflow.kernels.projects.public_money import EARNINGS, OFFTAKE, REGAINED, holds

EARNED, FLOOR = range(2)


@inline
def floor_grown(public_money, public_money_state, n, day):
    """Floor of earnings of programme ``n`` (int64) on ``day`` over that of the first working day [-]."""
    if public_money_state.worked[n] == NOT_YET:
        return 1.0
    return power(1.0 + public_money.growth[n], (day - public_money_state.worked[n]) / DAYS_PER_YEAR)


@jit
def quote_contracts(
    investment_params, projects, project_links, project_state, public_money, public_money_state, sellers, mine_params,
    plant_params, plants, mines, day,
):  # fmt: skip
    """Gaps of offtakes and floors of earnings on top of today's price [USD/t]; memory of the product's price."""
    for n in range(len(public_money.start)):
        taken, price = public_money.offtake_share[n], public_money.offtake_price[n]
        if taken <= 0.0 and public_money.floor[n] <= 0.0:
            continue
        held = holds(public_money, n, day)
        for q in range(len(project_state.stage)):
            cell = project_links.sells[q, 0]
            if public_money.covers[n, q] <= 0.0 or cell < 0:
                continue
            usual = public_money_state.usual[n, q]
            public_money_state.usual[n, q] += investment_params.remembered * (sellers.price[cell] - usual)
            if held:
                project_state.support[q] += taken * (price - sellers.price[cell])
        if not held:
            continue
        for f in range(len(mines.support)):
            mines.support[f] += public_money.taken_of_mine[n, f] * taken * (price - sellers.price[mine_params.cell[f]])
        for f in range(len(plants.support)):
            gap = price - sellers.price[plant_params.product[f, 0]]
            plants.support[f] += public_money.of_plants[n, f] * taken * gap * plants.yields[f, 0]
    for n in range(len(public_money.start)):
        if public_money.floor[n] > 0.0 and holds(public_money, n, day):
            grown = floor_grown(public_money, public_money_state, n, day)
            for q in range(len(project_state.stage)):
                if public_money.covers[n, q] > 0.0:
                    least = grown * public_money.floor_per_tonne[n, q] + projects.cash_cost[q]
                    got = project_state.price[q] + project_state.support[q]
                    project_state.support[q] += max(0.0, least - got)


@jit
def count_contracts(
    rules, public_money, public_money_state, sellers, buyers, mine_params, plant_params, mines, plants, project_state,
    day,
):  # fmt: skip
    """Payments of offtakes of a market day, earnings and their floor, and settlement of a year that has ended."""
    year = min(np.int64(day / DAYS_PER_YEAR), public_money_state.book.shape[2] - 1)
    for n in range(len(public_money.start)):
        if public_money_state.year[n] != year:
            short = public_money_state.open[n, FLOOR] - public_money_state.open[n, EARNED]
            public_money_state.book[n, EARNINGS, year] += max(0.0, short)
            public_money_state.open[n, FLOOR] = 0.0
            public_money_state.open[n, EARNED] = 0.0
            public_money_state.year[n] = year
        if not holds(public_money, n, day):
            continue
        _take(
            rules, public_money, public_money_state, sellers, mine_params, plant_params, mines, plants, n, year,
        )  # fmt: skip
        if public_money.floor[n] > 0.0 and _works(public_money, project_state, n):
            if public_money_state.worked[n] == NOT_YET:
                public_money_state.worked[n] = day
            grown = floor_grown(public_money, public_money_state, n, day)
            public_money_state.open[n, FLOOR] += public_money.floor[n] * grown * rules.tick / DAYS_PER_YEAR
            public_money_state.open[n, EARNED] += rules.tick * _earned(
                public_money, sellers, buyers, mine_params, plant_params, mines, plants, n
            )


@jit
def _works(public_money, project_state, n):
    """True if a project of programme ``n`` (int64) is in operation."""
    for q in range(len(project_state.stage)):
        if public_money.covers[n, q] > 0.0 and project_state.stage[q] == OPERATION:
            return True
    return False


@jit
def _take(
    rules, public_money, public_money_state, sellers, mine_params, plant_params, mines, plants, n, year,
):  # fmt: skip
    """Loss or gain of programme ``n`` (int64) on what its offtake takes today, booked in ``year`` (int64)."""
    taken, price = public_money.offtake_share[n], public_money.offtake_price[n]
    if taken <= 0.0:
        return
    for f in range(len(mines.dug)):
        made = public_money.taken_of_mine[n, f] * mines.dug[f] * rules.tick
        _book(public_money_state, n, year, taken * made * (price - sellers.price[mine_params.cell[f]]))
    for f in range(len(plants.ran)):
        made = public_money.of_plants[n, f] * plants.ran[f] * plants.yields[f, 0] * rules.tick
        _book(public_money_state, n, year, taken * made * (price - sellers.price[plant_params.product[f, 0]]))


@inline
def _book(public_money_state, n, year, loss):
    """Loss on an offtake [USD] of programme ``n`` in ``year`` (int64); a gain if ``loss`` is below 0."""
    public_money_state.book[n, OFFTAKE, year] += max(0.0, loss)
    public_money_state.book[n, REGAINED, year] += max(0.0, -loss)


@jit
def _earned(public_money, sellers, buyers, mine_params, plant_params, mines, plants, n):
    """Earnings a day [USD/d] of the projects of programme ``n`` (int64), with other public money, before capital."""
    earned = 0.0
    for f in range(len(mines.dug)):
        share = public_money.of_mines[n, f]
        if share > 0.0:
            cell = mine_params.cell[f]
            price = sellers.price[cell] + sellers.premium[cell] + mines.support[f]
            earned += mines.dug[f] * (share * price - public_money.cost_of_mine[n, f])
    for f in range(len(plants.ran)):
        share = public_money.of_plants[n, f]
        if share > 0.0:
            margin = plants.support[f]
            for k in range(3):
                cell = plant_params.product[f, k]
                if cell >= 0:
                    margin += plants.yields[f, k] * (sellers.price[cell] + sellers.premium[cell])
            for k in range(2):
                cell = plant_params.feed[f, k]
                if cell >= 0:
                    margin -= plants.need[f, k] * buyers.paid[cell]
            earned += plants.ran[f] * (share * margin - public_money.cost_of_plant[n, f] * plants.yields[f, 0])
    return earned


@jit
def expected_contracts(investment_params, projects, project_state, public_money, public_money_state, day, q):
    """Expected payments of contracts to project ``q`` (int64), on which its investors count [USD/t].

    An offtake is worth its gap to the mean price of three years, a floor its mean payment under the log-normal price by
    which investors value a reference price; both for the part of the plant's life that they still cover.
    """
    added = 0.0
    for n in range(len(public_money.start)):
        if public_money.covers[n, q] <= 0.0:
            continue
        left = public_money.end[n] - max(day, public_money.start[n])
        covered = max(0.0, min(1.0, left / public_money.lifetime[n]))
        gap = public_money.offtake_price[n] - public_money_state.usual[n, q]
        added += covered * public_money.offtake_share[n] * gap
        if public_money.floor_per_tonne[n, q] > 0.0:
            least = public_money.floor_per_tonne[n, q] + projects.cash_cost[q]
            price = project_state.memory[q]
            worth = least
            if price > 0.0:
                worth = worth_of_floor(least, price, investment_params.volatility, investment_params.horizon)
            added += covered * max(0.0, worth - price)
    return added
