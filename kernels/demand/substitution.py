"""Substitution of one material or grade for another: users of what has become dear take what they can use instead.

Firms differ in what the change costs them: the share m of use that has moved follows a logistic in the ln price of the
material over that of the alternative, both over their base prices, and is 0 at base prices:

    m* = most (L(g) - L(0)) / (1 - L(0)),   L(g) = 1 / (1 + exp(-(g - at) / width)),   m' = (m* - m) / days

A unit of use that has moved takes ``weight`` units of the alternative. It is the discrete choice of firms that differ
(a mixed logit: McFadden & Train 2000, Journal of Applied Econometrics 15(5), 447-470). When goods run out, users who
can still move bid no more than the change costs them (kernels/prices/bids.py).
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import log
from lodeflow.kernels.prices.bids import turned


class SubstitutionParams(NamedTuple):
    """Users who can take another material; read-only. Partner: SubstitutionState."""

    user: np.ndarray
    """int64 (substitutes,) [user]: user of the material."""
    instead: np.ndarray
    """int64 (substitutes,) [user]: user of the alternative, in the same region."""
    cell: np.ndarray
    """int64 (substitutes,) [cell]: cell in which the user buys."""
    other: np.ndarray
    """int64 (substitutes,) [cell]: cell in which it would buy the alternative."""
    most: np.ndarray
    """float64 (substitutes,) [-]: share of use that can move."""
    at: np.ndarray
    """float64 (substitutes,) [-]: ln of the relative price at which half of it has moved."""
    spread: np.ndarray
    """float64 (substitutes,) [-]: logistic spread of these prices in ln."""
    speed: np.ndarray
    """float64 (substitutes,) [-]: share of the gap to its target that the moved share closes in a tick."""
    weight: np.ndarray
    """float64 (substitutes,) [-]: units of the alternative for one unit of the material."""
    width: np.ndarray
    """float64 (materials,) [-]: ``spread`` of the users of a material; 1 where nobody can move."""


class SubstitutionState(NamedTuple):
    """Use that has moved, and that could; written every market day. Partner: SubstitutionParams."""

    share: np.ndarray
    """float64 (substitutes,) [-]: share of use that has moved."""
    spare: np.ndarray
    """float64 (cells,) [-]: share of a buyer's use that could still move."""
    turns: np.ndarray
    """float64 (cells,) [-]: ln of its price over the base price at which half of that would."""


@jit
def use_another_material(cell_params, substitution, substitution_state, buyers, users):
    """Shift of desired use, t/d, from a material to its alternative; what was postponed is made up as it was meant.

    Requirements stay as they are: they are the same in every arm of a comparison.
    """
    if len(substitution.user) == 0:
        return
    spare = substitution_state.spare
    for j in range(len(spare)):
        spare[j] = 0.0
    for r in range(len(substitution.user)):
        here, there, j, other = (
            substitution.user[r],
            substitution.instead[r],
            substitution.cell[r],
            substitution.other[r],
        )
        dear = log(buyers.felt[j] / cell_params.base_paid[j])
        substitution_state.turns[j] = substitution.at[r] + log(buyers.felt[other] / cell_params.base_paid[other])
        gap = dear - substitution_state.turns[j] + substitution.at[r]
        goal = substitution.most[r] * turned(gap, substitution.at[r], substitution.spread[r])
        substitution_state.share[r] += substitution.speed[r] * (goal - substitution_state.share[r])
        share = substitution_state.share[r]
        use = users.wanted[here] - users.made_up[here]
        spare[j] += (substitution.most[r] - share) * use
        users.wanted[here] -= share * use
        buyers.desired[j] -= share * use
        users.wanted[there] += substitution.weight[r] * share * use
        buyers.desired[other] += substitution.weight[r] * share * use
    for j in range(len(spare)):
        spare[j] = spare[j] / buyers.desired[j] if buyers.desired[j] > 0.0 else 0.0
