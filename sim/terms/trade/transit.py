"""Scenario terms of voyages: how much their length varies."""

from pydantic import Field

from lodeflow.language.quantities import Share
from lodeflow.terms.base import Terms


class Transit(Terms):
    """Variability of voyage times."""

    variability: Share = Field(0.0, description="Standard deviation of a voyage's length over its mean.")
