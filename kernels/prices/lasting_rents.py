"""Use that the rent of an export quota takes for as long as it lasts, in goods made of those under the quota.

On both sides of a quota's border prices of the goods that it names part (kernels/prices/two_sides.py); what is made of
them passes that on. So users of magnets abroad use less while the quota on oxide lasts, and holders of magnets know it:
with W of a price P from rents, a user whose use answers by s at once and by s + v in time counts as

    U ((1 - W/P)^s - 1)  from today on, and  U ((1 - W/P)^v - 1) once it is learnt,

which ends as holders believe that the quota ends. Without that makers abroad would be believed to sell as before, and
would make magnets that nobody buys. The goods of the border themselves are left out: prices of both sides hold it.

Source: the long-run demand that each price implies, as in the static equilibrium of docs/model/verification.md.
"""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.prices.forward_position import THRIFT

MOST_RENT = 0.98
"""Largest share of a price that is rent, up or down."""
NO_RENT = -1.0
"""In ``ForwardState.rent_ends``: no quota binds."""


@jit
def count_rents(routes, forward_params, forward, border, sellers, trade, scratch):
    """Rent in the landed cost of every buyer, USD/t, written to ``forward.rent``; that of feed a tick late.

    ``scratch`` float64 (cells,) [USD/t].
    """
    if forward.rent_ends[0] < 0.0:
        for j in range(len(scratch)):
            forward.rent[j] = 0.0
        return
    for i in range(len(scratch)):
        scratch[i] = sellers.price[i] * (1.0 - exp(-border.shift[i]))
        for k in range(2):
            feed = forward_params.feed[i, k]
            if feed >= 0:
                scratch[i] += forward_params.feed_weight[i, k] * forward.rent[feed]
    for j in range(len(scratch)):
        forward.rent[j] = 0.0
    for s in range(len(trade.share)):
        own = scratch[routes.seller[s]] + trade.rent[s]
        forward.rent[routes.buyer[s]] += trade.share[s] * own


@jit
def foresee_rents(rules, forward_params, forward, user_params, users, border_params, border, buyers):
    """Use that rents of today take from every part that no border splits, USD, discounted, added to ``forward.dated``.

    Args:
        rules: tick.
        forward_params: modes.
        forward: rents of yesterday; ``dated`` is written.
        user_params: elasticities.
        users: use wanted.
        border_params: goods of the borders.
        border: which of them count.
        buyers: landed cost.

    """
    ends = forward.rent_ends[0]
    if ends < 0.0:
        return
    learnt = forward_params.fading[THRIFT]
    for k in range(len(user_params.cell)):
        j = user_params.cell[k]
        if forward.rent[j] == 0.0 or buyers.landed[j] <= 0.0:
            continue
        without = log(1.0 - max(-MOST_RENT, min(MOST_RENT, forward.rent[j] / buyers.landed[j])))
        use = users.required[k] * rules.tick
        now = use * exp(users.thrift[k]) * (exp(user_params.short[k] * without) - 1.0)
        later = use * (exp(user_params.slow[k] * without) - 1.0)
        for c in range(len(forward.size)):
            if forward_params.used[k, c] == 0.0 or _is_split(forward_params, border_params, border, c):
                continue
            for i in range(len(forward.dated)):
                rate = forward_params.rate[i] + ends
                worth = now / rate + later * (1.0 / rate - 1.0 / (rate + learnt))
                forward.dated[i, c] -= forward_params.used[k, c] * worth


@jit
def _is_split(forward_params, border_params, border, c):
    """Whether a part (int64) is of goods whose price parts along a border that counts."""
    for u in range(len(border.counted)):
        for m in range(len(border_params.spare)):
            if border.counted[u, m] and forward_params.use_of[m, c] > 0.0:
                return True
    return False
