"""Totals of one replication: sums and peaks that outcomes are computed from.

They are counted whatever is recorded, so a Monte Carlo run that keeps no paths still has its outcomes.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import log

LEAST_TRADE = 0.01  # of desired use: where less is delivered a price is a bid, no quote
FOUR_WEEKS = 28.0  # d, over which volatility is measured: the same at any tick


class Totals(NamedTuple):
    """Sums and peaks over market days; written."""

    markets: np.ndarray
    """float64 (1,) [-]: number of market days."""
    gate_sum: np.ndarray
    """float64 (cells,) [USD/t]: gate price, summed."""
    gate_peak: np.ndarray
    """float64 (cells,) [USD/t]: highest gate price."""
    made: np.ndarray
    """float64 (cells,) [t]: output, summed."""
    residue: np.ndarray
    """float64 (cells,) [t]: output that was dumped or is unwanted, summed."""
    spot_sum: np.ndarray
    """float64 (cells,) [USD/t]: delivered spot price, summed."""
    spot_peak: np.ndarray
    """float64 (cells,) [USD/t]: highest delivered spot price on a day with trade."""
    paid_sum: np.ndarray
    """float64 (cells,) [USD/t]: transaction price, summed."""
    paid_peak: np.ndarray
    """float64 (cells,) [USD/t]: highest transaction price on a day with trade."""
    past_spot: np.ndarray
    """float64 (lags, cells) [USD/t]: spot prices of the markets of the last four weeks, in turn; 0 without one."""
    spot_moves: np.ndarray
    """float64 (cells,) [-]: squared changes of ln spot price over four weeks, summed."""
    spot_changes: np.ndarray
    """float64 (cells,) [-]: number of these changes."""
    used: np.ndarray
    """float64 (cells,) [t]: use, summed."""
    spread: np.ndarray
    """float64 (cells,) [USD]: earnings of stockholders, summed."""
    outlay: np.ndarray
    """float64 (cells,) [USD]: payments of users, summed."""
    wanted: np.ndarray
    """float64 (users,) [t]: desired use, postponed demand left out, summed."""
    unmet: np.ndarray
    """float64 (users,) [t]: desired use that was not met, summed."""
    short_days: np.ndarray
    """float64 (users,) [d]: time in which more than ``rules.short_share`` of desired use was unmet."""
    badly_short_days: np.ndarray
    """float64 (users,) [d]: time in which more than ``rules.badly_short_share`` of desired use was unmet."""
    shipped: np.ndarray
    """float64 (lanes,) [t]: shipments, summed."""


def empty_score(cells, users, lanes, tick):
    """Initial ``Totals``: nothing is counted yet.

    Args:
        cells: int, number of cells.
        users: int, number of users.
        lanes: int, number of lanes.
        tick: float [d], time between two market days.

    """
    per_cell = Totals._make(np.zeros(cells) for _ in Totals._fields)
    per_user = [np.zeros(users) for _ in range(4)]
    return per_cell._replace(
        markets=np.zeros(1),
        past_spot=np.zeros((markets_in_four_weeks(tick), cells)),
        wanted=per_user[0],
        unmet=per_user[1],
        short_days=per_user[2],
        badly_short_days=per_user[3],
        shipped=np.zeros(lanes),
    )


def markets_in_four_weeks(tick):
    """Number of ticks that come nearest to four weeks, at least one.

    Args:
        tick: float [d], time between two market days.

    """
    return max(1, round(FOUR_WEEKS / tick))


@jit
def count(totals, rules, sellers, buyers, users, user_params, trade):
    """Totals of one market day, added to the sums and peaks."""
    place = np.int64(totals.markets[0]) % len(totals.past_spot)  # that of the market four weeks ago
    totals.markets[0] += 1.0
    for i in range(len(sellers.price)):
        totals.gate_sum[i] += sellers.price[i]
        totals.gate_peak[i] = max(totals.gate_peak[i], sellers.price[i])
        totals.made[i] += sellers.made[i]
        totals.residue[i] += sellers.residue[i]
        totals.used[i] += buyers.used[i]
        totals.spread[i] += buyers.spread[i]
        totals.outlay[i] += buyers.paid[i] * buyers.used[i]
        traded = buyers.filled[i] >= LEAST_TRADE
        past, totals.past_spot[place, i] = totals.past_spot[place, i], buyers.spot[i] if traded else 0.0
        if buyers.spot[i] > 0.0:
            totals.spot_sum[i] += buyers.spot[i]
            totals.paid_sum[i] += buyers.paid[i]
            if traded:
                totals.spot_peak[i] = max(totals.spot_peak[i], buyers.spot[i])
                totals.paid_peak[i] = max(totals.paid_peak[i], buyers.paid[i])
            if past > 0.0 and traded:
                move = log(buyers.spot[i] / past)
                totals.spot_moves[i] += move * move
                totals.spot_changes[i] += 1.0
    for k in range(len(users.wanted)):
        wanted = (users.wanted[k] - users.made_up[k]) * rules.tick  # postponed demand was counted when it was missed
        unmet = wanted * (1.0 - buyers.filled[user_params.cell[k]])
        totals.wanted[k] += wanted
        totals.unmet[k] += unmet
        if unmet > rules.short_share * wanted:
            totals.short_days[k] += rules.tick
        if unmet > rules.badly_short_share * wanted:
            totals.badly_short_days[k] += rules.tick
    for s in range(len(trade.shipped)):
        totals.shipped[s] += trade.shipped[s]
