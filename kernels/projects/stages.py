"""A project goes from stage to stage: it gets its permits, is decided, built, started, closed and opened, or given up.

Model.md 3.1 (care and maintenance) and 4 (development pipeline). One project has one moment before it at any time: the
end of its stage, or the next day on which somebody looks at it.
"""

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import CARE as CARE_KIND
from lodeflow.kernels.core.kinds import INVESTMENT, PROJECT
from lodeflow.kernels.core.moment import NEVER, moment
from lodeflow.kernels.projects.care_and_maintenance import closes, prepares_to_open
from lodeflow.kernels.projects.commissioning import feed_lead, name_first_price, order_first_feed
from lodeflow.kernels.projects.investment import expected_price, incentive_price, readiness
from lodeflow.kernels.projects.projects import (
    CANCEL,
    CANCELLED,
    CARE,
    CLOSE,
    COMMISSIONING,
    CONSTRUCTION,
    DECISION,
    ENTRY,
    FAR,
    INVEST,
    NOT_YET,
    OPERATION,
    PERMITTING,
    RESTART,
    UNBORN,
    draw_overrun,
    draw_ramp_type,
    first_tonne,
    next_candidate,
    permitting_days,
    restart_days,
    taken,
)

REVIEW = 91  # days between two looks at the budget of a construction
LOOK = 28  # days between two looks at the price of a closed plant


@jit
def begin(investing, projects, holdings, pipeline, routes, trade, works, chance, q):
    """The project's first moment, from the stage in which day 0 finds it; NEVER if it is past all."""
    pipeline.overrun[q] = draw_overrun(projects, chance, q)
    pipeline.kind[q] = draw_ramp_type(projects, chance, q)
    stage = projects.stage[q]
    since = projects.begun[q] if projects.begun[q] != NOT_YET else np.int64(-1)
    if stage == OPERATION or stage == CARE:  # noqa: PLR1714, SIM109 - kernels make no tuples to look into
        pipeline.begun[q] = projects.first_output[q]
        pipeline.idle[q] = since
        pipeline.day[q, OPERATION] = projects.first_output[q]
    _enter(investing, projects, holdings, pipeline, routes, trade, works, chance, np.int64(-1), q, stage)
    pipeline.day[q, stage] = projects.first_output[q] if stage == OPERATION else since
    return _next_moment(investing, projects, pipeline, chance, np.int64(-1), q)


@jit
def live(
    investing, projects, holdings, pipeline, routes, ground, sellers, buyers, trade, works, chance, scratch,
    day, kind, q,
):  # fmt: skip
    """Somebody looks at the project, or its stage ends. Returns its next moment. ``scratch`` float64 (cells,)."""
    stage = pipeline.stage[q]
    after = stage
    if kind == PROJECT:
        after = stage + 1
    elif kind == INVESTMENT:
        after = _look(investing, projects, pipeline, chance, day, q)
    elif stage == OPERATION:
        price = realised_price(projects, pipeline, day, q)
        after = CARE if closes(price, projects.cash_cost[q], investing.close) else stage
    elif stage == CARE:
        ready = prepares_to_open(realised_price(projects, pipeline, day, q), projects.cash_cost[q], investing.reopen)
        after = RESTART if ready else stage
    else:
        after = OPERATION
    if after != stage:
        _enter(investing, projects, holdings, pipeline, routes, trade, works, chance, day, q, after)
        if after == COMMISSIONING:
            order_first_feed(projects, holdings, pipeline, routes, ground, trade, works, q)
        if after == OPERATION and stage != RESTART:
            name_first_price(holdings, routes, sellers, buyers, trade, scratch, q)
    elif stage == CARE:
        pipeline.until[q] = day + LOOK
    return _next_moment(investing, projects, pipeline, chance, day, q)


@jit
def _look(investing, projects, pipeline, chance, day, q):
    """Stage after somebody has looked whether to enter, cancel, invest or go on building."""
    stage = pipeline.stage[q]
    expected = _expected(investing, projects, pipeline, day, q)
    if stage == CONSTRUCTION:
        if _incentive(projects, pipeline.overrun[q], q) > investing.pause * expected:
            pipeline.until[q] += REVIEW
            pipeline.opens[q] += REVIEW
        return stage
    needed = _incentive(projects, projects.overruns[q, 0], q)
    if stage == UNBORN:
        drive = min(investing.most_entry, max(0.0, expected / needed)) / investing.most_entry
        return np.int64(PERMITTING) if taken(projects, pipeline, chance, q, np.int64(ENTRY), drive) else stage
    if np.int64(pipeline.due[q, CANCEL]) == day:
        odds = 1.0 if expected < investing.weak * needed else investing.calm_cancel
        if taken(projects, pipeline, chance, q, np.int64(CANCEL), odds):
            return np.int64(CANCELLED)
    if stage == DECISION and np.int64(pipeline.due[q, INVEST]) == day:
        ready = readiness(expected, needed, investing.hurdle, investing.spread)
        if taken(projects, pipeline, chance, q, np.int64(INVEST), ready):
            return np.int64(CONSTRUCTION)
    return stage


@jit
def _expected(investing, projects, pipeline, day, q):
    """The price on which investors count, USD/t."""
    return expected_price(
        pipeline.memory[q],
        on_offtake(projects, day, q),
        projects.offtake_price[q],
        pipeline.floor[q],
        pipeline.faith[q],
        investing.volatility,
        investing.horizon,
    )


@jit
def realised_price(projects, pipeline, day, q):
    """Half a year's mean price of what it sells, by contract and not, USD/t net of feed."""
    on_contract = on_offtake(projects, day, q)
    return on_contract * projects.offtake_price[q] + (1.0 - on_contract) * pipeline.price[q]


@jit
def on_offtake(projects, day, q):
    """Share of its output that long contracts take today."""
    return projects.offtake_share[q] if day < projects.offtake_until[q] else 0.0


@jit
def _incentive(projects, overrun, q):
    """The price that the project needs, USD/t."""
    return incentive_price(overrun, projects.capital[q], projects.cash_cost[q])


@jit
def _enter(investing, projects, holdings, pipeline, routes, trade, works, chance, day, q, stage):
    """The project enters a stage, and it is found how long that lasts."""
    before = pipeline.stage[q]
    pipeline.stage[q] = stage
    pipeline.day[q, stage] = day
    until = np.int64(FAR)
    if stage == PERMITTING:
        if projects.permitted[q] != NOT_YET:
            until = projects.permitted[q]
        elif projects.decided[q] != NOT_YET:
            until = projects.decided[q]
        else:
            since = projects.begun[q] if projects.begun[q] != NOT_YET else day
            until = since + permitting_days(projects, chance, q)
    elif stage == DECISION:
        until = projects.decided[q] if projects.decided[q] != NOT_YET else until
    elif stage == CONSTRUCTION:
        pipeline.opens[q] = first_tonne(projects, chance, day, q)
        until = pipeline.opens[q] - max(np.int64(1), feed_lead(holdings, routes, trade, works, q))
    elif stage == COMMISSIONING:
        until = pipeline.opens[q]
    elif stage == OPERATION and before == RESTART:
        pipeline.begun[q] += day - pipeline.idle[q]  # the ramp-up goes on where it stood
    elif stage == OPERATION and pipeline.begun[q] == NOT_YET:
        pipeline.begun[q] = day
    elif stage == CARE:
        pipeline.idle[q] = day
        until = day + LOOK
    elif stage == RESTART:
        until = day + restart_days(projects, investing, pipeline, chance, q)
        pipeline.closures[q] += 1
    pipeline.until[q] = max(day + 1, until)


@jit
def _next_moment(investing, projects, pipeline, chance, day, q):
    """The next day on which the stage ends or somebody looks; looks come before ends on the same day."""
    stage, until = pipeline.stage[q], pipeline.until[q]
    look = np.int64(FAR)
    if stage == UNBORN:
        look = next_candidate(projects, pipeline, chance, projects.entry_days[q], day, q, np.int64(ENTRY))
    elif stage == PERMITTING or stage == DECISION:  # noqa: PLR1714, SIM109 - kernels make no tuples to look into
        if projects.decided[q] == NOT_YET:
            look = next_candidate(projects, pipeline, chance, investing.cancel_days, day, q, np.int64(CANCEL))
            if stage == DECISION:
                decided = next_candidate(projects, pipeline, chance, investing.decision_days, day, q, np.int64(INVEST))
                look = min(look, decided)
    elif stage == CONSTRUCTION and projects.first_output[q] == NOT_YET:
        look = day + REVIEW - (day - pipeline.day[q, CONSTRUCTION]) % REVIEW
    elif stage == OPERATION:
        until = next_candidate(projects, pipeline, chance, investing.close_days, day, q, np.int64(CLOSE))
    nearest = min(look, until)
    if nearest >= FAR:
        return np.int64(NEVER)
    if stage >= OPERATION:
        return moment(nearest, CARE_KIND, q)
    return moment(nearest, INVESTMENT if look <= until else PROJECT, q)
