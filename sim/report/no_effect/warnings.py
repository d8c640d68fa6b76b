"""Warnings of a scenario: what has no effect, by its text or in its world, and numbers that are unusual."""

from lodeflow.atlas.atlas import Atlas, atlas
from lodeflow.atlas.channels import apart
from lodeflow.atlas.project_lanes import places, with_entries
from lodeflow.base_year.close import base_year
from lodeflow.base_year.table import BaseYear
from lodeflow.errors import Problem
from lodeflow.language.keys import dotted
from lodeflow.report.no_effect.alliances import idle_alliances
from lodeflow.report.no_effect.controls import idle_controls
from lodeflow.report.no_effect.duties import idle_duties
from lodeflow.report.no_effect.evasion import idle_evasion
from lodeflow.report.no_effect.offtakes import idle_offtakes
from lodeflow.report.no_effect.shocks import idle_shocks
from lodeflow.report.no_effect.stockpiles import idle_stockpiles
from lodeflow.report.no_effect.stoppages import idle_stoppages
from lodeflow.report.no_effect.substitution import idle_substitution
from lodeflow.report.no_effect.support import idle_support
from lodeflow.report.no_effect.tables import idle_tables
from lodeflow.report.no_effect.unusual import unusual
from lodeflow.report.no_effect.where import where_of
from lodeflow.scenario.idle import idle_problems
from lodeflow.scenario.load import Resolved
from lodeflow.scenario.model import advice

_CHECKS = (
    idle_tables,
    idle_duties,
    idle_alliances,
    idle_controls,
    idle_shocks,
    idle_stoppages,
    idle_offtakes,
    idle_substitution,
    idle_stockpiles,
    idle_support,
    idle_evasion,
)


def warnings_of(resolved: Resolved, year: BaseYear | None = None, map_: Atlas | None = None) -> tuple[Problem, ...]:
    """Warnings in the order of their places.

    Args:
        resolved: the scenario, and where each value was set.
        year: base year of its plan, with room for projects; closed here if not given.
        map_: cells and lanes of its plan; made here if not given.

    Raises ValueError where the base table contradicts itself.

    """
    scenario = resolved.scenario
    if year is None or map_ is None:
        year = with_entries(base_year(scenario.base_table, scenario.lanes), places(scenario), scenario.lanes)
        map_ = atlas(year, apart(scenario))
    where = where_of(scenario, year, map_)
    found = [each for check in _CHECKS for each in check(where)]
    said = [*resolved.warnings, *idle_problems(resolved.merged, found)]
    # A number without effect, or in a table without, is not unusual too: one warning for each.
    spoken, unwise = {each.path for each in said}, {dotted(path) for path, *_ in advice(scenario)}
    tables = tuple(f"{path}." for path in spoken - unwise)
    odd = idle_problems(resolved.merged, unusual(where, resolved.merged))
    said += [each for each in odd if each.path not in spoken and not each.path.startswith(tables)]
    first = {layer.label: n for n, layer in enumerate(resolved.merged.layers)}
    return tuple(sorted(dict.fromkeys(said), key=lambda each: (first[each.file], each.line, each.column)))
