"""Scenario terms of smuggling past a region's export controls."""

from pydantic import Field

from lodeflow.language.identifiers import NoneOrSome, RegionId
from lodeflow.language.quantities import (
    AnyShare,
    Convexity,
    Days,
    Factor,
    PositiveFactor,
    Premium,
    Seizure,
    Share,
    SmuggledShare,
)
from lodeflow.terms.base import Terms, assumed


class Smuggling(Terms):
    """Smuggling route out of a region, past its export controls, quotas and taxes."""

    origin: RegionId = Field("CHN", description="Region out of which goods are smuggled.")
    materials: NoneOrSome = Field((), description="Materials, or patterns, that are smuggled.")
    base_share: SmuggledShare = assumed(
        0.007, "no source", "Usual volume: share of the region's exports that is smuggled in the base year."
    )
    premium: Premium = Field(0.10, description="Premium of smugglers over the gate price at the ordinary volume.")
    convexity: Convexity = assumed(
        1.5,
        "no source; 1 over it is the elasticity of what smugglers carry to the price",
        "Elasticity of the smugglers' price to their volume, above the ordinary one.",
    )
    least_share: Share = assumed(
        0.005, "no source", "Least ordinary volume, as a share of the legal flow on the lane in the base year."
    )
    ceiling: AnyShare = Field(
        None,
        description="Most that smugglers can carry on a lane, as a share of its legal flow in the base year, but no "
        "less than the ordinary volume; no limit if not given.",
    )
    memory_days: Days = Field(28.0, description="Memory of the volume that customs and smugglers respond to.")
    seized: Seizure = Field(0.25, description="Share of cargoes seized at the border when it is watched in full.")
    worth_watching: PositiveFactor = Field(
        0.1, description="Evaded cost, as a share of the gate price, from which the border is watched in full."
    )
    penalty: Factor = Field(1.0, description="Fine for a seized cargo, in units of the cost that it evades.")
