"""Numbers of a scenario by material, and the material of every cell."""

from functools import lru_cache

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Floats, Whole
from lodeflow.atlas.readonly import frozen
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario


@reused
def elasticities(scenario: Scenario) -> tuple[Floats, Floats]:
    """Short-run and thrift elasticity of each material of ``scenario``, float64 (materials + 1,); 0 for the last."""
    terms = list(scenario.materials.values())
    short, thrift = [t.short_elasticity for t in terms], [t.thrift_elasticity for t in terms]
    return np.array([*short, 0.0]), np.array([*thrift, 0.0])


@lru_cache(maxsize=8)
def material_of(atlas: Atlas) -> Whole:
    """Material of each cell of ``atlas``, index in its goods, and -1 behind the last for a cell of number -1."""
    return frozen([*(atlas.goods.place(material) for _, material in atlas.cells), -1], np.int64)
