"""Scenario terms of relabelling: goods that evade a levy or tariff under the papers of a hub."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field
from pydantic_core import PydanticCustomError

from lodeflow.catalog.names import REGIONS
from lodeflow.language.identifiers import Name, Names, NoneOrSome, RegionId, Regions
from lodeflow.language.patterns import fits
from lodeflow.language.quantities import (
    CertainShare,
    Convexity,
    Day,
    Days,
    Factor,
    PositiveFactor,
    PositiveShare,
    Premium,
    Share,
)
from lodeflow.language.refusals import refuse
from lodeflow.terms.base import Checked

Hubs = Annotated[str | tuple[str, ...], Names(Name("region", REGIONS, wildcards=True, traded=True), least=0)]


class Relabelling(Checked):
    """Relabelling of goods in a hub, whose papers spare them levies and tariffs on their true origin."""

    origin: RegionId = Field("CHN", description="Region whose goods are relabelled.")
    hubs: Hubs = Field(
        (), description="Regions whose papers the goods carry; only where the hub makes or uses the material."
    )
    materials: NoneOrSome = Field("magnet_*", description="Materials, or patterns, that are relabelled.")
    destinations: Regions = Field("*", description="Regions that the goods are sent on to.")
    start: Day | None = Field(None, description="First day of relabelling; day 0 if not given.")
    start_share: CertainShare = Field(
        0.001,
        description="Volume over that of the direct route, at the costs of the base year, once relabelling pays.",
    )
    premium: Premium = Field(0.10, description="Premium of relabellers over the price at the inconspicuous volume.")
    convexity: Convexity = Field(
        0.6, description="Elasticity of the relabellers' price to their volume, above the inconspicuous one."
    )
    inconspicuous_share: PositiveShare = Field(
        0.005, description="Volume of a route that attracts no attention, as a share of what the hub makes and uses."
    )
    memory_days: Days = Field(28.0, description="Memory of the volume that relabellers respond to.")
    detected: Share = Field(0.25, description="Share of cargoes that ordinary customs detect where they look in full.")
    verification: Factor = Field(
        1.0,
        description="Strength of verification: number of inspections of a cargo, each as strict as the ordinary one.",
    )
    worth_watching: PositiveFactor = Field(
        1.0, description="Evaded cost, as a share of the price, from which customs look in full."
    )
    penalty: Factor = Field(1.0, description="Fine for a detected cargo, in units of the cost that it evades.")

    def mistakes(self) -> Iterator[PydanticCustomError]:
        """Contradictions between the keys of the table."""
        if fits(self.hubs, self.origin):
            yield refuse(f"{self.origin} is the origin: its own papers hide nothing", at=("hubs",))
