"""Pairs of places between which goods can be sold on, with the lane whose controls hold there."""

import numpy as np

from lodeflow.atlas.atlas import CIVIL, LEGAL, Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Floats, Rest
from lodeflow.kernels.trade.resale import ResaleParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario


def build_resale(scenario: Scenario, atlas: Atlas, rest: Rest, design: Floats) -> ResaleParams:
    """Pairs of civil cells of one material: who makes or buys it, and who buys it; and terms of a deal.

    Args:
        scenario: terms of resale.
        atlas: cells and lanes.
        rest: landed costs of the base year, above 0 where somebody buys.
        design: float64 (cells,) [t/d], output capacity, above 0 where something is or may be made.

    """
    buys, makes = rest.landed > 0.0, design > 0.0
    lanes = {
        (lane.origin, lane.destination, lane.material): s
        for s, lane in reversed(list(enumerate(atlas.lanes)))
        if lane.route == LEGAL and lane.tag == CIVIL
    }
    places = list(zip(atlas.shown.tolist(), atlas.shown_cells, strict=True))
    pairs = [
        (i, j, lanes.get((here, there, material), -1))
        for i, (here, material) in places
        for j, (there, other) in places
        if i != j and material == other and (buys[i] or makes[i]) and buys[j]
    ]
    return _terms(scenario)._replace(
        **{name: frozen([pair[k] for pair in pairs], np.int64) for k, name in enumerate(("holder", "taker", "lane"))}
    )


@reused
def _terms(scenario: Scenario) -> ResaleParams:
    """Terms of resale without pairs."""
    m, none = scenario.market, frozen([], np.int64)
    return ResaleParams(
        holder=none,
        taker=none,
        lane=none,
        margin=frozen([float(m.resale_margin)]),
        freight=frozen([float(m.resale_freight_usd_per_t)]),
        share=frozen([float(m.resold_share)]),
    )
