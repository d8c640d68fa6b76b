"""Spare capacity in the base year: utilisation limits of a scenario must exceed the utilisation of the base table."""

from lodeflow.base_year.table import BaseYear
from lodeflow.language.uncertain_number import reach
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario


@reused
def refuse_overfull(scenario: Scenario, year: BaseYear) -> None:
    """Raise ValueError if a utilisation limit of ``scenario`` does not exceed the utilisation of a producer in
    ``year``.

    Of an uncertain limit the lowest possible value counts.
    """
    supply = scenario.supply
    mines = [(f"{m.region} {m.material}", m.utilisation) for m in year.mines if m.limit is None]
    plants = [(f"{s.region} {s.feed}", s.utilisation) for s in year.separators if s.limit is None]
    plants += [(f"{m.region} magnets", m.utilisation) for m in year.makers if m.limit is None]
    for key, limit, names in (
        ("mine_utilisation_limit", reach(supply.mine_utilisation_limit)[0], mines),
        ("plant_utilisation_limit", reach(supply.plant_utilisation_limit)[0], plants),
    ):
        over = [f"{name} ({used:g})" for name, used in names if used >= limit]
        if over:
            raise ValueError(f"supply.{key} = {limit:g} is not above the base year's utilisation of {', '.join(over)}")
