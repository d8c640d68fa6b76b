"""The world of each replication: where a scenario is uncertain, every replication draws its numbers and has a plan of
its own, on the same base table and the same map.
"""

import numpy as np

from lodeflow.assembly import replan
from lodeflow.base_world.rest_point import Floats
from lodeflow.plan import Plan
from lodeflow.scenario.draws import Parameter, Urn, uncertain


class Variants:
    """Plans of the replications of an uncertain scenario; the plan itself where nothing is uncertain."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.urn = Urn(plan.scenario)
        self.parameters: tuple[Parameter, ...] = uncertain(plan.scenario)

    def of(self, replication: int) -> tuple[Plan, Floats]:
        """The plan of a replication, and the numbers that it drew, in the order of ``parameters``.

        Raises ValueError where what was drawn contradicts the base table.
        """
        if not self.parameters:
            return self.plan, np.zeros(0)
        drawn = self.urn.draw(replication)
        return replan(self.plan, drawn.scenario), np.array(drawn.values)
