"""Of what users could not use in a shortage they make up a part later; the rest is lost.

Model.md 5 (unmet is lost, recovery share). What is made up comes on top of desired use, over months, and stays owed
until it is delivered; the share is taken of what goes unmet for the first time only.
"""

from lodeflow.kernels.core.jit import jit


@jit
def postpone(rules, user_params, buyers, users):
    """What users still owe themselves after this tick, t."""
    for k in range(len(users.owed)):
        filled = buyers.filled[user_params.cell[k]]
        lost = (users.wanted[k] - users.made_up[k]) * (1.0 - filled)
        users.owed[k] += rules.tick * (user_params.recovered[k] * lost - users.made_up[k] * filled)
