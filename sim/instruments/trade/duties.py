"""Tariffs and export taxes as arrays: their dated changes, and the rates on every lane after each change."""

import numpy as np

from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.duty_rules import all_duties, changes, dated, turns
from lodeflow.base_world.duty_tables import Tables
from lodeflow.instruments.card import BUYER, CUSTOMS, HOME, SEVERAL, Actors, Instrument, Payment, Story
from lodeflow.kernels.core.kinds import Kind
from lodeflow.kernels.entities.lots import Money
from lodeflow.kernels.trade.duties import DutyParams, await_change
from lodeflow.plans import Plan
from lodeflow.processes.duties import duty
from lodeflow.scenario.load import Scenario


def build_duties(scenario: Scenario, found: Tables) -> DutyParams:
    """Days on which duties begin and lapse, in the order of their keys, and the rates from each day of change.

    Args:
        scenario: the scenario.
        found: duties on every lane, from day 0 and from each day of change.

    """
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


def _story(plan: Plan) -> Story:
    """Words of the events of duties, each under the region that levies the duty."""
    duties = all_duties(plan.scenario)
    payers = [duties[key].rule(key).sides[0] for key in dated(plan.scenario)]
    levied_by = tuple(by[0] if len(by) == 1 and by[0] in plan.atlas.goods.regions else SEVERAL for by in payers)
    return Story((Kind.POLICY,), dated(plan.scenario), levied_by, ("in force", "lapses"))


DUTIES = Instrument(
    stem="duties",
    tables=("tariffs", "export_taxes"),
    build=lambda b: {"duties": build_duties(b.scenario, b.rates)},
    slices=("duties",),
    actors=(Actors((Kind.POLICY,), lambda w: len(w.duties.first) - 1, await_change, duty, _story),),
    payments={
        Money.EXPORT_TAX: Payment("export tax", BUYER, HOME, "export_tax_usd"),
        Money.TARIFF: Payment("tariff", BUYER, CUSTOMS, "tariff_usd"),
    },
)
"""Tariffs and export taxes, and their dated changes."""
