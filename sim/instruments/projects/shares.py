"""Share of every mine and plant that belongs to a project: its own rows, and its part of the base year's capacity."""

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.project_lanes import crew_of
from lodeflow.base_world.rest_point import Floats
from lodeflow.instruments.card import Blueprint


def rows_of_project(b: Blueprint, name: str) -> tuple[Floats, Floats]:
    """Shares (mines,) and (plants,) [-] that belong to the project, or to the stream of entrants, of a name.

    Args:
        b: the world so far, with its projects.
        name: name of a project or of a stream of entrants.

    """
    q = numbers_of(b, name)[0]
    links, projects, base = b.found["project_links"], b.found["projects"], b.found["cell_params"].base_capacity
    mine, plant = b.found["mine_params"].cell, b.found["plant_params"].product
    of_mine, of_plant = np.zeros(len(mine)), np.zeros(len(plant))
    own = range(links.first_mine[q], links.first_mine[q + 1])
    of_mine[own] = 1.0
    of_plant[links.first_plant[q] : links.first_plant[q + 1]] = 1.0
    counted = projects.counted[q] * projects.capacity[q]
    for f in own:  # the part of the base year's mines that is this project's
        part = projects.counted[q] * b.found["mine_params"].base_capacity[f]
        _take(of_mine, (mine == mine[f]) & (np.arange(len(mine)) < links.first_mine[0]), part, base[mine[f]])
    for cell, sold in zip(links.sells[q], links.sold[q], strict=True):  # and of its plants, by their main product
        rows = (plant[:, 0] == cell) & (np.arange(len(plant)) < links.first_plant[0])
        _take(of_plant, rows, counted * sold, base[cell])
    return of_mine, of_plant


def numbers_of(b: Blueprint, name: str) -> list[int]:
    """Numbers of the projects of a name: one, or the rows of a stream of entrants, the first of them first.

    Args:
        b: the world so far, with its projects.
        name: name of a project or of a stream of entrants.

    """
    streams = list(b.scenario.entrants)
    crew = [(q, each) for q, each in enumerate(crew_of(b.scenario))]
    found = [q for q, each in crew if each.stream < 0 and each.name == name]
    if found:
        return found
    return [q for q, each in sorted(crew, key=lambda c: c[1].turn) if each.stream >= 0 and streams[each.stream] == name]


def _take(shares: Floats, rows: NDArray[np.bool_], part: float, whole: float) -> None:
    """Take a project's part of the capacity that the base year has in some rows."""
    if part > 0.0 and rows.any():
        shares[rows] = min(1.0, part / whole)
