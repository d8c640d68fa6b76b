"""Shocks by spells (floods, crackdowns, surges), business cycles and news about growth, and their effects."""

from typing import NamedTuple

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.shocks.floods import FloodParams, flood
from lodeflow.kernels.shocks.growth_news import RevisionParams, RevisionState, revise_growth
from lodeflow.kernels.shocks.spells import SpellParams, SpellState, begin_or_end
from lodeflow.kernels.shocks.surges import BoomParams, BoomState, SurgeParams, surge, swing
from lodeflow.kernels.supply.production_quotas import CrackdownParams, crack_down


class Shocks(NamedTuple):
    """Slices of the shocks: spells, their course, their effects, the business cycle and news about growth."""

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
    revisions: RevisionParams
    """Revisions of each sector's growth."""
    revised: RevisionState
    """Growth beside the path as it stands."""


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
    """Business cycle and news about growth of a market day, before trading begins."""
    revise_growth(shocks.revisions, shocks.revised, user_params, users, chance, day)
    swing(shocks.booms, shocks.business, user_params, users, chance, day)
