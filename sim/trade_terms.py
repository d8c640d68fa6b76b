"""What a scenario says about goods on their way: voyages, chokepoints, tariffs and export taxes."""

from pydantic import Field, ValidationInfo, field_validator

from lodeflow.identifiers import AnyMaterial, AnyRegion, DutyBasis
from lodeflow.market_terms import Terms
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


class Tariff(Terms):
    """An ad valorem tariff; where several fit a lane, the most specific one holds."""

    importer: AnyRegion = Field(description="Region that levies it, or '*'.")
    origin: AnyRegion = Field(description="Region the goods come from, or '*'.")
    material: AnyMaterial = Field(description="Material, a pattern such as 'magnet_*', or '*'.")
    rate: Markup = Field(description="Tariff as a share of the value.")
    basis: DutyBasis = Field("fob", description="Value that counts: 'fob' without freight, 'cif' with it.")
    source: str = Field(min_length=1, description="Where the rate is published, or 'assumption'.")

    @field_validator("origin")
    @classmethod
    def _abroad(cls, origin: str, info: ValidationInfo) -> str:
        return _two_regions(origin, info.data.get("importer"))

    @property
    def lanes(self) -> tuple[str, str, str]:
        """What it falls on."""
        return self.importer, self.origin, self.material


class ExportTax(Terms):
    """An export tax, or a refund of value added tax that is withheld; the most specific one holds."""

    exporter: AnyRegion = Field(description="Region that levies it, or '*'.")
    destination: AnyRegion = Field(description="Region the goods go to, or '*'.")
    material: AnyMaterial = Field(description="Material, a pattern such as 'magnet_*', or '*'.")
    rate: Markup = Field(description="Tax as a share of the price at the seller's gate.")
    source: str = Field(min_length=1, description="Where the rate is published, or 'assumption'.")

    @field_validator("destination")
    @classmethod
    def _abroad(cls, destination: str, info: ValidationInfo) -> str:
        return _two_regions(destination, info.data.get("exporter"))

    @property
    def lanes(self) -> tuple[str, str, str]:
        """What it falls on."""
        return self.exporter, self.destination, self.material


def _two_regions(region: str, other: str | None) -> str:
    if region == other and "*" not in region:
        raise refuse(f"goods within {region} cross no border: nothing would be due")
    return region
