"""What governments decree about exports: a regime is announced, comes into force, is put off, eased or tightened, ends.

Model.md 8.7 and 9. Controls on the same goods to the same destinations are one *heading*, with dated entries; after the
last of them regimes may be drawn from a semi-Markov process with Gamma sojourns of shape 2. Draws are addressed by
(heading, number of the spell), so no other draw moves them. What follows on lanes and for cargoes: ``control``.
"""

from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.draw import two_uniforms, uniform
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import CONTROL
from lodeflow.kernels.core.maths import log
from lodeflow.kernels.core.moment import FAR_DAY, NEVER, moment
from lodeflow.kernels.core.purpose import CONTROL_NEXT, CONTROL_SPELL

NONE, LICENSING, QUOTA, BAN, EASED = range(5)
NOT_IN_FORCE = -1
ANNOUNCED, UNCHANGED = 5, -1
STRICTNESS = (0, 2, 2, 3, 1)
BEGINS, COMES, RETURNS = range(3)


class ControlParams(NamedTuple):
    """What governments have decreed and may decree; read-only. Headings come in the order in which they overrule
    others.

    ``name`` int64 (headings,) address; ``first_step`` int64 (headings + 1,) first step of each in (steps,) int64
    columns: ``step_day``, ``step_what`` BEGINS (``step_entry`` is in force, -1 none), COMES (it has been announced for
    ``step_until``) or RETURNS (it has been put off until then). ``covers`` bool (headings, lanes). Entries: ``regime``
    int64 (entries,), ``drawn`` bool (entries,), ``at_sea`` int64 (entries,) PASS, RECALL or HOLD, ``banned`` bool
    (entries, lanes) lanes that a ban closes. Drawn regimes: ``mean_days`` float64 (regimes,), ``odds`` float64
    (regimes, regimes) cumulative. ``civil`` bool (lanes,): easing is for them; ``qualifies`` bool (cells,) buyers whose
    substitutes must qualify.
    """

    name: np.ndarray
    first_step: np.ndarray
    step_day: np.ndarray
    step_what: np.ndarray
    step_entry: np.ndarray
    step_until: np.ndarray
    covers: np.ndarray
    regime: np.ndarray
    drawn: np.ndarray
    at_sea: np.ndarray
    banned: np.ndarray
    mean_days: np.ndarray
    odds: np.ndarray
    civil: np.ndarray
    qualifies: np.ndarray


class ControlState(NamedTuple):
    """Where each heading stands; int64 (headings,). ``entry`` in force or last drawn from, -1 for none; ``regime`` of
    it, NOT_IN_FORCE; ``step`` next dated one; ``ends`` day on which a drawn regime ends, NEVER; ``version`` times
    that it has been overtaken by retaliation; ``spells`` drawn regimes so far; ``change`` what came of the last change:
    a regime, ANNOUNCED, or NOTHING.
    """

    entry: np.ndarray
    regime: np.ndarray
    step: np.ndarray
    ends: np.ndarray
    version: np.ndarray
    spells: np.ndarray
    change: np.ndarray


def free_trade(first_step):
    """Nothing is in force before the first step."""
    count = len(first_step) - 1
    none = [np.full(count, NOT_IN_FORCE, np.int64) for _ in range(2)]
    ends, zeros = np.full(count, NEVER, np.int64), [np.zeros(count, np.int64) for _ in range(3)]
    return ControlState(*none, first_step[:-1].copy(), ends, *zeros)


@jit
def await_control(control_params, control_state, day, heading):
    """The next change of a heading after ``day``, NEVER if there is none. What is older than day 0 holds from day 0.

    The name in the moment is that of the heading and its version, so that one that has been overtaken knows it.
    """
    next_day = control_state.ends[heading]
    step = control_state.step[heading]
    if step < control_params.first_step[heading + 1]:
        dated = max(day + 1, control_params.step_day[step])
        next_day = dated if next_day == NEVER else min(dated, next_day)
    who = heading + len(control_state.entry) * control_state.version[heading]
    return np.int64(NEVER) if next_day == NEVER else moment(next_day, CONTROL, who)


@jit
def heading_of(control_state, who):
    """The heading whose moment this is."""
    return who % len(control_state.entry)


@jit
def change_control(control_params, control_state, news_state, chance, day, heading):
    """What is dated for today happens, or a drawn regime ends. Where that changes the regime, ``enforce`` is to
    follow.
    """
    before = _strictness(control_state, heading)
    if control_state.ends[heading] == day:
        draw_regime(control_params, control_state, news_state, chance, day, heading, np.int64(NOT_IN_FORCE))
        before = _strictness(control_state, heading)
    while control_state.step[heading] < control_params.first_step[heading + 1]:
        step = control_state.step[heading]
        if control_params.step_day[step] > day:
            break
        entry = control_params.step_entry[step]
        if control_params.step_what[step] == BEGINS:
            _begin(control_params, control_state, chance, day, heading, entry)
        elif control_params.step_until[step] > day:
            tighter = STRICTNESS[control_params.regime[entry]] > _strictness(control_state, heading)
            news_state.coming[heading], news_state.entry[heading] = control_params.step_until[step], entry
            news_state.loud[heading] = 1 if tighter and control_params.step_what[step] == COMES else 0
        control_state.step[heading] += 1
    if _strictness(control_state, heading) > before and day > 0:
        news_state.fresh[heading] = 1 + control_state.entry[heading]


@jit
def draw_regime(control_params, control_state, news_state, chance, day, heading, to):
    """A drawn regime gives way to the next one, drawn or, with ``to``, forced. Model.md 9 (regimes)."""
    before, name = _strictness(control_state, heading), control_params.name[heading]
    control_state.spells[heading] += 1
    dice = uniform(chance.seed[0], chance.replication[0], CONTROL_NEXT, name, control_state.spells[heading])
    regime, now = np.int64(0), max(NONE, control_state.regime[heading])
    while regime < EASED and dice >= control_params.odds[now, regime]:
        regime += 1
    control_state.regime[heading] = regime if to == NOT_IN_FORCE else to
    _draw_end(control_params, control_state, chance, day, heading)
    if _strictness(control_state, heading) > before:
        news_state.fresh[heading] = 1 + control_state.entry[heading]


@jit
def in_force(control_params, control_state, heading):
    """Whether a heading rules its lanes: a dated entry of no control does, which exempts them; a drawn one does not."""
    entry = control_state.entry[heading]
    return entry >= 0 and (control_state.regime[heading] > NONE or not control_params.drawn[entry])


@jit
def _begin(control_params, control_state, chance, day, heading, entry):
    """An entry comes into force, or none is in force any more."""
    control_state.entry[heading] = entry
    control_state.regime[heading] = control_params.regime[entry] if entry >= 0 else NOT_IN_FORCE
    control_state.ends[heading] = NEVER
    if entry >= 0 and control_params.drawn[entry]:
        _draw_end(control_params, control_state, chance, day, heading)


@jit
def _draw_end(control_params, control_state, chance, day, heading):
    """How long the regime lasts: a Gamma sojourn of shape 2, the sum of two exponential ones."""
    name, index = control_params.name[heading], control_state.spells[heading]
    one, other = two_uniforms(chance.seed[0], chance.replication[0], CONTROL_SPELL, name, index)
    days = -0.5 * control_params.mean_days[control_state.regime[heading]] * (log(one) + log(other))
    control_state.ends[heading] = day + 1 + np.int64(min(days, 1.0 * (FAR_DAY - day - 1)))


@jit
def _strictness(control_state, heading):
    """How strict a heading is today, to tell a tightening from an easing."""
    return STRICTNESS[max(NONE, control_state.regime[heading])]
