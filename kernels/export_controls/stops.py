"""Premiums that a stop of exports sets: dearer where the goods are missing, cheaper where they are trapped.

Buyers whose lanes from the controlling country are closed, or will be on a day that is announced, share what stock they
have and what still comes (kernels/prices/outlasting.py). Holders believe that the stop ends at a rate that is scenario
data. If the exporter may still sell elsewhere, the buyers also expect to be supplied in a roundabout way, as fast as
buyers switch. Goods that wait for a licence do not arrive for this sum. An office that is open delays: it holds back
what its queue is too short to bring within the usual wait.
"""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp
from lodeflow.kernels.export_controls.decree import BAN, LICENSING, LISTING
from lodeflow.kernels.export_controls.lane_status import CLOSED, LICENSED
from lodeflow.kernels.export_controls.listings import bars, is_listing
from lodeflow.kernels.prices.outlasting import price_of_trapped, price_while_stopped

LOST, SPARE, TURNS, USED, HELD, EXPORTED, TRAPPED, SOLD, COVERED, TURNING, FASTER, PREMIUM = range(12)  # by material
SUMS = 12
STOPPED, DELAYED, UNSORTED = range(3)  # why goods do not come
KINDS = 3
MOST_WAITS = 16  # expected waits that differ between users under one heading
FASTEST = 1e300
ALIKE = 1e-12  # of a rate: rounding
PARTY, EXPORTER, OF_LISTED = 1.0, 2.0, 3.0  # marks of who has a part in a stop; the last sells to others as before


@jit
def price_stops(
    rules, cell_params, routes, forward_params, forward, control_params, control_state, licences, lane_status,
    licence_state, news_state, sellers, buyers, trade, substitution, substitution_state, group, sums, rate, day,
):  # fmt: skip
    """Premium of every buyer, ``forward.missing``, and discount of every seller, ``forward.trapped``, both ln.

    ``group`` float64 (cells,) is scratch: marks of the buyers and sellers of a stop. ``sums`` float64
    (12, materials) is scratch: sums. ``rate`` float64 (lanes,) is scratch: believed rates of end.
    """
    for j in range(len(forward.missing)):
        forward.missing[j] = 0.0
        forward.trapped[j] = 0.0
    reached, barred = forward.sums[0], forward.sums[1]
    for j in range(len(reached)):
        reached[j], barred[j] = 0.0, 0.0
    for s in range(len(lane_status.rule)):
        barred[routes.buyer[s]] += lane_status.barred[s]
        if lane_status.rule[s] != CLOSED:
            reached[routes.buyer[s]] += trade.share[s]
    for h in range(len(control_state.entry)):
        coming = news_state.coming[h] > day and news_state.loud[h] == 1
        if control_state.entry[h] < 0 and not coming:
            continue
        for kind in range(KINDS):
            if kind > STOPPED and not _any_waits(lane_status, licence_state, h, kind, day):
                continue
            if not _find_rates(
                rules, cell_params, routes, control_params, control_state, licences, lane_status, licence_state,
                news_state, buyers, trade, reached, barred, rate, h, kind, coming, day,
            ):  # fmt: skip
                continue
            wait = (news_state.coming[h] - day) / rules.tick if coming and kind == STOPPED else 0.0
            slowest = _next_rate(rate, 0.0)
            alike = _next_rate(rate, slowest) == 0.0
            _join(
                rules, cell_params, routes, forward_params, control_params, control_state, licences, lane_status,
                licence_state, news_state, sellers, buyers, trade, substitution_state, reached, barred, rate, group,
                sums, h, kind, coming, 0.0, FASTEST, day,
            )  # fmt: skip
            _set_discounts(forward_params, forward, group, sums, wait)
            if alike:
                _set_premiums(forward_params, forward, substitution, group, sums, wait)
                continue
            for _ in range(MOST_WAITS):
                _join(
                    rules, cell_params, routes, forward_params, control_params, control_state, licences, lane_status,
                    licence_state, news_state, sellers, buyers, trade, substitution_state, reached, barred, rate,
                    group, sums, h, kind, coming, slowest, slowest * (1.0 + ALIKE), day,
                )  # fmt: skip
                _set_premiums(forward_params, forward, substitution, group, sums, wait)
                slowest = _next_rate(rate, slowest)
                if slowest == 0.0:
                    break


@jit
def _find_rates(
    rules, cell_params, routes, control_params, control_state, licences, lane_status, licence_state, news_state,
    buyers, trade, reached, barred, rate, h, kind, coming, day,
):  # fmt: skip
    """Believed rate at which the stop of each lane ends, 0 where nothing is stopped, to ``rate`` float64 (lanes,)
    [1/tick]. True if anything is stopped.
    """
    found = False
    for s in range(len(rate)):
        stopped, ends = _stop_of_lane(
            rules, cell_params, routes, control_params, control_state, licences, lane_status, licence_state,
            news_state, buyers, trade, reached, barred, h, s, kind, coming, day,
        )  # fmt: skip
        rate[s] = ends if stopped > 0.0 else 0.0
        found = found or stopped > 0.0
    return found


@jit
def _next_rate(rate, above):
    """Smallest rate beyond ``above`` (float64) and its rounding; 0 for none."""
    following = 0.0
    for s in range(len(rate)):
        if rate[s] > above * (1.0 + ALIKE) and (following == 0.0 or rate[s] < following):
            following = rate[s]
    return following


@jit
def _join(
    rules, cell_params, routes, forward_params, control_params, control_state, licences, lane_status, licence_state,
    news_state, sellers, buyers, trade, substitution_state, reached, barred, rate, group, sums, h, kind, coming,
    least, most, day,
):  # fmt: skip
    """Marks and sums of those whose stop is believed to end at a rate from ``least`` to ``most`` (float64), in FASTER
    what they lose times that rate.
    """
    for c in range(SUMS):
        for m in range(len(sums[0])):
            sums[c, m] = 0.0
    for j in range(len(group)):
        group[j] = 0.0
    for s in range(len(rate)):
        if rate[s] <= 0.0 or rate[s] < least or rate[s] > most:
            continue
        stopped, ends = _stop_of_lane(
            rules, cell_params, routes, control_params, control_state, licences, lane_status, licence_state,
            news_state, buyers, trade, reached, barred, h, s, kind, coming, day,
        )  # fmt: skip
        i, j = routes.seller[s], routes.buyer[s]
        m, lost = forward_params.material[j], stopped * buyers.forecast[j] * rules.tick
        sums[LOST, m] += lost
        sums[FASTER, m] += lost * ends
        sums[SPARE, m] += lost * substitution_state.spare[j]
        sums[TURNS, m] += lost * substitution_state.turns[j]
        group[j], group[i] = PARTY, max(PARTY, group[i])
        if i != j:
            lists = is_listing(control_state, h) and bars(control_params, control_state, h, s)
            group[i] = OF_LISTED if lists and lane_status.rule[s] != CLOSED else EXPORTER
    _add_up(rules, routes, cell_params, forward_params, sellers, buyers, trade, group, sums)


@jit
def _stop_of_lane(
    rules, cell_params, routes, control_params, control_state, licences, lane_status, licence_state, news_state,
    buyers, trade, reached, barred, h, s, kind, coming, day,
):  # fmt: skip
    """Share of the supply of its buyer that a stop under heading ``h`` (int64) takes on lane ``s`` (int64) for the
    reason ``kind`` (int64), and the rate [1/tick] at which who buys there believes that it ends.

    Civil users wait for the office to open or for their turn, users to whom nothing is approved for the end of the
    control, listed firms for that of the listing: each as long as its own goods are expected to be held.

    ``reached`` and ``barred`` float64 (cells,) [-] are a buyer's shares on open lanes, and of what listings bar.
    """
    ruled, j = lane_status.heading[s] == h, routes.buyer[s]
    lists = is_listing(control_state, h) and bars(control_params, control_state, h, s)
    stopped, ends = 0.0, 0.0
    if not (ruled or lists or control_params.covers[h, s]):
        return stopped, ends
    if ruled and lane_status.rule[s] == LICENSED and kind == _phase(lane_status, licence_state, h, s, day):
        stopped = _held_back(rules, licences, lane_status, buyers, trade, s, j, kind)
        ends = _lets_go(rules, licences, lane_status, trade, s, kind)
    elif kind == STOPPED and ruled and lane_status.rule[s] == CLOSED:
        ticks = (day - lane_status.since[s]) / rules.tick
        missed = max(exp(-cell_params.switching[j] * ticks), 1.0 - reached[j])  # not yet taken over
        stopped = lane_status.lost[s] * missed
        ends = _ends(rules, control_params, control_state, h, control_state.entry[h])
    elif kind == STOPPED and lists:
        stopped = lane_status.missed[s]
        if barred[j] > 0.0:  # what nobody else sells either
            stopped = max(stopped, (1.0 - reached[j]) * lane_status.barred[s] / barred[j])
        ends = rules.tick / control_params.believed_days[control_state.entry[h]]
    if stopped == 0.0 and coming and kind == STOPPED and control_params.covers[h, s]:
        entry = news_state.entry[h]
        ends = rules.tick / control_params.believed_days[entry]
        if control_params.regime[entry] == BAN and control_params.banned[entry, s]:
            stopped = trade.share[s]
        elif control_params.regime[entry] == LISTING:
            stopped = trade.share[s] * control_params.barred[entry]
        elif control_params.regime[entry] == LICENSING and licences.approval[entry, s] <= 0.0:
            stopped = trade.share[s]
        elif control_params.regime[entry] == LICENSING and licences.blocked[entry] > 0.0:
            stopped = trade.share[s] * (1.0 - licences.general[entry] if licences.civil[s] else 1.0)
            ends = rules.tick / max(rules.tick, licences.blocked[entry])
    return stopped, ends


@jit
def _phase(lane_status, licence_state, h, s, day):
    """Why goods on a licensed lane do not come: customs cannot sort, the office decides nothing, or takes its time."""
    if lane_status.held[s] > day:
        return UNSORTED
    return STOPPED if licence_state.opens[h] > day else DELAYED


@jit
def _any_waits(lane_status, licence_state, h, kind, day):
    """True if goods on any lane wait under heading ``h`` (int64) for the reason ``kind`` (int64)."""
    for s in range(len(lane_status.rule)):
        waits = lane_status.heading[s] == h and lane_status.rule[s] == LICENSED
        if waits and _phase(lane_status, licence_state, h, s, day) == kind:
            return True
    return False


@jit
def _held_back(rules, licences, lane_status, buyers, trade, s, j, kind):
    """Share of the supply of buyer ``j`` (int64) that licences on lane ``s`` (int64) hold back.

    All of it while customs cannot tell the goods from controlled ones or the office decides nothing. From then on what
    waits comes within the usual wait, as far as it is approved: an office that has just opened has little to sign, one
    that has worked for long lets as much go as it is asked for.
    """
    if kind == UNSORTED:
        return trade.share[s]
    entry = lane_status.entry[s]
    licensed = 1.0 - licences.general[entry] if licences.civil[s] else 1.0
    if kind == STOPPED or licensed <= 0.0:
        return trade.share[s] * licensed
    needed = buyers.forecast[j] * trade.share[s] * licensed
    comes = licences.approval[entry, s] * trade.queued[s] / max(rules.tick, trade.wait[s] / licensed)
    return trade.share[s] * licensed * max(0.0, 1.0 - comes / needed) if needed > 0.0 else 0.0


@jit
def _lets_go(rules, licences, lane_status, trade, s, kind):
    """Believed rate [1/tick] at which the goods on a licensed lane ``s`` (int64) are let go."""
    entry = lane_status.entry[s]
    if kind == UNSORTED:
        return rules.tick / max(rules.tick, licences.sorting[entry])
    if kind == STOPPED:
        return rules.tick / max(rules.tick, licences.blocked[entry])
    licensed = 1.0 - licences.general[entry] if licences.civil[s] else 1.0
    return rules.tick / max(rules.tick, trade.wait[s] / licensed) if licensed > 0.0 else 1.0


@jit
def _ends(rules, control_params, control_state, h, entry):
    """Believed rate [1/tick] at which a ban ends: of a drawn regime its mean sojourn, else what is said of it."""
    if control_params.drawn[entry]:
        return rules.tick / control_params.mean_days[control_state.regime[h]]
    return rules.tick / control_params.believed_days[entry]


@jit
def _add_up(rules, routes, cell_params, forward_params, sellers, buyers, trade, group, sums):
    """Use, stock, usual cover and exports of the buyers and sellers of a stop, by material."""
    for s in range(len(trade.afloat)):
        i, j, m = routes.seller[s], routes.buyer[s], forward_params.material[routes.buyer[s]]
        if group[j] == PARTY:
            sums[HELD, m] += trade.afloat[s] - trade.queued[s]
        if group[i] >= EXPORTER and i != j:
            sums[EXPORTED, m] += trade.order[s] * rules.tick
    for j in range(len(group)):
        m, used = forward_params.material[j], buyers.forecast[j] * rules.tick
        if group[j] == PARTY:
            sums[USED, m] += used
            sums[HELD, m] += buyers.stock[j]
            sums[COVERED, m] += buyers.forecast[j] * forward_params.cover[j]
            sums[TURNING, m] += used * cell_params.switching[j]
        elif group[j] >= EXPORTER:
            sums[SOLD, m] += rules.seller_cover * sellers.orders[j] + buyers.forecast[j] * forward_params.cover[j]
            sums[TRAPPED, m] += sellers.stock[j] + buyers.stock[j]


@jit
def _set_premiums(forward_params, forward, substitution, group, sums, wait):
    """Premium of the buyers of one stop; of several stops the larger counts. Those who are cut off and expect to wait
    equally long share what they have, so they have one premium.
    """
    kappa, spread = forward_params.kappa[0], forward_params.spread[0]
    for m in range(len(forward.plenty)):
        lost, used, faster = sums[LOST, m], sums[USED, m], _faster(sums, m)
        if faster > 0.0:
            bids = (
                forward_params.bid_elasticity[m], forward_params.choke[m], spread, sums[SPARE, m] / lost,
                sums[TURNS, m] / lost, substitution.width[m],
            )  # fmt: skip
            sums[PREMIUM, m] = price_while_stopped(
                (sums[HELD, m] + wait * lost) / used, sums[COVERED, m] / used, max(0.0, 1.0 - lost / used), faster,
                kappa, bids,
            )  # fmt: skip
    for j in range(len(group)):
        if group[j] == PARTY:
            forward.missing[j] = max(forward.missing[j], sums[PREMIUM, forward_params.material[j]])


@jit
def _set_discounts(forward_params, forward, group, sums, wait):
    """Discount of the sellers of one stop, whose goods are trapped until all whom it stops are let go."""
    kappa = forward_params.kappa[0]
    for j in range(len(group)):
        m = forward_params.material[j]
        faster = _faster(sums, m)
        if group[j] >= EXPORTER and faster > 0.0 and sums[SOLD, m] > 0.0 and wait <= 0.0:
            rate = forward_params.own_rate[m]
            trapped = sums[TRAPPED, m] / sums[SOLD, m] - 1.0 if group[j] == EXPORTER else 0.0
            unsold = sums[LOST, m] * sums[LOST, m] / (sums[EXPORTED, m] + sums[LOST, m])
            price = price_of_trapped(trapped + unsold / (sums[SOLD, m] * (rate + faster)), faster, rate, kappa)
            forward.trapped[j] = min(forward.trapped[j], price)


@jit
def _faster(sums, m):
    """Rate [1/tick] at which the stop of material ``m`` (int64) ends for its buyers: by its end, in the mean of what is
    lost, or in a roundabout way, as fast as buyers switch. 0 where it takes nothing.
    """
    lost, used = sums[LOST, m], sums[USED, m]
    if lost <= 0.0 or used <= 0.0:
        return 0.0
    return sums[FASTER, m] / lost + sums[EXPORTED, m] / (sums[EXPORTED, m] + lost) * sums[TURNING, m] / used
