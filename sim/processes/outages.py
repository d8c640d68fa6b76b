"""A mine site that stops and works again."""

from lodeflow.kernels.core.kinds import OUTAGE
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.supply.outages import await_outage, stop_or_restart
from lodeflow.processes.simulation import Life, Simulation, UnexpectedMomentError


def mine_site(s: Simulation, site: int) -> Life:
    """It works until something stops it, stands still, works again, and waits for the next stop."""
    outage_params, sites, chance = s.world.outage_params, s.market.sites, s.chance
    moment = await_outage(outage_params, sites, chance, -1, site)
    while moment != NEVER:
        if (moment >> 32) & 0xFF != OUTAGE:
            raise UnexpectedMomentError("a mine site", moment)
        yield s.until(moment)
        day = s.turn(moment)
        moment = stop_or_restart(outage_params, sites, chance, day, site)
        s.note(day, OUTAGE, site, float(sites.cut[site]))
