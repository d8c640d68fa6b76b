"""The rest oxides are in surplus: in calm their price is their floor, and it is refilled before anybody pays more.

In the static equilibrium a seller keeps more of its output than in the base year only above the floor (all of it 5 %
above), so a boom of use that lasts does raise the price a little; what passes within weeks does not.
"""

import numpy as np
from test_calm_prices import gate

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import Engine
from lodeflow.scenario.load import load

YEARS, REPLICATIONS = 20, 4


def off_the_floor(*settings):
    """Price of the rest oxides over their floor less 1, of every seller, float64 (weeks, sellers), by replication."""
    swings = [f"sectors.{sector}.boom_spread=0.08" for sector in load("base-year").sectors]
    made = plan(load("base-year", (f"days={365 * YEARS}", "tick_days=7", *swings, *settings)))
    sold = [m == "rest_oxide" and made.rest.output[i] > 0.0 for i, (_, m) in enumerate(made.atlas.cells)]
    engine = Engine(made, keep_lots=False)
    for replication in range(REPLICATIONS):
        yield gate(made, engine.run(replication))[:, np.array(sold)] - 1.0


def test_in_calm_no_week_is_a_percent_off_the_floor():
    """Swings of use of 8 %, as where prices are shown to be unforeseeable. No seller, no week."""
    for above in off_the_floor():
        assert above.min() >= -1e-12
        assert (above > 0.01).sum() == 0
