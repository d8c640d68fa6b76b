"""Spells: floods, crackdowns and surges, each on for a time and then off until the next.

A spell is dated or drawn. Candidate days of a drawn one are a Poisson process at the highest hazard it can ever have,
which no policy moves; a candidate is taken with probability hazard of the day over the highest (thinning, model.md 11).
So a world in which a spell is less likely has some of the same spells and no others. Draws are addressed by (spell,
number of the candidate).
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.draw import exponential, uniform
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.moment import FAR_DAY, NEVER, moment
from lodeflow.kernels.core.purpose import SPELL_COMES, SPELL_DAYS, SPELL_WAIT

NO_DATE = -1


class SpellParams(NamedTuple):
    """Dates or rates of each spell; read-only. Partner: SpellState."""

    kind: np.ndarray
    """int64 (spells,) [code]: FLOOD, CRACKDOWN or SURGE."""
    name: np.ndarray
    """int64 (spells,) [hash]: address of its random draws."""
    first: np.ndarray
    """int64 (spells,) [day]: first day of a dated spell; NO_DATE if it is drawn."""
    last: np.ndarray
    """int64 (spells,) [day]: first day after a dated spell; NO_DATE if it is drawn, or never ends."""
    mean_wait: np.ndarray
    """float64 (spells,) [d]: mean time between candidates; 0 for none."""
    mean_days: np.ndarray
    """float64 (spells,) [d]: mean length of a drawn spell."""
    evenness: np.ndarray
    """float64 (spells,) [-]: 1 if the length is always the mean, 0 if it is exponential."""
    gain: np.ndarray
    """float64 (spells,) [-]: rise of the hazard at full pressure, as a share of the ordinary one."""


class SpellState(NamedTuple):
    """Spells as they stand; written. Partner: SpellParams."""

    on: np.ndarray
    """int64 (spells,) [flag]: 1 while the spell is on."""
    candidates: np.ndarray
    """int64 (spells,) [-]: number of candidate days drawn so far."""
    clock: np.ndarray
    """float64 (spells,) [day]: the last of them, with fraction."""
    pressure: np.ndarray
    """float64 (spells,) [-]: what raises the hazard, 0 to 1: for a flood, allied capacity over allied use."""


@jit
def await_spell(spells, course, chance, day, who):
    """Next moment at which spell ``who`` begins or could begin; NEVER for none.

    ``spells``: ``SpellParams``.
    """
    kind = spells.kind[who]
    if spells.first[who] != NO_DATE:
        return moment(spells.first[who], kind, who) if spells.first[who] > day else np.int64(NEVER)
    if spells.mean_wait[who] <= 0.0:
        return np.int64(NEVER)
    seed, replication, name = chance.seed[0], chance.replication[0], spells.name[who]
    while True:
        course.clock[who] += exponential(
            spells.mean_wait[who], seed, replication, SPELL_WAIT, name, course.candidates[who]
        )
        course.candidates[who] += 1
        if course.clock[who] > FAR_DAY:
            return np.int64(NEVER)
        if np.int64(course.clock[who]) > day:
            return moment(np.int64(course.clock[who]), kind, who)


@jit
def begin_or_end(spells, course, chance, day, who):
    """End, begin or unused candidate day of spell ``who``. Model.md 9 (others, flooding).

    ``spells``: ``SpellParams``. Returns its next moment, NEVER for none.
    """
    if course.on[who] == 1:
        course.on[who] = 0
        return await_spell(spells, course, chance, day, who)
    if spells.first[who] != NO_DATE:
        course.on[who] = 1
        return moment(spells.last[who], spells.kind[who], who) if spells.last[who] > day else np.int64(NEVER)
    seed, replication, name = chance.seed[0], chance.replication[0], spells.name[who]
    number = course.candidates[who] - 1
    odds = (1.0 + spells.gain[who] * min(1.0, course.pressure[who])) / (1.0 + spells.gain[who])
    if uniform(seed, replication, SPELL_COMES, name, number) >= odds:
        return await_spell(spells, course, chance, day, who)
    course.on[who] = 1
    chance_part = exponential(1.0 - spells.evenness[who], seed, replication, SPELL_DAYS, name, number)
    days = spells.mean_days[who] * (spells.evenness[who] + chance_part)
    return moment(day + 1 + np.int64(min(days, 1.0 * (FAR_DAY - day - 1))), spells.kind[who], who)
