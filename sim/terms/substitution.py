"""Scenario terms of substitution: users of a material that can take another one when it is dear."""

from collections.abc import Iterator, Sequence

from pydantic import Field
from pydantic_core import PydanticCustomError

from lodeflow.language.identifiers import MaterialId, Regions, Sectors
from lodeflow.language.patterns import fits
from lodeflow.language.quantities import Days, Dearer, MovedShare, PriceSpread, Tonnes
from lodeflow.language.refusals import refuse
from lodeflow.terms.base import Checked


class Substitution(Checked):
    """Users of a material who can take another one; defence, whose parts are certified, keeps to its own."""

    replaced: MaterialId = Field(description="Material that may become dear.")
    by: MaterialId = Field(description="Material that is taken instead.")
    region: Regions = Field("*", description="Region of the users, or '*'.")
    sector: Sectors = Field("*", description="Sector of the users, or '*'.")
    most: MovedShare = Field(description="Largest share of use that can move.")
    price_ratio: Dearer = Field(description="Factor on the relative price at which half of that share has moved.")
    spread: PriceSpread = Field(0.35, description="Logistic spread, in ln, of the price at which users move.")
    days: Days = Field(description="Time in which use moves, out or back.")
    weight: Tonnes = Field(1.0, description="Tonnes of the other material for one tonne of this one.")
    source: str = Field(min_length=1, description="Source of the numbers, or 'assumption'.")

    def mistakes(self) -> Iterator[PydanticCustomError]:
        """Contradictions between the keys."""
        if self.by == self.replaced:
            yield refuse(f"{self.by} cannot take its own place", "name another material", at=("by",))


def pairs(rule: Substitution, users: Sequence[tuple[str, str, str]]) -> list[tuple[int, int]]:
    """Users whom a rule lets move, each with the user whose demand they join: of their sector if there is one.

    Args:
        rule: the rule.
        users: (region, material, sector) of all users.

    """
    place = {user: k for k, user in enumerate(users)}
    found = []
    for k, (region, material, sector) in enumerate(users):
        if (
            material != rule.replaced
            or sector == "defence"
            or not (fits(rule.region, region) and fits(rule.sector, sector))
        ):
            continue
        others = [n for (r, m, s), n in place.items() if (r, m) == (region, rule.by) and s != "defence"]
        if others:
            found.append((k, place.get((region, rule.by, sector), others[0])))
    return found
