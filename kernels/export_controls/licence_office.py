"""A licence office decides on every cargo of a controlled line: part of it gets a licence, part is refused.

Model.md 6 (licences). A cargo that is dispatched on a licensed lane applies and waits in the yard. Its file is worked
on for a log-normal time, beside all others; an office of limited capacity signs oldest first, so many tonnes a day
(Lindley's recursion for one server, 1952), and signs nothing in its first ``blocked`` days. A lane's weekly lot stands
for many applications, so it is split: the share that is approved is loaded, the other applies once more, and what is
refused again goes back into the seller's stock. (Drawn as a whole, a weekly lot made stock-outs of mere bad luck.)
Processing times are drawn by address (lane, day of dispatch, attempt).
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
    """What each control says of licences; read-only, float64 (entries,) unless said.

    ``ln_median`` ln d and ``sigma`` of the processing time; ``general`` share of cargoes under a general licence, which
    do not queue; ``blocked`` d without any decision at first; ``tonnes_a_day`` t/d the office can sign, 0 for no limit;
    ``approval`` (entries, lanes) share of applications; ``lane`` int64 (lanes,) address of the draws; ``civil``
    bool (lanes,): general licences are for them.
    """

    ln_median: np.ndarray
    sigma: np.ndarray
    general: np.ndarray
    blocked: np.ndarray
    tonnes_a_day: np.ndarray
    approval: np.ndarray
    lane: np.ndarray
    civil: np.ndarray


class LicenceState(NamedTuple):
    """One office for each heading of controls; float64 (headings,).

    ``works_for`` int64 entry that it works for, -1 for none; ``opens`` day before which it signs nothing;
    ``busy_until`` day, not whole, on which it has signed all it knows of; ``wait`` d that a licensed cargo waits on
    average; ``signed_t`` t and ``waited_t_days`` t d since the last tick; ``granted_t`` and ``refused_t`` t since day
    0, refused for good; ``back`` int64 (1,) slot that has just been refused.
    """

    works_for: np.ndarray
    opens: np.ndarray
    busy_until: np.ndarray
    wait: np.ndarray
    signed_t: np.ndarray
    waited_t_days: np.ndarray
    granted_t: np.ndarray
    refused_t: np.ndarray
    back: np.ndarray


def closed_offices(headings):
    """Offices that have nothing to do yet."""
    return LicenceState(
        np.full(headings, -1, np.int64), *(np.zeros(headings) for _ in range(7)), np.full(1, -1, np.int64)
    )


@jit
def open_office(licences, licence_state, entry, heading, day):
    """An office begins its work; until it has signed something, everybody reckons with the announced time."""
    licence_state.opens[heading] = day + licences.blocked[entry]
    licence_state.busy_until[heading] = licence_state.opens[heading]
    mean = exp(licences.ln_median[entry] + 0.5 * licences.sigma[entry] * licences.sigma[entry])
    licence_state.wait[heading] = (1.0 - licences.general[entry]) * max(mean, licences.blocked[entry])


@jit
def apply_for_licences(licences, lane_status, licence_state, trade, lots, births, chance, day):
    """The cargoes that the market has just sent off apply, where their lane is licensed, instead of being loaded; what
    travels under a general licence is loaded.
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
    """The cargo joins the queue. Returns the moment of the decision."""
    lane = lots.fact[slot, LANE]
    entry, office = lane_status.entry[lane], lane_status.heading[lane]
    seed, replication, name = chance.seed[0], chance.replication[0], licences.lane[lane]
    luck = normal(seed, replication, LICENCE_DAYS, name, _index(lots, slot))
    worked_on = exp(licences.ln_median[entry] + licences.sigma[entry] * luck)
    signed = max(licence_state.busy_until[office], licence_state.opens[office])
    if licences.tonnes_a_day[entry] > 0.0:
        signed = max(signed, 1.0 * day) + lots.tonnes[slot] / licences.tonnes_a_day[entry]
        licence_state.busy_until[office] = signed
    decided = min(max(day + worked_on, signed), 1.0 * FAR_DAY)
    lots.fact[slot, WAITS_AT] = IN_QUEUE
    due = moment(max(day + 1, np.int64(np.ceil(decided))), LICENCE, slot)
    lots.fact[slot, DUE] = due
    return due


@jit
def decide(
    licences, lane_status, licence_state, routes, sellers, trade, lots, births, chance, day, slot,
):  # fmt: skip
    """The office decides on a cargo. Returns its loading, or its next decision, or NEVER; ``back`` is the slot of
    what is refused for good, -1 for none.

    Where a change of the control has settled the case since, only an empty slot is left of it.
    """
    licence_state.back[0] = -1
    if lots.fact[slot, LANE] < 0:
        free_slot(lots, slot)
        return np.int64(NEVER)
    lane = lots.fact[slot, LANE]
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
    """The goods are in the seller's stock again; nobody has paid for them. The cargo's story ends."""
    lane = lots.fact[slot, LANE]
    seller = routes.seller[lane]
    sellers.stock[seller] += lots.tonnes[slot]
    for c in range(COLUMNS):
        sellers.content[seller, c] += lots.content[slot, c]
    trade.afloat[lane] -= lots.tonnes[slot]
    if lots.fact[slot, WAITS_AT] == IN_QUEUE:
        trade.queued[lane] -= lots.tonnes[slot]
    lots.fact[slot, FATE] = fate
    lots.fact[slot, WAITS_AT] = -1
    lots.fact[slot, DUE] = NEVER


@jit
def learn_waits(rules, lane_status, licence_state, trade):
    """Everybody learns how long licences take; buyers reckon with it. Model.md 6 (W) and 5 (perceived lead)."""
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
    """The cargo has its licence. Returns its loading, the same day."""
    office, tonnes = lane_status.heading[lots.fact[slot, LANE]], lots.tonnes[slot]
    trade.released[lots.fact[slot, LANE]] += tonnes
    trade.queued[lots.fact[slot, LANE]] -= tonnes
    trade.left[lots.fact[slot, LANE]] += tonnes
    licence_state.signed_t[office] += tonnes
    licence_state.granted_t[office] += tonnes
    licence_state.waited_t_days[office] += tonnes * (day - lots.fact[slot, ORDERED])
    lots.fact[slot, LICENSED_ON] = day
    lots.fact[slot, WAITS_AT] = -1
    due = moment(day, LOADING, slot)
    lots.fact[slot, DUE] = due
    return due


@jit
def _index(lots, slot):
    """The day of dispatch and the attempt as the index of a draw."""
    return (lots.fact[slot, ORDERED] + (1 << 20)) * 2 + lots.fact[slot, TRIES]
