"""Scenario terms of floods: exports that a state sells below what it pays its producers."""

from pydantic import Field

from lodeflow.language.identifiers import Materials, RegionId, Regions
from lodeflow.language.quantities import (
    Factor,
    Markup,
    Share,
    Wedge,
)
from lodeflow.terms.shocks.spells import Recurring


class Flood(Recurring):
    """Price support by which a state sells abroad below its producers' price, to keep others out of the market."""

    controller: RegionId = Field(description="Region whose state pays the support.")
    material: Materials = Field("*", description="Material, several, a pattern such as 'magnet_*', or '*'.")
    destination: Regions = Field("*", description="Region that the goods are sold to, or '*' for all abroad.")
    wedge: Wedge = Field(description="Share of the price that the state pays.")
    capacity: Markup = Field(
        0.0, description="Capacity added while the support lasts, as a share; quotas rise with it."
    )
    threat_gain: Factor = Field(
        0.0, description="Rise of the hazard, in units of per_year, when allies could supply all of their use."
    )
    allied_share: Share = Field(
        0.0, description="Allied capacity decided on or under construction, over what allies use."
    )
