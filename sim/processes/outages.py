"""Process of a mine site: outages and restarts."""

from lodeflow.kernels.core.kinds import OUTAGE
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.supply.outages import await_outage, stop_or_restart
from lodeflow.processes.simulation import Life, Simulation


def mine_site(s: Simulation, site: int) -> Life:
    """Life of a mine site: operation, outage, restart.

    Args:
        s: the simulation.
        site: number of the site.

    """
    moment = s.act(await_outage, -1, site)
    while moment != NEVER:
        s.expect(moment, OUTAGE)
        yield s.until(moment)
        day = s.turn(moment)
        moment = s.act(stop_or_restart, day, site)
        s.note(day, OUTAGE, site, float(s.market.sites.cut[site]))
