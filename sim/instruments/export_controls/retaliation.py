"""Retaliation by export control as arrays: weight of foreign duties on each controller's exports."""

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Rest
from lodeflow.instruments.card import Actors, Instrument
from lodeflow.instruments.export_controls.card import stories
from lodeflow.instruments.export_controls.coverage import lanes_under, series_of
from lodeflow.kernels.core.kinds import Kind
from lodeflow.kernels.core.maths import exp
from lodeflow.kernels.export_controls.retaliation import RetaliationParams, RetaliationState, await_retaliation
from lodeflow.processes.retaliation import retaliation
from lodeflow.scenario.load import Scenario


def build_retaliation(scenario: Scenario, atlas: Atlas, rest: Rest) -> tuple[RetaliationParams, RetaliationState]:
    """Terms of retaliation by each controller: weights of its export lanes by base value, base tariffs, hazards.

    Args:
        scenario: the scenario.
        atlas: indices of cells and lanes.
        rest: rest point of the base year.

    """
    terms, series = scenario.retaliation, series_of(scenario)
    weight = np.zeros((len(series), len(atlas.lanes)))
    for h, entries in enumerate(series):
        left = lanes_under(atlas, scenario.controls[entries[0]].controller, "*", ("*",), ("*",))
        exports = left * rest.flow * rest.fob
        weight[h] = exports / max(float(exports.sum()), 1e-12)
    retaliation_params = RetaliationParams(
        weight=frozen(weight),
        base_tariff=frozen(rest.tariff),
        base_rate=frozen([min(terms.base_rate, terms.cap)]),
        cap=frozen([terms.cap]),
        doubling=frozen([max(terms.doubling, 1e-6)]),
        listings=frozen([float(exp(terms.listing_weight * terms.listings))]),
    )
    return retaliation_params, RetaliationState(np.zeros(len(series), np.int64), np.zeros(len(series)))


RETALIATION = Instrument(
    stem="retaliation",
    tables=("retaliation",),
    build=lambda b: dict(
        zip(("retaliation_params", "retaliation_state"), build_retaliation(b.scenario, b.atlas, b.moving), strict=True)
    ),
    slices=("retaliation_params", "retaliation_state"),
    actors=(
        Actors(
            (Kind.RETALIATION,),
            lambda w: len(w.market.control_state.entry),
            await_retaliation,
            retaliation,
            lambda plan: stories((Kind.RETALIATION,), plan),
        ),
    ),
)
"""Export controls in answer to new duties."""
