"""Scenario terms of surges: demand of some users that rises for a while."""

from pydantic import Field, ValidationInfo, field_validator

from lodeflow.language.identifiers import Materials, Regions, Sectors, SurgeLabel
from lodeflow.language.quantities import (
    PositiveFactor,
)
from lodeflow.language.refusals import refuse
from lodeflow.terms.shocks.spells import Recurring


class Surge(Recurring):
    """Surge or slump of demand for a while. Its length, where it is drawn, is always ``mean_days``."""

    sector: Sectors = Field("*", description="Sector whose demand changes, or '*'.")
    material: Materials = Field("*", description="Material, several, a pattern such as 'magnet_*', or '*'.")
    region: Regions = Field("*", description="Region of the users, or '*'.")
    factor: PositiveFactor = Field(description="Factor on demand at base prices; below 1 for a slump.")
    label: SurgeLabel = Field(
        "surge", description="'surge', or 'nowcast' for a shift inferred from later data; every output names it so."
    )

    @field_validator("label")
    @classmethod
    def _dated(cls, label: str, info: ValidationInfo) -> str:
        if label == "nowcast" and info.data.get("start") is None:
            raise refuse("a nowcast is dated", "give start")
        return label
