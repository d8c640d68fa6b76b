"""Licence office: decides on every cargo of a licensed lane; part of it is approved, part refused.

Model.md 6 (licences). A cargo dispatched on a licensed lane applies and waits in the yard. Its application is processed
for a log-normal time, in parallel with all others. An office of limited capacity signs oldest first, so many tonnes a
day (Lindley's recursion for one server, 1952), and signs nothing in its first ``blocked`` days. A lane's weekly lot
stands for many applications, so it is split: the approved share is loaded, the rest applies once more, and what is
refused again returns to the seller's stock. (Decided as a whole, weekly lots caused stock-outs by chance alone.) The
address of a processing time is (lane, day of dispatch, attempt).
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.births import give_birth
from lodeflow.kernels.core.draw import normal
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import LICENCE, LOADING
from lodeflow.kernels.core.maths import exp
from lodeflow.kernels.core.moment import FAR_DAY, NEVER, moment, who_of
from lodeflow.kernels.core.purpose import LICENCE_DAYS
from lodeflow.kernels.entities.cells import COLUMNS
from lodeflow.kernels.entities.lots import (
    DUE,
    FATE,
    FATE_RECALLED,
    FATE_REFUSED,
    IN_QUEUE,
    LANE,
    LICENSED_ON,
    ORDERED,
    TRIES,
    WAITS_AT,
    free_slot,
    split_off,
)
from lodeflow.kernels.export_controls.lane_status import LICENSED, LICENSED_LANES


class LicenceParams(NamedTuple):
    """Licensing under each control; read-only. Partner: LicenceState."""

    ln_median: np.ndarray
    """float64 (entries,) [ln d]: median processing time."""
    sigma: np.ndarray
    """float64 (entries,) [-]: standard deviation of its logarithm."""
    general: np.ndarray
    """float64 (entries,) [-]: share of civil cargoes under a general licence, which do not wait."""
    blocked: np.ndarray
    """float64 (entries,) [d]: time at first in which nothing is decided."""
    sorting: np.ndarray
    """float64 (entries,) [d]: time at first in which customs cannot tell controlled grades from others."""
    tonnes_a_day: np.ndarray
    """float64 (entries,) [t/d]: capacity of the office; 0 for no limit."""
    approval: np.ndarray
    """float64 (entries, lanes) [-]: share of applications that is approved."""
    lane: np.ndarray
    """int64 (lanes,) [hash]: address of the lane's random draws."""
    civil: np.ndarray
    """bool (lanes,) [flag]: whether the buyer is civil: general licences are for civil buyers."""


class LicenceState(NamedTuple):
    """Licence office of each heading; written. Partner: LicenceParams."""

    works_for: np.ndarray
    """int64 (headings,) [2 entry + flag]: twice the entry it works for, plus 1 while that is eased; -1 for none."""
    opens: np.ndarray
    """float64 (headings,) [day]: day before which it signs nothing."""
    busy_until: np.ndarray
    """float64 (headings,) [day]: day, with fraction, by which it has signed all applications so far."""
    wait: np.ndarray
    """float64 (headings,) [d]: mean time that a licensed cargo waits."""
    signed_t: np.ndarray
    """float64 (headings,) [t]: signed since the last tick."""
    waited_t_days: np.ndarray
    """float64 (headings,) [t d]: signed since the last tick, times its wait."""
    granted_t: np.ndarray
    """float64 (headings,) [t]: licensed since day 0."""
    refused_t: np.ndarray
    """float64 (headings,) [t]: refused for good since day 0."""
    back: np.ndarray
    """int64 (1,) [slot]: Scratch: lot that has just been refused for good; -1 for none."""


def no_applications(headings):
    """Initial ``LicenceState`` for ``headings`` (int) headings: no office is open."""
    return LicenceState(
        np.full(headings, -1, np.int64), *(np.zeros(headings) for _ in range(7)), np.full(1, -1, np.int64)
    )


@jit
def open_office(licences, licence_state, entry, heading, day):
    """Opening of the office of ``heading`` under control ``entry`` (int64 [entry]).

    Until it has signed something, the expected wait is that of the announced processing time.
    """
    licence_state.opens[heading] = day + licences.blocked[entry]
    licence_state.busy_until[heading] = licence_state.opens[heading]
    mean = exp(licences.ln_median[entry] + 0.5 * licences.sigma[entry] * licences.sigma[entry])
    licence_state.wait[heading] = (1.0 - licences.general[entry]) * max(mean, licences.blocked[entry])


@jit
def apply_for_licences(licences, lane_status, licence_state, trade, lots, births, chance, day):
    """Applications for the cargoes that the market has just dispatched on licensed lanes.

    The share under a general licence is loaded at once. Replaces the moments in ``births``.
    """
    if lane_status.count[LICENSED_LANES] == 0:
        return
    for k in range(births.count[0]):
        slot = who_of(births.moments[k])
        lane = lots.fact[slot, LANE]
        if lane_status.rule[lane] != LICENSED:
            continue
        trade.released[lane] -= lots.tonnes[slot]
        trade.queued[lane] += lots.tonnes[slot]
        general = licences.general[lane_status.entry[lane]] if licences.civil[lane] else 0.0
        if general >= 1.0:
            births.moments[k] = _grant(lane_status, licence_state, trade, lots, day, slot)
            continue
        if general > 0.0:
            give_birth(births, _grant(lane_status, licence_state, trade, lots, day, split_off(lots, slot, general)))
        births.moments[k] = apply(licences, lane_status, licence_state, lots, chance, day, slot)


@jit
def apply(licences, lane_status, licence_state, lots, chance, day, slot):
    """Application of a cargo: it joins the queue. Returns the moment of the decision."""
    lane = lots.fact[slot, LANE]
    entry, office = lane_status.entry[lane], lane_status.heading[lane]
    seed, replication, name = chance.seed[0], chance.replication[0], licences.lane[lane]
    luck = normal(seed, replication, LICENCE_DAYS, name, _index(lots, slot))
    worked_on = exp(licences.ln_median[entry] + licences.sigma[entry] * luck)
    begun, signed = 1.0 * day, max(licence_state.busy_until[office], licence_state.opens[office])
    if lane_status.held[lane] > 0:
        begun = signed = 1.0 * lane_status.held[lane]  # customs cannot look at it before; no office has a part in it
    elif licences.tonnes_a_day[entry] > 0.0:
        signed = max(signed, begun) + lots.tonnes[slot] / licences.tonnes_a_day[entry]
        licence_state.busy_until[office] = signed
    decided = min(max(begun + worked_on, signed), 1.0 * FAR_DAY)
    lots.fact[slot, WAITS_AT] = IN_QUEUE
    due = moment(max(day + 1, np.int64(np.ceil(decided))), LICENCE, slot)
    lots.fact[slot, DUE] = due
    return due


@jit
def decide(
    licences, lane_status, licence_state, routes, sellers, trade, lots, births, chance, day, slot,
):  # fmt: skip
    """Decision on a cargo. Returns its loading, its next decision, or NEVER.

    What customs held and now finds to need no licence goes in the time that a decision takes. ``licence_state.back`` is
    the slot of what is refused for good, -1 for none. Where a change of the control has
    settled the case before, only an empty slot is left of it.
    """
    licence_state.back[0] = -1
    if lots.fact[slot, LANE] < 0:
        free_slot(lots, slot)
        return np.int64(NEVER)
    lane = lots.fact[slot, LANE]
    if lane_status.rule[lane] != LICENSED:  # customs has found that it needs no licence
        return _load(trade, lots, day, slot)
    if lane_status.held[lane] > 0:
        return apply(licences, lane_status, licence_state, lots, chance, day, slot)
    approved = licences.approval[lane_status.entry[lane], lane]
    if approved >= 1.0:
        return _grant(lane_status, licence_state, trade, lots, day, slot)
    refused = split_off(lots, slot, 1.0 - approved) if approved > 0.0 else slot
    again = np.int64(NEVER)
    if lots.fact[refused, TRIES] == 0:
        lots.fact[refused, TRIES] = 1
        again = apply(licences, lane_status, licence_state, lots, chance, day, refused)
    else:
        licence_state.refused_t[lane_status.heading[lane]] += lots.tonnes[refused]
        give_back(routes, sellers, trade, lots, refused, np.int64(FATE_REFUSED))
        licence_state.back[0] = refused
    if refused == slot:
        return again
    if again != NEVER:
        give_birth(births, again)
    return _grant(lane_status, licence_state, trade, lots, day, slot)


@jit
def give_back(routes, sellers, trade, lots, slot, fate):
    """Return of a cargo to the seller's stock, unpaid, and the end of its record.

    ``fate`` int64 [code] is a value of ``Fate`` (kernels/entities/lots.py).
    """
    lane = lots.fact[slot, LANE]
    seller = routes.seller[lane]
    sellers.stock[seller] += lots.tonnes[slot]
    for c in range(COLUMNS):
        sellers.content[seller, c] += lots.content[slot, c]
    trade.afloat[lane] -= lots.tonnes[slot]
    if fate == FATE_RECALLED:
        trade.recalled[lane] += lots.tonnes[slot]
    if lots.fact[slot, WAITS_AT] == IN_QUEUE:
        trade.queued[lane] -= lots.tonnes[slot]
    lots.fact[slot, FATE] = fate
    lots.fact[slot, WAITS_AT] = -1
    lots.fact[slot, DUE] = NEVER


@jit
def learn_waits(rules, lane_status, licence_state, trade):
    """Mean licence waits, smoothed, and the waits that buyers expect [d]. Model.md 6 (W) and 5 (perceived lead)."""
    for office in range(len(licence_state.wait)):
        if licence_state.signed_t[office] > 0.0:
            seen = licence_state.waited_t_days[office] / licence_state.signed_t[office]
            licence_state.wait[office] += rules.lead * (seen - licence_state.wait[office])
            licence_state.waited_t_days[office] = 0.0
    for s in range(len(lane_status.rule)):
        if lane_status.rule[s] == LICENSED:
            trade.wait[s] = licence_state.wait[lane_status.heading[s]]


@jit
def _grant(lane_status, licence_state, trade, lots, day, slot):
    """Licence for a cargo. Returns its loading, on the same day."""
    office, tonnes = lane_status.heading[lots.fact[slot, LANE]], lots.tonnes[slot]
    trade.left[lots.fact[slot, LANE]] += tonnes
    licence_state.signed_t[office] += tonnes
    licence_state.granted_t[office] += tonnes
    licence_state.waited_t_days[office] += tonnes * (day - lots.fact[slot, ORDERED])
    return _load(trade, lots, day, slot)


@jit
def _load(trade, lots, day, slot):
    """Release of a cargo from the queue. Returns its loading, on the same day."""
    trade.released[lots.fact[slot, LANE]] += lots.tonnes[slot]
    trade.queued[lots.fact[slot, LANE]] -= lots.tonnes[slot]
    lots.fact[slot, LICENSED_ON] = day
    lots.fact[slot, WAITS_AT] = -1
    due = moment(day, LOADING, slot)
    lots.fact[slot, DUE] = due
    return due


@jit
def _index(lots, slot):
    """Index of a draw: the day of dispatch and the attempt."""
    return (lots.fact[slot, ORDERED] + (1 << 20)) * 2 + lots.fact[slot, TRIES]
