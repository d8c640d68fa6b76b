"""A world of one good, two who sell it and three who buy it, of whom the one who sells most may be held to a quota.

The good is used as it is, or makers outside the quota's border make all magnets of it, so that what they pay more for it
all their rivals pay as well.
"""

import numpy as np
from controlled import control
from little_worlds import Little

from lodeflow.base_year.table import BaseYear, Flow, MagnetMaker, Mine, Recipe
from lodeflow.catalog.names import MAGNETS
from lodeflow.plans import Plan

GOOD, CONTAINED, TON = "light_oxide", 0.35, 5e4  # t of the good in a tonne of magnets; USD/t
PLACES = ("CHN", "USA", "JPN")
SOLD = {
    ("CHN", "CHN"): 20e3, ("CHN", "JPN"): 30e3, ("CHN", "USA"): 10e3, ("USA", "USA"): 8e3, ("USA", "JPN"): 12e3,
}  # fmt: skip
TERMS = {"regime": "quota", "start": "2025-03-03", "news": 0, "rush": 0, "materials": [GOOD]}


def two_sellers(*, processed: bool = False) -> Little:
    """The world as a base year; ``processed`` says whether users abroad are makers of magnets."""
    year = BaseYear([], [], [], Recipe({}, {}, {}), 0.8, 0.6, 3.0, 0.1, 5.0, 0.02)
    prices = {(place, GOOD): TON for place in ("CHN", "USA")}
    for place in ("CHN", "USA"):
        dug = sum(tonnes for (origin, _), tonnes in SOLD.items() if origin == place)
        year.mines.append(Mine(place, GOOD, dug, (1.0, 0.0, 0.0), 0.8, 0))
    year.flows += [Flow(GOOD, origin, j, tonnes, "assumed") for (origin, j), tonnes in SOLD.items()]
    need = dict.fromkeys(MAGNETS, (CONTAINED if processed else 0.0, 0.0))
    year.recipe = Recipe(need, need, dict.fromkeys(MAGNETS, (0.0, 0.0)))
    for j in PLACES:
        made = 1e4
        if processed and j != "CHN":
            made = year.received(GOOD, j) / CONTAINED
        else:
            year.final_use[j, GOOD] = year.received(GOOD, j)
        if processed and j == "CHN":
            continue
        year.makers.append(MagnetMaker(j, made, 0.8))
        for grade in MAGNETS:
            year.output[j, grade] = 0.5 * made
            year.flows.append(Flow(grade, j, j, 0.5 * made, "assumed"))
            year.final_use[j, grade] = 0.5 * made
            prices[j, grade] = 1.4 * CONTAINED * TON
    return Little(year, prices)


def under_quota(part: float, *settings: str, processed: bool = False) -> tuple[Plan, tuple[np.ndarray, float]]:
    """A world in which so large a part of what China sells abroad may leave; lanes and tonnes a day."""
    little = two_sellers(processed=processed)
    made = little.plan(*settings, control("q", **TERMS, quota="1 t/yr"))
    counted = np.flatnonzero(made.template.market.control_params.covers[0])
    tonnes = part * float(made.rest.flow[counted].sum())
    return little.plan(*settings, control("q", **TERMS, quota=f"{tonnes * 365.0!r} t/yr")), (counted, tonnes)
