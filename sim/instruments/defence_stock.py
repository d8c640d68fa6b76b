"""Defence stockpiles as arrays."""

import numpy as np

from lodeflow.atlas.atlas import DEFENCE, Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.instruments.card import Instrument
from lodeflow.kernels.demand.defence_stock import DefenceStockParams
from lodeflow.scenario.load import Scenario


def build_defence(scenario: Scenario, atlas: Atlas) -> DefenceStockParams:
    """Civil cell that each defence cell may draw on, and the share of its stock that may be diverted.

    Args:
        scenario: the scenario.
        atlas: indices of cells and lanes.

    """
    terms, own = scenario.defence, atlas.held_by(DEFENCE)
    return DefenceStockParams(
        civil=frozen([atlas.cell(*atlas.cells[n]) for n in own], np.int64),
        own=frozen(own, np.int64),
        diversion=frozen([terms.diversion_by_region.get(atlas.cells[n][0], terms.diversion) for n in own]),
    )


DEFENCE_STOCK = Instrument(
    stem="defence_stock",
    tables=("defence",),
    build=lambda b: {"defence": build_defence(b.scenario, b.atlas)},
    slices=("defence",),
)
"""Defence stockpiles, and diversion of civil stocks to defence."""
