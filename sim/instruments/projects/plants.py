"""Projects as arrays: rows of their mines and plants, and the cells in which they trade."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.project_lanes import crew_of
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Floats, Rest
from lodeflow.base_year.table import BaseYear
from lodeflow.instruments.projects.sites import Row, mine_columns, plant_columns, site
from lodeflow.instruments.projects.status import project_state_of, projects_of
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.entities.cells import CellParams
from lodeflow.kernels.projects.commissioning import ProjectLinks
from lodeflow.kernels.projects.projects import ProjectParams, ProjectState
from lodeflow.kernels.supply.mine import MineParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario

DRAWN = ("substitution", "saving", "growth", "later_growth", "answering")
"""Columns that uncertain numbers often change; they are joined apart from the others."""


class Yard(NamedTuple):
    """Slices with the projects in them."""

    plant_params: PlantParams
    """Plants of the base year, then those of the projects."""
    mine_params: MineParams
    """Mines of the base year, then those of the projects."""
    cell_params: CellParams
    """Cells, with the design capacity of the projects where nothing is made yet."""
    projects: ProjectParams
    """Terms of each project."""
    project_links: ProjectLinks
    """Mines, plants and cells of each project."""
    project_state: ProjectState
    """State of each project before day 0."""


def build_projects(
    scenario: Scenario,
    year: BaseYear,
    atlas: Atlas,
    rest: Rest,
    plant_params: PlantParams,
    mine_params: MineParams,
    cell_params: CellParams,
) -> Yard:
    """Plants, mines and cells of the base year with those of the projects, and the projects.

    Args:
        scenario: the scenario.
        year: base table with the flows that projects add.
        atlas: indices of cells and lanes.
        rest: rest point of the base year.
        plant_params: plants of the base year.
        mine_params: mines of the base year.
        cell_params: cells.

    """
    rows = _sites(scenario, year, atlas, rest)
    more_plants = plant_columns(scenario, cell_params, rows, year, atlas)
    more_mines = mine_columns(scenario, rows)
    more_mines = {**more_mines, "first_site": _no_sites(mine_params.first_site, len(more_mines["cell"]))}
    plant_params = _joined(plant_params, more_plants)
    product, spare = _with_circuits(scenario, atlas, plant_params, rows)
    plant_params = plant_params._replace(product=product, spare_recovery=spare)
    mine_params = _joined(mine_params, more_mines)
    project_links = _links(scenario, rows, len(plant_params.need), len(mine_params.cell))
    design, slope = _with_references(scenario, cell_params, mine_params, project_links)
    cell_params = cell_params._replace(design_capacity=design, supply_slope=slope)
    projects = projects_of(scenario)
    return Yard(
        plant_params,
        mine_params,
        cell_params,
        projects,
        project_links,
        project_state_of(scenario, atlas, rest, projects, project_links),
    )


@reused
def _sites(scenario: Scenario, year: BaseYear, atlas: Atlas, rest: Rest) -> list[Row]:
    """Mines, plants, sales and purchases of every project.

    Entrants of a stream are alike: they add to the mines and plants of its first row.
    """
    rows: list[Row] = []
    first: dict[int, Row] = {}
    for each in crew_of(scenario):
        if each.turn == 0:
            rows.append(site(year, atlas, rest, each.terms))
            first[each.stream] = rows[-1]
        else:
            rows.append(first[each.stream] | {"plants": [], "mines": []})
    return rows


def _joined(slice_: Any, more: dict[str, NDArray[Any]]) -> Any:
    """Copy of ``slice_`` with further rows, given by column."""
    if not len(next(iter(more.values()))):
        return slice_
    steady = tuple(name for name in more if name not in DRAWN)
    drawn = tuple(name for name in more if name in DRAWN)
    columns: dict[str, NDArray[Any]] = {}
    for names in (steady, drawn):
        rows = _longer(tuple(getattr(slice_, name) for name in names), tuple(more[name] for name in names))
        columns.update(zip(names, rows, strict=True))
    return slice_._replace(**columns)


@reused
def _longer(values: tuple[NDArray[Any], ...], more: tuple[NDArray[Any], ...]) -> tuple[NDArray[Any], ...]:
    """Columns of a slice with more rows below."""
    found = tuple(np.concatenate(both) for both in zip(values, more, strict=True))
    for column in found:
        column.setflags(write=False)
    return found


@reused
def _no_sites(first_site: NDArray[np.int64], mines: int) -> NDArray[np.int64]:
    """Further entries of ``first_site`` for ``mines`` without sites."""
    return np.full(mines, first_site[-1])


@reused
def _links(scenario: Scenario, rows: list[Row], plants: int, mines: int) -> ProjectLinks:
    """Mines, plants and cells of each project, as the last of all plants and mines."""
    first = {each.stream: q for q, each in enumerate(crew_of(scenario)) if each.turn == 0}
    home = [q if each.stream < 0 else first[each.stream] for q, each in enumerate(crew_of(scenario))]
    counts = {kind: [len(r[kind]) for r in rows] for kind in ("plants", "mines")}
    return ProjectLinks(
        first_plant=_fence(counts["plants"], plants - sum(counts["plants"])),
        first_mine=_fence(counts["mines"], mines - sum(counts["mines"])),
        home=frozen(home, np.int64),
        circuit=frozen([r["circuit"] for r in rows], np.int64),
        sells=frozen(np.array([r["sells"] for r in rows]).reshape(-1, 3), np.int64),
        sold=frozen(np.array([r["sold"] for r in rows]).reshape(-1, 3)),
        buys=frozen(np.array([r["buys"] for r in rows]).reshape(-1, 2), np.int64),
        bought=frozen(np.array([r["bought"] for r in rows]).reshape(-1, 2)),
        first_door=_fence([0 for _ in rows], 0),
        door=frozen([], np.int64),
        wider=frozen([], np.int64),
        first_customer=frozen(np.zeros(len(scenario.entrants) + 1), np.int64),
        customer=frozen([], np.int64),
        base_market=frozen(np.zeros(len(scenario.entrants))),
    )


@reused
def _with_circuits(
    scenario: Scenario, atlas: Atlas, plant_params: PlantParams, rows: list[Row]
) -> tuple[NDArray[np.int64], Floats]:
    """Products and spare recovery of the plants: separators whose feed a heavy circuit shares can make heavy oxide."""
    product, spare = plant_params.product.copy(), plant_params.spare_recovery.copy()
    crew = zip(crew_of(scenario), rows, strict=True)
    circuits = [(each.terms, row["circuit"]) for each, row in crew if each.turn == 0 and row["circuit"] >= 0]
    for terms, feed in circuits:
        for f in np.flatnonzero(plant_params.separates & (plant_params.feed[:, 0] == feed)):
            product[f, 1] = atlas.cell(terms.region, "heavy_oxide")
            spare[f] = max(spare[f], terms.heavy_recovery)
    return frozen(product, np.int64), frozen(spare)


@reused
def _with_references(
    scenario: Scenario, cell_params: CellParams, mine_params: MineParams, project_links: ProjectLinks
) -> tuple[Floats, Floats]:
    """Design capacity and supply slope of all cells, of projects where nothing is made yet.

    Buyers' trust in a new seller is measured against this capacity, of a stream of entrants that of one.
    """
    to_come = np.zeros(len(cell_params.base_capacity))
    slope, nobody = cell_params.supply_slope.copy(), (cell_params.base_capacity <= 0.0).tolist()
    crew = crew_of(scenario)
    sales = zip(crew, project_links.sells.tolist(), project_links.sold.tolist(), strict=True)
    for q, (each, sells, sold) in enumerate(sales):
        if each.turn > 0:
            continue
        for cell, tonnes in zip(sells, sold, strict=True):
            if cell >= 0:
                to_come[cell] += each.terms.capacity_t_per_yr / DAYS_PER_YEAR * tonnes
                if nobody[cell]:
                    slope[cell] = 1.0  # that of a plant with thin margins; it matters less the fuller the plant runs
        for f in range(project_links.first_mine[q], project_links.first_mine[q + 1]):
            if cell_params.base_capacity[mine_params.cell[f]] <= 0.0:
                slope[mine_params.cell[f]] = mine_params.elasticity[f]
                to_come[mine_params.cell[f]] = max(to_come[mine_params.cell[f]], mine_params.base_capacity[f])
    reference = np.where(cell_params.base_capacity > 0.0, cell_params.base_capacity, to_come)
    return frozen(reference), frozen(slope)


def _fence(counts: list[int], first: int) -> Any:
    """First row of each project, and the end, int64 (projects + 1,)."""
    return frozen(np.concatenate([[first], first + np.cumsum(counts, dtype=np.int64)]), np.int64)
