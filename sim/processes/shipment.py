"""A cargo from the seller's yard to the buyer's stock, or back."""

from lodeflow.kernels.core.kinds import ARRIVAL, CLEARANCE, DEPARTURE, LANDFALL, LICENCE, LOADING, PASSAGE, SEIZURE
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.entities.lots import FATE, FATE_RECALLED, FATE_SEIZED
from lodeflow.kernels.export_controls.licence_office import give_back
from lodeflow.kernels.trade.voyage import arrive, attempt_passage, clear_customs, depart, load, make_landfall, seize
from lodeflow.processes.licence_office import ask_for_licence
from lodeflow.processes.stage import Life, Stage, UnexpectedMomentError


def shipment(stage: Stage, moment: int) -> Life:  # noqa: C901 - one straight story, leg after leg
    """It gets a licence where it needs one, is loaded, departs, passes its chokepoints, lands, clears customs, and
    arrives.

    A cargo of the initial pipeline begins at the leg it is on. A smuggled one may end at the border, a relabelled one
    at its buyer's customs. At a closed chokepoint without a way round the process waits, and the same one goes on when
    the chokepoint opens; so it does off a port where its government holds it. A recalled cargo comes home.
    """
    slot = moment & 0xFFFFFFFF
    kind = (moment >> 32) & 0xFF
    if kind == LICENCE:
        moment = yield from ask_for_licence(stage, moment, shipment)
        if moment == NEVER:
            return
        kind = (moment >> 32) & 0xFF
    if kind == LOADING:
        yield stage.until(moment)
        moment = load(stage.voyages, stage.lots, stage.turn(moment), slot)
        kind = (moment >> 32) & 0xFF
    if kind == DEPARTURE:
        yield stage.until(moment)
        moment = depart(stage.voyages, stage.lots, stage.turn(moment), slot)
        kind = (moment >> 32) & 0xFF
    if kind == SEIZURE:
        yield stage.until(moment)
        stage.turn(moment)
        market = stage.market
        seize(stage.voyages, stage.buyers, stage.trade, market.smuggling_state, market.ledger, stage.lots, slot)
        stage.finish(slot)
        return
    while kind == PASSAGE:
        yield stage.until(moment)
        day = stage.turn(moment)
        moment = attempt_passage(stage.voyages, stage.straits, stage.lots, stage.chance, day, slot)
        while moment == NEVER:
            moment = yield stage.awaken(slot)
            day = stage.turn(moment)
            moment = attempt_passage(stage.voyages, stage.straits, stage.lots, stage.chance, day, slot)
        kind = (moment >> 32) & 0xFF
    if kind == LANDFALL:
        yield stage.until(moment)
        moment = make_landfall(stage.voyages, stage.market.lane_status, stage.lots, stage.turn(moment), slot)
        while moment == NEVER:
            moment = yield stage.awaken(slot)
            moment = make_landfall(stage.voyages, stage.market.lane_status, stage.lots, stage.turn(moment), slot)
        kind = (moment >> 32) & 0xFF
    if kind == CLEARANCE:
        yield stage.until(moment)
        day = stage.turn(moment)
        market = stage.market
        alliances, floors, levies, relabelling_state = (
            market.alliances,
            market.floors,
            market.levies,
            market.relabelling_state,
        )
        moment = clear_customs(
            stage.voyages,
            stage.routes,
            alliances,
            floors,
            levies,
            relabelling_state,
            stage.chance,
            stage.lots,
            day,
            slot,
        )
        kind = (moment >> 32) & 0xFF
    if kind != ARRIVAL:
        raise UnexpectedMomentError("a shipment", moment)
    yield stage.until(moment)
    _end(stage, stage.turn(moment), slot)
    stage.finish(slot)


def _end(stage: Stage, day: int, slot: int) -> None:
    """It enters the buyer's stock, or is back at its seller's, or customs has kept it."""
    fate, market = stage.lots.fact[slot, FATE], stage.market
    if fate == FATE_RECALLED:
        give_back(stage.routes, market.sellers, stage.trade, stage.lots, slot, FATE_RECALLED)
    elif fate == FATE_SEIZED:
        seize(stage.voyages, stage.buyers, stage.trade, market.smuggling_state, market.ledger, stage.lots, slot)
    else:
        arrive(stage.voyages, stage.rules, stage.buyers, stage.trade, market.relabelling_state, stage.lots, day, slot)
