"""Tariffs and export taxes as arrays: what is due on every lane on day 0, and what changes on which day."""

import numpy as np

from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.duty_rules import all_duties, changes, turns
from lodeflow.base_world.duty_tables import Tables
from lodeflow.kernels.trade.duties import DutyParams
from lodeflow.scenario.load import Scenario


def build_duties(scenario: Scenario, found: Tables) -> DutyParams:
    """The days on which duties begin and lapse, in the order of their keys."""
    row = {day: n for n, day in enumerate(turns(scenario))}
    lives = [steps for duty in all_duties(scenario).values() if (steps := changes(scenario, duty))]
    steps = [step for life in lives for step in life]
    return DutyParams(
        first=frozen(np.cumsum([0, *map(len, lives)]), np.int64),
        day=frozen([day for day, _, _ in steps], np.int64),
        period=frozen([row[day] for day, _, _ in steps], np.int64),
        in_force=frozen([float(on) for _, on, _ in steps]),
        announced=frozen([known for _, _, known in steps], np.int64),
        tariff=frozen(found.tariff[1:]),
        tariff_on_freight=frozen(found.tariff_on_freight[1:]),
        export_tax=frozen(found.export_tax[1:]),
    )
