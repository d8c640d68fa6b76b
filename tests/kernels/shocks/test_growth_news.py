"""News about growth: a revision of the rate moves use by its rate times its mean life, whatever the tick."""

import numpy as np
import pytest
from runs import run_of

from lodeflow.assembly import plan
from lodeflow.catalog.names import SECTORS
from lodeflow.kernels.core.chance import Chance
from lodeflow.kernels.demand.final_use import want
from lodeflow.kernels.shocks.growth_news import RevisionParams, RevisionState, revise_growth
from lodeflow.outcomes.conservation import mass_residual
from lodeflow.replication import fresh, state_hash
from lodeflow.scenario.load import load

LIFE, SPREAD = 548.0, 0.06
NEWS = (f"sectors.clean_energy.revision_spread={SPREAD}", f"sectors.clean_energy.revision_days={LIFE}")
CLEAN = SECTORS.index("clean_energy")


def built(*settings):
    """Market and shocks on day 0."""
    world = fresh(plan(load("base-year", ("days=1", *settings))).template)
    return world.market, world.shocks


@pytest.mark.parametrize("tick", [1, 7, 14])
def test_a_revision_moves_use_by_its_rate_times_its_life_and_half_of_it_within_a_half_life(tick):
    m, shocks = built(f"tick_days={tick}", f"sectors.clean_energy.revision_days={LIFE}")
    rate, chance = 0.05 / 365.0, Chance(np.array([1]), np.array([0]))
    shocks.revised.rate[CLEAN] = rate
    clean = m.user_params.sector == CLEAN
    for n in range(1, 3000 // tick):
        revise_growth(shocks.revisions, shocks.revised, m.user_params, m.users, chance, n * tick)
        left = np.exp(-n * tick / LIFE)
        assert m.users.level[clean] == pytest.approx(rate * LIFE * (1.0 - left), rel=1e-12)
        assert m.users.level[clean] + m.users.rising[clean] == pytest.approx(
            rate * LIFE * (1.0 - left * np.exp(-tick / LIFE)), rel=1e-12
        )
    assert not m.users.level[~clean].any()


def test_users_want_what_the_revised_path_makes_them_want():
    m, _ = built()
    m.users.level[:] = 0.1
    want(m.rules, m.user_params, m.cell_params, m.buyers, m.users, m.per_cell, 0)
    assert m.users.wanted == pytest.approx(m.user_params.base_use * np.exp(0.1), rel=1e-12)
    assert m.users.required == pytest.approx(m.user_params.base_use * np.exp(0.1), rel=1e-12)


@pytest.mark.parametrize("tick", [7.0, 28.0])
def test_the_growth_rate_has_the_spread_and_the_memory_it_is_said_to_have_at_any_tick(tick):
    """Standard deviation 6 % a year, autocorrelation e^(-d / life) over d days; a long-run level that moves by
    (2 life)^1/2 times that in a year.
    """
    count, ticks, kept = 60, int(40 * 365 / tick), float(np.exp(-tick / LIFE))
    fresh_draws = np.full(count, SPREAD / 365.0 * (1.0 - kept**2) ** 0.5)
    revisions = RevisionParams(np.arange(count), np.full(count, kept), fresh_draws, np.full(count, LIFE * (1.0 - kept)))
    m, _ = built()
    user_params = m.user_params._replace(sector=np.zeros_like(m.user_params.sector))
    revised, chance = RevisionState(np.zeros(count), np.zeros(count)), Chance(np.array([3]), np.array([0]))
    rates, ends = [], []
    for n in range(ticks):
        revise_growth(revisions, revised, user_params, m.users, chance, int(n * tick))
        rates.append(365.0 * revised.rate)
        ends.append(revised.level + LIFE * revised.rate)  # where the level is expected to end up
    assert rates[0].tolist() == [0.0] * count
    rates, ends = np.array(rates), np.array(ends)
    settled = rates[int(4 * 365 / tick) :]
    assert settled.std() == pytest.approx(SPREAD, rel=0.1)
    year = round(365 / tick)
    again = np.corrcoef(settled[:-year].ravel(), settled[year:].ravel())[0, 1]
    assert again == pytest.approx(np.exp(-year * tick / LIFE), abs=0.06)
    news = ends[year::year] - ends[:-year:year]
    assert news.std() == pytest.approx(SPREAD * (2.0 * LIFE / 365.0) ** 0.5, rel=0.05)
    assert abs(np.corrcoef(news[:-1].ravel(), news[1:].ravel())[0, 1]) < 0.06  # news is never news again


def test_without_spread_the_world_is_the_same_to_the_last_bit():
    (_, still), (_, long_lived) = (
        run_of("base-year", *s, days=100) for s in ((), tuple(f"sectors.{k}.revision_spread=0" for k in SECTORS))
    )
    assert state_hash(still.world) == state_hash(long_lived.world)
    assert not still.world.market.users.level.any()
    assert not still.world.shocks.revised.rate.any()


def test_a_sector_without_news_goes_its_way_and_replications_hear_other_news():
    (_, one), (_, other) = (run_of("base-year", *NEWS, days=400, replication=n) for n in (0, 1))
    level = dict(zip(SECTORS, one.world.shocks.revised.level, strict=True))
    assert level["defence"] == level["other"] == 0.0
    assert 1e-4 < abs(level["clean_energy"]) < 0.3
    assert other.world.shocks.revised.level[CLEAN] != level["clean_energy"]


def test_no_tonne_is_lost_or_made_by_news():
    made, happened = run_of("base-year", *NEWS, days=400)
    assert mass_residual(made.template, happened.world) < 1e-12
