"""Scenario terms of the stocks kept for defence."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from lodeflow.language.identifiers import NoneOrSome, RegionId, Regions
from lodeflow.language.quantities import Share
from lodeflow.terms.base import BY_NAME, Terms


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
