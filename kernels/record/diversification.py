"""Diversification outcome: share of final users' requirements that is met with rare earth that is not Chinese.

Model.md 10. Content counts when it is delivered to final users: what magnets hold, and oxide used as such; swarf and
processing losses do not. It is measured against the requirement: what users would want on the path of the base year
with growth, booms and surges. No price, thrift or policy moves the requirement, so it is the same in all arms, and
shrinking use does not look like success. Actual use is recorded beside it.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.entities.cells import CHINESE

LIGHT_AND_HEAVY = 2
STAGES = 3
NON_CHINESE, REQUIRED, USED = range(3)
YEAR, MARKETS, REACHED = range(3)
NOT_REACHED = -1


class DiversificationParams(NamedTuple):
    """Final users, their regions and what they require; read-only. Partner: DiversificationState."""

    cell: np.ndarray
    """int64 (user_cells,) [cell]: cells in which final users buy."""
    place: np.ndarray
    """int64 (users,) [place]: region of the user, as a row of ``by_year``."""
    place_of_cell: np.ndarray
    """int64 (user_cells,) [place]: region of the cell, as a row of ``by_year``."""
    abroad: np.ndarray
    """float64 (places,) [flag]: 1 outside China, 0 in China."""
    grade: np.ndarray
    """float64 (users, 2) [t/t]: light and heavy oxide contained per tonne required."""
    begins: np.ndarray
    """int64 (years,) [day]: first day of each calendar year."""
    goal: np.ndarray
    """float64 (1,) [-]: share of requirements outside China that is the goal."""
    of_mine: np.ndarray
    """float64 (mines, 2) [t/t]: light and heavy oxide that reaches final users per tonne of ore; 0 in China."""
    of_plant: np.ndarray
    """float64 (plants, 2) [t/t]: the same per tonne of oxide of a separator, per tonne of a maker; 0 in China."""
    of_oxide: np.ndarray
    """float64 (cells, 2) [t/t]: the same per tonne of oxide; 0 in China and for other materials."""
    direct: np.ndarray
    """float64 (users, 2) [t/t]: contained per tonne that is required as oxide outside China; 0 in magnets."""


class DiversificationState(NamedTuple):
    """Deliveries and requirements so far; written. Partner: DiversificationParams."""

    by_year: np.ndarray
    """float64 (years, places, 2, 3) [t]: light and heavy oxide: NON_CHINESE delivered, REQUIRED, USED."""
    lately: np.ndarray
    """float64 (year_markets, 2) [t]: Total over users outside China on each market day of the last year, in turn: light
    oxide, NON_CHINESE and REQUIRED.
    """
    could: np.ndarray
    """float64 (years, 3, 2) [t]: Total over installed mines, separators and magnet makers outside China of what they
    could bring to final users: light and heavy oxide (``kernels/record/installed.py``).
    """
    at: np.ndarray
    """int64 (3,) [-]: row of the calendar YEAR; number of MARKETS so far; day REACHED, on which a whole year met the
    goal, or NOT_REACHED.
    """


def empty_headline(years, places, markets):
    """Initial ``DiversificationState``: nothing is delivered yet.

    Args:
        years: int, number of calendar years that the run touches.
        places: int, number of regions with final users.
        markets: int, number of market days in a year.

    """
    return DiversificationState(
        by_year=np.zeros((years, places, LIGHT_AND_HEAVY, 3)),
        lately=np.zeros((markets, 2)),
        could=np.zeros((years, STAGES, LIGHT_AND_HEAVY)),
        at=np.array([0, 0, NOT_REACHED], np.int64),
    )


@jit
def count_delivered(needs, diversification, rules, buyers, users, day):
    """Requirements and deliveries of a market day, and the check whether the last year met the goal."""
    while diversification.at[YEAR] + 1 < len(needs.begins) and day >= needs.begins[diversification.at[YEAR] + 1]:
        diversification.at[YEAR] += 1
    year, turn = diversification.at[YEAR], diversification.at[MARKETS] % len(diversification.lately)
    diversification.at[MARKETS] += 1
    diversification.lately[turn, NON_CHINESE] = 0.0
    diversification.lately[turn, REQUIRED] = 0.0
    for k in range(len(needs.place)):
        place, tonnes = needs.place[k], users.required[k] * rules.tick
        diversification.lately[turn, REQUIRED] += needs.abroad[place] * tonnes * needs.grade[k, 0]
        for element in range(LIGHT_AND_HEAVY):
            diversification.by_year[year, place, element, REQUIRED] += tonnes * needs.grade[k, element]
    for n in range(len(needs.cell)):
        place, cell = needs.place_of_cell[n], needs.cell[n]
        for element in range(LIGHT_AND_HEAVY):
            delivered = buyers.served[cell, element]
            other = max(0.0, delivered - buyers.served[cell, CHINESE + element])
            diversification.by_year[year, place, element, USED] += delivered
            diversification.by_year[year, place, element, NON_CHINESE] += other
            if element == 0:
                diversification.lately[turn, NON_CHINESE] += needs.abroad[place] * other
    if diversification.at[REACHED] == NOT_REACHED and _year_meets_goal(needs, diversification):
        diversification.at[REACHED] = day


@jit
def _year_meets_goal(needs, diversification):
    """True if the market days of the last year together met the goal; False before there has been a year of them."""
    if diversification.at[MARKETS] < len(diversification.lately):
        return False
    came, required = 0.0, 0.0
    for n in range(len(diversification.lately)):
        came += diversification.lately[n, NON_CHINESE]
        required += diversification.lately[n, REQUIRED]
    return came >= needs.goal[0] * required
