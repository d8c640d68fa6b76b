"""Scenario terms of tariffs and export taxes."""

from collections.abc import Iterator, Mapping

from pydantic import Field
from pydantic_core import PydanticCustomError

from lodeflow.language.identifiers import DutyBasis, Materials, Programme, Regions
from lodeflow.language.patterns import Patterns, Rule, listed, rivals
from lodeflow.language.quantities import Markup
from lodeflow.language.refusals import refuse, refuse_either
from lodeflow.terms.dated import Dated


class Tariff(Dated):
    """Ad valorem tariff. Rates of different programmes add up; within a programme the most specific tariff in force
    applies.
    """

    importer: Regions = Field(description="Region that levies it, several, or '*'.")
    origin: Regions = Field(description="Region the goods come from, several, or '*'.")
    material: Materials = Field(description="Material, several, a pattern such as 'magnet_*', or '*'.")
    rate: Markup = Field(description="Tariff as a share of the value.")
    basis: DutyBasis = Field("fob", description="Value that counts: 'fob' without freight, 'cif' with it.")
    programme: Programme = Field(
        None,
        description="Legal ground: tariffs of different programmes add up; of one programme the most specific applies.",
    )
    source: str = Field(min_length=1, description="Where the rate is published, or 'assumption'.")

    def mistakes(self) -> Iterator[PydanticCustomError]:
        """Contradictions between the keys of the tariff."""
        yield from super().mistakes()
        yield from _within_one_region(self.importer, self.origin, "origin")

    def rule(self, name: str) -> Rule:
        """Rule of the tariff for its importer, origin, material and period; ``name`` is the name of the tariff."""
        return Rule(name, tuple(map(listed, (self.importer, self.origin, self.material))), self.start, self.end)


class ExportTax(Dated):
    """Export tax, or a refund of value added tax that is withheld. Programmes add up as those of tariffs do."""

    exporter: Regions = Field(description="Region that levies it, several, or '*'.")
    destination: Regions = Field(description="Region the goods go to, several, or '*'.")
    material: Materials = Field(description="Material, several, a pattern such as 'magnet_*', or '*'.")
    rate: Markup = Field(description="Tax as a share of the price at the seller's gate.")
    programme: Programme = Field(
        None,
        description="Legal ground: taxes of different programmes add up; of one programme the most specific applies.",
    )
    source: str = Field(min_length=1, description="Where the rate is published, or 'assumption'.")

    def mistakes(self) -> Iterator[PydanticCustomError]:
        """Contradictions between the keys of the tax."""
        yield from super().mistakes()
        yield from _within_one_region(self.exporter, self.destination, "destination")

    def rule(self, name: str) -> Rule:
        """Rule of the tax for its exporter, destination, material and period; ``name`` is the name of the tax."""
        return Rule(name, tuple(map(listed, (self.exporter, self.destination, self.material))), self.start, self.end)


Duty = Tariff | ExportTax


def ambiguous(duties: Mapping[str, Duty]) -> Iterator[PydanticCustomError]:
    """Errors for duties of the same programme on the same goods from the same day, so that no rule decides between
    them.

    ``duties`` are the tables by name.
    """
    programmes: dict[str | None, list[Rule]] = {}
    for name, duty in duties.items():
        programmes.setdefault(duty.programme, []).append(duty.rule(name))
    for rules in programmes.values():
        second_of = {second.name: (first, second) for first, second in rivals(rules)}  # one pair for each duty
        for first, second in second_of.values():
            yield refuse_either(_alike(second, first), _alike(first, second))


def misspelt(duties: Mapping[str, Duty]) -> Iterator[tuple[str, str, str]]:
    """Programmes that differ only in case and punctuation, as (name of the duty, its programme, the other one).

    ``duties`` are the tables by name.
    """
    first: dict[str, str] = {}
    for name, duty in duties.items():
        if duty.programme is not None:
            plain = "".join(letter for letter in duty.programme.casefold() if letter.isalnum())
            other = first.setdefault(plain, duty.programme)
            if other != duty.programme:
                yield name, duty.programme, other


def _alike(rule: Rule, other: Rule) -> PydanticCustomError:
    message = f"falls on exactly what '{other.name}' falls on"
    if rule.start is not None:
        message += f", from the same day {rule.start}"
    hint = f"change the rate of '{other.name}' instead, or name another programme if they add up"
    return refuse(message, hint, at=(rule.name,))


def _within_one_region(payer: str | Patterns, partner: str | Patterns, key: str) -> Iterator[PydanticCustomError]:
    regions = {*listed(payer), *listed(partner)}
    if len(regions) == 1 and not any("*" in region for region in regions):
        yield refuse(f"goods within {regions.pop()} cross no border: nothing would be due", at=(key,))
