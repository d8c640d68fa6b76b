"""Steady contracts inside alliances, and who comes first in a shortage, as arrays."""

from typing import NamedTuple

import numpy as np

from lodeflow.alliance_terms import Policy
from lodeflow.arrays import frozen
from lodeflow.atlas import LEGAL, Atlas, Lane
from lodeflow.calibration import Rest
from lodeflow.facts import REGIONS
from lodeflow.kernels.allocation import Priorities, Queue
from lodeflow.kernels.pact import Floors
from lodeflow.kernels.steady_contract import Contracts, Deals, no_contracts
from lodeflow.patterns import fits
from lodeflow.scenario import Scenario


class Steadiness(NamedTuple):
    """What members of alliances owe each other."""

    deals: Deals
    contracts: Contracts
    priorities: Priorities
    queue: Queue


def build_contracts(scenario: Scenario, atlas: Atlas, rest: Rest, floors: Floors) -> Steadiness:
    """Before anything is signed."""
    policies = list(scenario.policies.values())
    lanes = [s for s, lane in enumerate(atlas.lanes) if _may_sign(policies, int(floors.of_lane[s]), floors, lane)]
    first = [_serves_first(policies, lane) for lane in atlas.lanes]
    return Steadiness(
        deals=Deals(
            share=frozen([p.contract_share for p in policies]),
            ceiling=frozen([p.contract_ceiling for p in policies]),
            days=frozen([p.contract_days for p in policies], np.int64),
        ),
        contracts=no_contracts(frozen(lanes, np.int64), rest.cost, len(atlas.cells)),
        priorities=Priorities(
            pact=frozen(first, np.int64),
            origin=frozen([REGIONS.index(lane.origin) for lane in atlas.lanes], np.int64),
            home=frozen([REGIONS.index(lane.destination) for lane in atlas.lanes], np.int64),
            agreed=frozen([max(first, default=-1) >= 0], np.bool_),
        ),
        queue=Queue(np.zeros(len(atlas.cells)), np.zeros(len(atlas.cells))),
    )


def _may_sign(policies: list[Policy], floor: int, floors: Floors, lane: Lane) -> bool:
    """Whether a lane leads from one member, or who may become one, to another, under a pact that wants contracts."""
    if floor < 0 or lane.route != LEGAL:
        return False
    policy = policies[floors.pact[floor]]
    return policy.contract_share > 0.0 and fits(policy.members, lane.origin)


def _serves_first(policies: list[Policy], lane: Lane) -> int:
    """The pact whose members are served first with what the lane carries, -1 for none."""
    for p, policy in enumerate(policies):
        inside = fits(policy.members, lane.origin) and fits(policy.members, lane.destination)
        if policy.allocation == "alliance_first" and lane.route == LEGAL and inside and policy.covers(lane.material):
            return p
    return -1
