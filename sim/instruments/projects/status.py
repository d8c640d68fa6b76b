"""Terms of projects (dates, costs, odds, ramp-up), and their state before day 0."""

from datetime import date
from typing import Any

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.project_lanes import crew_of
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Rest
from lodeflow.instruments.projects.investors import wait
from lodeflow.kernels.core.maths import power
from lodeflow.kernels.core.moment import DAYS_PER_YEAR, FAR_DAY
from lodeflow.kernels.projects.commissioning import ProjectLinks
from lodeflow.kernels.projects.projects import NOT_YET, RAMP_TYPES, ProjectParams, ProjectStage, ProjectState
from lodeflow.language.addresses import hashes
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.projects import RAMP_TYPES as TYPE_NAMES
from lodeflow.terms.projects import Entrants


@reused
def projects_of(scenario: Scenario) -> ProjectParams:
    """Terms of the projects: stage, dates, capacity, capital and cash costs, offtake, odds and ramp-up.

    Args:
        scenario: the scenario.

    Raises:
        ValueError: the names of two projects have the same address.

    """
    crew = crew_of(scenario)
    terms, streams = [each.terms for each in crew], scenario.entrants
    building = [scenario.building[t.kind] for t in terms]
    permits, invest = scenario.permitting, scenario.investment

    def day(when: date | None) -> int:
        return NOT_YET if when is None else (when - scenario.start_date).days

    def yearly(rate: float) -> float:
        """Capital recovery factor at interest ``rate`` [1/yr]."""
        if rate <= 0.0:
            return 1.0 / invest.lifetime_years
        return float(rate / (1.0 - power(1.0 / (1.0 + rate), invest.lifetime_years)))

    stages = [ProjectStage.UNBORN if isinstance(t, Entrants) else ProjectStage[t.stage.upper()] for t in terms]
    pairs = {
        "permitting": [
            (permits.median_days_by_region.get(t.region, permits.median_days), permits.sigma) for t in terms
        ],
        "litigation": [(permits.litigation_by_region.get(t.region, 0.0), permits.litigation_mean_days) for t in terms],
        "building": [(b.median_days, b.sigma) for b in building],
        "delay": [(b.delay, b.delay_variation) for b in building],
        "overruns": [(t.overrun or b.overrun_median, b.overrun_sigma) for t, b in zip(terms, building, strict=True)],
    }
    odds = [t.ramp_up or b.ramp_up for t, b in zip(terms, building, strict=True)]
    types = [scenario.ramp_up.get(name) for name in TYPE_NAMES]
    return ProjectParams(
        name=frozen(hashes(f"project:{each.name}" for each in crew), np.int64),
        stage=frozen([int(s) for s in stages], np.int64),
        begun=frozen([day(t.begun) for t in terms], np.int64),
        permitted=frozen([day(t.permits) for t in terms], np.int64),
        decided=frozen([day(t.decision) for t in terms], np.int64),
        first_output=frozen([day(t.first_output) for t in terms], np.int64),
        promised=frozen([day(t.promised_output) for t in terms], np.int64),
        capacity=frozen([t.capacity_t_per_yr / DAYS_PER_YEAR for t in terms]),
        counted=frozen([(t.in_base_year_t_per_yr or 0.0) / t.capacity_t_per_yr for t in terms]),
        capital=frozen([t.capex_usd * yearly(t.wacc) / t.capacity_t_per_yr / invest.utilisation for t in terms]),
        cash_cost=frozen([t.cash_cost_usd_per_t for t in terms]),
        overrun=frozen([t.overrun or 0.0 for t in terms]),
        offtake_share=frozen([t.offtake_share for t in terms]),
        offtake_price=frozen([t.offtake_price_usd_per_t for t in terms]),
        offtake_until=frozen([day(t.offtake_until) if t.offtake_until else FAR_DAY for t in terms], np.int64),
        stream=frozen([each.stream for each in crew], np.int64),
        turn=frozen([each.turn for each in crew], np.int64),
        stream_name=frozen(hashes(f"entrants:{name}" for name in streams), np.int64),
        entry_days=frozen([wait(t.per_year * invest.most_entry) for t in streams.values()]),
        room=frozen([t.room for t in streams.values()], np.int64),
        **{name: frozen(np.array(values).reshape(-1, 2)) for name, values in pairs.items()},
        odds=frozen(np.array([_cumulative(o) for o in odds]).reshape(-1, RAMP_TYPES)),
        ramps=frozen([(t.final_share, t.scale_months, t.shape) if t else (0.0, 1.0, 1.0) for t in types]),
    )


def _cumulative(odds: Any) -> list[float]:
    """Cumulative odds of the ramp-up types, scaled to end at 1."""
    total = sum(odds.values())
    added, so_far = [], 0.0
    for name in TYPE_NAMES:
        so_far += odds.get(name, 0.0) / total
        added.append(so_far)
    return added


@reused
def project_state_of(
    scenario: Scenario, atlas: Atlas, rest: Rest, projects: ProjectParams, project_links: ProjectLinks
) -> ProjectState:
    """State of the projects before any draw, with net prices at base-year and at remembered prices.

    Args:
        scenario: the scenario.
        atlas: indices of cells and lanes.
        rest: rest point of the base year.
        projects: terms of the projects.
        project_links: cells in which the projects trade.

    """
    count = len(projects.name)
    past = np.array([scenario.investment.past_price_over_base.get(m, 1.0) for _, m in atlas.cells])
    sold = np.where(project_links.sells >= 0, project_links.sold * rest.price[project_links.sells], 0.0)
    bought = np.where(project_links.buys >= 0, project_links.bought * rest.landed[project_links.buys], 0.0)
    earned, spent = sold * past[project_links.sells], bought * past[project_links.buys]
    whole = {name: np.zeros(count, np.int64) for name in ("stage", "until", "opens", "kind", "idle", "closures")}
    streams = len(projects.room)
    of_stream = {name: np.zeros(streams, np.int64) for name in ("entered", "judged", "turned_away")}
    return ProjectState(
        **whole,
        **of_stream,
        clock=np.zeros(streams),
        day=np.full((count, len(ProjectStage)), NOT_YET, np.int64),
        begun=np.full(count, NOT_YET, np.int64),
        overrun=np.ones(count),
        price=sold[:, 0] + sold[:, 1] + sold[:, 2] - bought[:, 0] - bought[:, 1],
        memory=earned[:, 0] + earned[:, 1] + earned[:, 2] - spent[:, 0] - spent[:, 1],
        running=np.zeros(count),
        floor=np.zeros(count),
        faith=np.zeros(count),
        support=np.zeros(count),
        due=np.full((count, 4), -1.0),
        drawn=np.zeros((count, 4), np.int64),
    )
