"""Projects as arrays: rows of their mines and plants, and the cells in which they trade."""

from typing import Any, NamedTuple

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.project_lanes import projects_and_entrants
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Rest
from lodeflow.base_year.table import BaseYear
from lodeflow.instruments.projects.sites import Row, mine_row, plant_row, site
from lodeflow.instruments.projects.status import project_state_of, projects_of
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.entities.cells import CellParams
from lodeflow.kernels.projects.commissioning import ProjectLinks
from lodeflow.kernels.projects.projects import ProjectParams, ProjectState
from lodeflow.kernels.supply.mine import MineParams
from lodeflow.kernels.supply.plant import PlantParams
from lodeflow.scenario.load import Scenario
from lodeflow.terms.projects import Project


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
    crew = projects_and_entrants(scenario)
    rows = [site(year, atlas, rest, terms) for _, terms in crew]
    plants = [p for r in rows for p in r["plants"]]
    mines = [m for r in rows for m in r["mines"]]
    plant_params = _joined(plant_params, [plant_row(scenario, cell_params, p, year, atlas) for p in plants])
    plant_params = _with_circuits(plant_params, atlas, crew, rows)
    mine_params = _joined(mine_params, [mine_row(scenario, m) for m in mines])
    project_links = ProjectLinks(
        first_plant=_fence([len(r["plants"]) for r in rows], len(plant_params.need) - len(plants)),
        first_mine=_fence([len(r["mines"]) for r in rows], len(mine_params.cell) - len(mines)),
        circuit=frozen([r["circuit"] for r in rows], np.int64),
        sells=frozen(np.array([r["sells"] for r in rows]).reshape(-1, 3), np.int64),
        sold=frozen(np.array([r["sold"] for r in rows]).reshape(-1, 3)),
        buys=frozen(np.array([r["buys"] for r in rows]).reshape(-1, 2), np.int64),
        bought=frozen(np.array([r["bought"] for r in rows]).reshape(-1, 2)),
        first_door=_fence([0 for _ in rows], 0),
        door=frozen([], np.int64),
        wider=frozen([], np.int64),
    )
    cell_params = _with_references(cell_params, mine_params, project_links, crew)
    projects = projects_of(scenario, crew)
    return Yard(
        plant_params,
        mine_params,
        cell_params,
        projects,
        project_links,
        project_state_of(scenario, atlas, rest, projects, project_links),
    )


def _joined(slice_: Any, rows: list[dict[str, Any]]) -> Any:
    """Copy of ``slice_`` with ``rows`` appended; ``first_site`` repeats its last entry, for a mine without sites."""
    if not rows:
        return slice_
    columns = {}
    for name, values in zip(slice_._fields, slice_, strict=True):
        if name == "first_site":
            columns[name] = frozen([*values, *[values[-1]] * len(rows)], np.int64)
        else:
            more = np.array([row[name] for row in rows], values.dtype).reshape(-1, *values.shape[1:])
            columns[name] = frozen(np.concatenate([values, more]), values.dtype.type)
    return type(slice_)(**columns)


def _with_circuits(
    plant_params: PlantParams, atlas: Atlas, crew: list[tuple[str, Project]], rows: list[Row]
) -> PlantParams:
    """Plants in which separators whose feed a heavy circuit shares can make heavy oxide."""
    product, spare = plant_params.product.copy(), plant_params.spare_recovery.copy()
    circuits = [(terms, row["circuit"]) for (_, terms), row in zip(crew, rows, strict=True) if row["circuit"] >= 0]
    for terms, feed in circuits:
        for f in np.flatnonzero(plant_params.separates & (plant_params.feed[:, 0] == feed)):
            product[f, 1] = atlas.cell(terms.region, "heavy_oxide")
            spare[f] = max(spare[f], terms.heavy_recovery)
    return plant_params._replace(product=frozen(product, np.int64), spare_recovery=frozen(spare))


def _with_references(
    cell_params: CellParams, mine_params: MineParams, project_links: ProjectLinks, crew: list[tuple[str, Project]]
) -> CellParams:
    """Cells in which nothing is made yet, with the design capacity and supply slope of the projects there.

    Buyers' trust in a new seller is measured against this capacity.
    """
    to_come = np.zeros(len(cell_params.base_capacity))
    slope, nobody = cell_params.supply_slope.copy(), (cell_params.base_capacity <= 0.0).tolist()
    sales = zip(crew, project_links.sells.tolist(), project_links.sold.tolist(), strict=True)
    for q, ((_, terms), sells, sold) in enumerate(sales):
        for cell, tonnes in zip(sells, sold, strict=True):
            if cell >= 0:
                to_come[cell] += terms.capacity_t_per_yr / DAYS_PER_YEAR * tonnes
                if nobody[cell]:
                    slope[cell] = 1.0  # that of a plant with thin margins; it matters less the fuller the plant runs
        for f in range(project_links.first_mine[q], project_links.first_mine[q + 1]):
            if cell_params.base_capacity[mine_params.cell[f]] <= 0.0:
                slope[mine_params.cell[f]] = mine_params.elasticity[f]
                to_come[mine_params.cell[f]] = max(to_come[mine_params.cell[f]], mine_params.base_capacity[f])
    reference = np.where(cell_params.base_capacity > 0.0, cell_params.base_capacity, to_come)
    return cell_params._replace(design_capacity=frozen(reference), supply_slope=frozen(slope))


def _fence(counts: list[int], first: int) -> Any:
    """First row of each project, and the end, int64 (projects + 1,)."""
    return frozen(np.concatenate([[first], first + np.cumsum(counts, dtype=np.int64)]), np.int64)
