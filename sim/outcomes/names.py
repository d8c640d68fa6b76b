"""Names of outcomes: an outcome with its material, region and sector."""

from typing import NamedTuple


class Name(NamedTuple):
    """Name of one row of the ``outcomes`` table."""

    outcome: str
    """Outcome."""
    material: str | None
    """Material, None where it does not apply."""
    region: str | None
    """Region, None where it does not apply."""
    sector: str | None
    """Sector of users, None where it does not apply."""


class Outcome(NamedTuple):
    """Value of an outcome in one replication."""

    outcome: str
    """Outcome."""
    material: str | None
    """Material, None where it does not apply."""
    region: str | None
    """Region, None where it does not apply."""
    sector: str | None
    """Sector of users, None where it does not apply."""
    value: float
    """Value; NaN where it is not defined in this replication."""
