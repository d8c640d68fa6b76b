"""Tariffs and export taxes as arrays: what is due on every lane on day 0, and what changes on which day."""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.arrays import frozen
from lodeflow.atlas import Atlas
from lodeflow.calibration import Floats
from lodeflow.duties import all_duties, changes, due, exports, holding, imports, rules, turns
from lodeflow.kernels.duty import Duties
from lodeflow.patterns import Rule
from lodeflow.scenario import Scenario


class Tables(NamedTuple):
    """What is due on every lane, float64 (periods, lanes); a period begins on day 0 and on each day of change."""

    tariff: Floats
    tariff_on_freight: Floats
    export_tax: Floats


def tables(scenario: Scenario, atlas: Atlas) -> Tables:
    """What is due from day 0, and from each day of change."""
    days = (0, *turns(scenario))
    dates = tuple(scenario.start_date + timedelta(day) for day in days)
    held = _holding(atlas, rules(scenario.tariffs), dates, taxes=False)
    taxed = _holding(atlas, rules(scenario.export_taxes), dates, taxes=True)
    return Tables(*due(scenario.tariffs, held), due(scenario.export_taxes, taxed)[0])


@lru_cache(maxsize=32)
def _holding(
    atlas: Atlas, programmes: tuple[tuple[Rule, ...], ...], dates: tuple[date, ...], *, taxes: bool
) -> NDArray[np.int64]:
    """Which duty holds where and when: the same in all replications, which draw other rates at most."""
    found = holding(programmes, exports(atlas.lanes) if taxes else imports(atlas.lanes), dates)
    found.setflags(write=False)
    return found


def build_duties(scenario: Scenario, found: Tables) -> Duties:
    """The days on which duties begin and lapse, in the order of their keys."""
    row = {day: n for n, day in enumerate(turns(scenario))}
    lives = [steps for duty in all_duties(scenario).values() if (steps := changes(scenario, duty))]
    steps = [step for life in lives for step in life]
    return Duties(
        first=frozen(np.cumsum([0, *map(len, lives)]), np.int64),
        day=frozen([day for day, _, _ in steps], np.int64),
        period=frozen([row[day] for day, _, _ in steps], np.int64),
        in_force=frozen([float(on) for _, on, _ in steps]),
        announced=frozen([known for _, _, known in steps], np.int64),
        tariff=frozen(found.tariff[1:]),
        tariff_on_freight=frozen(found.tariff_on_freight[1:]),
        export_tax=frozen(found.export_tax[1:]),
    )
