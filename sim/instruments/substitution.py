"""Substitution as arrays: users who can take another material, each with a user of that material in its region."""

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.final_use import Users, users_of
from lodeflow.base_world.rest_point import log_or_zero, smoothing
from lodeflow.catalog.goods import Goods
from lodeflow.instruments.card import Blueprint, Instrument
from lodeflow.kernels.demand.final_use import UserParams
from lodeflow.kernels.demand.substitution import SubstitutionParams, SubstitutionState
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.substitution import pairs


def build_substitution(b: Blueprint) -> dict[str, SubstitutionParams | SubstitutionState]:
    """Users who can move, and the state of day 0, in which none has.

    Args:
        b: the world so far, with its users.

    """
    users = users_of(b.scenario, b.year, b.atlas)
    return {
        "substitution": _movers(b.scenario, users, b.atlas.goods, b.found["user_params"]),
        "substitution_state": _before(b.scenario, users, b.atlas, b.found["user_params"]),
    }


@reused
def _movers(scenario: Scenario, users: Users, goods: Goods, user_params: UserParams) -> SubstitutionParams:
    """Parameters of all rules, one row per user who can move."""
    rows = [(rule, *pair) for rule in scenario.substitution.values() for pair in pairs(rule, users)]
    here, there = (np.array([row[side] for row in rows], np.int64) for side in (1, 2))
    width = np.ones(len(goods.materials))
    for rule in scenario.substitution.values():
        width[goods.place(rule.replaced)] = rule.spread
    tick = float(scenario.tick_days)
    return SubstitutionParams(
        user=frozen(here, np.int64),
        instead=frozen(there, np.int64),
        cell=frozen(user_params.cell[here], np.int64),
        other=frozen(user_params.cell[there], np.int64),
        most=frozen([rule.most for rule, _, _ in rows]),
        at=frozen([log_or_zero(rule.price_ratio) for rule, _, _ in rows]),
        spread=frozen([rule.spread for rule, _, _ in rows]),
        speed=frozen([smoothing(tick, rule.days) for rule, _, _ in rows]),
        weight=frozen([rule.weight for rule, _, _ in rows]),
        width=frozen(width),
    )


@reused
def _before(scenario: Scenario, users: Users, atlas: Atlas, user_params: UserParams) -> SubstitutionState:
    """State of day 0: all that can move could, and nobody has."""
    rows = [(rule, here) for rule in scenario.substitution.values() for here, _ in pairs(rule, users)]
    spare, turns, used = (np.zeros(len(atlas.cells)) for _ in range(3))
    np.add.at(used, user_params.cell, user_params.base_use)
    for rule, here in rows:
        cell = user_params.cell[here]
        spare[cell] += rule.most * user_params.base_use[here] / used[cell]
        turns[cell] = log_or_zero(rule.price_ratio)
    return SubstitutionState(np.zeros(len(rows)), spare, turns)


SUBSTITUTION = Instrument(
    stem="substitution",
    tables=("substitution",),
    build=build_substitution,
    slices=("substitution", "substitution_state"),
)
"""Users who can take another material when theirs is dear."""
