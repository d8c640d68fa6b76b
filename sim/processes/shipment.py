"""A cargo from the seller's yard to the buyer's stock, or back."""

from lodeflow.kernels.core.kinds import ARRIVAL, CLEARANCE, DEPARTURE, LANDFALL, LICENCE, LOADING, PASSAGE, SEIZURE
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.entities.lots import FATE, FATE_RECALLED, FATE_SEIZED
from lodeflow.kernels.export_controls.licence_office import give_back
from lodeflow.kernels.trade.voyage import arrive, attempt_passage, clear_customs, depart, load, make_landfall, seize
from lodeflow.processes.licence_office import ask_for_licence
from lodeflow.processes.simulation import Life, Simulation, UnexpectedMomentError


def shipment(s: Simulation, moment: int) -> Life:  # noqa: C901 - one straight story, leg after leg
    """It gets a licence where it needs one, is loaded, departs, passes its chokepoints, lands, clears customs, and
    arrives.

    A cargo of the initial pipeline begins at the leg it is on. A smuggled one may end at the border, a relabelled one
    at its buyer's customs. At a closed chokepoint without a way round the process waits, and the same one goes on when
    the chokepoint opens; so it does off a port where its government holds it. A recalled cargo comes home.
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
        moment = load(s.voyages, s.lots, s.turn(moment), slot)
        kind = (moment >> 32) & 0xFF
    if kind == DEPARTURE:
        yield s.until(moment)
        moment = depart(s.voyages, s.lots, s.turn(moment), slot)
        kind = (moment >> 32) & 0xFF
    if kind == SEIZURE:
        yield s.until(moment)
        s.turn(moment)
        market = s.market
        seize(
            s.voyages,
            s.buyers,
            s.trade,
            market.smuggling_state,
            market.ledger,
            s.lots,
            slot,
        )
        s.finish(slot)
        return
    while kind == PASSAGE:
        yield s.until(moment)
        day = s.turn(moment)
        moment = attempt_passage(s.voyages, s.straits, s.lots, s.chance, day, slot)
        while moment == NEVER:
            moment = yield s.awaken(slot)
            day = s.turn(moment)
            moment = attempt_passage(s.voyages, s.straits, s.lots, s.chance, day, slot)
        kind = (moment >> 32) & 0xFF
    if kind == LANDFALL:
        yield s.until(moment)
        moment = make_landfall(s.voyages, s.market.lane_status, s.lots, s.turn(moment), slot)
        while moment == NEVER:
            moment = yield s.awaken(slot)
            moment = make_landfall(s.voyages, s.market.lane_status, s.lots, s.turn(moment), slot)
        kind = (moment >> 32) & 0xFF
    if kind == CLEARANCE:
        yield s.until(moment)
        day = s.turn(moment)
        market = s.market
        alliances, floors, levies, relabelling_state = (
            market.alliances,
            market.floors,
            market.levies,
            market.relabelling_state,
        )
        moment = clear_customs(
            s.voyages,
            s.routes,
            alliances,
            floors,
            levies,
            relabelling_state,
            s.chance,
            s.lots,
            day,
            slot,
        )
        kind = (moment >> 32) & 0xFF
    if kind != ARRIVAL:
        raise UnexpectedMomentError("a shipment", moment)
    yield s.until(moment)
    _end(s, s.turn(moment), slot)
    s.finish(slot)


def _end(s: Simulation, day: int, slot: int) -> None:
    """It enters the buyer's stock, or is back at its seller's, or customs has kept it."""
    fate, market = s.lots.fact[slot, FATE], s.market
    if fate == FATE_RECALLED:
        give_back(s.routes, market.sellers, s.trade, s.lots, slot, FATE_RECALLED)
    elif fate == FATE_SEIZED:
        seize(
            s.voyages,
            s.buyers,
            s.trade,
            market.smuggling_state,
            market.ledger,
            s.lots,
            slot,
        )
    else:
        arrive(
            s.voyages,
            s.rules,
            s.buyers,
            s.trade,
            market.relabelling_state,
            s.lots,
            day,
            slot,
        )
