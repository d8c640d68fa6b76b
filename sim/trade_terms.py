"""What a scenario says about goods on their way: voyages, chokepoints, tariffs and export taxes."""

from collections.abc import Iterator, Mapping
from typing import Self, TypeVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lodeflow.identifiers import DutyBasis, Materials, Programme, Regions
from lodeflow.market_terms import Terms
from lodeflow.patterns import Patterns, Rule, listed, rivals
from lodeflow.policy_terms import Dated
from lodeflow.quantities import Days, Markup, PerYear, Share
from lodeflow.refusals import refuse


class Transit(Terms):
    """How long voyages take."""

    variability: Share = Field(0.0, description="Standard deviation of a voyage's length over its mean.")


class Chokepoint(Terms):
    """A strait or canal, and how it closes."""

    closures_per_year: PerYear = Field(0.0, description="Closures in a year.")
    closure_mean_days: Days = Field(200.0, description="Mean length of a closure.")
    blocked_share: Share = Field(1.0, description="Share of cargoes that cannot pass while it is closed.")
    freight_surcharge: Markup = Field(1.0, description="What a detour adds to the freight, as a share of it.")


class Tariff(Dated):
    """An ad valorem tariff. Programmes add up; within one, the most specific tariff in force holds."""

    importer: Regions = Field(description="Region that levies it, several, or '*'.")
    origin: Regions = Field(description="Region the goods come from, several, or '*'.")
    material: Materials = Field(description="Material, several, a pattern such as 'magnet_*', or '*'.")
    rate: Markup = Field(description="Tariff as a share of the value.")
    basis: DutyBasis = Field("fob", description="Value that counts: 'fob' without freight, 'cif' with it.")
    programme: Programme = Field(None, description="Legal ground: tariffs of different ones add up, of one compete.")
    source: str = Field(min_length=1, description="Where the rate is published, or 'assumption'.")

    @model_validator(mode="after")
    def _abroad(self) -> Self:
        return _between_two_regions(self, self.importer, self.origin, "origin")

    def rule(self, name: str) -> Rule:
        """What it falls on, and when."""
        return Rule(name, tuple(map(listed, (self.importer, self.origin, self.material))), self.start, self.end)


class ExportTax(Dated):
    """An export tax, or a refund of value added tax that is withheld. Programmes add up, as those of tariffs do."""

    exporter: Regions = Field(description="Region that levies it, several, or '*'.")
    destination: Regions = Field(description="Region the goods go to, several, or '*'.")
    material: Materials = Field(description="Material, several, a pattern such as 'magnet_*', or '*'.")
    rate: Markup = Field(description="Tax as a share of the price at the seller's gate.")
    programme: Programme = Field(None, description="Legal ground: taxes of different ones add up, of one compete.")
    source: str = Field(min_length=1, description="Where the rate is published, or 'assumption'.")

    @model_validator(mode="after")
    def _abroad(self) -> Self:
        return _between_two_regions(self, self.exporter, self.destination, "destination")

    def rule(self, name: str) -> Rule:
        """What it falls on, and when."""
        return Rule(name, tuple(map(listed, (self.exporter, self.destination, self.material))), self.start, self.end)


Duty = Tariff | ExportTax


def ambiguous(duties: Mapping[str, Duty]) -> Iterator[PydanticCustomError]:
    """Duties of one programme that fall on the same goods from the same day, so that nothing tells which holds."""
    programmes: dict[str | None, list[Rule]] = {}
    for name, duty in duties.items():
        programmes.setdefault(duty.programme, []).append(duty.rule(name))
    said: set[str] = set()
    for rules in programmes.values():
        for first, second in rivals(rules):
            if second.name not in said:
                said.add(second.name)
                message = f"falls on exactly what '{first.name}' falls on"
                if first.start is not None:
                    message += f", from the same day {first.start}"
                hint = f"change the rate of '{first.name}' instead, or name another programme if they add up"
                yield refuse(message, hint, at=(second.name,))


_Duty = TypeVar("_Duty", bound=Duty)


def _between_two_regions(duty: _Duty, payer: str | Patterns, partner: str | Patterns, key: str) -> _Duty:
    regions = {*listed(payer), *listed(partner)}
    if len(regions) == 1 and not any("*" in region for region in regions):
        raise refuse(f"goods within {regions.pop()} cross no border: nothing would be due", at=(key,))
    return duty
