"""How a simulated world comes to rest, and that it rests where the solver says.

Growth, shocks and chance are off, as in the base year. Only how soon a world comes to rest is made quicker than in the
shipped scenario: what users learn takes them two months, not years, they answer prices more at once, and buyers move
to another origin within a fortnight. Smuggling stays, without seizures, which are chance, and
with a premium that climbs more slowly: at the shipped 1.5 smuggled tonnes swing by some percent for ever.
"""

from json import dumps

import numpy as np
import pytest
from equilibrium import Point, solve
from rare_earths import economy

from lodeflow.assembly import plan, replan
from lodeflow.catalog.names import MATERIALS
from lodeflow.engines.compiled_engine import play
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.plans import Plan
from lodeflow.replication import Replication
from lodeflow.scenario.load import load

QUICK = (
    *(f"market.{kind}_days_{way}=60" for kind in ("process", "redesign") for way in ("up", "down")),
    "market.thrift_price_days=30",
    "smuggling.seized=0",
    "smuggling.convexity=0.3",
    *(f"materials.{m}.short_elasticity=0.3" for m in MATERIALS),
    *(f"materials.{m}.switching_days=14" for m in MATERIALS),
)


def table(path: str, **terms: object) -> str:
    """An override that writes a table."""
    return f"{path}={{{', '.join(f'{key}={dumps(value)}' for key, value in terms.items())}, source='a test'}}"


STILL, SWING = 1e-9, 1e-4  # shares of a price
SETTLED = 1e-12  # what still moves more is given a second century: a small levy is the difference of large prices


class SwingsForeverError(Exception):
    """Prices swing without end: the world has no rest to compare. The market of today does that at some elasticities."""


def at_rest(made: Plan) -> Replication:
    """What the simulation comes to, once its prices have stood still for five years. Where buyers hardly turn from one
    supplier to the other it takes a second century, rarely four or eight: what is left of a swing halves every four years.
    """
    done = play(made, keep_lots=False, step=1820)
    for times, enough in ((2, SETTLED), (4, STILL), (8, STILL)):
        if _moved(made, done) > enough:
            longer = made.scenario.model_copy(update={"days": times * made.scenario.days})
            done = play(replan(made, longer), keep_lots=False, step=1820)
    if _moved(made, done) > SWING:
        raise SwingsForeverError
    assert _moved(made, done) <= STILL
    return done


def _moved(made: Plan, done: Replication) -> float:
    """Largest move of a price, as a share of it; the last market but one may lie days back only."""
    gate = done.world.tape.market[: done.world.tape.used[MARKETS], :, MarketColumn.GATE][:, made.rest.output > 0.0]
    return float((np.abs(gate[-1] - gate[-3]) / gate[-3]).max())


def assert_the_same(made: Plan, *quotas: tuple[np.ndarray, float]) -> Point:
    """The simulation comes to rest where the solver says; returns that."""
    done, point = at_rest(made), solve(economy(made, *quotas))
    market = done.world.market
    sold, bought = point.price > 0.0, point.use > 0.0
    assert market.sellers.price[sold] == pytest.approx(point.price[sold], rel=1e-8)
    assert market.buyers.paid[bought] == pytest.approx(point.landed[bought], rel=1e-8)
    assert market.trade.order == pytest.approx(point.flow, rel=1e-8)
    landed = point.landed[market.routes.buyer]  # a levy is the difference of two prices: as exact as these
    assert market.trade.levy / landed == pytest.approx(point.levy / landed, abs=1e-8)
    assert market.pools.rent[: len(quotas)] == pytest.approx(point.rent, rel=1e-8, abs=1e-6)
    return point


def shipped(*given: str) -> Plan:
    """The world of 2024 for a century, under these settings."""
    return plan(load("base-year", ("days=36500", *QUICK, *given)))
