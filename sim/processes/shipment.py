"""A cargo from the seller's yard to the buyer's stock, or back."""

from lodeflow.kernels.core.kinds import ARRIVAL, CLEARANCE, DEPARTURE, LANDFALL, LICENCE, LOADING, PASSAGE, SEIZURE
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.entities.lots import FATE, FATE_RECALLED, FATE_SEIZED
from lodeflow.kernels.export_controls.licence_office import give_back
from lodeflow.kernels.trade.voyage import arrive, attempt_passage, clear_customs, depart, load, make_landfall, seize
from lodeflow.processes.licence_office import ask_for_licence
from lodeflow.processes.simulation import Life, Simulation


def shipment(s: Simulation, moment: int) -> Life:
    """Life of a cargo: licence where it needs one, loading, departure, chokepoints, landfall, customs, arrival.

    A cargo that is under way on day 0 begins at the leg it is on. A smuggled one may end at the border, a relabelled
    one at its buyer's customs. At a closed chokepoint without a way round the process waits, and the same one goes on
    when the chokepoint opens; so it does off a port where its government holds it. A recalled cargo comes home.

    Args:
        s: the simulation.
        moment: its first moment.

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
    """The cargo enters the buyer's stock, or is back at its seller's, or customs has kept it."""
    fate = s.lots.fact[slot, FATE]
    if fate == FATE_RECALLED:
        s.act(give_back, slot, FATE_RECALLED)
    elif fate == FATE_SEIZED:
        s.act(seize, slot)
    else:
        s.act(arrive, day, slot)
