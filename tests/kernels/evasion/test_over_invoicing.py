"""Affiliates declare the reference price, pay no levy, and rebate the difference; some invoices are looked behind."""

import numpy as np
import pytest
from controlled import lots
from ways_round import NOBODY_MOVES, NOBODY_RELABELS, START, total, world

from lodeflow.kernels.entities.lots import Fact, Money
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.replication import state_hash

ALONE = (NOBODY_MOVES, NOBODY_RELABELS)
ALL, NONE = "policies.floor.affiliated_share=1", "policies.floor.affiliated_share=0"
UNSEEN = "policies.floor.audited_share=0"


def levied(found):
    """Tonnes and money of cargoes that have cleared under a levy by law."""
    made, r = found
    fact, amount = lots(r)
    due = np.array([k.foreign and k.route == "legal" for k in made.atlas.lanes])
    due &= made.template.market.floors.of_lane >= 0
    return amount[
        due[fact[:, Fact.LANE]]
        & (fact[:, Fact.DEPARTED] >= START)
        & (fact[:, Fact.CLEARED] >= START)
        & (amount[:, 1 + Money.LEVY] > 0.0)
    ]


def test_where_all_are_affiliates_and_nobody_looks_the_floor_is_none():
    """V23: no levy, and every flow and price as without the floor, bit for bit; only the reference is another."""
    hollow = world(*ALONE, ALL, UNSEEN)
    none = world(*ALONE, 'policies.floor.reference="1 USD/kg"')
    one, other = hollow[1].world.tape, none[1].world.tape
    rows = one.used[MARKETS]
    assert np.array_equal(*(np.delete(t.market[:rows], MarketColumn.REFERENCE, axis=2) for t in (one, other)))
    assert np.array_equal(one.flow[:rows], other.flow[:rows])
    assert total(hollow, "over_invoiced") > 1000.0
    assert total(hollow, "evaded_levy") > 1e8
    assert hollow[1].world.market.trade.paid[:, Money.LEVY].sum() == 0.0


def test_buyers_reckon_with_what_they_will_pay_on_average():
    """A third of sales, a fifth of them audited and fined half of what they hide: 1 - 1/3 + 1/3 · 1/5 · 1.5 = .7667."""
    terms = (
        "policies.floor.affiliated_share=0.3333333333333333",
        "policies.floor.audited_share=0.2",
        "policies.floor.audit_penalty=0.5",
    )
    m = world(*ALONE, *terms)[1].world.market
    on = m.levies.rate > 0.0
    assert on.any()
    assert m.trade.levy[on] == pytest.approx((1.0 - 1.0 / 3.0 + 0.1) * m.levies.rate[on], rel=1e-12)


def test_a_cargo_that_is_audited_pays_all_of_the_levy_and_the_fine_and_another_pays_its_honest_part():
    found = world(
        *ALONE,
        "policies.floor.affiliated_share=0.25",
        "policies.floor.audited_share=0.4",
        "policies.floor.audit_penalty=2",
    )
    amount = levied(found)
    levy, fine = amount[:, 1 + Money.LEVY], amount[:, 1 + Money.FINE]
    audited = fine > 0.0
    assert audited.mean() == pytest.approx(0.4, abs=0.05)
    assert fine[audited] == pytest.approx(2.0 * 0.25 * levy[audited], rel=1e-12)
    honest = world(
        *ALONE,
        "policies.floor.affiliated_share=0.25",
        "policies.floor.audited_share=1",
        "policies.floor.audit_penalty=0",
    )
    assert total(honest, "over_invoiced") == 0.0
    paid = found[1].world.market.trade.paid
    hidden = found[1].world.market.relabelling_state.lost.sum()
    assert hidden == pytest.approx(levy[~audited].sum() / 3.0, rel=0.1)  # those still on their way apart
    assert paid[:, Money.FINE].sum() > 0.0
    assert total(found, "money_residual") < 1e-9


def test_audits_draw_on_their_own_dice():
    """The same voyages, the same accidents: with no affiliates it does not matter who is audited."""
    unseen, seen = world(*ALONE, NONE, UNSEEN)[1], world(*ALONE, NONE)[1]
    assert unseen.trace == seen.trace
    assert state_hash(unseen.world) == state_hash(seen.world)


def test_one_levy_for_all_origins_cannot_be_evaded_by_a_price():
    lowest = 'policies.floor.levy_basis="lowest_cif"'
    found = world(*ALONE, lowest, ALL, UNSEEN, days=400)
    assert total(found, "over_invoiced") == 0.0
    assert found[1].world.market.trade.paid[:, Money.LEVY].sum() > 0.0


def test_whoever_has_an_affiliate_does_not_relabel():
    sent = [
        total(world(NOBODY_MOVES, UNSEEN, f"policies.floor.affiliated_share={a}"), "relabelled")
        for a in (0.0, 0.5, 1.0)
    ]
    assert sent[0] > sent[1] > sent[2] == 0.0
    assert sent[1] > 0.3 * sent[0]
