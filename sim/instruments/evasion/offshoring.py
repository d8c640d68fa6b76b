"""Offshoring as arrays: users of magnets that may move out of an alliance to a hub."""

import numpy as np

from lodeflow.atlas.lane_columns import Whole
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.final_use import Users, users_of
from lodeflow.base_world.rest_point import Rest, log_or_zero, smoothing
from lodeflow.catalog.goods import region_index
from lodeflow.instruments.card import Blueprint, Instrument
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.evasion.offshoring import OffshoringParams, OffshoringState
from lodeflow.language.patterns import fits
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario


def build_offshoring(b: Blueprint) -> dict[str, OffshoringParams | OffshoringState]:
    """Users that may move to the hub; on day 0 none has moved.

    Args:
        b: the world so far, with its users.

    """
    scenario, terms = b.scenario, b.scenario.offshoring
    movers = _movers(scenario, users_of(scenario, b.year, b.atlas), b.found["user_params"])
    tick = float(scenario.tick_days)
    offshoring = OffshoringParams(
        *movers,
        most=frozen([terms.most]),
        response=frozen([terms.response * terms.cost_share]),
        speed=frozen([smoothing(tick, terms.days)]),
        memory=frozen([smoothing(tick, terms.usual_days)]),
    )
    return {"offshoring": offshoring, "offshoring_state": _at_home(b.rest, offshoring)}


@reused
def _at_home(rest: Rest, offshoring: OffshoringParams) -> OffshoringState:
    """State before day 0: nobody has moved."""
    here, there = rest.landed[offshoring.cell], rest.landed[offshoring.hub]
    usual = np.array([log_or_zero(x) - log_or_zero(y) for x, y in zip(here, there, strict=True)])
    movers = len(offshoring.user)
    return OffshoringState(np.zeros(movers), usual.reshape(movers), np.zeros(movers))


@reused
def _movers(scenario: Scenario, users: Users, user_params: UserParams) -> tuple[Whole, Whole, Whole, Whole, Whole]:
    """Civil users in regions that are, or may become, members, each with the same sector's user in the hub.

    Returns the first columns of ``OffshoringParams``: both users, both cells, and the region that they leave.
    """
    terms = scenario.offshoring
    place = {user: k for k, user in enumerate(users)}
    pairs = [
        (place[user], place[terms.hub, user[1], user[2]])
        for user in users
        if fits(terms.materials, user[1])
        and user[0] != terms.hub
        and user[2] != "defence"
        and (terms.hub, user[1], user[2]) in place
        and any(fits(policy.members, user[0]) for policy in scenario.policies.values())
    ]
    here, there = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    return (
        frozen(here, np.int64),
        frozen(there, np.int64),
        frozen(user_params.cell[here], np.int64),
        frozen(user_params.cell[there], np.int64),
        frozen([region_index(users[k][0]) for k in here], np.int64),
    )


OFFSHORING = Instrument(
    stem="offshoring",
    tables=("offshoring",),
    build=build_offshoring,
    slices=("offshoring", "offshoring_state"),
)
"""Parts with magnets that members' users have made in a hub, where magnets are cheap."""
