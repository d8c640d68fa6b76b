"""Process of a cargo, from the seller's yard to the buyer's stock or back."""

from lodeflow.kernels.core.kinds import ARRIVAL, CLEARANCE, DEPARTURE, LANDFALL, LICENCE, LOADING, PASSAGE, SEIZURE
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.entities.lots import FATE, FATE_RECALLED, FATE_SEIZED
from lodeflow.kernels.export_controls.licence_office import give_back
from lodeflow.kernels.trade.voyage import arrive, attempt_passage, clear_customs, depart, load, make_landfall, seize
from lodeflow.processes.licence_office import ask_for_licence
from lodeflow.processes.simulation import Life, Simulation


def shipment(s: Simulation, moment: int) -> Life:
    """Life of a cargo: licence where it needs one, loading, departure, chokepoints, landfall, customs, arrival.

    A cargo that is under way on day 0 begins at its current leg. A smuggled cargo may be seized at the border, a
    relabelled one at the buyer's customs. At a closed chokepoint without a detour the process waits until the
    chokepoint reopens; likewise off a port, while the exporter's government holds the cargo. A recalled cargo returns
    to its seller.

    Args:
        s: the simulation.
        moment: first moment of the cargo.

    """
    slot = moment & 0xFFFFFFFF
    kind = (moment >> 32) & 0xFF
    if kind == LICENCE:
        moment = yield from ask_for_licence(s, moment, shipment)
        if moment == NEVER:
            return
        kind = (moment >> 32) & 0xFF
    if kind == LOADING:
        yield s.until(moment)
        moment = s.act(load, s.turn(moment), slot)
        kind = (moment >> 32) & 0xFF
    if kind == DEPARTURE:
        yield s.until(moment)
        moment = s.act(depart, s.turn(moment), slot)
        kind = (moment >> 32) & 0xFF
    if kind == SEIZURE:
        yield s.until(moment)
        s.turn(moment)
        s.act(seize, slot)
        s.finish(slot)
        return
    for leg, act in ((PASSAGE, attempt_passage), (LANDFALL, make_landfall)):
        while kind == leg:
            yield s.until(moment)
            moment = s.act(act, s.turn(moment), slot)
            while moment == NEVER:
                moment = yield s.awaken(slot)
                moment = s.act(act, s.turn(moment), slot)
            kind = (moment >> 32) & 0xFF
    if kind == CLEARANCE:
        yield s.until(moment)
        moment = s.act(clear_customs, s.turn(moment), slot)
    s.expect(moment, ARRIVAL)
    yield s.until(moment)
    _end(s, s.turn(moment), slot)
    s.finish(slot)


def _end(s: Simulation, day: int, slot: int) -> None:
    """End of a cargo on ``day``: it enters the buyer's stock, returns to the seller's, or is seized by customs."""
    fate = s.lots.fact[slot, FATE]
    if fate == FATE_RECALLED:
        s.act(give_back, slot, FATE_RECALLED)
    elif fate == FATE_SEIZED:
        s.act(seize, slot)
    else:
        s.act(arrive, day, slot)
