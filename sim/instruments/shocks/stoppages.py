"""Dated stoppages of mines and plants, as arrays."""

from datetime import date

import numpy as np

from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Floats
from lodeflow.instruments.card import SCENARIO, Actors, Blueprint, Instrument, caused_by
from lodeflow.instruments.projects.shares import rows_of_project
from lodeflow.kernels.core.kinds import Kind
from lodeflow.kernels.core.moment import FAR_DAY
from lodeflow.kernels.supply.stoppages import StoppageParams, StoppageState, await_stoppage
from lodeflow.language.patterns import fits
from lodeflow.processes.stoppages import stoppage
from lodeflow.terms.shocks.stoppages import Stoppage


def build_stoppages(b: Blueprint) -> dict[str, StoppageParams | StoppageState]:
    """Stoppages of a scenario, none of them on yet; ``b`` is the world so far, with its projects."""
    terms = list(b.scenario.stoppages.values())
    mines, plants = len(b.found["mine_params"].cell), len(b.found["plant_params"].need)
    reach = [_reach(b, each) for each in terms]
    of_mine = np.array([mine for mine, _ in reach]).reshape(len(terms), mines)
    of_plant = np.array([plant for _, plant in reach]).reshape(len(terms), plants)

    def day(when: date | None) -> int:
        return (when - b.scenario.start_date).days if when else FAR_DAY

    return {
        "stoppage_params": StoppageParams(
            start=frozen([day(each.start) for each in terms], np.int64),
            end=frozen([day(each.end) for each in terms], np.int64),
            known=frozen([day(each.announced or each.start) for each in terms], np.int64),
            of_mine=frozen(of_mine),
            of_plant=frozen(of_plant),
        ),
        "stoppage_state": StoppageState(np.zeros(len(terms), np.int64), np.ones(mines), np.ones(plants)),
    }


def _reach(b: Blueprint, terms: Stoppage) -> tuple[Floats, Floats]:
    """Share of every mine and of every plant that a stoppage stops."""
    cells = np.array([_makes(terms, *cell) for cell in b.atlas.cells] + [False])  # False for a cell of number -1
    mine, plant = b.found["mine_params"].cell, b.found["plant_params"].product
    if terms.project is None:
        return terms.share * cells[mine], terms.share * cells[plant].any(axis=1)
    mines, plants = rows_of_project(b, terms.project)
    return terms.share * mines, terms.share * plants


def _makes(terms: Stoppage, region: str, material: str) -> bool:
    return region == terms.region and terms.material is not None and fits(terms.material, material)


STOPPAGES = Instrument(
    stem="stoppages",
    tables=("stoppages",),
    build=build_stoppages,
    slices=("stoppage_params", "stoppage_state"),
    actors=(
        Actors(
            (Kind.STOPPAGE,),
            lambda w: len(w.market.stoppage_state.on),
            await_stoppage,
            stoppage,
            lambda plan: caused_by(SCENARIO, (Kind.STOPPAGE,), tuple(plan.scenario.stoppages), ("begins", "ends")),
        ),
    ),
)
"""Named projects, or a region's mines or plants of a material, that stand still for known days."""
