"""Duties due on every lane: one row from day 0, and one from each day on which a duty changes."""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from lodeflow.atlas.atlas import Atlas
from lodeflow.base_world.duty_rules import Held, due, exports, holding, imports, rules, turns
from lodeflow.base_world.rest_point import Floats
from lodeflow.language.patterns import Rule
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario


class Tables(NamedTuple):
    """Duties on every lane; a period begins on day 0 and on each day of change."""

    tariff: Floats
    """float64 (periods, lanes): tariff, share of the value."""
    tariff_on_freight: Floats
    """float64 (periods, lanes): share of the tariff that falls on freight too."""
    export_tax: Floats
    """float64 (periods, lanes): export tax, share of the gate price."""


@reused
def tables(scenario: Scenario, atlas: Atlas) -> Tables:
    """Duties of ``scenario`` on the lanes of ``atlas``, from day 0 and from each day of change."""
    days = (0, *turns(scenario))
    dates = tuple(scenario.start_date + timedelta(day) for day in days)
    held = _holding(atlas, rules(scenario.tariffs), dates, taxes=False)
    taxed = _holding(atlas, rules(scenario.export_taxes), dates, taxes=True)
    return Tables(*due(scenario.tariffs, held), due(scenario.export_taxes, taxed)[0])


@lru_cache(maxsize=32)
def _holding(atlas: Atlas, programmes: tuple[tuple[Rule, ...], ...], dates: tuple[date, ...], *, taxes: bool) -> Held:
    """Duty in force by date and lane: the same in all replications, which draw other rates at most."""
    return holding(programmes, exports(atlas.lanes) if taxes else imports(atlas.lanes), dates)
