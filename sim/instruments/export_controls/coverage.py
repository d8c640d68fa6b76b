"""Coverage of export controls: headings (the same goods to the same destinations) and their lanes."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas, Lane
from lodeflow.atlas.readonly import frozen
from lodeflow.language.patterns import Patterns, fits, listed
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.export_controls import Control


def headings(scenario: Scenario) -> list[str]:
    """Name of the first control of each heading, in order of precedence.

    Args:
        scenario: the scenario.

    """
    return [entries[0] for entries in series_of(scenario)]


@reused
def series_of(scenario: Scenario) -> list[list[str]]:
    """Names of the controls of each heading, by start; the most specific heading comes first.

    Args:
        scenario: the scenario.

    """
    found: dict[tuple[object, ...], list[str]] = {}
    for name, control in sorted(scenario.controls.items(), key=lambda each: (each[1].start, each[0])):
        found.setdefault(control.series, []).append(name)
    return sorted(found.values(), key=lambda entries: (*scenario.controls[entries[0]].generality, entries[0]))


def covered(control: Control, atlas: Atlas) -> NDArray[np.bool_]:
    """Mask of the lanes under a control, by true origin and destination; smuggled lanes are under none.

    Args:
        control: the control.
        atlas: indices of cells and lanes.

    """
    sides = (control.controller, control.tag or "*", listed(control.materials), listed(control.destinations))
    return lanes_under(atlas, *sides)


def held(control: Control, atlas: Atlas) -> NDArray[np.bool_]:
    """Mask of the lanes whose goods customs takes for those of a control at first, with those of the control itself.

    Args:
        control: the control.
        atlas: indices of cells and lanes.

    """
    return lanes_under(atlas, control.controller, control.tag or "*", control.taken_for, listed(control.destinations))


@lru_cache(maxsize=256)
def lanes_under(
    atlas: Atlas, controller: str, tag: str, materials: Patterns, destinations: Patterns
) -> NDArray[np.bool_]:
    """Mask of the lanes under a control, bool (lanes,); cached, as it is the same for all replications.

    Args:
        atlas: indices of cells and lanes.
        controller: region that controls its exports.
        tag: buyers, civil or defence; ``*`` for all.
        materials: patterns of materials.
        destinations: patterns of regions.

    """
    return frozen([k.origin == controller and _fits(k, tag, materials, destinations) for k in atlas.lanes], np.bool_)


@lru_cache(maxsize=256)
def lanes_past(
    atlas: Atlas, controller: str, tag: str, materials: Patterns, destinations: Patterns
) -> NDArray[np.bool_]:
    """Mask of the lanes by which goods of third countries reach a control's destinations, bool (lanes,); cached.

    Args:
        atlas: indices of cells and lanes.
        controller: region that controls its exports.
        tag: buyers, civil or defence; ``*`` for all.
        materials: patterns of materials.
        destinations: patterns of regions.

    """
    return frozen([k.origin != controller and _fits(k, tag, materials, destinations) for k in atlas.lanes], np.bool_)


def _fits(lane: Lane, tag: str, materials: Patterns, destinations: Patterns) -> bool:
    """Whether a lane crosses a border legally, with goods and buyers of these patterns."""
    return (
        lane.foreign
        and not lane.smuggled
        and fits(tag, lane.tag)
        and fits(materials, lane.material)
        and fits(destinations, lane.destination)
    )


@lru_cache(maxsize=256)
def lanes_to(atlas: Atlas, destinations: Patterns) -> NDArray[np.bool_]:
    """Mask of the lanes to some regions, bool (lanes,); cached, as it is the same for all replications.

    Args:
        atlas: indices of cells and lanes.
        destinations: patterns of regions.

    """
    return frozen([fits(destinations, k.destination) for k in atlas.lanes], np.bool_)
