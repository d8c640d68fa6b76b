"""Relabelled routes and users who may move abroad, as arrays."""

from typing import NamedTuple

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.actors import Users, users_of
from lodeflow.base_world.rest_point import Rest, log_or_zero, smoothing
from lodeflow.base_year.table import BaseYear
from lodeflow.catalog.names import REGIONS
from lodeflow.kernels.core.maths import power
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.entities.lanes import SHUT
from lodeflow.kernels.evasion.offshoring import OffshoringParams, OffshoringState
from lodeflow.kernels.evasion.relabelling import RelabellingParams, RelabellingState, no_leaks
from lodeflow.language.patterns import fits
from lodeflow.scenario.load import Scenario


class Leakage(NamedTuple):
    """The ways round a levy."""

    relabelling: RelabellingParams
    relabelling_state: RelabellingState
    offshoring: OffshoringParams
    offshoring_state: OffshoringState


def build_leakage(scenario: Scenario, year: BaseYear, atlas: Atlas, rest: Rest, user_params: UserParams) -> Leakage:
    """Nobody relabels yet, and nobody has moved."""
    relabelling = _relabelling(scenario, atlas, rest)
    offshoring = _offshoring(scenario, users_of(scenario, year, atlas), user_params)
    here, there = rest.landed[offshoring.cell], rest.landed[offshoring.hub]
    usual = np.array([log_or_zero(a) - log_or_zero(b) for a, b in zip(here, there, strict=True)])
    movers = len(offshoring.user)
    return Leakage(
        relabelling,
        no_leaks(len(relabelling.lane), len(atlas.lanes)),
        offshoring,
        OffshoringState(np.zeros(movers), usual.reshape(movers), np.zeros(movers)),
    )


def _relabelling(scenario: Scenario, atlas: Atlas, rest: Rest) -> RelabellingParams:
    """Relabelled lanes beside the direct ones whose duties they evade."""
    terms = scenario.relabelling
    lanes = [s for s, lane in enumerate(atlas.lanes) if lane.relabelled]
    direct = [atlas.direct[s] for s in lanes]
    through = [_throughput(atlas, rest, atlas.lanes[s].declared, atlas.lanes[s].material) for s in lanes]
    first = (terms.start - scenario.start_date).days if terms.start else 0
    return RelabellingParams(
        lane=frozen(lanes, np.int64),
        weight=frozen([log_or_zero(terms.start_share * _within(atlas, rest, d)) for d in direct])
        if terms.start_share > 0.0
        else frozen([SHUT] * len(lanes)),
        base_duty=frozen(rest.tariff[direct] - rest.tariff[lanes]),
        ordinary=frozen([terms.inconspicuous_share * t for t in through]),
        premium=frozen([terms.premium]),
        convexity=frozen([terms.convexity]),
        memory=frozen([smoothing(float(scenario.tick_days), terms.memory_days)]),
        found=frozen([1.0 - float(power(1.0 - terms.detected, terms.verification))]),
        worth=frozen([terms.worth_watching]),
        penalty=frozen([terms.penalty]),
        start=frozen([float(first)]),
    )


def _within(atlas: Atlas, rest: Rest, direct: int) -> float:
    """Share of a direct lane in what its seller sends its buyer."""
    lane = atlas.lanes[direct]
    ends = (lane.origin, lane.destination, lane.material, lane.tag)
    nest = [s for s, k in enumerate(atlas.lanes) if (k.origin, k.destination, k.material, k.tag) == ends]
    return float(rest.flow[direct] / sum(rest.flow[nest]))


def _throughput(atlas: Atlas, rest: Rest, hub: str, material: str) -> float:
    """What a hub makes and uses of a material, t/d."""
    cell = atlas.cell(hub, material)
    return float(rest.output[cell] + rest.use[cell])


def _offshoring(scenario: Scenario, users: Users, user_params: UserParams) -> OffshoringParams:
    """Civil users, of which those in an alliance will move, and their like in the hub."""
    terms, tick = scenario.offshoring, float(scenario.tick_days)
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
    return OffshoringParams(
        user=frozen(here, np.int64),
        abroad=frozen(there, np.int64),
        cell=frozen(user_params.cell[here], np.int64),
        hub=frozen(user_params.cell[there], np.int64),
        region=frozen([REGIONS.index(users[k][0]) for k in here], np.int64),
        most=frozen([terms.most]),
        response=frozen([terms.response * terms.cost_share]),
        speed=frozen([smoothing(tick, terms.days)]),
        memory=frozen([smoothing(tick, terms.usual_days)]),
    )
