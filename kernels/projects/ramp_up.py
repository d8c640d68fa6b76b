"""Ramp-up: share of design output that a new plant reaches, by months after its first tonne.

Model.md 4 (ramp-up): rho = final (1 - exp(-(months / scale)^shape)). Types 1 to 4 are the standard classification of
process plants by novelty and testing; G is a first rare-earth separation plant, as Mountain Pass and Lynas were.
"""

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, power
from lodeflow.kernels.core.moment import DAYS_PER_YEAR

DAYS_PER_MONTH = DAYS_PER_YEAR / 12.0


@jit
def ramped_up(days, final, scale, shape):
    """Share of design output [-].

    Args:
        days: float [d], time since the first tonne.
        final: float [-], share reached in the end.
        scale: float [month], time after which 63 % of that is reached.
        shape: float [-], above 1 for a slow beginning.

    """
    if days <= 0.0:
        return 0.0
    return final * (1.0 - exp(-power(days / DAYS_PER_MONTH / scale, shape)))
