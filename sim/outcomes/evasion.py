"""Levy evasion in one replication, by channel and buyer: relabelling, over-invoicing and offshored use.

Relabelled goods carry papers of another origin, over-invoiced goods are declared above their price between affiliates,
offshored use has moved to regions without the levy.
"""

from collections.abc import Iterator

import numpy as np

from lodeflow.base_world.rest_point import Floats
from lodeflow.kernels.engine.world import World
from lodeflow.outcomes.groups import Groups, ratio
from lodeflow.outcomes.names import Name
from lodeflow.plan import Plan


class Leaking:
    """Evasion outcomes of ``plan``: their ``names``, and their values in a finished world. See ``Outcomes``."""

    def __init__(self, plan: Plan) -> None:
        lanes, market = plan.atlas.lanes, plan.template.market
        relabelled = np.array([lane.relabelled for lane in lanes], np.bool_)
        levied = np.zeros(len(lanes), np.bool_)
        reached = np.flatnonzero(market.floors.of_lane >= 0)
        levied[reached] = market.floors.levied[market.floors.of_lane[reached]]
        honest = np.array([lane.foreign and not lane.smuggled for lane in lanes], np.bool_)
        self.relabelled = np.flatnonzero(relabelled)
        self.invoiced = np.flatnonzero(levied & ~relabelled & honest)
        self.evading = np.concatenate((self.relabelled, self.invoiced))
        into = [(lane.material, lane.destination) for lane in lanes]
        self.under_false_papers, self.by_affiliates, self.of_all = (
            Groups([into[s] for s in which]) for which in (self.relabelled, self.invoiced, self.evading)
        )
        self.users = Groups([plan.users[k] for k in market.offshoring.user])
        self.names = tuple(self._names())

    def _names(self) -> Iterator[Name]:
        for outcomes, groups in (
            (("relabelled", "relabelled_share_of_use", "relabelled_seized"), self.under_false_papers),
            (("over_invoiced", "over_invoiced_share_of_use"), self.by_affiliates),
            (("evaded_levy",), self.of_all),
        ):
            yield from (Name(outcome, m, r, None) for outcome in outcomes for m, r in groups.names)
        for outcome in ("offshored", "offshored_share_of_use", "value_added_offshored"):
            yield from (Name(outcome, material, region, sector) for region, material, sector in self.users.names)

    def values(self, plan: Plan, world: World, used: Floats) -> list[Floats]:
        """Values of the evasion outcomes, in the order of the names.

        Args:
            plan: the plan of the replication.
            world: its finished world.
            used: float64 (cells,) [t]: use over the whole run.

        """
        market, sectors = world.market, plan.scenario.sectors
        sent = (world.totals.shipped + market.trade.released)[self.relabelled]
        sent = self.under_false_papers.sums(sent)
        hidden = self.by_affiliates.sums(market.relabelling_state.hidden[self.invoiced])
        wanted = world.totals.wanted[market.offshoring.user]
        gone = market.offshoring_state.tonnes
        value = np.array([sectors[sector].value_added_usd_per_t for _, _, sector in self.users.names])

        def share(part: Floats, groups: Groups) -> Floats:
            cells = [plan.atlas.cell(region, material) for material, region in groups.names]
            return ratio(part, used[cells])

        return [
            sent,
            share(sent, self.under_false_papers),
            self.under_false_papers.sums(market.smuggling_state.seized[self.relabelled]),
            hidden,
            share(hidden, self.by_affiliates),
            self.of_all.sums(market.relabelling_state.lost[self.evading]),
            gone,
            ratio(gone, gone + wanted),
            gone * value,
        ]
