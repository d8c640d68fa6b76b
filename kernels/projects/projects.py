"""Mine and plant projects: terms, durations of their stages, and present stage.

Model.md 4. Dates on record stand. What is not on record is drawn, each number at the address (project, purpose), so
that no policy moves a draw. Decisions, cancellations and closures have hazards that depend on prices: candidates come
at the highest rate, whatever the price, and are taken with probability hazard over that rate.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from lodeflow.kernels.core.draw import exponential, lognormal_mean_one, normal, uniform
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log
from lodeflow.kernels.core.moment import FAR_DAY
from lodeflow.kernels.core.purpose import (
    BUILDING_DAYS,
    BUILDING_DELAY,
    CANDIDATE_TAKEN,
    CANDIDATE_WAIT,
    CAPITAL_OVERRUN,
    RAMP_TYPE,
    RESTART_DAYS,
)


class ProjectStage(IntEnum):
    """Stage of a project."""

    UNBORN = 0  # an entrant that has not entered
    PERMITTING = 1
    DECISION = 2  # permitted, waiting for the investment decision
    CONSTRUCTION = 3
    COMMISSIONING = 4  # built, its first feed is on order
    OPERATION = 5  # from the first tonne on
    CARE = 6  # care and maintenance
    RESTART = 7
    CANCELLED = 8


UNBORN, PERMITTING, DECISION, CONSTRUCTION, COMMISSIONING, OPERATION, CARE, RESTART, CANCELLED = map(int, ProjectStage)
INVEST, CANCEL, CLOSE = range(1, 4)  # streams of candidate days of a project; 0 was its entry, and stands in addresses
NOT_YET = -(2**31)  # a day that is not on record, or has not come
RAMP_TYPES = 5


class ProjectParams(NamedTuple):
    """Terms of each project and its durations; read-only. Partner: ProjectState.

    Days are NOT_YET where they are not on record.
    """

    name: np.ndarray
    """int64 (projects,) [hash]: address of its random draws."""
    stage: np.ndarray
    """int64 (projects,) [code]: ``ProjectStage`` on day 0."""
    begun: np.ndarray
    """int64 (projects,) [day]: begin of that stage."""
    permitted: np.ndarray
    """int64 (projects,) [day]: permits granted."""
    decided: np.ndarray
    """int64 (projects,) [day]: investment decision."""
    first_output: np.ndarray
    """int64 (projects,) [day]: first tonne."""
    promised: np.ndarray
    """int64 (projects,) [day]: first tonne as the company promises it."""
    capacity: np.ndarray
    """float64 (projects,) [t/d]: design output of product."""
    counted: np.ndarray
    """float64 (projects,) [-]: share of it that the base year's own plants already hold."""
    capital: np.ndarray
    """float64 (projects,) [USD/t]: yearly service of the planned investment over yearly output."""
    cash_cost: np.ndarray
    """float64 (projects,) [USD/t]: cash cost with royalty, feed left out."""
    overrun: np.ndarray
    """float64 (projects,) [-]: capital cost over plan on record; 0 for none."""
    offtake_share: np.ndarray
    """float64 (projects,) [-]: share of output under offtake contracts."""
    offtake_price: np.ndarray
    """float64 (projects,) [USD/t]: price of these contracts, net of feed."""
    offtake_until: np.ndarray
    """int64 (projects,) [day]: first day without them; FAR_DAY for never."""
    stream: np.ndarray
    """int64 (projects,) [stream]: stream of entrants that it is a row of; -1 for a named project."""
    turn: np.ndarray
    """int64 (projects,) [-]: entrants of its stream that come before it; ``room`` for the row that never enters and
    counts those who are turned away.
    """
    stream_name: np.ndarray
    """int64 (streams,) [hash]: address of the random draws of a stream of entrants."""
    entry_days: np.ndarray
    """float64 (streams,) [d]: mean time between its candidates."""
    room: np.ndarray
    """int64 (streams,) [-]: entrants for which there is room."""
    permitting: np.ndarray
    """float64 (projects, 2) [d, -]: permitting time: median and sigma."""
    litigation: np.ndarray
    """float64 (projects, 2) [-, d]: litigation: probability and mean time."""
    building: np.ndarray
    """float64 (projects, 2) [d, -]: planned construction time: median and sigma."""
    delay: np.ndarray
    """float64 (projects, 2) [-]: delay as a share of the planned time: mean and coefficient of variation."""
    overruns: np.ndarray
    """float64 (projects, 2) [-]: capital cost over plan: median and sigma."""
    odds: np.ndarray
    """float64 (projects, 5) [-]: cumulative probability of the ramp-up types 1 to 4 and G."""
    ramps: np.ndarray
    """float64 (5, 3) [-, month, -]: ramp-up types: final share, time scale, shape."""


class InvestmentParams(NamedTuple):
    """Behaviour of investors and owners; read-only. Model.md 3.1 and 4."""

    decision_days: float
    """float [d]: mean time between candidates for an investment decision."""
    hurdle: float
    """float [-]: ln of expected over incentive price at which half of the candidates are taken."""
    spread: float
    """float [-]: width of the rise of that share, in the same logarithm."""
    volatility: float
    """float [yr^-0.5]: standard deviation of ln price per square root of a year."""
    horizon: float
    """float [yr]: time for which a floor has a value."""
    cancel_days: float
    """float [d]: mean time between candidates for a cancellation."""
    calm_cancel: float
    """float [-]: share of them taken where the expected price is not weak."""
    weak: float
    """float [-]: share of the incentive price below which an expected price is weak."""
    pause: float
    """float [-]: incentive over expected price above which a construction pauses."""
    remembered: float
    """float [-]: share of a gap that the three-year price memory closes in a tick."""
    felt: float
    """float [-]: share of a gap that the owners' half-year mean closes in a tick."""
    close_days: float
    """float [d]: mean time between candidates for a closure."""
    close: float
    """float [-]: share of the cash cost below which a plant closes."""
    reopen: float
    """float [-]: multiple of the cash cost above which it prepares to reopen."""
    restart_days: float
    """float [d]: median time of a restart."""
    restart_sigma: float
    """float [-]: standard deviation of its logarithm."""
    most_entry: float
    """float [-]: highest rate of entry over the ordinary one."""
    entry_stop: float
    """float [-]: expected over incentive price below which nobody enters."""
    young_days: float
    """float [d]: age up to which a plant's forecast of its feed is not below its plans."""
    new_days: float
    """float [d]: age up to which stock for the planned output counts as on target."""
    budget_review: float
    """float [d]: time between two looks at the budget of a construction, whole days."""
    price_review: float
    """float [d]: time between two looks at the price of a closed plant, whole days."""
    least_building: float
    """float [d]: shortest construction, whole days."""


class ProjectState(NamedTuple):
    """Stage, prices and draws of each project; written. Partner: ProjectParams."""

    stage: np.ndarray
    """int64 (projects,) [code]: ``ProjectStage`` today."""
    until: np.ndarray
    """int64 (projects,) [day]: end of the stage; FAR_DAY if it is not known."""
    opens: np.ndarray
    """int64 (projects,) [day]: first tonne as planned."""
    day: np.ndarray
    """int64 (projects, 9) [day]: begin of each stage, by ``ProjectStage``; NOT_YET for none."""
    kind: np.ndarray
    """int64 (projects,) [code]: ramp-up type, 0 to 4 for 1 to 4 and G."""
    overrun: np.ndarray
    """float64 (projects,) [-]: capital cost over plan."""
    begun: np.ndarray
    """int64 (projects,) [day]: day from which its ramp-up counts; NOT_YET before."""
    idle: np.ndarray
    """int64 (projects,) [day]: day of the last closure."""
    closures: np.ndarray
    """int64 (projects,) [-]: number of restarts so far."""
    price: np.ndarray
    """float64 (projects,) [USD/t]: net price, mean of half a year."""
    memory: np.ndarray
    """float64 (projects,) [USD/t]: net price, mean of three years."""
    running: np.ndarray
    """float64 (projects,) [-]: share of design output that it can make today, ``counted`` left out."""
    floor: np.ndarray
    """float64 (projects,) [USD/t]: reference price net of feed; 0 for none."""
    faith: np.ndarray
    """float64 (projects,) [-]: how far investors count on it, 0 to 1."""
    support: np.ndarray
    """float64 (projects,) [USD/t]: what price guarantees and production credits add to today's price."""
    due: np.ndarray
    """float64 (projects, 4) [day]: next candidate of INVEST, CANCEL and CLOSE, with fraction."""
    drawn: np.ndarray
    """int64 (projects, 4) [-]: number of candidates drawn so far."""
    entered: np.ndarray
    """int64 (streams,) [-]: entrants so far."""
    judged: np.ndarray
    """int64 (streams,) [-]: candidates for entry so far, taken or not."""
    turned_away: np.ndarray
    """int64 (streams,) [-]: entrants for whom there was no room."""
    clock: np.ndarray
    """float64 (streams,) [day]: time of the last candidate, with fraction."""


@jit
def lognormal_days(median, sigma, chance, purpose, name, index):
    """Log-normal duration [d], in whole days, at least one.

    ``median`` float [d] and ``sigma`` float [-], of its logarithm, are those of the duration; ``purpose``, ``name`` and
    ``index`` (int64) are the address of the draw.
    """
    luck = normal(chance.seed[0], chance.replication[0], purpose, name, index)
    return max(np.int64(1), np.int64(min(1.0 * FAR_DAY, exp(log(median) + sigma * luck))))


@jit
def first_tonne(projects, chance, investment_params, day, q):
    """First tonne [day] of project ``q`` (int64), whose construction begins on ``day``.

    It is on record, or the promised or drawn day and a drawn delay.
    """
    if projects.first_output[q] > day:
        return projects.first_output[q]
    name = projects.name[q]
    luck = lognormal_mean_one(
        projects.delay[q, 1], chance.seed[0], chance.replication[0], BUILDING_DELAY, name, np.int64(0)
    )
    late = 1.0 + projects.delay[q, 0] * luck
    if projects.promised[q] > day:
        planned = 1.0 * (projects.promised[q] - day)
    else:
        planned = 1.0 * lognormal_days(
            projects.building[q, 0],
            projects.building[q, 1],
            chance,
            np.int64(BUILDING_DAYS),
            name,
            np.int64(0),
        )
        if projects.stage[q] == CONSTRUCTION and projects.begun[q] != NOT_YET:
            planned += projects.begun[q] - day
    return day + max(np.int64(investment_params.least_building), np.int64(min(1.0 * FAR_DAY - day, planned * late)))


@jit
def draw_overrun(projects, chance, q):
    """Capital cost over plan of project ``q`` (int64) [-]: on record, or log-normal."""
    if projects.overrun[q] > 0.0:
        return projects.overrun[q]
    luck = normal(chance.seed[0], chance.replication[0], CAPITAL_OVERRUN, projects.name[q], 0)
    return exp(log(projects.overruns[q, 0]) + projects.overruns[q, 1] * luck)


@jit
def draw_ramp_type(projects, chance, q):
    """Ramp-up type of project ``q`` (int64) [code]: 0 to 4 for types 1 to 4 and G."""
    dice = uniform(chance.seed[0], chance.replication[0], RAMP_TYPE, projects.name[q], 0)
    for kind in range(RAMP_TYPES - 1):
        if dice < projects.odds[q, kind]:
            return np.int64(kind)
    return np.int64(RAMP_TYPES - 1)


@jit
def restart_days(projects, investment_params, project_state, chance, q):
    """Time from the decision to reopen project ``q`` (int64) until it operates [d]."""
    number = project_state.closures[q]
    return lognormal_days(
        investment_params.restart_days,
        investment_params.restart_sigma,
        chance,
        np.int64(RESTART_DAYS),
        projects.name[q],
        number,
    )


@jit
def next_candidate(projects, project_state, chance, mean_days, day, q, stream):
    """First candidate after ``day`` of a stream of project ``q`` (int64) [day]; FAR_DAY for none.

    The stream runs from day 0 on, whatever stage the project is in: another policy finds the same days. ``mean_days``
    float [d] is the mean time between candidates; ``stream`` int64 [code] is INVEST, CANCEL or CLOSE.
    """
    name = projects.name[q]
    while project_state.due[q, stream] < day + 1.0 and project_state.due[q, stream] < FAR_DAY:
        number = 4 * project_state.drawn[q, stream] + stream
        wait = exponential(mean_days, chance.seed[0], chance.replication[0], CANDIDATE_WAIT, name, number)
        project_state.due[q, stream] += wait
        project_state.drawn[q, stream] += 1
    return min(np.int64(FAR_DAY), np.int64(project_state.due[q, stream]))


@jit
def taken(projects, project_state, chance, q, stream, probability):
    """True if today's candidate of a stream of project ``q`` (int64) is taken, with ``probability`` float [-].

    ``stream`` int64 [code] is INVEST, CANCEL or CLOSE.
    """
    number = 4 * project_state.drawn[q, stream] + stream
    dice = uniform(chance.seed[0], chance.replication[0], CANDIDATE_TAKEN, projects.name[q], number)
    return dice < probability
