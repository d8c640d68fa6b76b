"""Draws of hypothesis that hang on their strategies and their seed alone.

Hypothesis also draws numbers that stand in the loaded modules: a drawn world would then be another one in every
process, by what else runs there, and a fault that one process finds could not be looked at in the next.
"""

from hypothesis.internal.conjecture import providers


def draw_from_strategies_alone() -> None:
    """For the rest of this process."""
    if hasattr(providers, "_get_local_constants"):  # releases since 6.131
        providers._get_local_constants = providers.Constants
