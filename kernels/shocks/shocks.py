"""Shocks by spells (floods, crackdowns, surges) and business cycles, and their effects on the world."""

from typing import NamedTuple

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.shocks.floods import FloodParams, flood
from lodeflow.kernels.shocks.spells import SpellParams, SpellState, begin_or_end
from lodeflow.kernels.shocks.surges import BoomParams, BoomState, SurgeParams, surge, swing
from lodeflow.kernels.supply.production_quotas import CrackdownParams, crack_down


class Shocks(NamedTuple):
    """Slices of the shocks: spells, their course, their effects, and the business cycle."""

    spells: SpellParams
    """Dates or rates of floods, crackdowns and surges."""
    course: SpellState
    """Spells as they stand."""
    floods: FloodParams
    """Strength and reach of each flood."""
    crackdowns: CrackdownParams
    """Strength and reach of each crackdown."""
    surges: SurgeParams
    """Strength and reach of each surge."""
    booms: BoomParams
    """Business cycle of each sector."""
    business: BoomState
    """Business cycle as it stands."""


@jit
def turn(shocks, trade, mines, plants, production_quota_state, users, chance, day, who):
    """Begin, end or unused candidate day of spell ``who``, and the effects of all spells that are on.

    Returns the spell's next moment, NEVER for none.
    """
    after = begin_or_end(shocks.spells, shocks.course, chance, day, who)
    flood(shocks.floods, shocks.course, trade, mines, plants, production_quota_state)
    crack_down(shocks.crackdowns, shocks.course, production_quota_state)
    surge(shocks.surges, shocks.course, users)
    return after


@jit
def update_booms(shocks, user_params, users, chance, day):
    """Business cycle of a market day, before trading begins."""
    swing(shocks.booms, shocks.business, user_params, users, chance, day)
