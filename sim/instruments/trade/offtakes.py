"""Offtakes between regions, as arrays."""

from datetime import date

import numpy as np

from lodeflow.atlas.atlas import CIVIL, LEGAL, Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.instruments.card import Blueprint, Instrument
from lodeflow.kernels.core.moment import DAYS_PER_YEAR, FAR_DAY
from lodeflow.kernels.trade.offtakes import OfftakeParams, OfftakeState
from lodeflow.terms.trade.offtakes import Offtake


def build_offtakes(b: Blueprint) -> dict[str, OfftakeParams | OfftakeState]:
    """Offtakes of a scenario on their lanes; those without a lane bind nobody. ``b`` is the world so far."""
    found = [(lane_of(each, b.atlas), each) for each in b.scenario.offtakes.values()]
    bound = [(lane, each) for lane, each in found if lane >= 0]

    def day(when: date | None, absent: int) -> int:
        return (when - b.scenario.start_date).days if when else absent

    return {
        "offtake_params": OfftakeParams(
            lane=frozen([lane for lane, _ in bound], np.int64),
            tonnes_a_day=frozen([each.tonnes / DAYS_PER_YEAR for _, each in bound]),
            start=frozen([day(each.start, 0) for _, each in bound], np.int64),
            end=frozen([day(each.end, FAR_DAY) for _, each in bound], np.int64),
        ),
        "offtake_state": OfftakeState(
            np.zeros(len(b.atlas.lanes)), np.zeros(len(b.atlas.cells)), np.zeros(len(b.atlas.cells))
        ),
    }


def lane_of(terms: Offtake, atlas: Atlas) -> int:
    """Lane of an offtake: the legal one with most trade in the base table; -1 if the regions have none.

    Args:
        terms: seller, buyer and material.
        atlas: indices of cells and lanes.

    """
    ends = (terms.seller, terms.buyer, terms.material, CIVIL, LEGAL)
    fit = [
        s
        for s, lane in enumerate(atlas.lanes)
        if (lane.origin, lane.destination, lane.material, lane.tag, lane.route) == ends
    ]
    return max(fit, key=lambda s: atlas.lanes[s].tonnes, default=-1)


OFFTAKES = Instrument(
    stem="offtakes",
    tables=("offtakes",),
    build=build_offtakes,
    slices=("offtake_params", "offtake_state"),
)
"""Tonnes a year that one region is bound to take from another."""
