"""Growth to come as stockholders reckon with it: what news about growth adds to the forward position on its day.

Everybody knows by how much use will rise beside its path until the next market, u, and that this fades at the rate v of
the sector (kernels/shocks/growth_news.py). So U use is expected to be U u (1 - (1 - v)^n) / v larger in n ticks, and
stock N that grows with it takes N u (1 - v)^n in that tick. A mode that discounts at the rate l counts

    -u (U + N l) / ((l + v) l)

beside the gap of today's level, which stands in the flow of capacity. By the next market U u has become a gap of that
day and the rest is as was expected, so no price jumps without news.

Source: the saddle path of ``kernels/prices/saddle_path.py`` with flows known ahead, as in Blanchard & Kahn 1980.
"""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp


@jit
def foresee_growth(rules, forward_params, forward, user_params, users, day):
    """Flows of growth beside the path that are still to come, discounted by every mode, USD, added to
    ``forward.dated``.
    """
    today = 1.0 * day
    for k in range(len(users.rising)):
        if users.rising[k] == 0.0:
            continue
        early = min(today, user_params.bend[k])
        grown = user_params.growth[k] * early + user_params.later_growth[k] * (today - early) + users.level[k]
        rise = user_params.base_use[k] * exp(grown) * users.rising[k]
        for i in range(len(forward.dated)):
            rate = forward_params.rate[i]
            worth = rise / ((rate + user_params.settling[k]) * rate)
            for c in range(len(forward.size)):
                if forward_params.used[k, c] > 0.0:
                    planned = forward_params.demand[c] * forward.path[c]
                    stock = forward_params.normal[c] * forward.size[c] * rate / planned
                    forward.dated[i, c] -= forward_params.used[k, c] * (rules.tick + stock) * worth
