"""What prices must do on the day of a change, whatever its size: joint products, and plants that stand still.

Light and heavy oxide come from one ore. If users want more light oxide, mines dig more and heavy oxide comes with it,
so its price falls at once (Blanchard & Kahn's saddle path of coupled elements). If heavy oxide is scarce, ore is worth
more where it is rich in it, and mining rises there. If plants stand still, the oxide that they do not take is spared:
swarf is stock that moves, and counting what they return as a flow beside it would turn the sign.
"""

import numpy as np
import pytest
from controlled import market

from lodeflow.assembly import plan
from lodeflow.catalog.names import MAGNETS, MATERIALS
from lodeflow.engines.compiled_engine import play
from lodeflow.kernels.entities.cells import HEAVY, LIGHT
from lodeflow.kernels.prices.forward_position import count_demand, take_positions
from lodeflow.kernels.prices.origin_price import compare_stocks, quote_at_gate
from lodeflow.kernels.record.record import MarketColumn
from lodeflow.kernels.supply.mine import plan_digging
from lodeflow.kernels.supply.outlook import foresee_supply
from lodeflow.outcomes.conservation import mass_residual
from lodeflow.replication import fresh
from lodeflow.scenario.load import load


def on_the_day(base, change):
    """The market of the base year on the day of a ``change``, told its fresh state."""
    m = fresh(base.template).market
    change(m)
    foresee_supply(
        m.rules, m.forward_params, m.forward, m.mine_params, m.mines, m.sites, m.plant_params, m.plants,
        m.stoppage_state, m.trade, m.production_quotas, m.production_quota_state, 0,
    )  # fmt: skip
    count_demand(m.rules, m.forward_params, m.forward, m.user_params, m.users, 0)
    take_positions(
        m.rules, m.forward_params, m.forward, m.routes, m.user_params, m.users, m.sellers, m.buyers, m.trade,
        m.cell_params, m.plant_params, m.mine_params, m.plants, m.mines, m.per_cell, 0,
    )  # fmt: skip
    compare_stocks(
        m.rules, m.routes, m.cell_params, m.forward_params, m.forward, m.sellers, m.trade, m.per_cell, m.per_material
    )
    quote_at_gate(m.cell_params, m.forward_params, m.forward, m.sellers, m.border)
    return m


def nothing(_market):
    """No change: what the first day looks like before its cargoes have arrived."""


@pytest.mark.parametrize("rise", [0.01, 0.1, 1.0])
def test_if_light_oxide_is_wanted_heavy_gets_cheaper_on_the_day(base, rise):
    def wanted(m):
        m.users.swing[m.forward_params.material[m.user_params.cell] == MATERIALS.index("light_oxide")] = rise

    change = on_the_day(base, wanted).forward.price - on_the_day(base, nothing).forward.price
    assert change[LIGHT] > 0.0 > change[HEAVY]


@pytest.mark.parametrize("lost", [0.01, 0.1, 0.5])
def test_if_heavy_oxide_is_scarce_mines_rich_in_it_dig_more(base, lost):
    """A part of the heavy ore is lost. All that works and is rich in heavy oxide digs more, and more than what is poor."""

    def scarce(m):
        for f in np.flatnonzero(m.forward_params.material[m.mine_params.cell] == MATERIALS.index("heavy_concentrate")):
            m.sites.cut[m.mine_params.first_site[f] : m.mine_params.first_site[f + 1]] = lost

    m, before = on_the_day(base, scarce), on_the_day(base, nothing)
    change = m.forward.price - before.forward.price
    assert change[HEAVY] > max(0.0, change[LIGHT])
    for each in (m, before):
        plan_digging(
            each.rules, each.mine_params, each.cell_params, each.sellers, each.mines, each.sites, each.stoppage_state, 0
        )
    rich, more = m.forward_params.share[m.mine_params.cell, HEAVY], m.mines.use / before.mines.use
    ore = (m.forward_params.material[m.mine_params.cell] < 2) & (m.mine_params.base_capacity > 0.0)
    assert (ore & (rich > 0.3)).any()
    assert more[ore & (rich > 0.3)].min() > 1.0
    assert more[ore & (rich > 0.3)].min() > more[ore & (rich < 0.1)].max()


def test_if_magnet_makers_stand_still_oxide_gets_no_dearer_on_the_day():
    """Thirty percent of them in all places, for half a year."""
    places = {region for (region, material) in plan(load("base-year", ("days=7",))).year.output if material in MAGNETS}
    terms = "material='magnet_*', share=0.3, start=2025-03-12, end=2025-09-10, source='a test'"
    made = plan(load("base-year", ("days=350", *(f"stoppages.x{p}={{region='{p}', {terms}}}" for p in sorted(places)))))
    before, after = fresh(made.template), play(made)
    for oxide in ("light_oxide", "heavy_oxide"):
        price = market(made, after, MarketColumn.GATE, "CHN", oxide)
        magnets = market(made, after, MarketColumn.GATE, "CHN", "magnet_standard")
        day = int(np.argmax(np.abs(magnets / magnets[0] - 1.0) > 1e-9))
        assert 9 <= day <= 11
        assert magnets[day] > magnets[day - 1]
        assert price[day] <= price[day - 1] * (1.0 + 1e-12)
        assert price[day + 13] < price[day - 1]
    assert mass_residual(before, after.world) < 1e-14
