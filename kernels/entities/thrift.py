"""Thrift learnt while a material is dear, in two parts: settings of a process, which return, and redesign, which stays.

A dose, a grade or a coating is changed back as fast as it was changed; a machine that was designed without the material
is not soon designed with it again. Each part closes its gap to what the price asks at its own speed up and down.
Equation 5 (thrift); partial adjustment of Nerlove 1958, The Dynamics of Supply, Johns Hopkins.
"""

from lodeflow.kernels.core.jit import jit

PROCESS, REDESIGN = range(2)
"""Parts of thrift, columns of ``learnt``."""


@jit
def learn_to_save(rules, learnt, k, goal):
    """Thrift of user or plant ``k`` (int64) [-] after a tick: the sum of its parts in ``learnt``, which are written.

    Args:
        rules: BehaviourParams.
        learnt: float64 (rows, 2) [-]: ln of use over use without savings, PROCESS and REDESIGN.
        k: row.
        goal: float [-], the thrift that would be learnt if the price stayed; below 0 for savings.

    Returns:
        float [-].

    """
    process = rules.process_share * goal - learnt[k, PROCESS]
    redesign = (1.0 - rules.process_share) * goal - learnt[k, REDESIGN]
    learnt[k, PROCESS] += (rules.process_up if process < 0.0 else rules.process_down) * process
    learnt[k, REDESIGN] += (rules.redesign_up if redesign < 0.0 else rules.redesign_down) * redesign
    return learnt[k, PROCESS] + learnt[k, REDESIGN]
