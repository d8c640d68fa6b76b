"""A government controls exports: a regime is announced, comes into force, is put off, eased or tightened, and ends.

Model.md 8.7 and 9. Controls on the same goods to the same destinations are one *heading*, with dated entries; after the
last of them regimes may be drawn from a semi-Markov process with Gamma sojourns of shape 2. Of the headings in force on
a lane the most specific one rules it. Draws are addressed by (heading, number of the spell), so no other draw moves
them.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.arcs import BROKEN_BUYERS, CLOSED, CLOSED_LANES, LICENSED, LICENSED_LANES, OPEN, PASS, RATIONED
from lodeflow.kernels.births import give_birth
from lodeflow.kernels.draw import two_uniforms, uniform
from lodeflow.kernels.jit import inline, jit
from lodeflow.kernels.kinds import CONTROL, LANDFALL, LOADING
from lodeflow.kernels.licence_office import give_back, open_office
from lodeflow.kernels.lots import (
    DUE,
    FATE,
    FATE_AFLOAT,
    FATE_REFUSED,
    HELD_ABROAD,
    IN_QUEUE,
    LANE,
    LICENSED_ON,
    WAITS_AT,
    split_off,
)
from lodeflow.kernels.maths import exp, log
from lodeflow.kernels.moment import NEVER, moment
from lodeflow.kernels.purpose import CONTROL_NEXT, CONTROL_SPELL
from lodeflow.kernels.quota import open_pool

NONE, LICENSING, QUOTA, BAN, EASED = range(5)
NOT_IN_FORCE = -1
ANNOUNCED, NOTHING = 5, -1
STRICTNESS = (0, 2, 2, 3, 1)
BEGINS, COMES, RETURNS = range(3)
FORGETTING = 0.5  # of the speed at which others qualify: drawings and test reports outlast a contract (assumption)
FARTHEST_DAY = 1 << 22  # a moment has 23 bits for its day


class Decrees(NamedTuple):
    """What governments have decreed and may decree; read-only. Headings come in the order in which they overrule
    others.

    ``name`` int64 (headings,) address; ``first_step`` int64 (headings + 1,) first step of each in (steps,) int64
    columns: ``step_day``, ``step_what`` BEGINS (``step_entry`` is in force, -1 none), COMES (it has been announced for
    ``step_until``) or RETURNS (it has been put off until then). ``covers`` bool (headings, lanes). Entries: ``regime``
    int64 (entries,), ``drawn`` bool (entries,), ``at_sea`` int64 (entries,) PASS, RECALL or HOLD, ``banned`` bool
    (entries, lanes) lanes that a ban closes. Drawn regimes: ``mean_days`` float64 (regimes,), ``odds`` float64
    (regimes, regimes) cumulative. ``civil`` bool (lanes,): easing is for them; ``qualifies`` bool (cells,) buyers whose
    substitutes must qualify.
    """

    name: np.ndarray
    first_step: np.ndarray
    step_day: np.ndarray
    step_what: np.ndarray
    step_entry: np.ndarray
    step_until: np.ndarray
    covers: np.ndarray
    regime: np.ndarray
    drawn: np.ndarray
    at_sea: np.ndarray
    banned: np.ndarray
    mean_days: np.ndarray
    odds: np.ndarray
    civil: np.ndarray
    qualifies: np.ndarray


class Regimes(NamedTuple):
    """Where each heading stands; int64 (headings,). ``entry`` in force or last drawn from, -1 for none; ``regime`` of
    it, NOT_IN_FORCE; ``step`` next dated one; ``ends`` day on which a drawn regime ends, NEVER; ``version`` times
    that it has been overtaken by retaliation; ``spells`` drawn regimes so far; ``told`` what came of the last change:
    a regime, ANNOUNCED, or NOTHING.
    """

    entry: np.ndarray
    regime: np.ndarray
    step: np.ndarray
    ends: np.ndarray
    version: np.ndarray
    spells: np.ndarray
    told: np.ndarray


def free_trade(first_step):
    """Nothing is in force before the first step."""
    count = len(first_step) - 1
    none = [np.full(count, NOT_IN_FORCE, np.int64) for _ in range(2)]
    ends, zeros = np.full(count, NEVER, np.int64), [np.zeros(count, np.int64) for _ in range(3)]
    return Regimes(*none, first_step[:-1].copy(), ends, *zeros)


@jit
def await_control(decrees, regimes, day, heading):
    """The next change of a heading after ``day``, NEVER if there is none. What is older than day 0 holds from day 0.

    The name in the moment is that of the heading and its version, so that one that has been overtaken knows it.
    """
    next_day = regimes.ends[heading]
    step = regimes.step[heading]
    if step < decrees.first_step[heading + 1]:
        dated = max(day + 1, decrees.step_day[step])
        next_day = dated if next_day == NEVER else min(dated, next_day)
    who = heading + len(regimes.entry) * regimes.version[heading]
    return np.int64(NEVER) if next_day == NEVER else moment(next_day, CONTROL, who)


@inline
def control_exports(
    decrees, licences, quotas, regimes, heralds, arcs, offices, pools, rules, routes, ground, sellers, trade, lots,
    births, chance, day, who,
):  # fmt: skip
    """A heading's day of change. Returns the next one; ``told`` says what came of it."""
    heading = heading_of(regimes, who)
    entry, regime = regimes.entry[heading], regimes.regime[heading]
    regimes.told[heading] = NOTHING
    if who // len(regimes.entry) != regimes.version[heading]:
        return np.int64(NEVER)
    change_control(decrees, regimes, heralds, chance, day, heading)
    if regimes.entry[heading] != entry or regimes.regime[heading] != regime:
        enforce_today(
            decrees, licences, quotas, regimes, arcs, offices, pools, rules, routes, ground, sellers, trade, lots,
            births, day, heading,
        )  # fmt: skip
    else:
        regimes.told[heading] = ANNOUNCED
    return await_control(decrees, regimes, day, heading)


@jit
def heading_of(regimes, who):
    """The heading whose moment this is."""
    return who % len(regimes.entry)


@inline
def enforce_today(
    decrees, licences, quotas, regimes, arcs, offices, pools, rules, routes, ground, sellers, trade, lots, births,
    day, heading,
):  # fmt: skip
    """What has changed under a heading is enforced, and told."""
    enforce(
        decrees,
        licences,
        quotas,
        regimes,
        arcs,
        offices,
        pools,
        rules,
        routes,
        ground,
        sellers,
        trade,
        lots,
        births,
        day,
    )
    ruled = in_force(decrees, regimes, heading)
    regimes.told[heading] = regimes.regime[heading] if ruled else NONE


@jit
def change_control(decrees, regimes, heralds, chance, day, heading):
    """What is dated for today happens, or a drawn regime ends. Where that changes the regime, ``enforce`` is to
    follow.
    """
    before = _strictness(regimes, heading)
    if regimes.ends[heading] == day:
        draw_regime(decrees, regimes, heralds, chance, day, heading, np.int64(NOT_IN_FORCE))
        before = _strictness(regimes, heading)
    while regimes.step[heading] < decrees.first_step[heading + 1]:
        step = regimes.step[heading]
        if decrees.step_day[step] > day:
            break
        entry = decrees.step_entry[step]
        if decrees.step_what[step] == BEGINS:
            _begin(decrees, regimes, chance, day, heading, entry)
        elif decrees.step_until[step] > day:
            tighter = STRICTNESS[decrees.regime[entry]] > _strictness(regimes, heading)
            heralds.coming[heading], heralds.entry[heading] = decrees.step_until[step], entry
            heralds.loud[heading] = 1 if tighter and decrees.step_what[step] == COMES else 0
        regimes.step[heading] += 1
    if _strictness(regimes, heading) > before and day > 0:
        heralds.fresh[heading] = 1 + regimes.entry[heading]


@jit
def draw_regime(decrees, regimes, heralds, chance, day, heading, to):
    """A drawn regime gives way to the next one, drawn or, with ``to``, forced. Model.md 9 (regimes)."""
    before, name = _strictness(regimes, heading), decrees.name[heading]
    regimes.spells[heading] += 1
    dice = uniform(chance.seed[0], chance.replication[0], CONTROL_NEXT, name, regimes.spells[heading])
    regime, now = np.int64(0), max(NONE, regimes.regime[heading])
    while regime < EASED and dice >= decrees.odds[now, regime]:
        regime += 1
    regimes.regime[heading] = regime if to == NOT_IN_FORCE else to
    _draw_end(decrees, regimes, chance, day, heading)
    if _strictness(regimes, heading) > before:
        heralds.fresh[heading] = 1 + regimes.entry[heading]


@jit
def in_force(decrees, regimes, heading):
    """Whether a heading rules its lanes: a dated entry of no control does, which exempts them; a drawn one does not."""
    entry = regimes.entry[heading]
    return entry >= 0 and (regimes.regime[heading] > NONE or not decrees.drawn[entry])


@jit
def enforce(
    decrees, licences, quotas, regimes, arcs, offices, pools, rules, routes, ground, sellers, trade, lots, births, day
):
    """The day's regimes reach lanes, pools, and the cargoes that wait for a licence or off a port.

    Cargoes that are let go are births; those sent back have the fate ``refused`` and wait for whoever writes them down.
    """
    for j in range(len(arcs.broken)):
        if arcs.broken[j] == 0:
            arcs.landed[j], arcs.untaxed[j] = 0.0, 0.0
    for s in range(len(arcs.rule)):
        j = routes.buyer[s]
        if arcs.broken[j] == 0:
            arcs.landed[j] += trade.share[s] * trade.cost[s]
            arcs.untaxed[j] += trade.share[s] * (trade.cost[s] - trade.duty[s])
    for h in range(len(regimes.entry)):
        _open_or_close_office(decrees, licences, regimes, offices, h, day)
    for k in range(3):
        arcs.count[k] = 0
    for s in range(len(arcs.rule)):
        _rule_lane(decrees, licences, quotas, regimes, arcs, offices, rules, routes, ground, trade, s, day)
        arcs.count[CLOSED_LANES] += 1 if arcs.rule[s] == CLOSED else 0
        arcs.count[LICENSED_LANES] += 1 if arcs.rule[s] == LICENSED else 0
    for j in range(len(arcs.broken)):
        arcs.count[BROKEN_BUYERS] += arcs.broken[j]
    _open_and_close_pools(arcs, pools, trade)
    ever = lots.counts[1]
    for slot in range(ever):
        if lots.fact[slot, LANE] >= 0 and lots.fact[slot, WAITS_AT] >= IN_QUEUE:
            _settle(arcs, routes, sellers, trade, lots, births, slot, day)


@jit
def _begin(decrees, regimes, chance, day, heading, entry):
    """An entry comes into force, or none is in force any more."""
    regimes.entry[heading] = entry
    regimes.regime[heading] = decrees.regime[entry] if entry >= 0 else NOT_IN_FORCE
    regimes.ends[heading] = NEVER
    if entry >= 0 and decrees.drawn[entry]:
        _draw_end(decrees, regimes, chance, day, heading)


@jit
def _draw_end(decrees, regimes, chance, day, heading):
    """How long the regime lasts: a Gamma sojourn of shape 2, the sum of two exponential ones."""
    name, index = decrees.name[heading], regimes.spells[heading]
    one, other = two_uniforms(chance.seed[0], chance.replication[0], CONTROL_SPELL, name, index)
    days = -0.5 * decrees.mean_days[regimes.regime[heading]] * (log(one) + log(other))
    regimes.ends[heading] = day + 1 + np.int64(min(days, 1.0 * (FARTHEST_DAY - day - 1)))


@jit
def _strictness(regimes, heading):
    """How strict a heading is today, to tell a tightening from an easing."""
    return STRICTNESS[max(NONE, regimes.regime[heading])]


@jit
def _open_or_close_office(decrees, licences, regimes, offices, heading, day):
    """Where licences are first asked for, or asked for again after easing, an office has to find its feet."""
    regime, entry = regimes.regime[heading], regimes.entry[heading]
    if not in_force(decrees, regimes, heading) or regime in (NONE, QUOTA):
        offices.works_for[heading] = -1
        return
    works_for = 2 * entry + (1 if regime == EASED else 0)
    if offices.works_for[heading] != works_for:
        offices.works_for[heading] = works_for
        open_office(licences, offices, entry, heading, day)


@jit
def _rule_lane(decrees, licences, quotas, regimes, arcs, offices, rules, routes, ground, trade, s, day):
    """Which control rules a lane today, and what follows at once from the change. Of a supplier that could not sell,
    buyers forget the qualification half as fast as they qualify another.
    """
    rule, heading, entry = OPEN, np.int64(-1), np.int64(-1)
    for h in range(len(regimes.entry)):
        if decrees.covers[h, s] and in_force(decrees, regimes, h):
            heading, entry = h, regimes.entry[h]
            rule = _rule_under(decrees, licences, regimes.regime[h], entry, s)
            break
    before = arcs.rule[s]
    trade.wait[s] = offices.wait[heading] if rule == LICENSED else 0.0
    if rule == CLOSED and before != CLOSED:
        trade.backlog[s], trade.order[s] = 0.0, 0.0
        arcs.broken[routes.buyer[s]] = 1
        arcs.lost[s], arcs.since[s] = trade.share[s], day
    elif rule != CLOSED and before == CLOSED:
        trade.lead[s] = rules.dispatch_days + trade.seen[s]
        ticks = (day - arcs.since[s]) / rules.tick
        forgetting = FORGETTING * log(1.0 - ground.switching[routes.buyer[s]])
        arcs.regained[s] = arcs.lost[s] * exp(ticks * forgetting)
    trade.permit[s] = 0.0 if rule == CLOSED else 1.0
    arcs.stop[s] = decrees.at_sea[entry] if rule == CLOSED else PASS
    arcs.rule[s], arcs.heading[s], arcs.entry[s] = rule, heading, entry
    arcs.pool[s] = quotas.pool[entry] if rule in (LICENSED, RATIONED) else -1


@jit
def _rule_under(decrees, licences, regime, entry, s):
    """What a regime makes of a lane. A ban that is targeted leaves a licence to others; easing is for civil users.
    Where no application is ever approved nobody applies: the lane is closed.
    """
    if regime == QUOTA:
        return RATIONED
    if regime == NONE or (regime == EASED and decrees.civil[s]):
        return OPEN
    if regime == BAN and decrees.banned[entry, s]:
        return CLOSED
    return LICENSED if licences.approval[entry, s] > 0.0 else CLOSED


@jit
def _open_and_close_pools(arcs, pools, trade):
    """Pools that a new control counts in begin afresh; those in which nothing is counted are no more."""
    for u in range(len(pools.entry)):
        entry, office = np.int64(-1), np.int64(-1)
        for s in range(len(arcs.rule)):
            if arcs.pool[s] == u:
                entry = max(entry, arcs.entry[s])
                office = max(office, arcs.heading[s]) if arcs.rule[s] == LICENSED else office
        if entry < 0 or pools.entry[u] < 0 or office != pools.office[u]:
            open_pool(pools, u, entry, office)
        pools.entry[u] = entry
    for s in range(len(arcs.rule)):
        trade.rent[s] = pools.rent[arcs.pool[s]] if arcs.pool[s] >= 0 else 0.0


@jit
def _settle(arcs, routes, sellers, trade, lots, births, slot, day):
    """A cargo that waits goes on, goes back, or waits on."""
    lane = lots.fact[slot, LANE]
    if lots.fact[slot, WAITS_AT] == IN_QUEUE:
        if arcs.rule[lane] == LICENSED:
            return
        cargo = split_off(lots, slot, 1.0)  # this slot stays taken until its decision: no moment ever comes twice
        lots.fact[slot, LANE] = -1
        if arcs.rule[lane] == CLOSED:
            give_back(routes, sellers, trade, lots, cargo, np.int64(FATE_REFUSED))
        else:
            lots.fact[cargo, LICENSED_ON] = day
            trade.released[lane] += lots.tonnes[cargo]
            trade.queued[lane] -= lots.tonnes[cargo]
            _let_go(lots, births, moment(day, LOADING, cargo), cargo)
    elif lots.fact[slot, WAITS_AT] == HELD_ABROAD and arcs.stop[lane] == PASS:
        _let_go(lots, births, moment(day, LANDFALL, slot), slot)


@jit
def _let_go(lots, births, due, slot):
    """A cargo that waited goes on the same day."""
    lots.fact[slot, WAITS_AT] = -1
    lots.fact[slot, FATE] = FATE_AFLOAT
    lots.fact[slot, DUE] = due
    give_birth(births, due)
