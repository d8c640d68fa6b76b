"""Substitution by users whom no rule finds."""

from collections.abc import Iterator

from lodeflow.report.no_effect.where import Where
from lodeflow.scenario.idle import Idle
from lodeflow.terms.substitution import pairs


def idle_substitution(where: Where) -> Iterator[Idle]:
    """Rules of the scenario ``where`` that nobody can follow."""
    for name, rule in where.scenario.substitution.items():
        if not pairs(rule, where.users):
            said = f"no civil user of {rule.replaced} has users of {rule.by} in its region"
            uses = sorted({material for _, material, _ in where.users})
            yield Idle(("substitution", name), said, f"final users use {', '.join(uses)}")
