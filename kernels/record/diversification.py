"""The headline: how much of what final users need reaches them as rare earth that is not Chinese.

Model.md 10. Content counts when it is delivered to final users: what magnets hold, and oxide used as such; swarf and
what processing loses do not. It is measured against the *requirement*, what they would want on the path of the base
year with growth, booms and surges: no price, thrift or policy moves it, so it is the same in all arms, and use that
shrinks does not look like success. Beside it stands actual use.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.entities.cells import CHINESE

LIGHT_AND_HEAVY = 2
NON_CHINESE, REQUIRED, USED = range(3)
YEAR, MARKETS, REACHED = range(3)
NOT_REACHED = -1


class DiversificationParams(NamedTuple):
    """Whom the headline is about; read-only.

    ``cell`` int64 (cells of final users,) buyer cells, ``place`` int64 (users,) and ``place_of_cell`` int64 (cells of
    final users,) the region, as a row; ``abroad`` float64 (places,) 1 outside China; ``grade`` float64 (users, 2) t of
    light and heavy oxide contained per t of what is needed; ``begins`` int64 (years,) day on which each calendar year
    begins; ``goal`` float64 (1,) share of requirements outside China that is asked for.
    """

    cell: np.ndarray
    place: np.ndarray
    place_of_cell: np.ndarray
    abroad: np.ndarray
    grade: np.ndarray
    begins: np.ndarray
    goal: np.ndarray


class DiversificationState(NamedTuple):
    """``by_year`` float64 (years, places, 2, 3) t of light and heavy oxide: NON_CHINESE delivered, REQUIRED, USED;
    ``lately`` float64 (markets of a year, 2) t of light oxide outside China, NON_CHINESE and REQUIRED, in turn; ``at``
    int64 (3,): the calendar year, as a row; markets so far; the day on which a whole year met the goal, NOT_REACHED.
    """

    by_year: np.ndarray
    lately: np.ndarray
    at: np.ndarray


def empty_headline(years, places, markets):
    """Nothing delivered yet."""
    return DiversificationState(
        np.zeros((years, places, LIGHT_AND_HEAVY, 3)), np.zeros((markets, 2)), np.array([0, 0, NOT_REACHED], np.int64)
    )


@jit
def count_delivered(needs, diversification, rules, buyers, users, day):
    """Count what this market day needed and delivered, and look whether the last year met the goal."""
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
    """Whether the markets of the last year have together met the goal; not before there has been a year of them."""
    if diversification.at[MARKETS] < len(diversification.lately):
        return False
    came, required = 0.0, 0.0
    for n in range(len(diversification.lately)):
        came += diversification.lately[n, NON_CHINESE]
        required += diversification.lately[n, REQUIRED]
    return came >= needs.goal[0] * required
