"""Scenario terms of retaliation: how new duties provoke export controls."""

from typing import Annotated

from pydantic import Field

from lodeflow.language.quantities import (
    Factor,
    Markup,
    PerYear,
    Quantity,
)
from lodeflow.terms.base import Terms

Listings = Annotated[float, Quantity("factor", least=0.0, most=10000.0)]
"""Number of firms on sanctions lists."""


class Retaliation(Terms):
    """Hazard of export controls in reply to new duties on a region's exports, where regimes are drawn."""

    base_rate: PerYear = Field(
        0.1, description="Hazard without new duties, which the lengths of the drawn regimes contain already."
    )
    cap: PerYear = Field(0.5, description="Highest hazard.")
    doubling: Markup = Field(0.25, description="Duty on all exports of the region that doubles the hazard.")
    listings: Listings = Field(0.0, description="Number of the region's firms that others have put on sanctions lists.")
    listing_weight: Factor = Field(0.2, description="Rise of the hazard with each listed firm, in ln.")
