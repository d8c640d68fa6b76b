"""What a replication comes to: sums and peaks that the outcomes are made of, kept while the world runs.

They are counted whatever is recorded, so a Monte Carlo that keeps no paths still has its outcomes.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import log

NOTICED = 0.01  # a week counts as short when more than this share of desired use is unmet


class Totals(NamedTuple):
    """Sums over market days. ``markets`` float64 (1,) their number; the rest float64 (cells,), (users,) or (lanes,).

    Prices USD/t, quantities t, ``spread`` and ``outlay`` USD; ``last_spot`` ln, ``spot_moves`` sum of squared changes
    of ln spot.
    """

    markets: np.ndarray
    gate_sum: np.ndarray
    gate_peak: np.ndarray
    made: np.ndarray
    residue: np.ndarray
    spot_sum: np.ndarray
    spot_peak: np.ndarray
    paid_sum: np.ndarray
    paid_peak: np.ndarray
    last_spot: np.ndarray
    spot_moves: np.ndarray
    used: np.ndarray
    spread: np.ndarray
    outlay: np.ndarray
    wanted: np.ndarray
    unmet: np.ndarray
    short_days: np.ndarray
    shipped: np.ndarray


def empty_score(cells, users, lanes):
    """Nothing counted yet."""
    sizes = [1] + [cells] * 13 + [users] * 3 + [lanes]
    return Totals(*(np.zeros(size) for size in sizes))


@jit
def count(totals, rules, sellers, buyers, users, user_params, trade):
    """Count one market day."""
    first = totals.markets[0] == 0.0
    totals.markets[0] += 1.0
    for i in range(len(sellers.price)):
        totals.gate_sum[i] += sellers.price[i]
        totals.gate_peak[i] = max(totals.gate_peak[i], sellers.price[i])
        totals.made[i] += sellers.made[i]
        totals.residue[i] += sellers.residue[i]
        totals.used[i] += buyers.used[i]
        totals.spread[i] += buyers.spread[i]
        totals.outlay[i] += buyers.paid[i] * buyers.used[i]
        if buyers.spot[i] > 0.0:
            totals.spot_sum[i] += buyers.spot[i]
            totals.spot_peak[i] = max(totals.spot_peak[i], buyers.spot[i])
            totals.paid_sum[i] += buyers.paid[i]
            totals.paid_peak[i] = max(totals.paid_peak[i], buyers.paid[i])
            spot = log(buyers.spot[i])
            move = 0.0 if first else spot - totals.last_spot[i]
            totals.last_spot[i] = spot
            totals.spot_moves[i] += move * move
    for k in range(len(users.wanted)):
        wanted = (users.wanted[k] - users.made_up[k]) * rules.tick  # what is made up went without before
        unmet = wanted * (1.0 - buyers.filled[user_params.cell[k]])
        totals.wanted[k] += wanted
        totals.unmet[k] += unmet
        if unmet > NOTICED * wanted:
            totals.short_days[k] += rules.tick
    for s in range(len(trade.shipped)):
        totals.shipped[s] += trade.shipped[s]
