"""Floods, crackdowns and surges come and go: each is a spell, on for a while and then off until the next.

A spell is dated, or drawn. Of a drawn one the days on which it *could* begin are those of a Poisson process at the
highest hazard it can ever have, which no policy moves; on such a day it begins with the odds of the hazard of that day
over the highest (thinning, model.md 11). So a world in which it is less likely has some of the same spells and no
others. Draws are addressed by (spell, number of the candidate).
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.draw import exponential, uniform
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.moment import FAR_DAY, NEVER, moment
from lodeflow.kernels.core.purpose import SPELL_COMES, SPELL_DAYS, SPELL_WAIT

NO_DATE = -1


class SpellParams(NamedTuple):
    """What comes and goes; read-only, (spells,). ``kind`` int64: FLOOD, CRACKDOWN or SURGE; ``name`` int64 address;
    ``first``, ``last`` int64 first day of a dated spell and first day after it, NO_DATE if it is drawn; ``mean_wait`` d
    between candidates, 0 for none, ``mean_days`` d it lasts, ``evenness`` 1 if it always lasts that long, 0 if its
    length is exponential, ``gain`` by which full pressure raises the hazard: float64.
    """

    kind: np.ndarray
    name: np.ndarray
    first: np.ndarray
    last: np.ndarray
    mean_wait: np.ndarray
    mean_days: np.ndarray
    evenness: np.ndarray
    gain: np.ndarray


class SpellState(NamedTuple):
    """How spells stand, (spells,). ``on`` int64 1 or 0; ``candidates`` int64 days so far on which it could have begun;
    ``clock`` float64 d of the last of them; ``pressure`` float64 [0, 1] what raises the hazard: for a flood, allied
    capacity over allied use. Whoever knows better writes it.
    """

    on: np.ndarray
    candidates: np.ndarray
    clock: np.ndarray
    pressure: np.ndarray


@jit
def await_spell(spells, course, chance, day, who):
    """The day after ``day`` on which the spell begins or could begin, NEVER if there is none."""
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
    """The spell ends, begins, or could begin and does not. Returns its next moment. Model.md 9 (others, flooding)."""
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
