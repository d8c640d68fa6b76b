"""Everything that comes and goes by spells, and what it does while it is on: floods, crackdowns, surges, and booms."""

from typing import NamedTuple

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.shocks.business_cycle import Booms, Business, Surges, surge, swing
from lodeflow.kernels.shocks.floods import Floods, flood
from lodeflow.kernels.shocks.spells import Course, Spells, begin_or_end
from lodeflow.kernels.supply.production_quotas import Crackdowns, crack_down


class Shocks(NamedTuple):
    """Spells and their course, whom and what they touch, and how business goes."""

    spells: Spells
    course: Course
    floods: Floods
    crackdowns: Crackdowns
    surges: Surges
    booms: Booms
    business: Business


@jit
def turn(shocks, trade, mines, plants, room, users, chance, day, who):
    """A spell begins, ends, or could begin and does not; the world feels it. Returns its next moment."""
    after = begin_or_end(shocks.spells, shocks.course, chance, day, who)
    flood(shocks.floods, shocks.course, trade, mines, plants, room)
    crack_down(shocks.crackdowns, shocks.course, room)
    surge(shocks.surges, shocks.course, users)
    return after


@jit
def do_business(shocks, habits, users, chance, day):
    """How business goes on a market day, before the market meets."""
    swing(shocks.booms, shocks.business, habits, users, chance, day)
