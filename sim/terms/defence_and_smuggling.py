"""What a scenario says about stocks kept apart for defence, and about smuggling past export controls."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from lodeflow.language.identifiers import NoneOrSome, RegionId, Regions
from lodeflow.language.quantities import CertainShare, Days, Factor, Markup, PositiveFactor, Share
from lodeflow.terms.market import BY_NAME, Terms


class Defence(Terms):
    """Where defence buys, stores and uses materials of its own; its share of their use is in the base table."""

    materials: NoneOrSome = Field(
        (), description="Materials, or patterns such as 'magnet_*', with a stock of defence's own."
    )
    regions: Regions = Field("*", description="Regions that keep one.")
    diversion: Share = Field(0.0, description="Share of civil stock that defence can take when its own runs short.")
    diversion_by_region: Annotated[Mapping[RegionId, Share], BY_NAME] = Field(
        default_factory=dict, description="The same for regions that differ."
    )


class Smuggling(Terms):
    """A second route out of a region, past its export controls, quotas and taxes."""

    origin: RegionId = Field("CHN", description="Region out of which it leads.")
    materials: NoneOrSome = Field((), description="Materials, or patterns, that are smuggled.")
    base_share: CertainShare = Field(0.007, description="Share of what it exports that is smuggled in the base year.")
    premium: Markup = Field(0.10, description="What smugglers ask on top of the gate price, in ordinary times.")
    convexity: Factor = Field(
        1.5, description="Elasticity of what they are paid to their volume, above the ordinary one."
    )
    least_share: Share = Field(
        0.005, description="Ordinary volume, at least, as a share of what moves legally on the lane in the base year."
    )
    memory_days: Days = Field(28.0, description="Memory of the volume that customs and smugglers answer.")
    seized: Share = Field(0.25, description="Share of cargoes that is seized at the border once it pays to evade.")
    worth_watching: PositiveFactor = Field(
        0.1, description="What is evaded, as a share of the gate price, from which the border is watched in full."
    )
    penalty: Factor = Field(1.0, description="Fine for a seized cargo, in units of what it evades.")
