"""A mine site that stops and works again."""

from lodeflow.kernels.core.kinds import OUTAGE
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.supply.outages import await_outage, stop_or_restart
from lodeflow.processes.simulation import Life, Simulation


def mine_site(s: Simulation, site: int) -> Life:
    """Life of a mine site: it works until something stops it, stands still, works again.

    Args:
        s: the simulation.
        site: which site.

    """
    moment = s.act(await_outage, -1, site)
    while moment != NEVER:
        s.expect(moment, OUTAGE)
        yield s.until(moment)
        day = s.turn(moment)
        moment = s.act(stop_or_restart, day, site)
        s.note(day, OUTAGE, site, float(s.market.sites.cut[site]))
