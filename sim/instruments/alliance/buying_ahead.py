"""Announced duties as arrays: dated tariffs and export taxes, with the rate that each adds on every lane."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple, TypeVar

import numpy as np

from lodeflow.atlas.atlas import Atlas
from lodeflow.atlas.readonly import frozen
from lodeflow.base_world.duty_rules import Held, all_duties, changes, due, exports, holding, imports, rules
from lodeflow.base_world.rest_point import Floats
from lodeflow.instruments.card import Instrument
from lodeflow.kernels.alliance.agreement import AllianceParams
from lodeflow.kernels.alliance.buying_ahead import BuyingAheadParams, BuyingAheadState, no_outlook
from lodeflow.kernels.core.moment import FAR_DAY
from lodeflow.language.patterns import Rule
from lodeflow.scenario.load import Scenario
from lodeflow.terms.trade.duties import Duty, Tariff

_Kind = TypeVar("_Kind", bound=Duty)


class Foresight(NamedTuple):
    """Duties that buyers foresee, and the rise of landed cost that they expect."""

    coming_duties: BuyingAheadParams
    """Dated tariffs and export taxes that are announced before they begin."""
    buying_ahead_state: BuyingAheadState
    """Rise of landed cost that a foreseen duty causes; none on day 0."""


def build_foresight(scenario: Scenario, atlas: Atlas, alliances: AllianceParams) -> Foresight:
    """Tariffs and export taxes that begin within the run and are known before, in the order of their keys.

    Args:
        scenario: the scenario.
        atlas: indices of cells and lanes.
        alliances: terms of the alliances, whose levies are foreseen too.

    """
    news = [
        (known, begins, duty)
        for duty in all_duties(scenario).values()
        for begins, on, known in changes(scenario, duty)
        if on and known < begins
    ]
    nothing = np.zeros(len(atlas.lanes))
    tariffs = [
        _added(atlas, scenario.tariffs, duty) if isinstance(duty, Tariff) else (nothing, nothing) for *_, duty in news
    ]
    taxes = [
        nothing if isinstance(duty, Tariff) else _added(atlas, scenario.export_taxes, duty)[0] for *_, duty in news
    ]
    last = max([begins for _, begins, _ in news] + _first_days(alliances), default=0)
    shape = (len(news), len(atlas.lanes))
    return Foresight(
        BuyingAheadParams(
            known=frozen([known for known, _, _ in news], np.int64),
            begins=frozen([begins for _, begins, _ in news], np.int64),
            tariff=frozen(np.array([rate for rate, _ in tariffs]).reshape(shape)),
            on_freight=frozen(np.array([on_freight for _, on_freight in tariffs]).reshape(shape)),
            export_tax=frozen(np.array(taxes).reshape(shape)),
            at_dispatch=frozen([not isinstance(duty, Tariff) for *_, duty in news], np.bool_),
            last=frozen([last], np.int64),
        ),
        no_outlook(len(atlas.cells)),
    )


def _added(atlas: Atlas, duties: Mapping[str, _Kind], duty: Duty) -> tuple[Floats, Floats]:
    """Rate that ``duty`` adds on its first day [-], float64 (lanes,), and the part of it that falls on freight too.

    It is added to the duties that are known when it is announced: buyers do not act on duties announced later.
    """
    told, start = duty.announced, duty.start
    assert told is not None and start is not None  # noqa: S101, PT018 - it has been announced before it begins
    known = {
        name: other for name, other in duties.items() if other.start is None or (other.announced or other.start) <= told
    }
    without = {name: other for name, other in known.items() if other is not duty}
    rates = []
    for each in (known, without):
        rate, on_freight = due(each, _holding(atlas, rules(each), start, taxes=not isinstance(duty, Tariff)))
        rates.append((rate[0], rate[0] * on_freight[0]))
    return rates[0][0] - rates[1][0], rates[0][1] - rates[1][1]


@lru_cache(maxsize=32)
def _holding(atlas: Atlas, programmes: tuple[tuple[Rule, ...], ...], day: date, *, taxes: bool) -> Held:
    """Duty in force on ``day`` by programme and lane.

    It is cached: replications may draw other rates, but not other rules.
    """
    return holding(programmes, exports(atlas.lanes) if taxes else imports(atlas.lanes), (day,))


def _first_days(alliances: AllianceParams) -> list[int]:
    """First days of the levy in each region, where they are fixed and known before."""
    found = []
    for p, start in enumerate(alliances.start):
        known = alliances.announced[p] if alliances.announced[p] >= 0 else start
        begins = np.maximum(start, alliances.joins[p][alliances.joining_rate[p] <= 0.0])
        found += [int(day) for day in begins if known < day < FAR_DAY]
    return found


BUYING_AHEAD = Instrument(
    stem="buying_ahead",
    tables=(),
    build=lambda b: build_foresight(b.scenario, b.atlas, b.found["alliances"])._asdict(),
    slices=("coming_duties", "buying_ahead_state"),
)
"""Stock that buyers build ahead of announced duties and levies."""
