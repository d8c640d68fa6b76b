"""Relabelling as arrays: lanes on which goods evade duties under the papers of a hub."""

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Rest, log_or_zero, smoothing
from lodeflow.instruments.card import Blueprint, Instrument
from lodeflow.kernels.core.maths import power
from lodeflow.kernels.entities.lanes import SHUT
from lodeflow.kernels.evasion.relabelling import RelabellingParams, RelabellingState, no_relabelling
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario

MOST_FOUND = 0.999
"""Share of cargoes found out at most: if all were, the cost of one that comes through would have no bound."""


def build_relabelling(b: Blueprint) -> dict[str, RelabellingParams | RelabellingState]:
    """Relabelled lanes, without any flow on day 0.

    Args:
        b: the world so far.

    """
    terms = b.scenario.relabelling
    relabelling = _fixed(b.scenario, b.atlas, b.rest)._replace(
        premium=frozen([terms.premium]),
        convexity=frozen([terms.convexity]),
        found=frozen([min(MOST_FOUND, 1.0 - float(power(1.0 - terms.detected, terms.verification)))]),
    )
    return {"relabelling": relabelling, "relabelling_state": _unused(b.atlas, relabelling)}


@reused
def _unused(atlas: Atlas, relabelling: RelabellingParams) -> RelabellingState:
    """State of the relabelled lanes before day 0."""
    state: RelabellingState = no_relabelling(len(relabelling.lane), len(atlas.lanes))
    return state


@reused
def _fixed(scenario: Scenario, atlas: Atlas, rest: Rest) -> RelabellingParams:
    """Relabelled lanes beside the direct ones whose duties they evade, without premium and detection."""
    terms = scenario.relabelling
    lanes = [s for s, lane in enumerate(atlas.lanes) if lane.relabelled]
    direct = [atlas.direct[s] for s in lanes]
    through = [_throughput(atlas, rest, atlas.lanes[s].declared, atlas.lanes[s].material) for s in lanes]
    first = (terms.start - scenario.start_date).days if terms.start else 0
    return RelabellingParams(
        lane=frozen(lanes, np.int64),
        weight=frozen(
            [
                log_or_zero(terms.start_share * _within(atlas, rest, d))
                if terms.start_share > 0.0 and t > 0.0
                else SHUT
                for d, t in zip(direct, through, strict=True)
            ]
        ),
        base_duty=frozen(rest.tariff[direct] - rest.tariff[lanes]),
        ordinary=frozen([terms.inconspicuous_share * t if t > 0.0 else 1.0 for t in through]),  # 1: of a shut lane
        premium=frozen([]),
        convexity=frozen([]),
        memory=frozen([smoothing(float(scenario.tick_days), terms.memory_days)]),
        found=frozen([]),
        worth=frozen([terms.worth_watching]),
        penalty=frozen([terms.penalty]),
        start=frozen([float(first)]),
    )


def _within(atlas: Atlas, rest: Rest, direct: int) -> float:
    """Share of lane ``direct`` in the base-year flow from its seller to its buyer [-]."""
    lane = atlas.lanes[direct]
    ends = (lane.origin, lane.destination, lane.material, lane.tag)
    nest = [s for s, k in enumerate(atlas.lanes) if (k.origin, k.destination, k.material, k.tag) == ends]
    return float(rest.flow[direct] / sum(rest.flow[nest]))


def _throughput(atlas: Atlas, rest: Rest, hub: str, material: str) -> float:
    """Output and use of ``material`` in ``hub`` in the base year [t/d]."""
    cell = atlas.cell(hub, material)
    return float(rest.output[cell] + rest.use[cell])


RELABELLING = Instrument(
    stem="relabelling",
    tables=("relabelling",),
    build=build_relabelling,
    slices=("relabelling", "relabelling_state"),
)
"""Goods that evade a levy or tariff under the papers of a hub, and overstated invoices."""
