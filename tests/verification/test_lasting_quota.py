"""An export quota for good, in little worlds and in that of 2024: where it rests is where the static solver says."""

import numpy as np
import pytest
from controlled import control
from equilibrium import solve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from little_worlds import little_worlds
from rare_earths import economy
from resting import QUICK, shipped

from lodeflow.engines.compiled_engine import play

TERMS = {"regime": "quota", "start": "2025-03-03", "news": 0, "rush": 0}


def under_quota(build, materials, part):
    """A world in which so large a part of what China sells abroad may leave; lanes and tonnes a day."""
    terms = TERMS | {"materials": materials}
    made = build(control("q", **terms, quota="1 t/yr"))
    counted = np.flatnonzero(made.template.market.control_params.covers[0])
    tonnes = part * float(made.rest.flow[counted].sum())
    return build(control("q", **terms, quota=f"{tonnes * 365.0!r} t/yr")), (counted, tonnes)


@pytest.mark.parametrize("part", [0.7, 0.9])
def test_the_rent_comes_to_rest_at_the_shadow_price(part):
    """Of one stage in two to four regions, to 1e-6: most do to 1e-12."""

    @settings(
        max_examples=6,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(data=st.data())
    def rest(data):
        little = data.draw(little_worlds(1))
        made, pool = under_quota(lambda *more: little.plan("days=36500", *QUICK, *more), ["light_oxide"], part)
        point = solve(economy(made, pool))
        market = play(made, keep_lots=False, step=1820).world.market
        assert market.pools.rent == pytest.approx(point.rent, rel=1e-6)
        sold = point.price > 0.0
        assert market.sellers.price[sold] == pytest.approx(point.price[sold], rel=1e-6)

    rest()


def test_of_two_oxides_under_one_quota_the_dear_one_gets_cheaper_abroad():
    """Rest oxides cost a few USD/kg and bear the cut; separators outside run for them and bring light oxide along."""
    made, pool = under_quota(shipped, ["light_oxide", "rest_oxide"], 0.7)
    point = solve(economy(made, pool))
    rest, light = (made.atlas.cell("JPN", material) for material in ("rest_oxide", "light_oxide"))
    assert point.rent[0] > 0.0
    assert point.landed[rest] > 1.1 * made.rest.landed[rest]
    assert 0.95 * made.rest.landed[light] < point.landed[light] < made.rest.landed[light]
