"""Plans of single replications: in an uncertain scenario each replication has a plan with its own drawn numbers.

All of them share the base table and the map.
"""

import numpy as np

from lodeflow.assembly import replan
from lodeflow.base_world.rest_point import Floats
from lodeflow.plan import Plan
from lodeflow.scenario.draws import Parameter, Urn, uncertain


class Variants:
    """Plans of the replications of an uncertain scenario; without uncertain numbers they are all ``plan`` itself."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.urn = Urn(plan.scenario)
        self.parameters: tuple[Parameter, ...] = uncertain(plan.scenario)

    def of(self, replication: int) -> tuple[Plan, Floats]:
        """Plan of one ``replication``, and the numbers drawn for it, in the order of ``parameters``.

        Raises ValueError if the drawn numbers contradict the base table.
        """
        if not self.parameters:
            return self.plan, np.zeros(0)
        drawn = self.urn.draw(replication)
        return replan(self.plan, drawn.scenario), np.array(drawn.values)
