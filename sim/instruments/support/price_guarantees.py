"""Price guarantees as arrays, and their card."""

from datetime import date, timedelta

import numpy as np

from lodeflow.atlas.project_lanes import projects_and_entrants
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Floats
from lodeflow.catalog.names import OXIDES
from lodeflow.instruments.card import AUTHORITIES, Actors, Blueprint, Instrument, caused_by
from lodeflow.instruments.projects.shares import numbers_of, rows_of_project
from lodeflow.kernels.core.kinds import Kind
from lodeflow.kernels.core.moment import DAYS_PER_YEAR
from lodeflow.kernels.projects.price_guarantees import GuaranteeParams, GuaranteeState, await_settlement
from lodeflow.processes.price_guarantees import price_guarantee
from lodeflow.terms.projects import Project
from lodeflow.terms.support.price_guarantees import PriceGuarantee

WORDS = ("is paid to the producer", "is not paid to the producer")


def build_guarantees(b: Blueprint) -> dict[str, GuaranteeParams | GuaranteeState]:
    """Price guarantees of a scenario, none settled yet; ``b`` is the world so far, with its projects."""
    terms, count = list(b.scenario.price_guarantees.values()), len(b.scenario.price_guarantees)
    begin, past = b.scenario.start_date, b.scenario.investment.past_price_over_base
    mines, plants = len(b.found["mine_params"].cell), len(b.found["plant_params"].need)
    crew = [each for _, each in projects_and_entrants(b.scenario)]
    of_mine, of_plant = np.zeros((count, mines)), np.zeros((count, plants, 3))
    of_project, dues = np.zeros((count, len(crew))), []
    for n, each in enumerate(terms):
        _reach(b, each, of_mine[n], of_plant[n])
        for q in [q for name in each.projects for q in numbers_of(b, name)]:
            of_project[n, q] = _counted(crew[q], each)
        dues.append(_quarters(each.start, each.end, begin))
    cells = [b.atlas.cell(each.benchmark, each.material) for each in terms]
    basis = np.array([each.basis for each in terms])
    old = np.array([past.get(each.material, 1.0) for each in terms])
    price = b.rest.price[cells] if count else np.zeros(0)
    return {
        "guarantee_params": GuaranteeParams(
            strike=frozen([each.strike for each in terms]),
            upside=frozen([each.upside for each in terms]),
            upside_from=frozen([((each.upside_from or each.start) - begin).days for each in terms], np.int64),
            start=frozen([(each.start - begin).days for each in terms], np.int64),
            end=frozen([(each.end - begin).days for each in terms], np.int64),
            benchmark=frozen(cells, np.int64),
            basis=frozen(basis),
            of_mine=frozen(of_mine),
            of_plant=frozen(of_plant),
            of_project=frozen(of_project),
            lifetime=frozen([b.scenario.investment.lifetime_years * DAYS_PER_YEAR for _ in terms]),
            first_due=frozen(np.cumsum([0, *map(len, dues)]), np.int64),
            due=frozen([day for each in dues for day in each], np.int64),
        ),
        "guarantee_state": GuaranteeState(
            np.zeros(count), np.zeros(count), np.zeros(count), basis * old * price, np.zeros((sum(map(len, dues)), 3))
        ),
    }


def _reach(b: Blueprint, terms: PriceGuarantee, of_mine: Floats, of_plant: Floats) -> None:
    """Tonnes that count for each tonne of ore (mines,), and shares of products that count (plants, 3), written."""
    mine, product = b.found["mine_params"], b.found["plant_params"].product
    share_of_mine, share_of_plant = np.zeros(len(mine.cell)), np.zeros(len(product))
    if terms.region is not None:
        links = b.found["project_links"]
        for f in range(links.first_mine[0]):
            share_of_mine[f] = float(b.atlas.cells[mine.cell[f]][0] == terms.region)
        for f in range(links.first_plant[0]):
            share_of_plant[f] = float(b.atlas.cells[product[f, 0]][0] == terms.region)
    for name in terms.projects:
        mines, plants = rows_of_project(b, name)
        share_of_mine, share_of_plant = np.maximum(share_of_mine, mines), np.maximum(share_of_plant, plants)
    if terms.counts == "ore":
        of_mine[:] = share_of_mine * mine.basket[:, OXIDES.index(terms.material)]
        return
    made = [[cell >= 0 and b.atlas.cells[cell][1] == terms.material for cell in row] for row in product]
    of_plant[:] = share_of_plant[:, None] * np.array(made, float).reshape(-1, 3)


def _counted(project: Project, terms: PriceGuarantee) -> float:
    """Tonnes that count for each tonne of a project's product."""
    element = OXIDES.index(terms.material)
    own = (project.light_share, project.heavy_share, 1.0 - project.light_share - project.heavy_share)[element]
    recovery = (project.light_recovery, project.heavy_recovery, project.rest_recovery)[element]
    if project.kind == "mine":
        return own if terms.counts == "ore" else 0.0
    if project.kind not in ("separation", "mine_and_separation"):
        return 0.0
    if terms.counts == "ore" and project.kind == "separation":
        return 0.0
    light = project.light_share * project.light_recovery
    return own * (1.0 if terms.counts == "ore" else recovery) / light


def _quarters(start: date, end: date, begin: date) -> list[int]:
    """Days from ``begin`` on which quarters are settled: the first of a quarter after ``start``, up to that after the
    last day.
    """
    found, day = [], start.replace(day=1)
    last = end - timedelta(1)
    while day <= last:
        month = 3 * ((day.month - 1) // 3) + 4
        day = date(day.year + (month > 12), month - 12 * (month > 12), 1)
        if (day - begin).days > 0:
            found.append((day - begin).days)
    return found


PRICE_GUARANTEES = Instrument(
    stem="price_guarantees",
    tables=("price_guarantees",),
    build=build_guarantees,
    slices=("guarantee_params", "guarantee_state"),
    actors=(
        Actors(
            (Kind.GUARANTEE,),
            lambda w: len(w.market.guarantee_params.strike),
            await_settlement,
            price_guarantee,
            lambda plan: caused_by(AUTHORITIES, (Kind.GUARANTEE,), tuple(plan.scenario.price_guarantees), WORDS),
        ),
    ),
)
"""Contracts for difference between a government and producers."""
