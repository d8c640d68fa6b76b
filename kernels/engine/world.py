"""One replication of the world, composed of the slices that its instruments define beside their kernels."""

from typing import NamedTuple

from lodeflow.kernels.core.chance import Chance
from lodeflow.kernels.engine.market_day import Market
from lodeflow.kernels.export_controls.retaliation import Grievances, Tempers
from lodeflow.kernels.record.diversification import Headline, Needs
from lodeflow.kernels.record.record import Tape
from lodeflow.kernels.record.totals import Score
from lodeflow.kernels.record.welfare import Worth
from lodeflow.kernels.shocks.shocks import Shocks
from lodeflow.kernels.supply.outages import Hazards
from lodeflow.kernels.trade.chokepoints import Closures, Waters
from lodeflow.kernels.trade.duties import Duties
from lodeflow.kernels.trade.voyage import Straits, Voyages


class World(NamedTuple):
    """Slices of one replication. Parameters are read-only arrays: numba refuses a kernel that writes one."""

    market: Market
    voyages: Voyages
    straits: Straits
    closures: Closures
    waters: Waters
    hazards: Hazards
    duties: Duties
    shocks: Shocks
    grievances: Grievances
    tempers: Tempers
    chance: Chance
    score: Score
    needs: Needs
    headline: Headline
    worth: Worth
    tape: Tape
