"""Price contracts between members, and priority of members in a shortage, as arrays."""

from typing import NamedTuple

import numpy as np

from lodeflow.atlas.atlas import LEGAL, Atlas
from lodeflow.atlas.lane_columns import Mask, lane_columns
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Rest
from lodeflow.instruments.alliance.lanes import in_regions
from lodeflow.kernels.alliance.agreement import FloorParams
from lodeflow.kernels.alliance.members_first import MembersFirstParams
from lodeflow.kernels.alliance.price_contract import PriceContractParams, PriceContractState, no_contracts
from lodeflow.language.patterns import fits
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.alliance import Policy


class Steadiness(NamedTuple):
    """Price contracts and priority between members, as slices of a market."""

    contract_params: PriceContractParams
    """Terms of the price contracts of each alliance."""
    contracts: PriceContractState
    """Contracts of each lane; none is signed on day 0."""
    members_first_params: MembersFirstParams
    """Lanes on which an alliance serves its members first."""


@reused
def build_contracts(scenario: Scenario, atlas: Atlas, rest: Rest, floors: FloorParams) -> Steadiness:
    """Slices of price contracts and of priority for members, before any contract is signed.

    Args:
        scenario: the scenario.
        atlas: indices of cells and lanes.
        rest: rest point of the base year.
        floors: floors of the alliances, with the lanes that they reach.

    """
    policies = list(scenario.policies.values())
    signing = [s for s in np.flatnonzero(floors.of_lane >= 0).tolist() if _may_sign(policies, s, floors, atlas)]
    lanes = lane_columns(atlas)
    first = np.full(len(atlas.lanes), -1)
    for p in range(len(policies))[::-1]:
        first[_first_served(policies[p], atlas)] = p
    return Steadiness(
        contract_params=PriceContractParams(
            share=frozen([p.contract_share for p in policies]),
            ceiling=frozen([p.contract_ceiling for p in policies]),
            days=frozen([p.contract_days for p in policies], np.int64),
        ),
        contracts=no_contracts(frozen(signing, np.int64), rest.cost, len(atlas.cells)),
        members_first_params=MembersFirstParams(
            alliance=frozen(first, np.int64),
            origin=lanes.origin,
            home=lanes.destination,
            agreed=frozen([(first >= 0).any()], np.bool_),
        ),
    )


def _may_sign(policies: list[Policy], s: int, floors: FloorParams, atlas: Atlas) -> bool:
    """Test for lane ``s``: it joins two present or later members of an alliance that has price contracts."""
    policy, lane = policies[floors.alliance[floors.of_lane[s]]], atlas.lanes[s]
    return policy.contract_share > 0.0 and lane.route == LEGAL and fits(policy.members, lane.origin)


def _first_served(policy: Policy, atlas: Atlas) -> Mask:
    """Mask of the lanes between members on which the alliance serves its members first."""
    lanes = lane_columns(atlas)
    member = in_regions(atlas, policy.members)
    covered = np.array([policy.covers(m) for m in atlas.goods.materials])
    served: Mask = lanes.legal & member[lanes.origin] & member[lanes.destination] & covered[lanes.material]
    return served & (policy.allocation == "alliance_first")
