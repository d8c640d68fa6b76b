"""V3: where the simulation comes to rest is where an independent static solver says, to 1e-8 (in fact to 1e-12).

Duties, levies and quotas are drawn; the worlds run for a century, and their prices must have stood still, to 1e-9, for
five years. ``resting.py`` says what is made quicker, and what is left out.
"""

import numpy as np
import pytest
from controlled import control
from equilibrium import solve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from little_worlds import little_worlds
from rare_earths import economy
from resting import QUICK, SwingsForeverError, assert_the_same, shipped, table

from lodeflow.catalog.names import MATERIALS
from lodeflow.plans import Plan

ALLIES = ("USA", "JPN", "EU", "KOR", "GBR", "CAN", "MEX", "AUS")
few = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),  # a century takes half a second: too long to look for the simplest failure
)
many = settings(few, max_examples=60)


@st.composite
def policies(draw, places: tuple[str, ...], members: tuple[str, ...]) -> tuple[str, ...]:
    """Tariffs, an export tax, a levy, and what buyers and suppliers are like."""
    rate, place = st.floats(0.0, 0.4), st.sampled_from(places)
    goods = st.sampled_from(("*", "*_oxide", "magnet_*", "*_concentrate"))
    found = [f"tick_days={draw(st.sampled_from((7, 14)))}", f"supply.mine_elasticity={draw(st.floats(1.0, 2.5))}"]
    found += [f"materials.{m}.substitution={draw(st.floats(2.0, 9.0))}" for m in MATERIALS]
    for n in range(draw(st.integers(0, 3))):
        importer, origin = draw(st.permutations(places))[:2]
        basis = draw(st.sampled_from(("fob", "cif")))
        terms = {"importer": importer, "origin": origin, "material": draw(goods), "rate": draw(rate), "basis": basis}
        found.append(table(f"tariffs.t{n}", **terms, programme=f"t{n}"))
    if draw(st.booleans()):
        terms = {"exporter": draw(place), "destination": "*", "material": draw(goods), "rate": draw(rate)}
        found.append(table("export_taxes.x", **terms, programme="x"))
    if members and draw(st.booleans()):
        reference, aligned = f"{draw(st.floats(50.0, 100.0))} USD/kg", draw(st.sampled_from((0.0, 0.5, 1.0)))
        terms = {"members": list(members), "reference": reference, "export_price_alignment": aligned}
        found.append(table("policies.p", **terms))
    return tuple(found)


@st.composite
def quota(draw, build) -> tuple[Plan, tuple[np.ndarray, float]]:
    """A world in which China lets a part of its exports of some goods leave, all counted together. Heavy oxide is not
    among them: under a quota, behind exporters who align their price, it still moves by 6e-7 after a century.
    """
    goods = draw(st.sampled_from((["magnet_*"], ["light_oxide"], ["light_oxide", "magnet_standard"])))
    terms = {"materials": goods, "regime": "quota", "start": "2025-03-03", "news": 0, "rush": 0}
    weekly = "tick_days=7"  # looking every fortnight, the rent and the gate price chase each other
    made = build(weekly, control("q", **terms, quota="1 t/yr"))
    counted = np.flatnonzero(made.template.market.control_params.covers[0])
    # A quota of exactly what leaves puts the solver's kink under its feet: it finds prices to 1e-9 only.
    part = draw(st.floats(0.6, 1.2).filter(lambda x: abs(x - 1.0) > 1e-3))
    tonnes = part * float(made.rest.flow[counted].sum())
    return build(weekly, control("q", **terms, quota=f"{tonnes * 365.0!r} t/yr")), (counted, tonnes)


def rests_where_the_solver_says(swings, made, *pool):
    """Most worlds come to rest; those that swing without end are counted, and may be few."""
    try:
        assert_the_same(made, *pool)
    except SwingsForeverError:
        swings.append(made)


def a_little_world_rests_where_the_solver_says(stages, data, swings):
    little = data.draw(little_worlds(stages))
    places = tuple(m.region for m in little.year.mines)
    chosen = data.draw(policies(places, tuple(p for p in places if p in ALLIES)))

    def build(*given: str) -> Plan:
        return little.plan("days=36500", *QUICK, *chosen, *given)

    if data.draw(st.booleans()):
        made, pool = data.draw(quota(build))
        rests_where_the_solver_says(swings, made, pool)
    else:
        rests_where_the_solver_says(swings, build())


@pytest.mark.parametrize("stages", [1, 2, 3])
def test_little_worlds_of_one_two_and_three_stages_rest_at_the_equilibrium(stages):
    swings = []

    @few
    @given(data=st.data())
    def rest(data):
        a_little_world_rests_where_the_solver_says(stages, data, swings)

    rest()
    assert len(swings) <= 1


@pytest.mark.folder
@pytest.mark.parametrize("stages", [1, 2, 3])
def test_many_little_worlds_rest_at_the_equilibrium(stages):
    swings = []

    @many
    @given(data=st.data())
    def rest(data):
        a_little_world_rests_where_the_solver_says(stages, data, swings)

    rest()
    assert len(swings) <= 3


@settings(few, max_examples=4)
@given(data=st.data())
def test_the_world_of_2024_under_drawn_duties_and_levies_rests_at_the_equilibrium(data):
    assert_the_same(shipped(*data.draw(policies(("CHN", "USA", "JPN", "EU", "MYS", "IND"), ALLIES))))


@pytest.mark.folder
def test_the_world_of_2024_under_many_more_rests_at_the_equilibrium():
    swings = []

    @many
    @given(data=st.data())
    def rest(data):
        chosen = data.draw(policies(("CHN", "USA", "JPN", "EU", "MYS", "IND"), ALLIES))
        made, pool = data.draw(quota(lambda *given: shipped(*chosen, *given)))
        rests_where_the_solver_says(swings, made, pool)

    rest()
    assert len(swings) <= 3


def test_at_base_duties_the_solver_finds_the_table_of_2024(base):
    point = solve(economy(base))
    assert point.flow == pytest.approx(base.rest.flow, rel=1e-12)
    assert point.cost == pytest.approx(base.rest.cost, rel=1e-12)
