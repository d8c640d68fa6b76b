"""Chokepoints as arrays: straits and canals, their closures and freight surcharges."""

import numpy as np

from lodeflow.atlas.readonly import frozen
from lodeflow.catalog.names import CHOKEPOINTS
from lodeflow.instruments.card import CHANCE, Actors, Blueprint, Instrument, caused_by
from lodeflow.kernels.core.kinds import Kind
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.trade.chokepoints import ChokepointDraws, ChokepointParams, await_closure
from lodeflow.kernels.trade.voyage import ChokepointState
from lodeflow.language.addresses import hashes
from lodeflow.processes.chokepoints import chokepoint


def build_chokepoints(b: Blueprint) -> dict[str, ChokepointParams | ChokepointDraws | ChokepointState]:
    """Slices of the straits and canals, all of them open on day 0.

    Args:
        b: the world so far.

    """
    terms = [b.scenario.chokepoints[c] for c in CHOKEPOINTS]
    return {
        "straits": ChokepointState(np.zeros(len(terms), np.int64), frozen([c.blocked_share for c in terms])),
        "chokepoint_params": ChokepointParams(
            name=frozen(hashes(f"chokepoint:{c}" for c in CHOKEPOINTS), np.int64),
            mean_wait=frozen([_mean_wait(c.closures_per_year) for c in terms]),
            mean_days=frozen([c.closure_mean_days for c in terms]),
            surcharge=frozen([c.freight_surcharge for c in terms]),
        ),
        "chokepoint_draws": ChokepointDraws(np.zeros(len(terms), np.int64)),
    }


def _mean_wait(per_year: float) -> float:
    """Mean time between two events at a rate of ``per_year`` [1/yr], in days; 0 for never."""
    return DAYS_PER_YEAR / per_year if per_year > 0.0 else 0.0


CLOSURES = Actors(
    (Kind.CHOKEPOINT,),
    lambda w: len(w.straits.closed),
    await_closure,
    chokepoint,
    lambda _: caused_by(CHANCE, (Kind.CHOKEPOINT,), CHOKEPOINTS, ("closed", "open")),
)
CHOKEPOINTS_CARD = Instrument(
    stem="chokepoints",
    tables=("chokepoints",),
    build=build_chokepoints,
    slices=("straits", "chokepoint_params", "chokepoint_draws"),
    actors=(CLOSURES,),
)
"""Closures of straits and canals, drawn at random."""
