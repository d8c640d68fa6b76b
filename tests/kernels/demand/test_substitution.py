"""Users of a material that has become dear take another one, by what it costs them, and no use is lost but by weight."""

import numpy as np
import pytest
from controlled import control, market, world

from lodeflow.assembly import plan
from lodeflow.errors import ScenarioError
from lodeflow.kernels.demand.substitution import use_another_material
from lodeflow.kernels.record.record import MarketColumn
from lodeflow.outcomes.conservation import mass_residual, money_residual
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

HOT, PLAIN = "magnet_high_temperature", "magnet_standard"
MOST, RATIO, SPREAD, DAYS, WEIGHT = 0.25, 2.0, 0.35, 90.0, 1.1
RULE = (
    f"substitution.s={{replaced='{HOT}', by='{PLAIN}', most={MOST}, price_ratio={RATIO}, spread={SPREAD}, "
    f"days={DAYS}, weight={WEIGHT}, source='a test'}}"
)
BAN = control("c", materials=[HOT], start="2025-03-03", news=0, regime="ban")


@pytest.fixture(scope="module")
def made():
    return plan(load("base-year", [RULE]))


def after(made, weeks, dear, other=1.0):
    """A market in which one grade costs ``dear`` times its base price, and the other one ``other`` times."""
    m = fresh(made.template).market
    s = m.substitution
    m.buyers.felt[:] = m.cell_params.base_paid
    m.buyers.felt[s.cell] *= dear
    m.buyers.felt[s.other] *= other
    for _ in range(weeks):
        m.users.wanted[:] = m.user_params.base_use
        m.users.required[:] = m.user_params.base_use
        m.buyers.desired[:] = 0.0
        np.add.at(m.buyers.desired, m.user_params.cell, m.users.wanted)
        use_another_material(m.cell_params, s, m.substitution_state, m.buyers, m.users)
    return m


def share_at(ratio):
    """By hand: a logistic of ln price, scaled to 0 at the usual price and 1 at any."""
    usual = 1.0 / (1.0 + RATIO ** (1.0 / SPREAD))
    now = 1.0 / (1.0 + (RATIO / ratio) ** (1.0 / SPREAD))
    return MOST * (now - usual) / (1.0 - usual)


@pytest.mark.parametrize(("dear", "other"), [(2.0, 1.0), (4.0, 1.0), (4.0, 2.0), (100.0, 1.0)])
def test_the_share_that_has_moved_is_that_of_the_relative_price(made, dear, other):
    m = after(made, 400, dear, other)
    assert m.substitution_state.share == pytest.approx(share_at(dear / other), rel=1e-9)
    assert (m.substitution_state.share <= MOST).all()


def test_it_moves_at_its_own_speed(made):
    m = after(made, 13, 4.0)
    assert m.substitution_state.share == pytest.approx(share_at(4.0) * (1.0 - np.exp(-13 * 7 / DAYS)), rel=1e-9)


@pytest.mark.parametrize("dear", [0.3, 1.0])
def test_nobody_moves_while_the_material_is_not_dearer_than_usual(made, dear):
    m = after(made, 50, dear)
    assert m.substitution_state.share.max() == 0.0
    assert m.users.wanted == pytest.approx(m.user_params.base_use, rel=1e-15)


def test_what_leaves_one_grade_is_wanted_of_the_other_by_its_weight(made):
    m = after(made, 50, 4.0)
    s, use = m.substitution, m.user_params.base_use
    left = (use - m.users.wanted)[s.user]
    assert (left > 0.0).all()
    gained = np.zeros(len(use))
    np.add.at(gained, s.instead, WEIGHT * left)
    others = np.setdiff1d(np.arange(len(use)), s.user)
    assert (m.users.wanted - use)[others] == pytest.approx(gained[others], rel=1e-12, abs=1e-15)
    summed = np.zeros(len(m.buyers.desired))
    np.add.at(summed, m.user_params.cell, m.users.wanted)
    assert m.buyers.desired == pytest.approx(summed, rel=1e-12)
    assert np.array_equal(m.users.required, use)  # the same in every arm


def test_what_could_still_move_is_what_the_bids_reckon_with(made):
    """Of a share m that can move x has: (m - x) / (1 - x) of what is left, where all users of a cell are civil."""
    m = after(made, 50, 4.0)
    s, state = m.substitution, m.substitution_state
    civil = [k for k in range(len(s.user)) if (m.user_params.cell == s.cell[k]).sum() == (s.cell == s.cell[k]).sum()]
    assert civil
    x = state.share[civil]
    assert state.spare[s.cell[civil]] == pytest.approx((MOST - x) / (1.0 - x), rel=1e-12)
    assert state.turns[s.cell] == pytest.approx(np.log(RATIO), rel=1e-12)
    dear = after(made, 1, 1.0, 3.0)
    assert dear.substitution_state.turns[s.cell] == pytest.approx(np.log(3.0 * RATIO), rel=1e-12)


def test_defence_keeps_to_its_grade_and_users_join_those_of_their_sector(made):
    s = made.template.market.substitution
    for here, there in zip(s.user, s.instead, strict=True):
        (region, material, sector), other = made.users[here], made.users[there]
        assert (material, sector != "defence") == (HOT, True)
        assert other == (region, PLAIN, sector)


def test_under_a_ban_the_grade_peaks_lower_and_less_of_its_use_is_unmet():
    alone, helped = world(BAN, days=300), world(BAN, RULE, days=300)
    for region in ("EU", "USA", "KOR"):
        without = market(*alone, MarketColumn.SPOT, region, HOT).max()
        with_rule = market(*helped, MarketColumn.SPOT, region, HOT).max()
        assert with_rule < 0.97 * without, region
    lost = [r.world.totals.unmet[[k for k, u in enumerate(w.users) if u[1] == HOT]].sum() for w, r in (alone, helped)]
    assert lost[1] < lost[0]
    assert mass_residual(helped[0].template, helped[1].world) < 1e-12
    assert money_residual(helped[0].template, helped[1].world) < 1e-12


def test_in_a_world_at_rest_the_rule_changes_nothing():
    alone, helped = world(days=200), world(RULE, days=200)
    for column in (MarketColumn.SPOT, MarketColumn.GATE):
        assert market(*helped, column, "EU", HOT) == pytest.approx(market(*alone, column, "EU", HOT), rel=1e-9)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (RULE.replace(f"by='{PLAIN}'", f"by='{HOT}'"), "cannot take its own place"),
        (RULE.replace("price_ratio=2.0", "price_ratio=0.5"), "price_ratio"),
        (RULE.replace("most=0.25", "most=0.95"), "most"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(rule, said):
    with pytest.raises(ScenarioError, match=said):
        load("base-year", [rule])


def test_one_material_has_one_rule():
    with pytest.raises(ScenarioError, match="replaces what 's' replaces"):
        load("base-year", [RULE, RULE.replace("substitution.s", "substitution.t")])
