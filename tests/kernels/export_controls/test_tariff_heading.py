"""A control as customs sees it: until grades can be told apart, all goods of the tariff heading wait.

Then new ones pass, and those that waited go as customs looks through them.
"""

import numpy as np
import pytest
from controlled import control, events, exports, lanes_of, lots, world
from scipy.stats import norm
from worlds import everything

from lodeflow.assembly import plan
from lodeflow.engines import simpy_engine
from lodeflow.engines.compiled_engine import play
from lodeflow.kernels.core.kinds import CONTROL
from lodeflow.kernels.entities.lots import NO_DAY, Fact, Fate, Money
from lodeflow.kernels.export_controls.decree import LICENSING, SORTED
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.outcomes.conservation import mass_residual
from lodeflow.scenario.load import load

DAY, BLOCKED = 61, 45
NOTHING = 1e-12  # what leaves is a difference of sums
TERMS = {"materials": "magnet_high_temperature", "start": "2025-03-03", "regime": "licensing", "news": 0}
LICENCE = {"blocked_days": BLOCKED, "processing_median_days": 20, "approval": 0.5}


def magnets(days=300, licence=LICENCE, **terms):
    return world(control("grades", **{**TERMS, "heading": "8505.11", "licence": licence, **terms}), days=days)


@pytest.fixture(scope="module")
def waiting():
    return magnets()


def test_for_the_blocked_weeks_no_magnet_of_any_grade_leaves_and_then_new_ones_pass(waiting):
    made, r = waiting
    standard = exports(made, r, lanes_of(made, material="magnet_standard"))
    begins, sorts = DAY // 7 + 1, (DAY + BLOCKED) // 7 + 1
    assert standard[: begins - 1] == pytest.approx(1.0)
    assert standard[begins:sorts].max() < NOTHING
    assert standard[sorts : sorts + 15].mean() > 1.0  # what waited comes on top
    queue = r.world.tape.market[: r.world.tape.used[MARKETS], made.atlas.cell("CHN", "magnet_standard")]
    assert queue[begins, MarketColumn.LICENCE_QUEUE] > 0.0
    assert (np.diff(queue[sorts:, MarketColumn.LICENCE_QUEUE]) < 1e-9).all()
    assert queue[-1, MarketColumn.LICENCE_QUEUE] == pytest.approx(0.0, abs=1e-9)
    assert [(day, what) for day, kind, _, what in events(r) if kind == CONTROL] == [
        (DAY, LICENSING), (DAY + BLOCKED, SORTED)
    ]  # fmt: skip
    fact, _ = lots(r)
    after = of_standard(made, fact) & (fact[:, Fact.ORDERED] >= DAY + BLOCKED)
    assert set(fact[after, Fact.LICENSED].tolist()) == {NO_DAY}


def test_what_waited_leaves_over_as_long_as_decisions_take(waiting):
    """Customs looks through each cargo from the day on which it can tell grades apart: after t days the share
    Phi(ln(t / 20) / .5) of what was held has gone, the distribution of the time of a decision.
    """
    made, r = waiting
    fact, amount = lots(r)
    held = of_standard(made, fact) & (fact[:, Fact.ORDERED] >= DAY) & (fact[:, Fact.ORDERED] < DAY + BLOCKED)
    waited, tonnes = fact[held, Fact.LICENSED] - (DAY + BLOCKED), amount[held, 0]
    assert held.sum() > 100
    assert waited.min() > 0
    for days in (10, 15, 20, 30, 40):
        gone = (waited <= days).sum() / held.sum()
        assert gone == pytest.approx(norm.cdf(np.log(days / 20.0) / 0.5), abs=0.1), days
    by_week = np.bincount(waited // 7, weights=tonnes) / tonnes.sum()
    assert by_week.max() < 0.4


def of_standard(made, fact):
    """Lots of magnets of the free grade that leave China, smuggled ones apart."""
    return np.isin(fact[:, Fact.LANE], lanes_of(made, "CHN", "*", "magnet_standard"))


def test_what_only_customs_held_needs_no_licence_so_none_is_refused_and_none_pays_a_rent(waiting):
    made, r = waiting
    fact, amount = lots(r)
    grade = np.array([made.atlas.lanes[s].material for s in fact[:, Fact.LANE]])
    standard, controlled = grade == "magnet_standard", grade == "magnet_high_temperature"
    assert (fact[standard, Fact.FATE] != Fate.REFUSED).all()
    assert amount[standard, 1 + Money.RENT].sum() == 0.0
    assert (fact[controlled, Fact.FATE] == Fate.REFUSED).any()
    assert mass_residual(made.template, r.world) < 1e-12


def test_a_heading_that_is_sorted_at_once_changes_no_bit():
    plain = world(control("grades", **TERMS, licence=LICENCE), days=250)
    sorted_at_once = magnets(250, {**LICENCE, "sorting_days": 0})
    assert plain[1].trace == sorted_at_once[1].trace
    assert np.array_equal(plain[1].world.tape.market, sorted_at_once[1].world.tape.market)


@pytest.mark.parametrize("days", [10, 80])
def test_customs_may_learn_sooner_or_later_than_the_office(days):
    made, r = magnets(250, {**LICENCE, "sorting_days": days})
    standard = exports(made, r, lanes_of(made, material="magnet_standard"))
    assert np.flatnonzero(standard[DAY // 7 + 1 :] > NOTHING)[0] + DAY // 7 + 1 == -(-(DAY + days) // 7)


def test_what_another_control_exempts_is_not_held():
    free = control("free", materials="magnet_standard", destinations="JPN", start="2025-03-03", regime="none")
    grades = control("grades", **TERMS, heading="8505.11", licence=LICENCE)
    made, r = world(grades, free, days=120)
    lanes = {to: exports(made, r, lanes_of(made, "CHN", to, "magnet_standard")) for to in ("JPN", "KOR")}
    assert lanes["JPN"].min() > 0.9
    assert lanes["KOR"][DAY // 7 + 1 : (DAY + BLOCKED) // 7].max() < NOTHING


def test_when_the_control_ends_nothing_waits_to_be_sorted():
    made, r = magnets(140, end="2025-03-24")
    standard = exports(made, r, lanes_of(made, material="magnet_standard"))
    assert standard[82 // 7 + 1] > 2.0
    assert SORTED not in [what for _, kind, _, what in events(r) if kind == CONTROL]


def test_under_a_ban_lookalikes_wait_and_are_not_closed():
    made, r = magnets(200, regime="ban", destinations="USA", heading="8505.11")
    lanes = lanes_of(made, "CHN", "USA", "magnet_standard")
    assert exports(made, r, lanes)[DAY // 7 + 1 : (DAY + BLOCKED) // 7].max() < NOTHING
    assert exports(made, r, lanes)[(DAY + BLOCKED) // 7 + 1 :].mean() > 1.2
    assert exports(made, r, lanes_of(made, "CHN", "USA", "magnet_high"))[DAY // 7 + 1 :].max() < NOTHING


@pytest.mark.parametrize("seed", [1, 2])
def test_headings_periods_and_ceilings_are_the_same_in_both_engines(seed):
    short = (f"regimes.{regime}.mean_days=60" for regime in ("none", "licensing", "ban", "eased", "quota"))
    settings = (
        control("grades", **TERMS, heading="8505.11", lookalikes="light_oxide", licence=LICENCE, drawn=True,
                quota="20 kt/yr", period_days=50, carried_over=0.3),
        control("heavy", materials="heavy_oxide", heading="2846.90", start="2025-02-03", regime="quota",
                quota="90 t/yr", period_days=30),
        "smuggling.ceiling=0.05", "smuggling.convexity=0.3", 'smuggling.materials=["*"]',
        "retaliation.doubling=0.01", "retaliation.cap=20", "tariffs.us_magnets.rate=0.9", *short,
    )  # fmt: skip
    made = plan(load("base-year", ("days=420", f"seed={seed}", *settings)))
    compiled = play(made)
    assert SORTED in [what for _, kind, _, what in events(compiled) if kind == CONTROL]
    assert everything(made, compiled) == everything(made, simpy_engine.play(made))
