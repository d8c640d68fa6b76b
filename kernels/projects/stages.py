"""Project stages: permitting, decision, construction, commissioning, operation, closure, restart, cancellation.

Model.md 3.1 (care and maintenance) and 4 (development pipeline). A project has one moment to come at any time: the end
of its stage, or the next review (a candidate day, or a regular look at budget or price).
"""

import numpy as np

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.kinds import CARE as CARE_KIND
from lodeflow.kernels.core.kinds import INVESTMENT, PROJECT
from lodeflow.kernels.core.moment import FAR_DAY, NEVER, moment
from lodeflow.kernels.projects.care_and_maintenance import closes, prepares_to_open
from lodeflow.kernels.projects.commissioning import feed_lead, order_first_feed, set_first_price
from lodeflow.kernels.projects.entrants import entry_rate, judge_candidates, market_size, next_look
from lodeflow.kernels.projects.investment import expected_price, incentive_price, readiness
from lodeflow.kernels.projects.permitting_bills import permits_granted
from lodeflow.kernels.projects.price_guarantees import expected_guarantee
from lodeflow.kernels.projects.projects import (
    CANCEL,
    CANCELLED,
    CARE,
    CLOSE,
    COMMISSIONING,
    CONSTRUCTION,
    DECISION,
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
    restart_days,
    taken,
)
from lodeflow.kernels.projects.public_contracts import expected_contracts
from lodeflow.kernels.projects.public_money import capital_needed, decided_today, expected_credit, pay_at_decision


@jit
def begin(
    investment_params, projects, project_links, project_state, routes, trade, plant_params, chance, bill_params, q,
):  # fmt: skip
    """First moment of project ``q`` (int64), from its stage on day 0; NEVER if none is left."""
    project_state.overrun[q] = draw_overrun(projects, chance, q)
    project_state.kind[q] = draw_ramp_type(projects, chance, q)
    stage = projects.stage[q]
    since = projects.begun[q] if projects.begun[q] != NOT_YET else np.int64(-1)
    if stage == OPERATION or stage == CARE:  # noqa: PLR1714, SIM109 - kernels make no tuples to look into
        project_state.begun[q] = projects.first_output[q]
        project_state.idle[q] = since
        project_state.day[q, OPERATION] = projects.first_output[q]
    _enter(
        investment_params, projects, project_links, project_state, routes, trade, plant_params, chance, bill_params,
        np.int64(-1), q, stage,
    )  # fmt: skip
    project_state.day[q, stage] = projects.first_output[q] if stage == OPERATION else since
    return _next_moment(investment_params, projects, project_state, chance, np.int64(-1), q)


@jit
def live(
    investment_params, projects, project_links, project_state, routes, cell_params, sellers, buyers, trade,
    plant_params, chance, per_cell, guarantee_params, guarantee_state, public_money, public_money_state, bill_params,
    day, kind, q,
):  # fmt: skip
    """Review of project ``q`` (int64), or end of its stage. Returns its next moment, NEVER for none.

    ``kind`` int64 [code] is a value of ``Kind``; ``per_cell`` float64 (cells,) [USD/t] is scratch.
    """
    stage = project_state.stage[q]
    after = stage
    if kind == PROJECT:
        after = stage + 1
    elif kind == INVESTMENT:
        after = _look(
            investment_params, projects, project_links, project_state, buyers, chance, guarantee_params,
            guarantee_state, public_money, public_money_state, day, q,
        )  # fmt: skip
    elif stage == OPERATION:
        price = realised_price(projects, project_state, day, q)
        after = CARE if closes(price, projects.cash_cost[q], investment_params.close) else stage
    elif stage == CARE:
        ready = prepares_to_open(
            realised_price(projects, project_state, day, q), projects.cash_cost[q], investment_params.reopen
        )
        after = RESTART if ready else stage
    else:
        after = OPERATION
    if after != stage:
        _enter(
            investment_params, projects, project_links, project_state, routes, trade, plant_params, chance,
            bill_params, day, q, after,
        )  # fmt: skip
        if decided_today(stage, after):
            pay_at_decision(public_money, public_money_state, day, q)
        if after == COMMISSIONING:
            order_first_feed(
                projects, project_links, project_state, routes, cell_params, trade, plant_params, investment_params, q
            )
        if after == OPERATION and stage != RESTART:
            set_first_price(project_links, routes, sellers, buyers, trade, per_cell, q)
    elif stage == CARE:
        project_state.until[q] = day + np.int64(investment_params.price_review)
    return _next_moment(investment_params, projects, project_state, chance, day, q)


@jit
def _look(
    investment_params, projects, project_links, project_state, buyers, chance, guarantee_params, guarantee_state,
    public_money, public_money_state, day, q,
):  # fmt: skip
    """Stage after a review: entry, cancellation, investment decision, or pause of a construction."""
    stage = project_state.stage[q]
    expected = _expected(investment_params, projects, project_state, day, q)
    expected += expected_guarantee(guarantee_params, guarantee_state, investment_params, day, q)
    expected += expected_credit(public_money, day, q)
    expected += expected_contracts(investment_params, projects, project_state, public_money, public_money_state, day, q)
    service = capital_needed(public_money, public_money_state, day, q)
    if stage == CONSTRUCTION:
        if _incentive(projects, project_state.overrun[q], service, q) > investment_params.pause * expected:
            project_state.until[q] += np.int64(investment_params.budget_review)
            project_state.opens[q] += np.int64(investment_params.budget_review)
        return stage
    needed = _incentive(projects, projects.overruns[q, 0], service, q)
    if stage == UNBORN:
        stream, most = projects.stream[q], investment_params.most_entry
        ratio = expected / needed if needed > 0.0 else most
        rate = entry_rate(market_size(project_links, buyers, stream), ratio, investment_params.entry_stop, most)
        judge_candidates(projects, project_state, chance, stream, rate / most, day)
        return np.int64(PERMITTING) if projects.turn[q] < project_state.entered[stream] else stage
    if np.int64(project_state.due[q, CANCEL]) == day:
        odds = 1.0 if expected < investment_params.weak * needed else investment_params.calm_cancel
        if taken(projects, project_state, chance, q, np.int64(CANCEL), odds):
            return np.int64(CANCELLED)
    if stage == DECISION and np.int64(project_state.due[q, INVEST]) == day:
        ready = readiness(expected, needed, investment_params.hurdle, investment_params.spread)
        if taken(projects, project_state, chance, q, np.int64(INVEST), ready):
            return np.int64(CONSTRUCTION)
    return stage


@jit
def _expected(investment_params, projects, project_state, day, q):
    """Expected price [USD/t]."""
    return expected_price(
        project_state.memory[q],
        on_offtake(projects, day, q),
        projects.offtake_price[q],
        project_state.floor[q],
        project_state.faith[q],
        investment_params.volatility,
        investment_params.horizon,
    )


@jit
def realised_price(projects, project_state, day, q):
    """Mean price of half a year of project ``q`` (int64), contracts and public money included, net of feed [USD/t]."""
    on_contract = on_offtake(projects, day, q)
    own = on_contract * projects.offtake_price[q] + (1.0 - on_contract) * project_state.price[q]
    return own + project_state.support[q]


@jit
def on_offtake(projects, day, q):
    """Share of output of project ``q`` (int64) under offtake contracts today [-]."""
    return projects.offtake_share[q] if day < projects.offtake_until[q] else 0.0


@jit
def _incentive(projects, overrun, service, q):
    """Incentive price [USD/t]; ``service`` float [-] is the share of its capital service that it must earn itself."""
    return incentive_price(overrun, service * projects.capital[q], projects.cash_cost[q])


@jit
def _enter(
    investment_params, projects, project_links, project_state, routes, trade, plant_params, chance, bill_params, day,
    q, stage,
):  # fmt: skip
    """Entry into a stage, and the time that it will last."""
    before = project_state.stage[q]
    project_state.stage[q] = stage
    project_state.day[q, stage] = day
    until = np.int64(FAR_DAY)
    if stage == PERMITTING:
        if projects.permitted[q] != NOT_YET:
            until = projects.permitted[q]
        elif projects.decided[q] != NOT_YET:
            until = projects.decided[q]
        else:
            since = projects.begun[q] if projects.begun[q] != NOT_YET else day
            until = permits_granted(projects, bill_params, chance, since, q)
    elif stage == DECISION:
        until = projects.decided[q] if projects.decided[q] != NOT_YET else until
    elif stage == CONSTRUCTION:
        project_state.opens[q] = first_tonne(projects, chance, investment_params, day, q)
        until = project_state.opens[q] - max(np.int64(1), feed_lead(project_links, routes, trade, plant_params, q))
    elif stage == COMMISSIONING:
        until = project_state.opens[q]
    elif stage == OPERATION and before == RESTART:
        project_state.begun[q] += day - project_state.idle[q]  # the ramp-up goes on where it stood
    elif stage == OPERATION and project_state.begun[q] == NOT_YET:
        project_state.begun[q] = day
    elif stage == CARE:
        project_state.idle[q] = day
        until = day + np.int64(investment_params.price_review)
    elif stage == RESTART:
        until = day + restart_days(projects, investment_params, project_state, chance, q)
        project_state.closures[q] += 1
    project_state.until[q] = max(day + 1, until)


@jit
def _next_moment(investment_params, projects, project_state, chance, day, q):
    """Next end of stage or review; on the same day a review comes first."""
    stage, until = project_state.stage[q], project_state.until[q]
    look = np.int64(FAR_DAY)
    if stage == UNBORN:
        look = next_look(projects, project_state, chance, q)
    elif stage == PERMITTING or stage == DECISION:  # noqa: PLR1714, SIM109 - kernels make no tuples to look into
        if projects.decided[q] == NOT_YET:
            look = next_candidate(
                projects, project_state, chance, investment_params.cancel_days, day, q, np.int64(CANCEL)
            )
            if stage == DECISION:
                decided = next_candidate(
                    projects, project_state, chance, investment_params.decision_days, day, q, np.int64(INVEST)
                )
                look = min(look, decided)
    elif stage == CONSTRUCTION and projects.first_output[q] == NOT_YET:
        review = np.int64(investment_params.budget_review)
        look = day + review - (day - project_state.day[q, CONSTRUCTION]) % review
    elif stage == OPERATION:
        until = next_candidate(projects, project_state, chance, investment_params.close_days, day, q, np.int64(CLOSE))
    nearest = min(look, until)
    if nearest >= FAR_DAY:
        return np.int64(NEVER)
    if stage >= OPERATION:
        return moment(nearest, CARE_KIND, q)
    return moment(nearest, INVESTMENT if look <= until else PROJECT, q)
