"""Export controls of a scenario as slices of its world, and their card."""

from datetime import date
from typing import Any

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.rest_point import Rest, ends, smoothing
from lodeflow.instruments.card import BUYER, SELLER, Actors, Blueprint, Instrument, Payment, Story
from lodeflow.instruments.export_controls.coverage import headings, series_of
from lodeflow.instruments.export_controls.decrees import build_decrees, coverage
from lodeflow.instruments.export_controls.licences import build_licences
from lodeflow.instruments.export_controls.pools import pools_of
from lodeflow.kernels.core.kinds import Kind
from lodeflow.kernels.core.moment import DAYS_PER_YEAR, FAR_DAY
from lodeflow.kernels.entities.lots import Money
from lodeflow.kernels.export_controls.announcement import NewsParams, no_news
from lodeflow.kernels.export_controls.decree import ControlParams, ControlState, await_control, no_controls
from lodeflow.kernels.export_controls.lane_status import all_lanes_open
from lodeflow.kernels.export_controls.licence_office import no_applications
from lodeflow.kernels.export_controls.quota import QuotaParams, empty_pools
from lodeflow.plans import Plan
from lodeflow.processes.export_controls import export_control
from lodeflow.reuse.builders import reused
from lodeflow.scenario.load import Scenario
from lodeflow.terms.export_controls import LISTING

REGIME_WORDS = ("no control", "licensing", "quota", "ban", "eased", "announced", "sorted by grade", "listing")


def build_controls(b: Blueprint) -> dict[str, Any]:
    """Slices of the export controls; none is in force before day 0.

    Args:
        b: the world so far.

    """
    scenario, atlas, rest = b.scenario, b.atlas, b.rest
    series = series_of(scenario)
    control_params = build_decrees(scenario, atlas, series)
    return {
        "control_params": control_params,
        "licences": build_licences(scenario, atlas, series),
        "quotas": _quotas(scenario, atlas, rest, series),
        "news_params": _news(scenario, atlas, rest, series),
        "control_state": _before_day_0(control_params),
        **_idle(scenario, atlas, rest, series),
    }


@reused
def _quotas(scenario: Scenario, atlas: Atlas, rest: Rest, series: list[list[str]]) -> QuotaParams:
    """Quotas and licence rents of all controls."""
    controls = [scenario.controls[name] for entries in series for name in entries]
    pools = pools_of(scenario, atlas, rest, series)
    return QuotaParams(
        pool=pools.under,
        shared=pools.shared,
        part=pools.part,
        ending=frozen([1.0 / c.quota_days if c.quota_days is not None else 0.0 for c in controls]),
        ends=frozen([_day(scenario, c.end) for c in controls], np.int64),
        told=frozen([_day(scenario, c.end_announced) for c in controls], np.int64),
        tonnes_a_day=frozen([(c.quota or 0.0) / DAYS_PER_YEAR for c in controls]),
        response=frozen([c.rent_response for c in controls]),
        days=frozen([c.rent_days for c in controls]),
        experience=frozen([c.rent_learning_days for c in controls]),
        saved_days=frozen([c.saved_days for c in controls]),
        period=frozen([c.period_days or 0 for c in controls], np.int64),
        gone=frozen([max(0, (scenario.start_date - c.start).days) for c in controls], np.int64),
        carried_over=frozen([c.carried_over for c in controls]),
        overdue_days=frozen([c.overdue_days for c in controls]),
        learning=frozen([smoothing(float(scenario.tick_days), c.scarcity_days) for c in controls]),
        scarcity_limit=frozen([c.scarcity_limit for c in controls]),
        drive_limit=frozen([c.rent_limit for c in controls]),
        base_flow=frozen(rest.flow),
    )


@reused
def _news(scenario: Scenario, atlas: Atlas, rest: Rest, series: list[list[str]]) -> NewsParams:
    """Alarm that the controls cause, and the buyers exposed to each heading."""
    controls = [scenario.controls[name] for entries in series for name in entries]
    return NewsParams(
        alarm=frozen([c.news for c in controls]),
        rush=frozen([c.rush for c in controls]),
        exposure=frozen(_exposure(atlas, rest, coverage(scenario, atlas, series)) * _reached(scenario, series)),
    )


@reused
def _before_day_0(control_params: ControlParams) -> ControlState:
    """State of the headings in ``control_params``: no control is in force."""
    state: ControlState = no_controls(control_params.first_step)
    return state


@reused
def _idle(scenario: Scenario, atlas: Atlas, rest: Rest, series: list[list[str]]) -> dict[str, Any]:
    """State of lanes, licences, quotas and news before day 0."""
    return {
        "lane_status": all_lanes_open(len(atlas.lanes), len(atlas.cells)),
        "licence_state": no_applications(len(series)),
        "pools": empty_pools(len(pools_of(scenario, atlas, rest, series).names)),
        "news_state": no_news(len(series)),
    }


def _day(scenario: Scenario, when: date | None) -> int:
    """Day of a date, FAR_DAY for none."""
    return FAR_DAY if when is None else (when - scenario.start_date).days


def _exposure(atlas: Atlas, rest: Rest, covers: np.ndarray) -> np.ndarray:
    """Share of each buyer's base purchases that each heading covers [-], float64 (headings, cells)."""
    buyer = ends(atlas)[1]
    bought = [np.bincount(buyer, weights=rest.flow * covered, minlength=len(atlas.cells)) for covered in covers]
    shares = np.array(bought, np.float64).reshape(len(covers), len(atlas.cells))
    return np.divide(shares, rest.use, out=np.zeros_like(shares), where=rest.use > 0.0)


def _reached(scenario: Scenario, series: list[list[str]]) -> np.ndarray:
    """Largest share of buyers that each heading reaches [-], float64 (headings, 1): of a listing the share by no name.

    Plants that a listing names have no stock of their own to buy ahead into.
    """
    controls = [[scenario.controls[name] for name in entries] for entries in series]
    return np.array([max(c.firms_share if c.regime == LISTING else 1.0 for c in each) for each in controls]).reshape(
        -1, 1
    )


def stories(kinds: tuple[Kind, ...], plan: Plan) -> Story:
    """Words of the events of export controls.

    Args:
        kinds: kinds of events.
        plan: plan of the run.

    """
    named = tuple(headings(plan.scenario))
    return Story(kinds, named, tuple(plan.scenario.controls[c].controller for c in named), REGIME_WORDS)


EXPORT_CONTROLS = Instrument(
    stem="export_controls",
    tables=("controls", "regimes"),
    build=build_controls,
    slices=(
        "control_params",
        "licences",
        "quotas",
        "news_params",
        "control_state",
        "lane_status",
        "licence_state",
        "pools",
        "news_state",
        "border_params",
        "border",
    ),
    actors=(
        Actors(
            (Kind.CONTROL,),
            lambda w: len(w.market.control_state.entry),
            await_control,
            export_control,
            lambda plan: stories((Kind.CONTROL,), plan),
        ),
    ),
    payments={Money.RENT: Payment("licence rent", BUYER, SELLER, "licence_rent_usd")},
)
"""Export licensing, quotas and bans, dated or drawn."""
