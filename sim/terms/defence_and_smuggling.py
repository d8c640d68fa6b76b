"""Scenario terms of defence stockpiles and of smuggling past export controls."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from lodeflow.language.identifiers import NoneOrSome, RegionId, Regions
from lodeflow.language.quantities import CertainShare, Days, Factor, Markup, PositiveFactor, Share
from lodeflow.terms.market import BY_NAME, Terms


class Defence(Terms):
    """Separate stocks, purchases and use of defence; its share of use is in the base table."""

    materials: NoneOrSome = Field(
        (), description="Materials, or patterns such as 'magnet_*', of which defence keeps its own stock."
    )
    regions: Regions = Field("*", description="Regions in which defence keeps its own stock.")
    diversion: Share = Field(0.0, description="Share of the civil stock that defence can take when its own runs short.")
    diversion_by_region: Annotated[Mapping[RegionId, Share], BY_NAME] = Field(
        default_factory=dict, description="Share that defence can take by region, where it differs."
    )


class Smuggling(Terms):
    """Smuggling route out of a region, past its export controls, quotas and taxes."""

    origin: RegionId = Field("CHN", description="Region out of which goods are smuggled.")
    materials: NoneOrSome = Field((), description="Materials, or patterns, that are smuggled.")
    base_share: CertainShare = Field(
        0.007, description="Share of the region's exports that is smuggled in the base year."
    )
    premium: Markup = Field(0.10, description="Premium of smugglers over the gate price at the ordinary volume.")
    convexity: Factor = Field(
        1.5, description="Elasticity of the smugglers' price to their volume, above the ordinary one."
    )
    least_share: Share = Field(
        0.005, description="Least ordinary volume, as a share of the legal flow on the lane in the base year."
    )
    memory_days: Days = Field(28.0, description="Memory of the volume that customs and smugglers respond to.")
    seized: Share = Field(0.25, description="Share of cargoes seized at the border when it is watched in full.")
    worth_watching: PositiveFactor = Field(
        0.1, description="Evaded cost, as a share of the gate price, from which the border is watched in full."
    )
    penalty: Factor = Field(1.0, description="Fine for a seized cargo, in units of the cost that it evades.")
