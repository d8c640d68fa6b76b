"""World of one replication: all slices, which the instruments define beside their kernels."""

from typing import NamedTuple

from lodeflow.kernels.core.chance import Chance
from lodeflow.kernels.engine.market_day import Market
from lodeflow.kernels.export_controls.retaliation import RetaliationParams, RetaliationState
from lodeflow.kernels.record.diversification import DiversificationParams, DiversificationState
from lodeflow.kernels.record.named_prices import NamedPrices
from lodeflow.kernels.record.record import Tape
from lodeflow.kernels.record.totals import Totals
from lodeflow.kernels.record.welfare import WelfareParams
from lodeflow.kernels.shocks.shocks import Shocks
from lodeflow.kernels.supply.outages import OutageParams
from lodeflow.kernels.trade.chokepoints import ChokepointDraws, ChokepointParams
from lodeflow.kernels.trade.duties import DutyParams
from lodeflow.kernels.trade.voyage import ChokepointState, VoyageParams


class World(NamedTuple):
    """Slices of one replication. Parameters are read-only arrays: numba refuses a kernel that writes one."""

    market: Market
    voyages: VoyageParams
    straits: ChokepointState
    chokepoint_params: ChokepointParams
    chokepoint_draws: ChokepointDraws
    outage_params: OutageParams
    duties: DutyParams
    shocks: Shocks
    retaliation_params: RetaliationParams
    retaliation_state: RetaliationState
    chance: Chance
    totals: Totals
    needs: DiversificationParams
    diversification: DiversificationState
    welfare_params: WelfareParams
    named: NamedPrices
    tape: Tape
