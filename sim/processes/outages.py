"""A mine site that stops and works again."""

from lodeflow.kernels.core.kinds import OUTAGE
from lodeflow.kernels.core.moment import NEVER
from lodeflow.kernels.supply.outages import await_outage, stop_or_restart
from lodeflow.processes.stage import Life, Stage, UnexpectedMomentError


def mine_site(stage: Stage, site: int) -> Life:
    """It works until something stops it, stands still, works again, and waits for the next stop."""
    outage_params, sites, chance = stage.world.outage_params, stage.market.sites, stage.chance
    moment = await_outage(outage_params, sites, chance, -1, site)
    while moment != NEVER:
        if (moment >> 32) & 0xFF != OUTAGE:
            raise UnexpectedMomentError("a mine site", moment)
        yield stage.until(moment)
        day = stage.turn(moment)
        moment = stop_or_restart(outage_params, sites, chance, day, site)
        stage.note(day, OUTAGE, site, float(sites.cut[site]))
