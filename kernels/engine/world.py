"""One replication of the world, composed of the slices that its instruments define beside their kernels."""

from typing import NamedTuple

from lodeflow.kernels.chance import Chance
from lodeflow.kernels.chokepoint import Closures, Waters
from lodeflow.kernels.duty import Duties
from lodeflow.kernels.headline import Headline, Needs
from lodeflow.kernels.market import Market
from lodeflow.kernels.outage import Hazards
from lodeflow.kernels.record import Tape
from lodeflow.kernels.retaliation import Grievances, Tempers
from lodeflow.kernels.score import Score
from lodeflow.kernels.shocks import Shocks
from lodeflow.kernels.voyage import Straits, Voyages
from lodeflow.kernels.welfare import Worth


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
