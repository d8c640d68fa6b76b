"""Worlds that many tests look at, built once."""

import pytest

from lodeflow.assembly import plan
from lodeflow.plans import Plan
from lodeflow.scenario.load import load


@pytest.fixture(scope="session")
def base() -> Plan:
    """The balanced world in which nothing happens."""
    return plan(load("base-year"))


@pytest.fixture(scope="session")
def two_years() -> Plan:
    """Two years of the status quo, with growth, outages, closures and random voyages."""
    return plan(
        load(
            "status-quo",
            ("days=730", "outages.rate_per_year=1.0", "chokepoints.malacca.closures_per_year=2.0"),
        )
    )
