"""Everything that comes and goes by spells, and what it does while it is on: floods, crackdowns, surges, and booms."""

from typing import NamedTuple

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.shocks.business_cycle import BoomParams, BoomState, SurgeParams, surge, swing
from lodeflow.kernels.shocks.floods import FloodParams, flood
from lodeflow.kernels.shocks.spells import SpellParams, SpellState, begin_or_end
from lodeflow.kernels.supply.production_quotas import CrackdownParams, crack_down


class Shocks(NamedTuple):
    """Spells and their course, whom and what they touch, and how business goes."""

    spells: SpellParams
    course: SpellState
    floods: FloodParams
    crackdowns: CrackdownParams
    surges: SurgeParams
    booms: BoomParams
    business: BoomState


@jit
def turn(shocks, trade, mines, plants, production_quota_state, users, chance, day, who):
    """A spell begins, ends, or could begin and does not; the world feels it. Returns its next moment."""
    after = begin_or_end(shocks.spells, shocks.course, chance, day, who)
    flood(shocks.floods, shocks.course, trade, mines, plants, production_quota_state)
    crack_down(shocks.crackdowns, shocks.course, production_quota_state)
    surge(shocks.surges, shocks.course, users)
    return after


@jit
def do_business(shocks, user_params, users, chance, day):
    """How business goes on a market day, before the market meets."""
    swing(shocks.booms, shocks.business, user_params, users, chance, day)
