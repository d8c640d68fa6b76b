"""Sourcing: nested-logit choice among sellers, and among a seller's routes, by log landed cost.

Equation 6 of model.md (sourcing). Written relative to the base year, the mean costs of the nests cancel: with v =
ln(share of the route) + sigma_g ln(base cost / cost) on the routes of one seller and L = ln of the sum of exp(v), the
seller's pull is ln(base share) + (sigma / sigma_g) L + ln(qualified capacity / base) + access. Quantity shares sum to
one, so sourcing conserves mass. Actual shares move towards the logit shares with the switching time.
"""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.entities.lanes import SHUT

LEAST_CAPACITY = 1e-12
HARDLY = 0.5 * SHUT


@jit
def choose_sources(rules, routes, nests, cell_params, sellers, trade, trust, pull):
    """Target and actual share of every lane in its buyer's orders [-], written to ``trade``.

    ``trust`` float64 (cells,) and ``pull`` float64 (at least nests,) are scratch. Sums run over neighbours, in their
    order; the largest term is taken out before exp, so that elasticities of a thousand do not overflow. Logarithms and
    exponentials stand in loops of their own, which vectorise; most nests have one route and need neither.
    """
    for i in range(len(trust)):
        trust[i] = log(max(sellers.qualified[i], LEAST_CAPACITY))
    for s in range(len(trade.target)):
        trade.target[s] = log(trade.cost[s])
    for s in range(len(trade.target)):
        trade.target[s] = routes.ln_route_share[s] + rules.route_substitution * (
            routes.ln_base_cost[s] - trade.target[s]
        )
    for n in range(len(nests.seller)):
        first = nests.first[n]
        if nests.first[n + 1] == first + 1:
            pull[n], trade.target[first] = trade.target[first], 1.0  # bit for bit the result of ``_inclusive``
        else:
            pull[n] = _inclusive(trade.target, first, nests.first[n + 1])
    for n in range(len(nests.seller)):
        pull[n] = nests.ln_base_share[n] + nests.substitution[n] * pull[n] + trust[nests.seller[n]] + trade.access[n]
    for buyer in range(len(nests.first_of_buyer) - 1):
        lo, hi = nests.first_of_buyer[buyer], nests.first_of_buyer[buyer + 1]
        strongest = -1e300
        for n in range(lo, hi):
            strongest = max(strongest, pull[n])
        for n in range(lo, hi):
            pull[n] -= strongest
    for n in range(len(nests.seller)):
        pull[n] = exp(pull[n])
    for buyer in range(len(nests.first_of_buyer) - 1):
        lo, hi = nests.first_of_buyer[buyer], nests.first_of_buyer[buyer + 1]
        total = 0.0
        for n in range(lo, hi):
            total += pull[n]
        portion = 1.0 / total if hi > lo else 0.0
        for n in range(lo, hi):
            pull[n] *= portion
    for s in range(len(trade.share)):
        trade.target[s] *= pull[nests.of_lane[s]]
        trade.share[s] += cell_params.switching[routes.buyer[s]] * (trade.target[s] - trade.share[s])


@jit
def _inclusive(value, first, last):
    """Inclusive value of a nest, ln of the sum of exp; leaves each route's share within the nest in ``value``."""
    best = value[first]
    for s in range(first + 1, last):
        best = max(best, value[s])
    total = 0.0
    for s in range(first, last):
        value[s] = exp(value[s] - best) if value[s] > HARDLY else 0.0  # exp is clamped and never returns 0
        total += value[s]
    for s in range(first, last):
        value[s] /= total
    return best + log(total)
