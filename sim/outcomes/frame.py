"""Frame of outcomes: groups of cells, lanes and users that follow from a plan, and sums over a finished world."""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from lodeflow.base_world.rest_point import Floats
from lodeflow.instruments.alliance.floors import floors_of
from lodeflow.kernels.engine.world import World
from lodeflow.kernels.entities.lots import FREE_ON_BOARD
from lodeflow.outcomes.groups import Groups, ratio
from lodeflow.plans import Plan


class Frame:
    """Groups over which the outcomes of a plan are summed, the same in every replication."""

    def __init__(self, plan: Plan) -> None:
        """Find the groups of ``plan``."""
        cells, lanes, market = plan.atlas.cells, plan.atlas.lanes, plan.template.market
        design, shown = market.cell_params.design_capacity, plan.atlas.shown
        unwanted = (market.cell_params.base_residue > 0.0) | (market.cell_params.lowest_price > 0.0)
        self.plan, goods = plan, plan.atlas.goods
        self.contained = goods.intermediates[:2]
        self.makers = np.flatnonzero((plan.rest.output > 0.0) | (design > 0.0))
        self.magnets = np.array([i for i in self.makers if cells[i][1] in goods.products], np.int64)
        self.swarf = np.array([plan.year.recipe.swarf[cells[i][1]][0] for i in self.magnets])  # NdPr oxide
        self.surplus = np.flatnonzero((design > 0.0) & unwanted)
        self.buyers = shown[plan.rest.landed[shown] > 0.0]
        self.made = Groups([cells[i][1] for i in self.makers])
        self.chinese = np.array([cells[i][0] == "CHN" for i in self.makers])
        self.losers = np.array([k for k, user in enumerate(plan.users) if user[1] in goods.final], np.int64)
        self.pair = Groups([(lane.material, lane.destination, lane.origin) for lane in lanes])
        self.bought = Groups([pair[:2] for pair in self.pair.names])
        self.from_china = np.array([pair[2] == "CHN" for pair in self.pair.names])
        self.abroad = np.flatnonzero([lane.foreign for lane in lanes])
        self.imports = Groups([(lanes[s].material, lanes[s].destination) for s in self.abroad])
        self.exports = Groups([(lanes[s].material, lanes[s].origin) for s in self.abroad])
        self.floors = Groups([(floor.material,) for floor in floors_of(plan.scenario)])
        self.built = Groups([cells[i][::-1] for i in market.project_links.sells[:, 0]])
        self._evasion(plan)

    def _evasion(self, plan: Plan) -> None:
        """Groups of lanes and users that evade controls, levies or tariffs."""
        lanes, floors = plan.atlas.lanes, plan.template.market.floors
        self.smuggled = np.array([lane.smuggled for lane in lanes])
        self.evading = np.isin(self.exports.of, np.unique(self.exports.of[self.smuggled[self.abroad]]))
        self.evasions = Groups([self.exports.names[k] for k in self.exports.of[self.evading]])
        relabelled = np.array([lane.relabelled for lane in lanes], np.bool_)
        honest = np.array([lane.foreign and not lane.smuggled for lane in lanes], np.bool_)
        levied, reached = np.zeros(len(lanes), np.bool_), np.flatnonzero(floors.of_lane >= 0)
        levied[reached] = floors.levied[floors.of_lane[reached]]
        self.relabelled = np.flatnonzero(relabelled)
        self.invoiced = np.flatnonzero(levied & ~relabelled & honest)
        self.unlevied = np.concatenate((self.relabelled, self.invoiced))
        into = [(lane.material, lane.destination) for lane in lanes]
        self.under_false_papers, self.by_affiliates, self.by_either = (
            Groups([into[s] for s in which]) for which in (self.relabelled, self.invoiced, self.unlevied)
        )
        self.movers = Groups([plan.users[k] for k in plan.template.market.offshoring.user])


class Finished(NamedTuple):
    """A finished world with its plan and the frame of its outcomes."""

    frame: Frame
    """Groups of the plan."""
    plan: Plan
    """Plan of the replication, which may have drawn numbers of its own."""
    world: World
    """World on the last day."""
    sums: "Sums"
    """Sums that several outcomes need."""


class Sums:
    """Sums over a finished world that several outcomes need, each computed once."""

    def __init__(self, frame: Frame, world: World) -> None:
        """Look at ``world`` through ``frame``."""
        self._frame, self._world = frame, world
        self.needs: tuple[Floats, Floats, Floats] | None = None  # kept by ``diversification.needs``

    @cached_property
    def sent(self) -> Floats:
        """Tonnes that left on each lane, float64 (lanes,)."""
        sent: Floats = self._world.totals.shipped + self._world.market.trade.released
        return sent

    @cached_property
    def by_origin(self) -> Floats:
        """Tonnes by material, destination and origin."""
        return self._frame.pair.sums(self.sent)

    @cached_property
    def bought(self) -> Floats:
        """Tonnes by material and destination."""
        return self._frame.bought.sums(self.by_origin)

    @cached_property
    def paid(self) -> Floats:
        """Money on each lane that crosses a border, float64 (lanes, kinds) [USD]."""
        found: Floats = self._world.market.trade.paid[self._frame.abroad]
        return found

    @cached_property
    def fob(self) -> Floats:
        """Value free on board on each lane that crosses a border, float64 (lanes,) [USD]."""
        found: Floats = self.paid[:, FREE_ON_BOARD].sum(axis=1)
        return found

    @cached_property
    def used(self) -> Floats:
        """Use by cell, civil and defence, float64 (cells,) [t]."""
        return self.with_defence(self._world.totals.used)

    def with_defence(self, of_cells: Floats) -> Floats:
        """Quantities of civil buyers with those of defence added.

        Args:
            of_cells: float64 (cells,).
        """
        both, defence = of_cells.copy(), self._world.market.defence
        both[defence.civil] += of_cells[defence.own]
        return both

    def evaded(self) -> tuple[Floats, Floats, Floats]:
        """Tonnes smuggled past export controls, their share of exports, and tonnes seized, by exporter."""
        frame = self._frame
        lanes = frame.abroad[frame.evading]
        sent, past = self.sent[lanes], frame.smuggled[lanes]
        smuggled = frame.evasions.sums(np.where(past, sent, 0.0))
        seized = frame.evasions.sums(np.where(past, self._world.market.smuggling_state.seized[lanes], 0.0))
        return smuggled, ratio(smuggled, frame.evasions.sums(sent)), seized
