"""Export control regimes: announced, in force, suspended, eased, tightened, ended; dated or drawn.

Model.md 8.7 and 9. Controls on the same goods to the same destinations form one heading, with dated entries. After the
last of them regimes may be drawn from a semi-Markov process with Gamma sojourns of shape 2. Draws are addressed by
(heading, number of the spell), so no other draw moves them. A control may name grades that customs cannot tell from
others of their tariff heading; until it can, all of them wait. A listing of firms has headings of its own and stands
beside whatever else rules a lane. Effects on lanes and cargoes: kernels/export_controls/enforcement.py and listings.py.
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
ANNOUNCED, SORTED, UNCHANGED = 5, 6, -1
LISTING = 7  # of firms; never drawn
STRICTNESS = (0, 2, 2, 3, 1, 0, 0, 3)  # by regime; none has the numbers of the changes that are no regime
BEGINS, COMES, RETURNS = range(3)


class ControlParams(NamedTuple):
    """Export controls that are dated or may be drawn; read-only. Partner: ControlState.

    A heading overrules those after it.
    """

    name: np.ndarray
    """int64 (headings,) [hash]: address of its random draws."""
    first_step: np.ndarray
    """int64 (headings + 1,) [control step]: first dated step of the heading."""
    step_day: np.ndarray
    """int64 (control_steps,) [day]: day of the step."""
    step_what: np.ndarray
    """int64 (control_steps,) [code]: BEGINS (the entry comes into force), COMES (announced) or RETURNS (suspended)."""
    step_entry: np.ndarray
    """int64 (control_steps,) [entry]: entry that the step is about; -1 if none is in force from then on."""
    step_until: np.ndarray
    """int64 (control_steps,) [day]: day for which it is announced, or until which it is suspended; 0 for BEGINS."""
    covers: np.ndarray
    """bool (headings, lanes) [flag]: whether the heading covers the lane."""
    regime: np.ndarray
    """int64 (entries,) [code]: NONE, LICENSING, QUOTA, BAN, EASED or LISTING."""
    drawn: np.ndarray
    """bool (entries,) [flag]: whether later regimes are drawn."""
    at_sea: np.ndarray
    """int64 (entries,) [code]: PASS, RECALL or HOLD: what a ban does to goods at sea."""
    banned: np.ndarray
    """bool (entries, lanes) [flag]: whether a ban closes the lane."""
    held: np.ndarray
    """bool (entries, lanes) [flag]: whether customs takes its goods for controlled ones while it cannot sort them."""
    barred: np.ndarray
    """float64 (entries,) [-]: share of the need of every destination that is of firms a listing bars, by no name."""
    firm: np.ndarray
    """bool (entries, projects) [flag]: whether a listing names the project."""
    passed_on: np.ndarray
    """bool (entries, lanes) [flag]: whether a listing bars a third country's goods by their content."""
    of_content: np.ndarray
    """bool (entries, 3) [flag]: whether light, heavy and other oxide are under a listing as content of other goods."""
    believed_days: np.ndarray
    """float64 (entries,) [d]: time that holders of stock believe a stop under the control lasts, from any day on."""
    mean_days: np.ndarray
    """float64 (5,) [d]: mean sojourn in a drawn regime, by regime."""
    odds: np.ndarray
    """float64 (5, 5) [-]: cumulative probability of the next regime, by present and next regime."""
    civil: np.ndarray
    """bool (lanes,) [flag]: whether the buyer is civil: easing is for civil buyers."""
    qualifies: np.ndarray
    """bool (cells,) [flag]: whether substitutes must qualify with the buyer: defence."""


class ControlState(NamedTuple):
    """Regime of each heading; written. Partner: ControlParams."""

    entry: np.ndarray
    """int64 (headings,) [entry]: control in force, or from which the last regime was drawn; -1 for none."""
    regime: np.ndarray
    """int64 (headings,) [code]: its regime; NOT_IN_FORCE for none."""
    step: np.ndarray
    """int64 (headings,) [control step]: next dated step."""
    ends: np.ndarray
    """int64 (headings,) [day]: day on which a drawn regime ends; NEVER if none is drawn."""
    version: np.ndarray
    """int64 (headings,) [-]: number of times that retaliation has overtaken a drawn regime."""
    spells: np.ndarray
    """int64 (headings,) [-]: number of drawn regimes so far."""
    change: np.ndarray
    """int64 (headings,) [code]: last change: a regime, ANNOUNCED, SORTED or UNCHANGED."""
    sorts: np.ndarray
    """int64 (headings,) [day]: day from which customs tells grades apart; NEVER where it need not."""


def no_controls(first_step):
    """Initial ``ControlState``: no control is in force.

    ``first_step`` int64 (headings + 1,) [step] is the first dated step of each heading.
    """
    count = len(first_step) - 1
    none = [np.full(count, NOT_IN_FORCE, np.int64) for _ in range(2)]
    ends, zeros = np.full(count, NEVER, np.int64), [np.zeros(count, np.int64) for _ in range(3)]
    return ControlState(*none, first_step[:-1].copy(), ends, *zeros, ends.copy())


@jit
def await_control(control_params, control_state, day, heading):
    """Next moment at which a heading changes; NEVER if there is none. Steps before day 0 are taken on day 0.

    The moment is addressed to the heading and its version, so that one overtaken by retaliation is recognised.
    """
    next_day = control_state.ends[heading]
    step = control_state.step[heading]
    if step < control_params.first_step[heading + 1]:
        dated = max(day + 1, control_params.step_day[step])
        next_day = dated if next_day == NEVER else min(dated, next_day)
    if control_state.sorts[heading] > day:
        next_day = control_state.sorts[heading] if next_day == NEVER else min(control_state.sorts[heading], next_day)
    who = heading + len(control_state.entry) * control_state.version[heading]
    return np.int64(NEVER) if next_day == NEVER else moment(next_day, CONTROL, who)


@jit
def heading_of(control_state, who):
    """Heading [heading] that a moment's ``who`` stands for."""
    return who % len(control_state.entry)


@jit
def change_control(control_params, control_state, news_state, chance, day, heading):
    """Dated steps of ``day``, or the end of a drawn regime.

    Where the regime changes, ``enforce`` must follow (kernels/export_controls/enforcement.py).
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
    """Transition of a drawn regime to the next one. Model.md 9 (regimes).

    ``to`` int64 [code] forces the next regime; NOT_IN_FORCE draws it.
    """
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
    """True if a heading rules its lanes.

    A dated entry without control does, and exempts them; a drawn regime without control does not.
    """
    entry = control_state.entry[heading]
    return entry >= 0 and (control_state.regime[heading] > NONE or not control_params.drawn[entry])


@jit
def _begin(control_params, control_state, chance, day, heading, entry):
    """Entry ``entry`` comes into force; -1 ends the last one."""
    control_state.entry[heading] = entry
    control_state.regime[heading] = control_params.regime[entry] if entry >= 0 else NOT_IN_FORCE
    control_state.ends[heading] = NEVER
    if entry >= 0 and control_params.drawn[entry]:
        _draw_end(control_params, control_state, chance, day, heading)


@jit
def _draw_end(control_params, control_state, chance, day, heading):
    """End of a drawn regime: a Gamma sojourn of shape 2, the sum of two exponential ones."""
    name, index = control_params.name[heading], control_state.spells[heading]
    one, other = two_uniforms(chance.seed[0], chance.replication[0], CONTROL_SPELL, name, index)
    days = -0.5 * control_params.mean_days[control_state.regime[heading]] * (log(one) + log(other))
    control_state.ends[heading] = day + 1 + np.int64(min(days, 1.0 * (FAR_DAY - day - 1)))


@jit
def _strictness(control_state, heading):
    """Strictness of a heading today; tells a tightening from an easing."""
    return STRICTNESS[max(NONE, control_state.regime[heading])]
