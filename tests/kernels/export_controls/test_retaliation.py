"""New duties provoke export controls: the hazard doubles by steps, is capped, and moves nobody's dice."""

import numpy as np
import pytest
from controlled import control
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeflow.assembly import plan
from lodeflow.kernels.core.moment import day_of
from lodeflow.kernels.export_controls.decree import EASED, LICENSING, NONE, await_control
from lodeflow.kernels.export_controls.retaliation import await_retaliation, hazard_of_retaliation, retaliate
from lodeflow.processes.binding import bound, slices
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

DRAWN = control("drawn", materials=["magnet_*"], start="2025-01-01", regime="none", drawn=True, quota="30 kt/yr")


@pytest.fixture(scope="module")
def made():
    return plan(load("base-year", ("days=30", DRAWN)))


def with_duty(made, points):
    """The world when every export of China's bears so many points more."""
    w = fresh(made.template)
    tariff = w.market.routes.tariff.copy()
    tariff[[lane.foreign and lane.origin == "CHN" for lane in made.atlas.lanes]] += points / 100.0
    tariff.setflags(write=w.market.routes.tariff.flags.writeable)
    return w, w.market._replace(routes=w.market.routes._replace(tariff=tariff))


@pytest.mark.parametrize(
    ("points", "per_year"), [(0, 0.1), (25, 0.2), (50, 0.4), (58, 0.4993322), (75, 0.5), (500, 0.5)]
)
def test_the_hazard_doubles_every_25_points_up_to_the_cap(made, points, per_year):
    w, m = with_duty(made, points)
    assert hazard_of_retaliation(w.retaliation_params, m.routes, m.trade, 0) == pytest.approx(per_year, rel=1e-6)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(0.0, 10.0), min_size=1, max_size=10), st.floats(0.0, 100.0))
def test_under_any_tariff_and_any_listings_it_is_at_most_a_half_a_year(made, rates, listings):
    """V41."""
    w = fresh(made.template)
    tariff = np.resize(rates, len(w.market.routes.tariff))
    tariff.setflags(write=w.market.routes.tariff.flags.writeable)
    retaliation_params = w.retaliation_params._replace(listings=np.exp([0.2 * listings]))
    retaliation_params.listings.setflags(write=False)
    assert hazard_of_retaliation(retaliation_params, w.market.routes._replace(tariff=tariff), w.market.trade, 0) <= 0.5


def history(made, points, regime, years=4000):
    """Days on which the controller retaliates when it stands at a regime on every candidate day."""
    w, m = with_duty(made, points)
    await_control(m.control_params, m.control_state, -1, 0)
    days, candidates, day = [], [], -1
    while day < years * 365:
        day = int(
            day_of(await_retaliation(m.control_params, w.retaliation_params, w.retaliation_state, w.chance, day, 0))
        )
        candidates.append(day)
        m.control_state.entry[0], m.control_state.regime[0] = 0, regime
        m.births.count[0] = 0
        retaliate(*bound(retaliate, slices(w._replace(market=m))), day, 0)
        if m.births.count[0] > 0:
            days.append((day, int(m.control_state.regime[0])))
    return candidates, days


def test_retaliation_comes_as_often_as_the_hazard_exceeds_its_base(made):
    years = 400
    candidates, days = history(made, 50, EASED, years)
    expected = (0.4 - 0.1) * years
    assert len(days) == pytest.approx(expected, abs=4.0 * expected**0.5)
    assert {regime for _, regime in days} == {LICENSING}
    assert len(candidates) == pytest.approx(0.5 * years, abs=4.0 * (0.5 * years) ** 0.5)


def test_without_new_duties_there_is_none_and_no_policy_moves_a_candidate(made):
    plain, none = history(made, 0, EASED, 100)
    taxed, some = history(made, 25, NONE, 100)
    harder, more = history(made, 50, NONE, 100)
    assert plain == taxed == harder
    assert none == []
    assert {day for day, _ in some} < {day for day, _ in more}


def test_where_regimes_are_dated_nobody_retaliates():
    dated = control("c", materials=["magnet_*"], start="2025-01-01", regime="eased")
    w = fresh(plan(load("base-year", ("days=30", dated))).template)
    assert await_retaliation(w.market.control_params, w.retaliation_params, w.retaliation_state, w.chance, -1, 0) == -1
