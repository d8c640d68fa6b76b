"""Quota pools: controls that count tonnes together, in one pool of traded licences or in one for each material."""

from typing import NamedTuple

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.lane_columns import Floats, Mask, Whole, lane_columns
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Rest
from lodeflow.instruments.export_controls.coverage import covered
from lodeflow.language.patterns import fits, listed
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario

Pool = tuple[str, str]
"""Name of a pool, and its material; an empty one for a pool of all materials."""


class Pools(NamedTuple):
    """Quota pools of a scenario, by the order of their names."""

    names: tuple[Pool, ...]
    """Pools."""
    under: Whole
    """int64 (entries, materials) [pool]: pool of each material under a quota."""
    shared: Whole
    """int64 (entries,) [pool]: pool of all of them, under licensing."""
    part: Floats
    """float64 (pools,) [-]: share of the quota that the pool may use."""
    crosses: Mask
    """bool (pools, lanes) [flag]: lanes of the pool."""


@reused
def pools_of(scenario: Scenario, atlas: Atlas, rest: Rest, series: list[list[str]]) -> Pools:
    """Quota pools of all controls. A material with a licence of its own may use its share of the base year.

    Args:
        scenario: the scenario.
        atlas: cells and lanes.
        rest: flows of the base year.
        series: names of the controls of each heading.

    """
    entries = [(names[0], name) for names in series for name in names]
    found = {}
    for first, name in entries:
        control = scenario.controls[name]
        own = listed(control.materials) if control.licences == "by_material" else ()
        shared_name = control.pool or f"of {first}"
        found[name] = [(shared_name, material if fits(own, material) else "") for material in atlas.goods.materials]
    shared = [(found[name][0][0], "") for _, name in entries]
    known = sorted({*shared, *(pool for pools in found.values() for pool in pools)})
    of, flow = lane_columns(atlas).material, rest.flow
    crosses = np.zeros((len(known), len(flow)), np.bool_)
    for _, name in entries:
        lanes = covered(scenario.controls[name], atlas)
        for m, pool in enumerate(found[name]):
            crosses[known.index(pool)] |= lanes & (of == m)
    part = np.ones(len(known))
    for name, material in known:
        if material:
            together = np.logical_or.reduce([crosses[u] for u, pool in enumerate(known) if pool[0] == name])
            whole, u = _total(flow, together), known.index((name, material))
            part[u] = _total(flow, crosses[u]) / whole if whole > 0.0 else 0.0
    under = [[known.index(pool) for pool in found[name]] for _, name in entries]
    return Pools(
        tuple(known),
        frozen(np.reshape(under, (len(entries), len(atlas.goods.materials))), np.int64),
        frozen([known.index(pool) for pool in shared], np.int64),
        frozen(part),
        frozen(crosses, np.bool_),
    )


def _total(flow: Floats, lanes: Mask) -> float:
    """Sum of ``flow`` over ``lanes``, in their order."""
    total = 0.0
    for tonnes in flow[lanes].tolist():
        total += tonnes
    return total
