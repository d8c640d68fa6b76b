"""Plans of the replications of an uncertain scenario, each with its own draws of the uncertain numbers.

All share the base table and the map.
"""

import numpy as np

from lodeflow.assembly import Replans
from lodeflow.base_world.rest_point import Floats
from lodeflow.plans import Plan
from lodeflow.scenario.draws import Parameter, Urn, uncertain


class Variants:
    """Plans of the replications of ``plan``, which serves them all where no number of its scenario is uncertain."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.urn = Urn(plan.scenario)
        self.parameters: tuple[Parameter, ...] = uncertain(plan.scenario)
        self.replans = Replans(plan) if self.parameters else None

    def of(self, replication: int) -> tuple[Plan, Floats]:
        """Plan of ``replication``, and the numbers drawn for it, float64, in the order of ``parameters``.

        Raises ValueError where the drawn numbers contradict the base table.
        """
        if self.replans is None:
            return self.plan, np.zeros(0)
        drawn = self.urn.draw(replication)
        return self.replans.of(drawn.scenario), np.array(drawn.values)
