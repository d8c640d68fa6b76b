"""Smuggling as arrays: lanes that evade export controls and export taxes."""

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Floats, Rest, ends, smoothing
from lodeflow.instruments.card import BUYER, CUSTOMS, Blueprint, Instrument, Payment
from lodeflow.kernels.entities.lots import Money
from lodeflow.kernels.evasion.smuggling import NO_CEILING, SmugglingParams, SmugglingState
from lodeflow.scenario.load import Scenario

LEAST_VOLUME = 1e-12
"""Ordinary volume [t/d] where nothing is smuggled in the base year: any cargo is then far above it."""

LEAST_CEILING = 1.001
"""Ceiling in units of the ordinary volume, at least: at 1 the price would rise without bound from the first tonne."""


def build_smuggling(
    scenario: Scenario, atlas: Atlas, rest: Rest, grows: Floats
) -> tuple[SmugglingParams, SmugglingState]:
    """Smuggled lanes at their ordinary volume, each with the legal lane that it evades.

    Args:
        scenario: the scenario.
        atlas: indices of cells and lanes.
        rest: rest point of the base year, with the flows of its path of growth.
        grows: float64 (lanes,) [-], growth of each lane over a tick.

    """
    terms = scenario.smuggling
    lanes = [s for s, lane in enumerate(atlas.lanes) if lane.smuggled]
    legal = [atlas.legal[s] for s in lanes]
    sent = rest.flow / grows  # yesterday
    volume, least = sent[lanes], terms.least_share * sent[legal]
    ordinary = np.maximum(np.maximum(volume, least), LEAST_VOLUME)
    ceiling = NO_CEILING if terms.ceiling is None else terms.ceiling * sent[legal]
    smuggling = SmugglingParams(
        lane=frozen(lanes, np.int64),
        legal=frozen(legal, np.int64),
        base_tax=frozen(rest.tax[legal]),
        ordinary=frozen(ordinary),
        ceiling=frozen(np.maximum(ceiling, LEAST_CEILING * ordinary)),
        premium=frozen([terms.premium]),
        convexity=frozen([terms.convexity]),
        memory=frozen([smoothing(float(scenario.tick_days), terms.memory_days)]),
        seized=frozen([terms.seized]),
        worth=frozen([terms.worth_watching]),
        penalty=frozen([terms.penalty]),
    )
    premium = np.zeros(len(atlas.lanes))
    premium[lanes] = rest.fob[lanes] - rest.price[ends(atlas)[0][lanes]]
    fine, caught, seized = (np.zeros(len(atlas.lanes)) for _ in range(3))
    most = np.ones(len(atlas.lanes))
    size, risk = 1.0 / grows[lanes], np.zeros(len(lanes))
    return smuggling, SmugglingState(volume * size, size, risk, premium, fine, caught, seized, most)


def _built(b: Blueprint) -> dict[str, SmugglingParams | SmugglingState]:
    """Slices of smuggling; ``b`` is the world so far, with its path of growth."""
    moving = b.moving._replace(flow=b.found["path"].rest.flow)
    grows = 1.0 + b.found["growth of lanes"]
    return dict(zip(("smuggling", "smuggling_state"), build_smuggling(b.scenario, b.atlas, moving, grows), strict=True))


SMUGGLING = Instrument(
    stem="smuggling",
    tables=("smuggling",),
    build=_built,
    slices=("smuggling", "smuggling_state"),
    payments={
        Money.PREMIUM: Payment("premium for evading the law", BUYER, "smugglers", "evaders_usd"),
        Money.FINE: Payment("fine", BUYER, CUSTOMS, "fine_usd"),
    },
)
"""Exports that evade the controls of their region."""
