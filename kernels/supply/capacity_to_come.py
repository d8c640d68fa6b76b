"""Capacity as holders of stock see it coming: growth beside that of use, what past prices have set going, and quotas.

Use grows by t in a tick and a mine or plant by g, so of a tonne that it makes for today's use (1 - d)^n are left in n
ticks, d = 1 - (1 + g)/(1 + t). A mode with the rate l counts that as 1/(l + d), and what is missing today as lasting,
1/l; so

    K (1/(l + d) - 1/l)        and from the day on which growth changes on      K (z^m / (l + d') - z^m / (l + d)),

z = (1 - d)/(1 + l), m ticks ahead. Where capacity grows with use that is 0 to the last bit. A belief x in lasting
prices, which fades by a in a tick, will still add K r w x / (l (l + a)) (kernels/prices/saddle_path.py).

Under a production quota only what it lets be made counts: the lesser, year by year, of what mines and plants could make
at base prices and of the quota that 1 January brings, with what past prices have taught it.

Source: growth known ahead on the saddle path, as in Blanchard & Kahn 1980.
"""

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.long_run_capacity import kept_by_outages, long_run_output
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.core.moment import DAYS_PER_YEAR, FAR_DAY
from lodeflow.kernels.core.partial_adjustment import ANSWERED, ATTENTION, BELIEVED, LAG, LONG_RUN, MOST, RESPONSE
from lodeflow.kernels.prices.dated_flows import ticks_to
from lodeflow.kernels.supply.outlook import AS_USUAL
from lodeflow.kernels.supply.production_quotas import calendar_year, counted_share, product_of, quota_in

FASTEST = 0.5
"""Of a mode's rate: growth of capacity beside use with which holders reckon at most, for none lasts for ever."""
ALMOST = 1.0 - 1e-12
YEARS = 8
"""For which holders look at a quota year by year; what it lets be made in the last counts for all after."""


@jit
def foresee_capacity(
    rules, forward_params, forward, mine_params, mines, plant_params, plants, production_quotas,
    production_quota_state, trade, day,
):  # fmt: skip
    """Supply to come beside that of today, discounted by every mode, USD, added to ``forward.dated``.

    Growth of use stands in ``forward.trend`` already (``count_demand``).
    """
    for q in range(len(production_quota_state.cut)):
        _foresee_quota(
            rules, forward_params, forward, mine_params, mines, plant_params, plants, production_quotas,
            production_quota_state, trade, day, q,
        )  # fmt: skip
    for f in range(len(mines.dug)):
        if mines.open[f] <= 0.0:
            continue
        if f == 0 or _grows_otherwise(mine_params, f) or mines.open[f - 1] <= 0.0:
            growth = growth_at_base_prices(mine_params, f, day)
            later = growth_at_base_prices(mine_params, f, forward_params.bend[0])
            _weigh(rules, forward_params, forward, growth, later, day)
        able = long_run_output(mine_params, mines, f, day) / mines.extra[f] * rules.tick
        able *= kept_by_outages(forward_params, mine_params, f)
        q = production_quotas.of_mine[f]
        counted = 1.0 if q >= 0 else 0.0
        believed = _believed(rules, mine_params, mines, f)
        _add(forward_params, forward, forward_params.mined, f, able, believed, mine_params.answering[f, ATTENTION],
             production_quotas, production_quota_state, q, counted)  # fmt: skip
    for f in range(len(plants.size)):
        if plants.open[f] <= 0.0:
            continue
        if f == 0 or _grows_otherwise(plant_params, f) or plants.open[f - 1] <= 0.0:
            growth = growth_at_base_prices(plant_params, f, day)
            later = growth_at_base_prices(plant_params, f, forward_params.bend[0])
            _weigh(rules, forward_params, forward, growth, later, day)
        able = long_run_output(plant_params, plants, f, day) / plants.extra[f] * rules.tick
        q = production_quotas.of_plant[f]
        counted = counted_share(production_quotas, trade, f, q, day) if q >= 0 else 0.0
        believed = _believed(rules, plant_params, plants, f)
        _add(forward_params, forward, forward_params.made, f, able, believed, plant_params.answering[f, ATTENTION],
             production_quotas, production_quota_state, q, counted)  # fmt: skip


@inline
def growth_at_base_prices(params, f, day):
    """Growth of a mine or plant on a ``day`` at base prices [1/d]: its path is that at the long-run price.

    Args:
        params: MineParams or PlantParams.
        f: int64 [mine or plant].
        day: int or float [day].

    """
    growth = params.growth[f] if day < params.bend[f] else params.later_growth[f]
    return growth - params.answering[f, RESPONSE] * params.answering[f, LONG_RUN]


@inline
def _grows_otherwise(params, f):
    """Whether a mine or plant grows otherwise than the row before."""
    return (
        params.growth[f] != params.growth[f - 1]
        or params.later_growth[f] != params.later_growth[f - 1]
        or params.bend[f] != params.bend[f - 1]
        or params.answering[f, RESPONSE] * params.answering[f, LONG_RUN]
        != params.answering[f - 1, RESPONSE] * params.answering[f - 1, LONG_RUN]
    )


@jit
def _weigh(rules, forward_params, forward, growth, later_growth, day):
    """Ticks for which a unit of capacity counts in every mode and part, written to ``forward.lasts``; it grows by
    ``growth`` [1/d], and by ``later_growth`` [1/d] from ``growth.changes`` on.
    """
    bend = forward_params.bend[0]
    changes = day < bend < FAR_DAY
    now = exp(growth * rules.tick)
    then = exp(later_growth * rules.tick) if changes else now
    ahead = ticks_to(bend, day, rules.tick)
    for c in range(len(forward.trend)):
        falls, later = 1.0 - now / (1.0 + forward.trend[c]), 0.0
        kept = log(1.0 - falls)
        if changes:
            later = 1.0 - then / (1.0 + forward.later_trend[c])
        for i in range(len(forward.dated)):
            rate = forward_params.rate[i]
            slow = max(falls, -FASTEST * rate)
            forward.lasts[i, c] = 1.0 / (rate + slow)
            if changes:
                left = exp(ahead * (kept - log(1.0 + rate)))
                forward.lasts[i, c] += left * (1.0 / (rate + max(later, -FASTEST * rate)) - 1.0 / (rate + slow))


@inline
def _believed(rules, params, state, f):
    """Growth of a mine or plant in a tick that beliefs of today bring, at base prices from now on [-]."""
    terms = params.answering
    weight = terms[f, LAG] * terms[f, ATTENTION]
    most = terms[f, MOST] * rules.tick
    return min(max(terms[f, RESPONSE] * weight * (state.answer[f, BELIEVED] + terms[f, LONG_RUN]), -most), most)


@jit
def _add(
    forward_params, forward, values, f, able, believed, fading, production_quotas, production_quota_state, q, counted,
):  # fmt: skip
    """Supply to come of a mine or plant that could make ``able`` in a tick, added to ``forward.dated``.

    ``counted`` is the share of it under its quota ``q``; belief counts as far as a quota lets capacity grow today.
    """
    now, free, illegal = 1.0, 1.0, 0.0
    if q >= 0:
        illegal = production_quotas.illegal[q]
        now = 1.0 - counted * (1.0 - production_quota_state.within[q, AS_USUAL])
        free = 1.0 if production_quota_state.within[q, AS_USUAL] >= 1.0 else 1.0 - counted * (1.0 - illegal)
    for c in range(len(forward.trend)):
        value = values[f, c] * able
        if value == 0.0 or forward_params.surplus[c] > 0.0:
            continue
        for i in range(len(forward.dated)):
            rate, coming = forward_params.rate[i], 1.0
            if q >= 0:
                coming = 1.0 - counted * (1.0 - illegal) * (1.0 - production_quota_state.to_come[q, i])
            worth = coming * forward.lasts[i, c] - now / rate + free * believed / (rate * (rate + fading))
            forward.dated[i, c] += value * worth


@jit
def _foresee_quota(
    rules, forward_params, forward, mine_params, mines, plant_params, plants, production_quotas,
    production_quota_state, trade, day, q,
):  # fmt: skip
    """Share of what mines and plants under quota ``q`` could make that it will let be made, by mode: ``to_come``."""
    able, grows, later, bend = 0.0, 0.0, 0.0, forward_params.bend[0]
    for f in range(len(mines.dug)):
        if production_quotas.of_mine[f] == q:
            one = long_run_output(mine_params, mines, f, day) / mines.extra[f]
            one *= kept_by_outages(forward_params, mine_params, f)
            able += one
            grows += one * growth_at_base_prices(mine_params, f, day)
            later += one * growth_at_base_prices(mine_params, f, bend)
    for f in range(len(plants.size)):
        if production_quotas.of_plant[f] == q:
            one = long_run_output(plant_params, plants, f, day) / plants.extra[f]
            one *= product_of(plants, f) * counted_share(production_quotas, trade, f, q, day)
            able += one
            grows += one * growth_at_base_prices(plant_params, f, day)
            later += one * growth_at_base_prices(plant_params, f, bend)
    if able <= 0.0:
        production_quota_state.to_come[q, :] = 1.0
        return
    trend, whole = 0.0, 0.0
    for c in range(len(forward.trend)):
        trend += forward_params.demand[c] * forward.trend[c]
        whole += forward_params.demand[c]
    for i in range(len(forward.dated)):
        discount = log((1.0 + forward_params.rate[i]) * (1.0 + trend / whole))
        production_quota_state.to_come[q, i] = _let_be_made(
            rules, production_quotas, production_quota_state, q, day, able, grows / able, later / able, bend,
            discount,
        )  # fmt: skip


@jit
def _let_be_made(
    rules, production_quotas, production_quota_state, q, day, able, growth, later, bend, discount,
):  # fmt: skip
    """Discounted sum of the lesser of quota and capacity over that of capacity [-], exactly 1 if no quota will bind.

    Args:
        rules: tick.
        production_quotas: ProductionQuotaParams.
        production_quota_state: ProductionQuotaState.
        q: int64 [production quota].
        day: int64 [day].
        able: float64 [t/d], what mines or plants under the quota could make today.
        growth: float64 [1/d], growth of that.
        later: float64 [1/d], the same from ``bend`` on.
        bend: int64 [day], day on which growth changes.
        discount: float64 [1/tick], ln of what a tick takes from an amount.

    """
    first = calendar_year(production_quotas, day)
    most, lost, last, start = 0.0, 0.0, 0.0, 0.0
    for year in range(first, min(first + YEARS, len(production_quotas.new_year))):
        pace = (growth if max(day, production_quotas.new_year[year]) < bend else later) * rules.tick
        if year + 1 < len(production_quotas.new_year):
            ticks = ticks_to(production_quotas.new_year[year + 1], day, rules.tick) - start
        else:
            ticks = DAYS_PER_YEAR / rules.tick
        quota = quota_in(production_quotas, production_quota_state, q, year, day)
        quota *= exp(_taught(rules, production_quotas, production_quota_state, q, year, day, start))
        made = _sum(able, pace - discount, 0.0, ticks)
        over = 0.0
        ends = able * exp(pace * ticks)
        if max(able, ends) > quota:
            begin, end = 0.0, ticks
            if able <= quota:
                begin = log(quota / able) / pace
            elif ends < quota:
                end = log(quota / able) / pace
            over = _sum(able, pace - discount, begin, end) - _sum(quota, -discount, begin, end)
        aside = exp(-discount * start)
        most += made * aside
        lost += over * aside
        last = over / made if made > 0.0 else 0.0
        start += ticks
        able = ends
    tail = able * exp(-discount * start) / max(discount - later * rules.tick, (1.0 - FASTEST) * discount)
    return 1.0 - (lost + last * tail) / (most + tail)


@inline
def _sum(amount, grows, begin, end):
    """An amount that grows by ``grows`` a tick, in all from tick ``begin`` to ``end``, in continuous time."""
    if abs(grows) * (end - begin) < 1e-9:
        return amount * exp(grows * begin) * (end - begin)
    return amount * (exp(grows * end) - exp(grows * begin)) / grows


@inline
def _taught(rules, production_quotas, production_quota_state, q, year, day, ticks):
    """Ln of the quota of a calendar ``year`` (int64), over that of which today's prices say nothing: of this year what
    was granted; of later ones what is answered by then at base prices, ``ticks`` ahead.
    """
    first = production_quotas.new_year[year]
    if first <= day:
        return production_quota_state.granted[q]
    if first <= production_quotas.answers_from[q]:
        return 0.0
    terms = production_quotas.answering
    believed = production_quota_state.answer[q, BELIEVED] + terms[q, LONG_RUN]
    learnt = believed * terms[q, LAG] * (1.0 - exp(ticks * log(1.0 - min(terms[q, ATTENTION], ALMOST))))
    more = terms[q, RESPONSE] * (learnt - terms[q, LONG_RUN] * ticks * rules.tick)
    most = terms[q, MOST] * ticks * rules.tick
    return production_quota_state.answer[q, ANSWERED] + min(max(more, -most), most)
