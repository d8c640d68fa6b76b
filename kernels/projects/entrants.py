"""Entrants: projects that nobody has announced come as a Poisson stream, at a rate that market and price drive.

    rate = per_year * (size of the market over that of the base year) * (expected over incentive price)

and none below the stop ratio. The stream is thinned (Lewis & Shedler 1979, Simulation of nonhomogeneous Poisson
processes by thinning, Naval Research Logistics 26, 403-413): candidates come at the highest rate whatever the price, at
the addresses (stream, number), and are taken with probability rate over highest rate; another policy finds the same
candidates and the same dice. The n-th entrant is the n-th row of its stream. A row that waits looks at the stream on
the first day on which its turn can have come, so the first that waits looks at every candidate. Whoever looks first
judges all candidates of the day for all: prices and terms are the same for each row.
"""

import numpy as np

from lodeflow.kernels.core.draw import exponential, uniform
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.moment import FAR_DAY
from lodeflow.kernels.core.purpose import CANDIDATE_TAKEN, CANDIDATE_WAIT


@jit
def entry_rate(size, ratio, stop, most):
    """Rate of entry over the ordinary one [-].

    Args:
        size: float [-], market over that of the base year.
        ratio: float [-], expected over incentive price.
        stop: float [-], ratio below which nobody enters.
        most: float [-], highest rate.

    """
    if ratio < stop:
        return 0.0
    return min(most, max(0.0, size * ratio))


@jit
def market_size(project_links, buyers, stream):
    """Expected use of the customers of ``stream`` (int64) over that of the base year [-]; 1 where they used none."""
    use = 0.0
    for k in range(project_links.first_customer[stream], project_links.first_customer[stream + 1]):
        use += buyers.forecast[project_links.customer[k]]
    return use / project_links.base_market[stream] if project_links.base_market[stream] > 0.0 else 1.0


@jit
def coming_candidate(projects, project_state, chance, stream, ahead):
    """Time of a candidate of ``stream`` (int64) that is not judged yet [day, with fraction]; FAR_DAY for none.

    ``ahead``: int64 [-], 1 for the next one.
    """
    time, name = project_state.clock[stream], projects.stream_name[stream]
    for k in range(ahead):
        if time >= FAR_DAY:
            return 1.0 * FAR_DAY
        number = project_state.judged[stream] + k
        time += exponential(
            projects.entry_days[stream], chance.seed[0], chance.replication[0], CANDIDATE_WAIT, name, number
        )
    return min(1.0 * FAR_DAY, time)


@jit
def judge_candidates(projects, project_state, chance, stream, share, day):
    """Candidates of ``stream`` (int64) up to the end of ``day`` (int64), each taken with probability ``share``.

    Those for whom a run has no room are turned away and counted.
    """
    following = coming_candidate(projects, project_state, chance, stream, np.int64(1))  # a bare 1 has a type of its own
    while following < day + 1.0:
        number = project_state.judged[stream]
        dice = uniform(chance.seed[0], chance.replication[0], CANDIDATE_TAKEN, projects.stream_name[stream], number)
        if dice < share and project_state.entered[stream] < projects.room[stream]:
            project_state.entered[stream] += 1
        elif dice < share:
            project_state.turned_away[stream] += 1
        project_state.clock[stream] = following
        project_state.judged[stream] += 1
        following = coming_candidate(projects, project_state, chance, stream, np.int64(1))


@jit
def next_look(projects, project_state, chance, q):
    """First day on which the turn of row ``q`` (int64) of a stream can have come [day]; FAR_DAY for never."""
    stream = projects.stream[q]
    ahead = max(np.int64(1), projects.turn[q] - project_state.entered[stream] + 1)
    return np.int64(coming_candidate(projects, project_state, chance, stream, ahead))
