"""Scenario terms of offshoring: use of magnets that moves out of an alliance."""

from pydantic import Field

from lodeflow.language.identifiers import NoneOrSome, RegionId
from lodeflow.language.quantities import Days, Factor, Share
from lodeflow.terms.base import Terms


class Offshoring(Terms):
    """Offshoring of makers of goods with magnets, while magnets are dearer at home than in a hub."""

    materials: NoneOrSome = Field((), description="Materials, or patterns, whose use may move abroad.")
    hub: RegionId = Field("CHN", description="Region to which use moves.")
    most: Share = Field(0.15, description="Largest share of use that can move.")
    response: Factor = Field(
        6.0, description="Steepness with which that share is approached, per gap in the cost of the goods that move."
    )
    cost_share: Share = Field(
        0.25, description="Share of the magnet in the cost of the goods that move, such as motors."
    )
    days: Days = Field(548.0, description="Time in which use moves, out or back.")
    usual_days: Days = Field(
        365.0, description="Memory of the price gap to the hub that users were used to before a levy."
    )
