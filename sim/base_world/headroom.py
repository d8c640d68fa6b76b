"""Nobody may already produce more in the base year than a scenario calls possible."""

from lodeflow.base_year.table import BaseYear
from lodeflow.language.uncertain_number import reach
from lodeflow.scenario.load import Scenario


def refuse_overfull(scenario: Scenario, year: BaseYear) -> None:
    """Raise ValueError where a limit of utilisation, the least it can be, is not above what is already used."""
    supply = scenario.supply
    mines = [(f"{m.region} {m.material}", m.utilisation) for m in year.mines]
    plants = [(f"{s.region} {s.feed}", s.utilisation) for s in year.separators]
    plants += [(f"{m.region} magnets", m.utilisation) for m in year.makers]
    for key, limit, names in (
        ("mine_utilisation_limit", reach(supply.mine_utilisation_limit)[0], mines),
        ("plant_utilisation_limit", reach(supply.plant_utilisation_limit)[0], plants),
    ):
        over = [f"{name} ({used:g})" for name, used in names if used >= limit]
        if over:
            raise ValueError(f"supply.{key} = {limit:g} is not above the base year's utilisation of {', '.join(over)}")
