"""Postponed demand: a part of the use unmet in a shortage is made up later, the rest is lost.

Model.md 5 (unmet is lost, recovery share). Postponed use comes on top of desired use, over months, and stays owed until
it is delivered; the share is taken only of use that goes unmet for the first time.
"""

from lodeflow.kernels.core.jit import jit


@jit
def postpone(rules, user_params, buyers, users):
    """Postponed use of every final user after this tick, t, written to ``users.owed``."""
    for k in range(len(users.owed)):
        filled = buyers.filled[user_params.cell[k]]
        lost = (users.wanted[k] - users.made_up[k]) * (1.0 - filled)
        users.owed[k] += rules.tick * (user_params.recovered[k] * lost - users.made_up[k] * filled)
