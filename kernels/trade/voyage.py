"""Voyages of cargoes: loading, sea passage with chokepoints, port, customs, inland haul, arrival.

Days are whole. Days at sea are drawn once, at dispatch, log-normal around the lane's mean (model.md 6); a fraction of a
day becomes a day with that probability, which keeps the mean. A chokepoint stands at a share of the way. A domestic
haul takes its mean time: random delays of a region's whole weekly supply would cause spurious shortages. Legs of zero
days are handled inside the kernel of the leg before.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.alliance.levy import levy_on
from lodeflow.kernels.core.draw import two_uniforms, uniform
from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.kinds import ARRIVAL, CLEARANCE, DEPARTURE, LANDFALL, PASSAGE, SEIZURE
from lodeflow.kernels.core.maths import exp, log, normal_cdf, normal_quantile
from lodeflow.kernels.core.moment import NEVER, moment
from lodeflow.kernels.core.purpose import PASSAGE_BLOCKED
from lodeflow.kernels.core.purpose import SEA_DAYS as SEA
from lodeflow.kernels.entities.cells import COLUMNS
from lodeflow.kernels.entities.lots import (
    ALIGNMENT,
    ARRIVED,
    CLEARED,
    CONTRACT,
    DEPARTED,
    DUE,
    EXPORT_TAX,
    FATE,
    FATE_HELD,
    FATE_LANDED,
    FATE_RECALLED,
    FATE_SEIZED,
    FREIGHT,
    HELD_ABROAD,
    LANDED,
    LANE,
    LEVY,
    LICENSED_ON,
    NO_DAY,
    ORDERED,
    PASSED,
    PREMIUM,
    RENT,
    SEA_DAYS,
    SUPPORT,
    TARIFF,
    VALUE,
    WAITS_AT,
)
from lodeflow.kernels.evasion.relabelling import evade_levy
from lodeflow.kernels.export_controls.lane_status import HOLD, RECALL

LOADING_DAYS, AT_SEA_DAYS, PORT_DAYS, CUSTOMS_DAYS, INLAND_DAYS = range(5)
PASSAGES = 3  # chokepoints on one lane, at most


class VoyageParams(NamedTuple):
    """Legs and chokepoints of the voyage on each lane; read-only. Partners: ChokepointState, Lots."""

    days: np.ndarray
    """int64 (lanes, 5) [d]: mean days of the legs: loading, at sea, port, customs, inland."""
    chokepoint: np.ndarray
    """int64 (lanes, 3) [chokepoint]: chokepoints on the way, in their order, -1 for none."""
    place: np.ndarray
    """float64 (lanes, 3) [-]: share of the way at which the chokepoint stands."""
    detour: np.ndarray
    """int64 (lanes, 3) [d]: additional days of the detour while it is closed, -1 where there is none."""
    foreign: np.ndarray
    """bool (lanes,) [flag]: true where seller and buyer are in different regions."""
    buyer: np.ndarray
    """int64 (lanes,) [cell]: buyer's cell."""
    name: np.ndarray
    """int64 (lanes,) [hash]: address of the draws."""
    at_sea: np.ndarray
    """float64 (lanes,) [d]: mean days at sea."""
    spread: np.ndarray
    """float64 (lanes,) [-]: standard deviation of ln days at sea, 0 on domestic lanes."""


class ChokepointState(NamedTuple):
    """Status of the chokepoints. Partner: ChokepointParams."""

    closed: np.ndarray
    """int64 (chokepoints,) [flag]: 1 while closed; written at each closure and reopening."""
    blocked: np.ndarray
    """float64 (chokepoints,) [-]: share of cargoes stopped by a closure; read-only."""


@jit
def draw_sea_days(voyages, chance, trade, day):
    """Days at sea, d, of the cargoes dispatched today, written to ``trade`` for all lanes at once.

    One loop over all lanes vectorises; draws one by one, at loading, took a quarter of a replication. A draw's address
    is the lane and the day of dispatch. A domestic haul has no spread and comes out at its mean.
    """
    seed, replication, index = chance.seed[0], chance.replication[0], _index(day)
    for s in range(len(trade.sea_days)):
        luck, dice = two_uniforms(seed, replication, SEA, voyages.name[s], index)
        spread, mean = voyages.spread[s], voyages.at_sea[s]
        factor = exp(spread * normal_quantile(luck) - 0.5 * spread * spread)
        trade.sea_days[s] = max(min(1.0, mean), mean * factor + dice)


@jit
def chances_of_sea_days(mean, spread, chance):
    """Probability of every whole number of days at sea, as ``draw_sea_days`` draws them, written to ``chance``.

    Fewer than n days are drawn if days and dice together stay below n: with probability E min(1, max(0, n - X)), which
    is the value of a put at n less that of a put at n - 1 (Black & Scholes 1973, equation 13, without interest).

    Args:
        mean: float [d], mean days at sea, whole.
        spread: float [-], standard deviation of ln days at sea, above 0.
        chance: float64 (days,) [-], filled: the chance of as many days as its index; the last one or more.

    """
    least, below, before = min(1.0, mean), 0.0, 0.0
    for n in range(len(chance)):
        ahead = n + 1.0
        d = (log(ahead / mean) + 0.5 * spread * spread) / spread if mean > 0.0 else 0.0
        put = ahead * normal_cdf(d) - mean * normal_cdf(d - spread) if mean > 0.0 else ahead
        fewer = 1.0 if n == len(chance) - 1 else (max(below, min(1.0, put - before)) if n >= least else 0.0)
        chance[n] = fewer - below
        below, before = fewer, put


@jit
def load(voyages, lots, day, slot):
    """Start loading a cargo. Returns the moment of its departure."""
    return _next(lots, day + voyages.days[lots.fact[slot, LANE], LOADING_DAYS], np.int64(DEPARTURE), slot)


@jit
def depart(voyages, lots, day, slot):
    """Departure of a cargo.

    Returns:
        int64 [moment], its first passage or its landfall; its arrival on a domestic lane; its seizure at the border.

    """
    lots.fact[slot, DEPARTED] = day
    if lots.fact[slot, FATE] == FATE_SEIZED:
        return _next(lots, day, np.int64(SEIZURE), slot)
    if not voyages.foreign[lots.fact[slot, LANE]]:
        lane = lots.fact[slot, LANE]
        return _next(lots, day + lots.fact[slot, SEA_DAYS] + voyages.days[lane, INLAND_DAYS], np.int64(ARRIVAL), slot)
    return _sail_on(voyages, lots, day, slot)


@jit
def seize(voyages, buyers, trade, smuggling_state, ledger, lots, slot):
    """Seizure of a cargo at a border, after the buyer has paid for it and for the fine. Returns NEVER."""
    lane, tonnes = lots.fact[slot, LANE], lots.tonnes[slot]
    cost = 0.0
    for k in range(lots.money.shape[1]):
        cost += lots.money[slot, k]
        trade.paid[lane, k] += lots.money[slot, k]
    buyers.book[voyages.buyer[lane]] += cost
    for c in range(COLUMNS):
        ledger.seized[c] += lots.content[slot, c]
    trade.afloat[lane] -= tonnes
    smuggling_state.seized[lane] += tonnes
    lots.fact[slot, DUE] = NEVER
    return np.int64(NEVER)


@jit
def attempt_passage(voyages, straits, lots, chance, day, slot):
    """Passage of a cargo through a chokepoint, or its detour, or its wait in front of a closure.

    A detour is taken wherever there is one, because the length of a closure is unknown.

    Returns:
        int64 [moment], the next chokepoint or the landfall; NEVER while it waits.

    """
    lane = lots.fact[slot, LANE]
    leg = lots.fact[slot, PASSED]
    strait = voyages.chokepoint[lane, leg]
    if straits.closed[strait] == 1 and _blocked(voyages, straits, lots, chance, slot, strait):
        if voyages.detour[lane, leg] < 0:
            lots.fact[slot, WAITS_AT] = strait
            lots.fact[slot, FATE] = FATE_HELD
            lots.fact[slot, DUE] = NEVER
            return np.int64(NEVER)
        day += voyages.detour[lane, leg]
    lots.fact[slot, PASSED] = leg + 1
    return _sail_on(voyages, lots, day, slot)


@jit
def make_landfall(voyages, lane_status, lots, day, slot):
    """Landfall of a cargo in the buyer's port, unless its government has stopped it under an export control.

    Returns:
        int64 [moment], its clearance; NEVER while it is held off the port; its return home if it is recalled.

    """
    lane = lots.fact[slot, LANE]
    if lane_status.stop[lane] == HOLD:
        lots.fact[slot, WAITS_AT] = HELD_ABROAD
        lots.fact[slot, FATE] = FATE_HELD
        lots.fact[slot, DUE] = NEVER
        return np.int64(NEVER)
    if lane_status.stop[lane] == RECALL:
        lots.fact[slot, FATE] = FATE_RECALLED
        return _next(lots, day + max(1, lots.fact[slot, SEA_DAYS]), np.int64(ARRIVAL), slot)
    lots.fact[slot, LANDED] = day
    cleared = day + voyages.days[lane, PORT_DAYS] + voyages.days[lane, CUSTOMS_DAYS]
    return _next(lots, cleared, np.int64(CLEARANCE), slot)


@jit
def clear_customs(
    voyages, routes, alliances, floors, levies, relabelling_state, chance, lots, day, slot,
):  # fmt: skip
    """Customs clearance of a cargo: it pays the tariff and the levy of the day, USD.

    Returns:
        int64 [moment], its arrival; the same day for a cargo that is seized here.

    """
    lots.fact[slot, CLEARED] = day
    lane = lots.fact[slot, LANE]
    dutiable = lots.money[slot, VALUE] + lots.money[slot, SUPPORT]
    dutiable += lots.money[slot, EXPORT_TAX] + lots.money[slot, PREMIUM] + lots.money[slot, RENT]
    dutiable += routes.tariff_on_freight[lane] * lots.money[slot, FREIGHT]
    dutiable += lots.money[slot, ALIGNMENT] + lots.money[slot, CONTRACT]
    lots.money[slot, TARIFF] = routes.tariff[lane] * dutiable
    levy = levy_on(alliances, floors, levies, lots.fact[slot, DEPARTED], lane) * lots.tonnes[slot]
    hidden = evade_levy(routes, alliances, floors, relabelling_state, voyages, chance, lots, levy, slot)
    lots.money[slot, LEVY] = levy - hidden
    if lots.fact[slot, FATE] == FATE_SEIZED:
        return _next(lots, day, np.int64(ARRIVAL), slot)
    return _next(lots, day + voyages.days[lane, INLAND_DAYS], np.int64(ARRIVAL), slot)


@jit
def arrive(voyages, rules, buyers, trade, relabelling_state, lots, day, slot):
    """Arrival of a cargo in the buyer's stock, at its full cost; its lead time is recorded. Returns NEVER."""
    lots.fact[slot, ARRIVED] = day
    lots.fact[slot, FATE] = FATE_LANDED
    lane = lots.fact[slot, LANE]
    buyer = voyages.buyer[lane]
    tonnes = lots.tonnes[slot]
    buyers.stock[buyer] += tonnes
    for c in range(COLUMNS):
        buyers.content[buyer, c] += lots.content[slot, c]
    cost = 0.0
    for k in range(lots.money.shape[1]):
        cost += lots.money[slot, k]
        trade.paid[lane, k] += lots.money[slot, k]
    buyers.book[buyer] += cost
    relabelling_state.lost[lane] += lots.evaded[slot, 0]
    relabelling_state.hidden[lane] += lots.evaded[slot, 1]
    trade.afloat[lane] -= tonnes
    trade.landed_t[lane] += tonnes
    trade.arrived[lane] += tonnes
    waited = 0.0  # for a licence: buyers reckon with that apart
    if lots.fact[slot, LICENSED_ON] != NO_DAY:
        waited = 1.0 * (lots.fact[slot, LICENSED_ON] - lots.fact[slot, ORDERED])
    trade.landed_t_days[lane] += tonnes * (usable_after(rules.tick, lots.fact[slot, ORDERED], day) - waited)
    lots.fact[slot, DUE] = NEVER
    return np.int64(NEVER)


@jit
def usable_after(tick, ordered, arrived):
    """Days from dispatch to the first market day at which a cargo can be used: the lead rounded up to the tick.

    Args:
        tick: float [d], time between two market days.
        ordered: int64 [day], day of dispatch.
        arrived: int64 [day], day of arrival.

    Returns:
        float [d].

    """
    return tick * np.ceil(np.float64(arrived - ordered) / tick)


@inline
def _index(day):
    """Index of a draw from the day of dispatch, which is negative for the initial cargoes."""
    return np.int64(day + (1 << 20))


@jit
def _blocked(voyages, straits, lots, chance, slot, strait):
    """True for a cargo that a closure stops: drawn once per cargo and chokepoint."""
    if straits.blocked[strait] >= 1.0:
        return True
    name = voyages.name[lots.fact[slot, LANE]]
    index = _index(lots.fact[slot, ORDERED]) * 8 + strait
    return uniform(chance.seed[0], chance.replication[0], PASSAGE_BLOCKED, name, index) < straits.blocked[strait]


@jit
def _sail_on(voyages, lots, day, slot):
    """Moment of the cargo's next place at sea: the next chokepoint, or the port after the last one."""
    lane = lots.fact[slot, LANE]
    ahead = lots.fact[slot, PASSED]
    sea_days = lots.fact[slot, SEA_DAYS]
    here = _reached_after(voyages, lane, ahead - 1, sea_days) if ahead > 0 else 0
    arrives = day + max(1, _reached_after(voyages, lane, ahead, sea_days) - here)
    at_chokepoint = ahead < PASSAGES and voyages.chokepoint[lane, ahead] >= 0
    return _next(lots, arrives, PASSAGE if at_chokepoint else LANDFALL, slot)


@jit
def _reached_after(voyages, lane, leg, sea_days):
    """Days from departure to a chokepoint of the lane, or to the port after the last one."""
    if leg < PASSAGES and voyages.chokepoint[lane, leg] >= 0:
        return np.int64(voyages.place[lane, leg] * sea_days)
    return sea_days


@jit
def _next(lots, day, kind, slot):
    """The cargo's next moment, also kept in DUE so that older moments are recognised as out of date."""
    due = moment(day, kind, slot)
    lots.fact[slot, DUE] = due
    return due
