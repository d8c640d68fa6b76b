"""Use moves to where magnets are cheaper, by what a magnet is in the cost of what moves, and nothing is lost."""

import numpy as np
import pytest
from ways_round import NO_FLOOR, NOBODY_MOVES, NOBODY_RELABELS, START, total, world

from lodeflow.kernels.alliance.agreement import MEMBER
from lodeflow.kernels.evasion.offshoring import move_offshore
from lodeflow.replication import fresh

SLOW = ("offshoring.most=0.2", "offshoring.response=5", "offshoring.cost_share=0.25", "offshoring.days=365")


def moved(weeks, gap, *settings, in_force=1, levy=0.6):
    """A market at rest in which users of members pay ``gap`` ln more than usual, after so many weeks."""
    made, _ = world(NOBODY_RELABELS, *SLOW, *settings, days=7)
    m = fresh(made.template).market
    m.levies.in_force[0] = in_force
    m.levies.standing[0, m.offshoring.region] = MEMBER
    for cell in set(m.offshoring.cell.tolist()):
        m.buyers.felt[cell] *= np.exp(gap)
    m.trade.levy[:] = levy * m.trade.cost
    m.users.wanted[:] = 1.0
    before = m.users.wanted.sum()
    desired = m.buyers.desired.sum()
    for _ in range(weeks):
        m.users.wanted[:] = 1.0
        m.users.made_up[:] = 0.0
        m.buyers.desired[:] = desired / len(m.buyers.desired)
        move_offshore(
            m.rules,
            m.routes,
            m.offshoring,
            m.offshoring_state,
            m.alliances,
            m.levies,
            m.buyers,
            m.users,
            m.trade,
            m.floors,
            m.per_cell,
        )
    assert m.users.wanted.sum() == pytest.approx(before, rel=1e-14)
    assert m.buyers.desired.sum() == pytest.approx(desired, rel=1e-14)
    return made, m


def test_how_much_has_moved_after_a_year_by_hand():
    """40 % dearer, of a motor whose quarter it is: .2 (1 - exp(-5 · .25 · ln 1.4)) in the end, and 1 - 1/e of it a year on."""
    made, m = moved(365 // 7, np.log(1.4))
    weeks = 365 // 7
    goal = 0.2 * (1.0 - 1.4 ** (-5.0 * 0.25))
    assert m.offshoring_state.share == pytest.approx(goal * (1.0 - np.exp(-7.0 * weeks / 365.0)), rel=1e-9)
    here = [made.users[k] for k in m.offshoring.user]
    there = [made.users[k] for k in m.offshoring.abroad]
    assert {user[0] for user in there} == {"CHN"}
    assert [user[1:] for user in here] == [user[1:] for user in there]
    assert "defence" not in {user[2] for user in here}


def test_nobody_moves_from_a_gap_that_is_usual_or_without_a_levy_or_where_derivatives_are_levied():
    assert moved(50, 0.0)[1].offshoring_state.share.max() < 1e-15
    assert set(moved(50, 0.5, "policies.floor.derivatives_covered=1")[1].offshoring_state.share) == {0.0}
    _, m = moved(200, 0.5, in_force=0)
    assert set(m.offshoring_state.share) == {0.0}
    assert m.offshoring_state.usual == pytest.approx(
        m.offshoring_state.usual[0] * np.ones(len(m.offshoring_state.usual)), abs=0.3
    )
    least = moved(50, 0.9, levy=0.1)[1].offshoring_state.share  # the levy cannot explain more
    assert least == pytest.approx(moved(50, -np.log(0.9))[1].offshoring_state.share, rel=1e-9)
    half = moved(50, 0.4, "policies.floor.derivatives_covered=0.5")[1].offshoring_state.share
    assert half == pytest.approx(moved(50, 0.2)[1].offshoring_state.share, rel=1e-9)


def test_what_leaves_the_members_is_wanted_in_the_hub_and_its_value_added_with_it():
    stays, goes = world(NOBODY_RELABELS, NOBODY_MOVES), world(NOBODY_RELABELS, *SLOW)
    gone = total(goes, "offshored")
    assert gone > 100.0
    assert total(goes, "offshored", "CHN") == 0.0
    assert total(goes, "use", "CHN") > total(stays, "use", "CHN")
    assert total(goes, "use", "EU") < total(stays, "use", "EU")
    assert 100_000.0 * gone < total(goes, "value_added_offshored") < 10_000_000.0 * gone
    assert total(goes, "mass_residual") < 1e-12


def test_without_a_levy_in_the_money_almost_nobody_moves():
    assert total(world(NOBODY_RELABELS, NO_FLOOR, *SLOW), "offshored") == pytest.approx(0.0, abs=1e-6)
    share = world(NOBODY_RELABELS, *SLOW)[1].world.market.offshoring_state.share
    assert START < 900
    assert 0.0 < share.max() < 0.2
