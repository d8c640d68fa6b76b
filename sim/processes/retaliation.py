"""A government that may answer new duties with export controls."""

from lodeflow.kernels.core.kinds import RETALIATION
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.export_controls.retaliation import await_retaliation, retaliate
from lodeflow.processes.export_controls import day_of_change, powers_of, tell
from lodeflow.processes.simulation import Life, Simulation, UnexpectedMomentError


def retaliation(s: Simulation, heading: int) -> Life:
    """On every day on which it could retaliate it does or does not, by what was done to its exports."""
    world, chance = s.world, s.chance
    retaliation_params, retaliation_state = world.retaliation_params, world.retaliation_state
    moment = await_retaliation(s.market.control_params, retaliation_params, retaliation_state, chance, -1, heading)
    while moment != NEVER:
        if (moment >> 32) & 0xFF != RETALIATION:
            raise UnexpectedMomentError("a government", moment)
        day = yield from day_of_change(s, moment)
        retaliate(*powers_of(s.market), retaliation_params, retaliation_state, chance, day, heading)
        tell(s, day, RETALIATION, heading)
        moment = await_retaliation(s.market.control_params, retaliation_params, retaliation_state, chance, day, heading)
