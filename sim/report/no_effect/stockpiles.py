"""Stockpiles that keep nothing, or begin after the run."""

from collections.abc import Iterator

from lodeflow.language.patterns import fits, listed
from lodeflow.report.no_effect.where import Where
from lodeflow.scenario.idle import Idle


def idle_stockpiles(where: Where) -> Iterator[Idle]:
    """Stockpiles of the scenario ``where`` that buy nothing of a material."""
    for name, terms in where.scenario.stockpiles.items():
        used = sorted({lane.material for lane in where.atlas.lanes if lane.destination == terms.region})
        for pattern in listed(terms.materials):
            if not any(fits(pattern, material) for material in used):
                said = f"{terms.region} uses no {pattern}: nothing of it is kept"
                yield Idle(("stockpiles", name, "materials"), said, f"it uses {', '.join(used) or 'nothing'}")
        for material in terms.target_days_by_material:
            if not fits(terms.materials, material) or material not in used:
                said = f"the stockpile does not keep {material}"
                yield Idle(("stockpiles", name, "target_days_by_material", material), said, "name it in materials too")
