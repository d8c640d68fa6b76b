"""Everything that comes and goes by spells, and what it does while it is on: floods, crackdowns, surges, and booms."""

from typing import NamedTuple

from lodeflow.kernels.flood import Floods, flood
from lodeflow.kernels.jit import jit
from lodeflow.kernels.production_quota import Crackdowns, crack_down
from lodeflow.kernels.spells import Course, Spells, begin_or_end
from lodeflow.kernels.swing import Booms, Business, Surges, surge, swing


class Regimes(NamedTuple):
    """Spells and their course, whom and what they touch, and how business goes."""

    spells: Spells
    course: Course
    floods: Floods
    crackdowns: Crackdowns
    surges: Surges
    booms: Booms
    business: Business


@jit
def turn(regimes, trade, mines, plants, room, users, chance, day, who):
    """A spell begins, ends, or could begin and does not; the world feels it. Returns its next moment."""
    after = begin_or_end(regimes.spells, regimes.course, chance, day, who)
    flood(regimes.floods, regimes.course, trade, mines, plants, room)
    crack_down(regimes.crackdowns, regimes.course, room)
    surge(regimes.surges, regimes.course, users)
    return after


@jit
def do_business(regimes, habits, users, chance, day):
    """How business goes on a market day, before the market meets."""
    swing(regimes.booms, regimes.business, habits, users, chance, day)
