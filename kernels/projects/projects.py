"""A mine or plant from permit to operation: what it is, how long its stages take, and where it stands today.

Model.md 4. Dates on record stand; what is not on record is drawn, each number at an address of (project, what it is
for), so that no policy moves a draw. Decisions, cancellations, closures and entries have a hazard that depends on
prices: candidates come at the highest rate, whatever the price, and are taken with probability hazard over that rate.
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
    LITIGATION,
    PERMITTING_DAYS,
    RAMP_TYPE,
    RESTART_DAYS,
)


class ProjectStage(IntEnum):
    """Where a project stands."""

    UNBORN = 0  # nobody has thought of it yet
    PERMITTING = 1
    DECISION = 2  # permitted, waiting for somebody who invests
    CONSTRUCTION = 3
    COMMISSIONING = 4  # its first feed is on order
    OPERATION = 5  # from the first tonne on
    CARE = 6  # closed, kept in repair
    RESTART = 7
    CANCELLED = 8


UNBORN, PERMITTING, DECISION, CONSTRUCTION, COMMISSIONING, OPERATION, CARE, RESTART, CANCELLED = map(int, ProjectStage)
ENTRY, INVEST, CANCEL, CLOSE = range(4)  # streams of candidates
NOT_YET = -(2**31)  # a day that is not on record, or has not come
RAMP_TYPES = 5


class ProjectParams(NamedTuple):
    """What the projects are; read-only, (projects,) unless said.

    ``name`` int64 address; ``stage`` int64 on day 0; days int64 or NOT_YET: ``begun`` the present stage,
    ``permitted``, ``decided``, ``first_output`` on record, ``promised`` first output by the company; ``capacity``
    t/d of product; ``counted`` share of it that the base year's own plants have; ``capital`` USD/t (incentive price
    without overrun and cash cost), ``cash_cost`` USD/t, ``overrun`` on record or 0; ``offtake_share``,
    ``offtake_price`` USD/t, ``offtake_until`` int64 first day without them; ``entry_days`` mean days between ideas for
    it at the highest rate, 0 for a named project.

    Durations: ``permitting`` (projects, 2) median d and sigma; ``litigation`` (projects, 2) odds and mean d;
    ``building`` (projects, 2) median d and sigma; ``delay`` (projects, 2) mean share and its variation; ``overruns``
    (projects, 2) median and sigma; ``odds`` (projects, 5) cumulative, of the ramp-up types; ``ramps`` (5, 3) final
    share, months, shape of each.
    """

    name: np.ndarray
    stage: np.ndarray
    begun: np.ndarray
    permitted: np.ndarray
    decided: np.ndarray
    first_output: np.ndarray
    promised: np.ndarray
    capacity: np.ndarray
    counted: np.ndarray
    capital: np.ndarray
    cash_cost: np.ndarray
    overrun: np.ndarray
    offtake_share: np.ndarray
    offtake_price: np.ndarray
    offtake_until: np.ndarray
    entry_days: np.ndarray
    permitting: np.ndarray
    litigation: np.ndarray
    building: np.ndarray
    delay: np.ndarray
    overruns: np.ndarray
    odds: np.ndarray
    ramps: np.ndarray


class InvestmentParams(NamedTuple):
    """How investors and owners behave; scalars, float64. Model.md 3.1 and 4."""

    decision_days: float  # mean wait for a decision at the best price
    hurdle: float  # ln of expected over incentive price at which half of the candidates invest
    spread: float
    volatility: float  # of the price, per square root of a year
    horizon: float  # years for which a floor is worth something
    cancel_days: float  # mean wait for a cancellation where the price is weak
    calm_cancel: float  # share of that hazard where it is not
    weak: float  # share of the incentive price below which an expected price is weak
    pause: float  # times the expected price above which an incentive price stops a construction
    remembered: float  # share of the price memory that a tick renews, three years
    felt: float  # the same of the half-year's mean that owners look at
    close_days: float  # mean wait for the closure of a plant that loses cash
    close: float  # shares of the cash cost below which a plant closes
    reopen: float  # and above which it is made ready again
    restart_days: float  # median
    restart_sigma: float
    most_entry: float  # times the ordinary rate of entry, at most


class ProjectState(NamedTuple):
    """Where the projects stand; arrays (projects,) unless said.

    ``stage`` int64; ``until`` int64 day the stage ends, FAR if that is not known; ``opens`` int64 day of the first
    tonne as planned; ``day`` int64 (projects, Stage) day each stage was entered, NOT_YET if never; ``kind`` int64
    ramp-up type; ``overrun`` capital cost over plan; ``begun`` int64 day from which its ramp-up counts; ``idle``
    int64 day it was closed; ``closures`` int64; ``price`` USD/t net of feed: the half-year's mean, ``memory`` the
    three years'; ``floor`` USD/t net of feed and ``faith`` in it [0, 1], 0 without one;
    ``running`` share of design output it can make today beyond what the base year's plants have;
    ``due`` float64 (projects, 4) day of the next candidate of each stream and ``drawn`` int64 (projects, 4) how many
    have been drawn.
    """

    stage: np.ndarray
    until: np.ndarray
    opens: np.ndarray
    day: np.ndarray
    kind: np.ndarray
    overrun: np.ndarray
    begun: np.ndarray
    idle: np.ndarray
    closures: np.ndarray
    price: np.ndarray
    memory: np.ndarray
    running: np.ndarray
    floor: np.ndarray
    faith: np.ndarray
    due: np.ndarray
    drawn: np.ndarray


@jit
def lognormal_days(median, sigma, chance, purpose, name, index):
    """Whole days, log-normal, a day at least."""
    luck = normal(chance.seed[0], chance.replication[0], purpose, name, index)
    return max(np.int64(1), np.int64(min(1.0 * FAR_DAY, exp(log(median) + sigma * luck))))


@jit
def permitting_days(projects, chance, q):
    """Days until it has its permits, with the days in court of those who are taken there (Gamma of shape 2)."""
    name = projects.name[q]
    days = lognormal_days(
        projects.permitting[q, 0],
        projects.permitting[q, 1],
        chance,
        np.int64(PERMITTING_DAYS),
        name,
        np.int64(0),
    )
    if uniform(chance.seed[0], chance.replication[0], LITIGATION, name, 0) < projects.litigation[q, 0]:
        half = 0.5 * projects.litigation[q, 1]
        in_court = exponential(half, chance.seed[0], chance.replication[0], LITIGATION, name, 1)
        in_court += exponential(half, chance.seed[0], chance.replication[0], LITIGATION, name, 2)
        days += np.int64(in_court)
    return days


@jit
def first_tonne(projects, chance, day, q):
    """Day of the first tonne of a plant whose construction begins: on record, or as promised and as drawn, and later
    by the delay that befalls it.
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
    return day + max(np.int64(30), np.int64(min(1.0 * FAR_DAY - day, planned * late)))


@jit
def draw_overrun(projects, chance, q):
    """Capital cost over plan: on record, or log-normal."""
    if projects.overrun[q] > 0.0:
        return projects.overrun[q]
    luck = normal(chance.seed[0], chance.replication[0], CAPITAL_OVERRUN, projects.name[q], 0)
    return exp(log(projects.overruns[q, 0]) + projects.overruns[q, 1] * luck)


@jit
def draw_ramp_type(projects, chance, q):
    """How the plant will ramp up: 0 to 4 for types 1 to 4 and G."""
    dice = uniform(chance.seed[0], chance.replication[0], RAMP_TYPE, projects.name[q], 0)
    for kind in range(RAMP_TYPES - 1):
        if dice < projects.odds[q, kind]:
            return np.int64(kind)
    return np.int64(RAMP_TYPES - 1)


@jit
def restart_days(projects, investment_params, project_state, chance, q):
    """Days from the decision to open again until it works."""
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
    """The first day after ``day`` on which something of this stream may happen. The stream runs from day 0 on,
    whatever stage the project is in: another policy finds the same days.
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
    """Whether the candidate that has just come is taken."""
    number = 4 * project_state.drawn[q, stream] + stream
    dice = uniform(chance.seed[0], chance.replication[0], CANDIDATE_TAKEN, projects.name[q], number)
    return dice < probability
