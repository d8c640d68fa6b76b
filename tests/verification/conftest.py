"""What tests of drawn worlds share."""

import pytest
from hypothesis.internal.conjecture import providers


@pytest.fixture
def draws_of_strategies_alone(monkeypatch):
    """Hypothesis also draws numbers that stand in loaded modules: worlds would hang on what else runs in the process."""
    monkeypatch.setattr(providers, "_get_local_constants", providers.Constants, raising=False)
