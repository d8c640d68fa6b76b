"""What holders of stock reckon production quotas to let be made: the quota where it binds, everything where not."""

import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.kernels.prices.forward_position import ANSWER, CAPACITY, OUTAGES
from lodeflow.kernels.supply.outlook import foresee_supply
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

CHINA_MINES = 270_000.0  # t REO, of the base table
MINING = (
    "production_quotas.mines.controller=CHN",
    "production_quotas.mines.stage=mining",
    "production_quotas.mines.source=assumption",
)


def foreseen(*settings, dearer=1.0, tolerated=1.0, standing=0.0):
    """Flows of supply by kind and part, the same of China's mines alone, and the market.

    Args:
        settings: of the scenario.
        dearer: utilisation of mines over that at base prices.
        tolerated: share of the illegal tranche that no crackdown stops.
        standing: share of China's sites that stand still.

    """
    m = fresh(plan(load("base-year", settings)).template).market
    china = m.mine_params.cell == -1
    if len(m.production_quotas.of_mine):
        china = m.production_quotas.of_mine == 0
        m.production_quota_state.tolerated[:] = tolerated
    m.mines.use[:] = dearer * m.mine_params.base_utilisation
    for f in np.flatnonzero(china):
        m.sites.cut[m.mine_params.first_site[f] : m.mine_params.first_site[f + 1]] = standing
    foresee_supply(
        m.rules, m.forward_params, m.forward, m.mine_params, m.mines, m.sites, m.plant_params, m.plants,
        m.stoppage_state, m.trade, m.production_quotas, m.production_quota_state, 0,
    )  # fmt: skip
    output = m.mine_params.base_capacity * m.mine_params.base_utilisation * m.rules.tick
    return m.forward.flows.copy(), (m.forward_params.mined * output[:, None])[china].sum(0), m


def test_a_quota_that_binds_for_good_takes_what_it_forbids_from_the_supply_to_come():
    """By hand: 200 of 270 kt, so China's mines add 20/27 of what they could."""
    free, china, _ = foreseen(*MINING, "production_quotas.mines.tonnes.2025=400 kt/yr")
    bound, _, _ = foreseen(*MINING, "production_quotas.mines.tonnes.2025=200 kt/yr")
    assert np.all(china[:3] > 0.0)
    assert bound[CAPACITY] - free[CAPACITY] == pytest.approx(-70.0 / CHINA_MINES * 1000.0 * china, rel=1e-9)
    assert np.all(bound[OUTAGES] == 0.0)


def test_the_illegal_tranche_heeds_no_quota():
    settings = ("production_quotas.mines.tonnes.2025=180 kt/yr", "production_quotas.mines.illegal_share=0.25")
    free, china, _ = foreseen(*MINING, "production_quotas.mines.tonnes.2025=400 kt/yr")
    bound, _, _ = foreseen(*MINING, *settings)
    assert bound[CAPACITY] - free[CAPACITY] == pytest.approx(-0.75 * (1.0 - 180.0 / 270.0) * china, rel=1e-9)


def test_mines_at_their_quota_answer_no_rise_of_the_price():
    _, _, m = foreseen(*MINING, "production_quotas.mines.tonnes.2025=400 kt/yr")
    answers = np.zeros(len(m.forward.size))
    for f in np.flatnonzero(m.production_quotas.of_mine < 0):
        able = m.mine_params.base_capacity[f] * m.mines.open[f] * m.mine_params.base_utilisation[f] * m.rules.tick
        answers += 0.05 * able * m.forward_params.mined[f]
    bound, _, _ = foreseen(*MINING, "production_quotas.mines.tonnes.2025=270 kt/yr", dearer=1.05)
    assert bound[ANSWER] == pytest.approx(answers, rel=1e-9, abs=1e-9)


def test_within_the_quota_they_answer_a_fall():
    calm, china, _ = foreseen(*MINING, "production_quotas.mines.tonnes.2025=270 kt/yr")
    less, _, m = foreseen(*MINING, "production_quotas.mines.tonnes.2025=270 kt/yr", dearer=0.9)
    others = less[CAPACITY] * 0.0
    for f in np.flatnonzero(m.production_quotas.of_mine < 0):
        able = m.mine_params.base_capacity[f] * m.mines.open[f] * m.mine_params.base_utilisation[f] * m.rules.tick
        others += -0.1 * able * m.forward_params.mined[f]
    assert less[ANSWER] == pytest.approx(others - 0.1 * china, rel=1e-9, abs=1e-9)
    assert np.array_equal(less[CAPACITY], calm[CAPACITY])


def test_a_crackdown_passes_and_so_counts_with_the_outages():
    settings = ("production_quotas.mines.tonnes.2025=400 kt/yr", "production_quotas.mines.illegal_share=0.2")
    flows, china, _ = foreseen(*MINING, *settings, tolerated=0.5)
    assert flows[OUTAGES] == pytest.approx(-0.1 * china, rel=1e-9, abs=1e-9)


def test_an_outage_frees_quota_for_the_sites_that_work():
    """By hand: a quota of two thirds; half of the sites stand still, so the others may dig all they can."""
    free, china, _ = foreseen(*MINING, "production_quotas.mines.tonnes.2025=180 kt/yr", standing=0.25)
    assert free[OUTAGES] == pytest.approx(0.0 * china, abs=1e-6 * china.max())
    half, _, _ = foreseen(*MINING, "production_quotas.mines.tonnes.2025=180 kt/yr", standing=0.5)
    assert half[OUTAGES] == pytest.approx((0.5 - 2.0 / 3.0) * china, rel=1e-9)


def test_a_quota_beyond_reach_changes_nothing():
    without, _, _ = foreseen()
    beyond, _, _ = foreseen(*MINING, "production_quotas.mines.tonnes.2025=400 kt/yr")
    assert np.array_equal(without, beyond)
