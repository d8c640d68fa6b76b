"""Values of a few outcomes of a finished world, without those that nobody asked for."""

from collections.abc import Sequence

import numpy as np

from lodeflow.base_world.rest_point import Floats
from lodeflow.instruments.alliance.floors import floors_of
from lodeflow.kernels.engine.world import World
from lodeflow.outcomes.frame import Finished, Frame, Sums
from lodeflow.outcomes.measures import MEASURES
from lodeflow.outcomes.names import Name
from lodeflow.plans import Plan


class Rows:
    """Place of every outcome of a plan: its measure, and its row among those of the measure."""

    def __init__(self, plan: Plan) -> None:
        self.frame = Frame(plan)
        self.place = {
            name: (measure, row) for measure in MEASURES for row, name in enumerate(measure.names(self.frame))
        }
        self._decides = _decides(plan)

    def fit(self, plan: Plan) -> bool:
        """True if another ``plan`` has the same outcomes, in the same rows."""
        return plan.atlas is self.frame.plan.atlas and _decides(plan) == self._decides

    def values(self, names: Sequence[Name], plan: Plan, world: World) -> Floats:
        """Values of outcomes, float64 (names,); NaN for one that the plan does not have.

        Args:
            names: the outcomes.
            plan: plan of the replication.
            world: its finished world.

        """
        finished = Finished(self.frame, plan, world, Sums(self.frame, world))
        known: dict[str, Floats] = {}
        found = np.full(len(names), np.nan)
        for n, name in enumerate(names):
            if name in self.place:
                measure, row = self.place[name]
                if measure.outcome not in known:
                    known[measure.outcome] = np.ravel(measure.value(finished))
                found[n] = known[measure.outcome][row]
        return found


def _decides(plan: Plan) -> tuple[object, ...]:
    """All that the rows of outcomes follow from, on one map."""
    market, rest, scenario = plan.template.market, plan.rest, plan.scenario
    cells = market.cell_params
    return (
        plan.users,
        scenario.start_date,
        scenario.days,
        tuple(floor.material for floor in floors_of(scenario)),
        ((rest.output > 0.0) | (cells.design_capacity > 0.0)).tobytes(),
        ((cells.base_residue > 0.0) | (cells.lowest_price > 0.0)).tobytes(),
        (rest.landed > 0.0).tobytes(),
        *(array.tobytes() for array in (market.floors.of_lane, market.floors.levied, market.offshoring.user)),
        market.project_links.sells.tobytes(),
        tuple((each.material, each.payer) for each in scenario.price_guarantees.values()),
        tuple(each.payer for each in scenario.public_money.values()),
    )
