"""What a scenario says about the ways round a levy: false papers of a hub, and use that moves abroad."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field
from pydantic_core import PydanticCustomError

from lodeflow.catalog.names import REGIONS
from lodeflow.language.identifiers import Name, Names, NoneOrSome, RegionId, Regions
from lodeflow.language.patterns import fits
from lodeflow.language.quantities import CertainShare, Day, Days, Factor, Markup, PositiveFactor, Share
from lodeflow.language.refusals import refuse
from lodeflow.terms.market import Checked, Terms

Hubs = Annotated[str | tuple[str, ...], Names(Name("region", REGIONS, wildcards=True), least=0)]


class Relabelling(Checked):
    """A way into other regions under the papers of a hub, past the levy and the tariff on the true origin."""

    origin: RegionId = Field("CHN", description="Region whose goods are relabelled.")
    hubs: Hubs = Field((), description="Regions whose papers they get; only where the hub makes or uses the material.")
    materials: NoneOrSome = Field("magnet_*", description="Materials, or patterns, that are relabelled.")
    destinations: Regions = Field("*", description="Regions that they are sent on to.")
    start: Day | None = Field(None, description="First day on which anybody relabels; the first day, if absent.")
    start_share: CertainShare = Field(
        0.001, description="Share of the direct route, at the costs of the base year, once it pays to relabel."
    )
    premium: Markup = Field(0.10, description="What relabellers ask on top of the price, in ordinary times.")
    convexity: Factor = Field(
        0.6, description="Elasticity of what they are paid to their volume, above the inconspicuous one."
    )
    inconspicuous_share: PositiveFactor = Field(
        0.005, description="Volume of a route that nobody notices, as a share of what the hub makes and uses."
    )
    memory_days: Days = Field(28.0, description="Memory of the volume that relabellers answer.")
    detected: Share = Field(0.25, description="Share of cargoes that ordinary customs find out, where most is evaded.")
    verification: Factor = Field(
        1.0, description="Strength of verification, in units of that of ordinary customs: so many looks at a cargo."
    )
    worth_watching: PositiveFactor = Field(
        1.0, description="What is evaded, as a share of the price, from which customs looks in full."
    )
    penalty: Factor = Field(1.0, description="Fine for a cargo that is found out, in units of what it evades.")

    def mistakes(self) -> Iterator[PydanticCustomError]:
        """What is wrong between its keys."""
        if fits(self.hubs, self.origin):
            yield refuse(f"{self.origin} is the origin: its own papers hide nothing", at=("hubs",))


class Offshoring(Terms):
    """Makers of what holds magnets move abroad while these are dearer at home than in a hub."""

    materials: NoneOrSome = Field((), description="Materials, or patterns, whose use may move.")
    hub: RegionId = Field("CHN", description="Region to which it moves.")
    most: Share = Field(0.15, description="Share of use that can move.")
    response: Factor = Field(6.0, description="How fast that share is reached, per gap in the cost of what moves.")
    cost_share: Share = Field(0.25, description="Share of the magnet in the cost of what moves: a motor.")
    days: Days = Field(548.0, description="Time in which use moves, either way.")
    usual_days: Days = Field(365.0, description="Memory of the gap between prices that users had before a levy.")
