"""Price guarantees: contracts for difference between a government and producers, settled every quarter.

Model.md 8.10. The government pays the gap between the strike and a benchmark price on every tonne made, whether it is
sold or goes into stock, so each tonne is paid once. Above the strike the producer may owe a share of the gap. The price
of a quarter is the mean of the benchmark over its market days.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.kinds import GUARANTEE
from lodeflow.kernels.core.moment import FAR_DAY, NEVER, moment
from lodeflow.kernels.projects.investment import worth_of_floor

TONNES, PRICE, PAID = range(3)


class GuaranteeParams(NamedTuple):
    """Terms of each guarantee; read-only. Partner: GuaranteeState."""

    strike: np.ndarray
    """float64 (guarantees,) [USD/t]: guaranteed price of the material."""
    upside: np.ndarray
    """float64 (guarantees,) [-]: share of the gap above the strike that the producer pays back."""
    upside_from: np.ndarray
    """int64 (guarantees,) [day]: first day on which it does; FAR_DAY for never."""
    start: np.ndarray
    """int64 (guarantees,) [day]: first day whose output counts."""
    end: np.ndarray
    """int64 (guarantees,) [day]: first day whose output counts no more."""
    benchmark: np.ndarray
    """int64 (guarantees,) [cell]: seller's cell whose gate price is the benchmark."""
    basis: np.ndarray
    """float64 (guarantees,) [-]: benchmark over that gate price: above 1 for a price with value-added tax."""
    of_mine: np.ndarray
    """float64 (guarantees, mines) [t/t]: tonnes that count for each tonne of ore."""
    of_plant: np.ndarray
    """float64 (guarantees, plants, 3) [-]: share of the output of each product that counts."""
    of_project: np.ndarray
    """float64 (guarantees, projects) [t/t]: tonnes that count for each tonne of a project's product."""
    lifetime: np.ndarray
    """float64 (guarantees,) [d]: time in which a plant must earn back its capital."""
    first_due: np.ndarray
    """int64 (guarantees + 1,) [settlement]: first settlement of each guarantee, then their number."""
    due: np.ndarray
    """int64 (settlements,) [day]: day on which the quarter before is settled."""


class GuaranteeState(NamedTuple):
    """Open quarter and settled ones; written every market day and settlement. Partner: GuaranteeParams."""

    tonnes: np.ndarray
    """float64 (guarantees,) [t]: tonnes of the open quarter."""
    price_sum: np.ndarray
    """float64 (guarantees,) [USD/t d]: benchmark over its market days, summed."""
    days: np.ndarray
    """float64 (guarantees,) [d]: length of these market days."""
    memory: np.ndarray
    """float64 (guarantees,) [USD/t]: benchmark, mean of three years."""
    book: np.ndarray
    """float64 (settlements, 3) [t, USD/t, USD]: tonnes, mean benchmark, and what was paid; below 0 by the producer."""


@inline
def difference(strike, benchmark, upside):
    """Payment per tonne [USD/t] to the producer: the gap below the strike, less the producer's share of one above.

    Args:
        strike: float [USD/t], guaranteed price.
        benchmark: float [USD/t], market price.
        upside: float [-], share of the gap above the strike that is paid back.

    """
    return max(0.0, strike - benchmark) - upside * max(0.0, benchmark - strike)


@inline
def upside_on(guarantee_params, n, day):
    """Share of the upside that guarantee ``n`` (int64) pays back on a day [-]."""
    return guarantee_params.upside[n] if day >= guarantee_params.upside_from[n] else 0.0


@jit
def await_settlement(guarantee_params, day, who):
    """First settlement of guarantee ``who`` after ``day``; NEVER if none is left."""
    for k in range(guarantee_params.first_due[who], guarantee_params.first_due[who + 1]):
        if guarantee_params.due[k] > day:
            return moment(guarantee_params.due[k], GUARANTEE, who)
    return np.int64(NEVER)


@jit
def settle(guarantee_params, guarantee_state, day, who):
    """Settlement of the quarter that has ended. Returns the next settlement of guarantee ``who``."""
    for k in range(guarantee_params.first_due[who], guarantee_params.first_due[who + 1]):
        if guarantee_params.due[k] == day:
            mean = guarantee_state.price_sum[who] / guarantee_state.days[who] if guarantee_state.days[who] > 0 else 0.0
            gap = difference(guarantee_params.strike[who], mean, upside_on(guarantee_params, who, day - 1))
            guarantee_state.book[k, TONNES] = guarantee_state.tonnes[who]
            guarantee_state.book[k, PRICE] = mean
            guarantee_state.book[k, PAID] = guarantee_state.tonnes[who] * gap
    guarantee_state.tonnes[who] = 0.0
    guarantee_state.price_sum[who] = 0.0
    guarantee_state.days[who] = 0.0
    return await_settlement(guarantee_params, day, who)


@jit
def paid_on(guarantee_params, guarantee_state, day, who):
    """Flag of a settlement of guarantee ``who`` on ``day`` that pays the producer [-]: 1 or 0."""
    for k in range(guarantee_params.first_due[who], guarantee_params.first_due[who + 1]):
        if guarantee_params.due[k] == day and guarantee_state.book[k, PAID] > 0.0:
            return 1.0
    return 0.0


@jit
def quote_guarantees(guarantee_params, guarantee_state, investment_params, sellers, mines, plants, project_state, day):
    """Payments of guarantees on top of today's price [USD/t], by mine, plant and project; memory of the benchmark."""
    for n in range(len(guarantee_params.strike)):
        price = guarantee_params.basis[n] * sellers.price[guarantee_params.benchmark[n]]
        guarantee_state.memory[n] += investment_params.remembered * (price - guarantee_state.memory[n])
        if not guarantee_params.start[n] <= day < guarantee_params.end[n]:
            continue
        gap = difference(guarantee_params.strike[n], price, upside_on(guarantee_params, n, day))
        for f in range(len(mines.support)):
            mines.support[f] += gap * guarantee_params.of_mine[n, f]
        for f in range(len(plants.support)):
            for k in range(3):
                plants.support[f] += gap * guarantee_params.of_plant[n, f, k] * plants.yields[f, k]
        for q in range(len(project_state.support)):
            project_state.support[q] += gap * guarantee_params.of_project[n, q]


@jit
def count_guaranteed(rules, guarantee_params, guarantee_state, sellers, mines, plants, day):
    """Guaranteed tonnes of a market day, and its benchmark, added to the open quarter."""
    for n in range(len(guarantee_params.strike)):
        if not guarantee_params.start[n] <= day < guarantee_params.end[n]:
            continue
        price = guarantee_params.basis[n] * sellers.price[guarantee_params.benchmark[n]]
        guarantee_state.price_sum[n] += price * rules.tick
        guarantee_state.days[n] += rules.tick
        for f in range(len(mines.dug)):
            guarantee_state.tonnes[n] += guarantee_params.of_mine[n, f] * mines.dug[f] * rules.tick
        for f in range(len(plants.ran)):
            for k in range(3):
                made = plants.ran[f] * plants.yields[f, k] * rules.tick
                guarantee_state.tonnes[n] += guarantee_params.of_plant[n, f, k] * made


@jit
def expected_guarantee(guarantee_params, guarantee_state, investment_params, day, q):
    """Expected payments of guarantees to project ``q`` (int64), on which its investors count [USD/t].

    The mean payment under the log-normal price of kernels/projects/investment.py, for the part of the plant's life that
    the contract still covers. Investors have full faith in a contract.
    """
    added = 0.0
    for n in range(len(guarantee_params.strike)):
        strike, price = guarantee_params.strike[n], guarantee_state.memory[n]
        counted = guarantee_params.of_project[n, q]
        covered = min(
            1.0, (guarantee_params.end[n] - max(day, guarantee_params.start[n])) / guarantee_params.lifetime[n]
        )
        if counted <= 0.0 or covered <= 0.0 or strike <= 0.0 or price <= 0.0:
            continue
        floored = worth_of_floor(strike, price, investment_params.volatility, investment_params.horizon)
        share = guarantee_params.upside[n] if guarantee_params.upside_from[n] < FAR_DAY else 0.0
        added += counted * covered * (floored - price - share * (floored - strike))
    return added
