"""Outcome table of one replication: the values of all measures, one row of numbers.

The set of outcomes follows from the plan and is the same in every replication.
"""

import numpy as np

from lodeflow.base_world.rest_point import Floats
from lodeflow.kernels.engine.world import World
from lodeflow.outcomes.frame import Finished, Frame, Sums
from lodeflow.outcomes.measures import MEASURES
from lodeflow.outcomes.names import Name, Outcome
from lodeflow.plans import Plan


class Outcomes:
    """Outcomes of a plan: their ``names``, in the order of their rows, and their values in a finished world.

    Replications of uncertain scenarios have plans of their own, but the same names.
    """

    def __init__(self, plan: Plan) -> None:
        """Find the rows of all outcomes of ``plan``."""
        self.frame, self.goods = Frame(plan), plan.atlas.goods
        self.names: tuple[Name, ...] = tuple(name for measure in MEASURES for name in measure.names(self.frame))
        self.place = {name: k for k, name in enumerate(self.names)}

    def values(self, plan: Plan, world: World) -> Floats:
        """Values of all outcomes of one replication, float64 (outcomes,), in the order of ``names``.

        Args:
            plan: the plan of the replication.
            world: its finished world.
        """
        finished = Finished(self.frame, plan, world, Sums(self.frame, world))
        return np.concatenate([np.ravel(measure.value(finished)) for measure in MEASURES])


def outcomes(plan: Plan, world: World) -> list[Outcome]:
    """Every outcome of a finished replication, by name.

    Args:
        plan: the plan of the replication.
        world: its finished world.
    """
    found = Outcomes(plan)
    values = found.values(plan, world)
    return [Outcome(*name, float(value)) for name, value in zip(found.names, values, strict=True)]
