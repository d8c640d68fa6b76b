"""The headline: what of the needs outside China is met with what is not Chinese, and whether a year of 60 % is reached."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from lodeflow.assembly import plan
from lodeflow.catalog.names import MATERIALS, REGIONS
from lodeflow.engines import compiled_engine
from lodeflow.kernels.entities.cells import CHINESE, HEAVY, LIGHT
from lodeflow.kernels.record.diversification import NON_CHINESE, NOT_REACHED, REACHED, REQUIRED, USED, count_delivered
from lodeflow.monte_carlo.stopping import until
from lodeflow.outcomes.diversification import CENSORED, CONTAINED, HORIZONS
from lodeflow.outcomes.measure import outcomes
from lodeflow.outcomes.names import Name
from lodeflow.replication import fresh
from lodeflow.report.over_replications import Means
from lodeflow.rows.shares import share_rows
from lodeflow.scenario.load import load

ROUNDING = 1e-12


def told(world, r):
    return {(o.outcome, o.material, o.region): o.value for o in outcomes(world, r.world)}


@pytest.fixture(scope="module")
def lived(two_years):
    return two_years, compiled_engine.play(two_years)


def market_day(world, day, chinese, scale=1.0, required=1.0):
    """One market day on which every final user got ``scale`` times what it needs, ``chinese`` of that Chinese."""
    m, needs = world.market, world.needs
    m.users.required[:] = required
    m.buyers.served[:] = 0.0
    for k, cell in enumerate(m.user_params.cell):
        m.buyers.served[cell, :2] += scale * required * m.rules.tick * needs.grade[k]
        m.buyers.served[cell, CHINESE : CHINESE + 2] = chinese * m.buyers.served[cell, :2]
    count_delivered(needs, world.diversification, m.rules, m.buyers, m.users, day)


def abroad(world, e, what):
    return world.diversification.by_year[:, world.needs.abroad > 0.0, e, what].sum()


def test_use_that_shrinks_is_no_success(base):
    """V35: two fifths of use are gone, all of it Chinese, and no tonne more is anybody else's."""
    shares = []
    for scale in (1.0, 0.6):
        world = fresh(base.template)
        market_day(world, 0, 1.0 - 0.2 / scale, scale)
        came, need, use = (abroad(world, LIGHT, what) for what in (NON_CHINESE, REQUIRED, USED))
        shares.append((came / need, came / use))
    assert shares[0] == pytest.approx((0.2, 0.2), rel=1e-10)
    assert shares[1][0] == pytest.approx(shares[0][0], rel=ROUNDING)
    assert shares[1][1] == pytest.approx(0.2 / 0.6, rel=1e-10)


def test_what_is_required_is_the_same_in_every_arm_to_the_last_bit(two_years, lived):
    """A tariff of 200 % on everything shrinks use and moves trade, but not needs: growth, booms and surges do that."""
    duty = "tariffs.wall={importer='*',origin='CHN',material='*',rate=2.0,start=2025-03-01,source='a test'}"
    texts = ("days=730", "outages.rate_per_year=1.0", "chokepoints.malacca.closures_per_year=2.0", duty)
    arm = compiled_engine.play(plan(load("status-quo", texts)), keep_lots=False).world.diversification.by_year
    same = lived[1].world.diversification.by_year
    assert np.array_equal(arm[..., REQUIRED], same[..., REQUIRED])
    assert arm[1, 1:, LIGHT, USED].sum() < 0.97 * same[1, 1:, LIGHT, USED].sum()
    assert same[1, :, LIGHT, REQUIRED].sum() > 1.02 * same[0, :, LIGHT, REQUIRED].sum()  # demand grows


def test_a_year_of_requirements_is_that_of_the_base_table(base):
    """By hand from the table: contained in magnets by their recipe, and oxide used as such."""
    world = plan(load("base-year", ("days=364",)))
    found, content, use = told(world, compiled_engine.play(world, keep_lots=False)), base.year.recipe.content, {}
    for (region, material), tonnes in base.year.final_use.items():
        for e, oxide in enumerate(CONTAINED):
            held = content[material][e] if material in content else float(material == oxide)
            use[oxide, region] = use.get((oxide, region), 0.0) + held * tonnes * 364.0 / 365.0
    for oxide in CONTAINED:
        outside = sum(t for (o, region), t in use.items() if o == oxide and region != "CHN")
        assert found["requirement", oxide, None] == pytest.approx(outside, rel=1e-9)
        assert found["requirement", oxide, "JPN"] == pytest.approx(use[oxide, "JPN"], rel=1e-9)
        assert found["non_chinese_share_of_use", oxide, None] == pytest.approx(
            found["non_chinese_share_of_requirements", oxide, None], rel=1e-9, abs=1e-12
        )
    assert 0.15 < found["non_chinese_share_of_requirements", "light_oxide", None] < 0.22


def test_of_regions_the_world_outside_china_is_the_sum(lived):
    found = told(*lived)
    for outcome in ("non_chinese_content", "requirement"):
        for oxide in CONTAINED:
            parts = [v for (o, m, r), v in found.items() if (o, m) == (outcome, oxide) and r is not None]
            assert len(parts) > 15
            assert found[outcome, oxide, None] == pytest.approx(sum(parts), rel=1e-11)
    assert not [key for key in found if key[0] == "requirement" and key[2] == "CHN"]


def test_a_year_counts_when_its_markets_together_meet_the_goal(base):
    """By hand: after two years at 50 % everything is non-Chinese; of 53 weeks 11 lift the mean to .6."""
    world = fresh(base.template)
    for week in range(104):
        market_day(world, 7 * week, 0.5)
    assert world.diversification.at[REACHED] == NOT_REACHED
    for week in range(104, 130):
        market_day(world, 7 * week, 0.0)
    assert world.diversification.at[REACHED] == 7 * (104 + 11 - 1)


def test_before_a_year_is_over_nothing_is_reached(base):
    world = fresh(base.template)
    for week in range(60):
        market_day(world, 7 * week, 0.3)
    assert world.diversification.at[REACHED] == 7 * 52  # 53 weeks are the first markets that fill a year


def test_weeks_belong_to_the_year_of_their_market_day():
    world = plan(load("base-year", ("days=60", "start_date=2025-12-01")))
    state = fresh(world.template)
    for week in range(9):
        market_day(state, 7 * week, 0.0)
    days = [date(2025, 12, 1).toordinal() + 7 * week for week in range(9)]
    counts = [sum(date.fromordinal(d).year == year for d in days) for year in (2025, 2026)]
    required = state.diversification.by_year[:, :, LIGHT, REQUIRED].sum(axis=1)
    assert required / required.sum() == pytest.approx(np.array(counts) / 9.0, rel=ROUNDING)


@pytest.mark.parametrize(
    ("days", "reached", "known"),
    [
        (4383, 3000, (0.0, 1.0, 1.0)),
        (4383, NOT_REACHED, (0.0, 0.0, 0.0)),
        (2557, 400, (1.0, None, None)),
        (2000, 400, (None, None, None)),
    ],
)
def test_a_run_says_nothing_of_horizons_it_does_not_cover(base, days, reached, known):
    """A run that ends before a horizon is silent even if the goal was reached: those that did not reach it are too."""
    world = plan(load("base-year", (f"days={days}",)))
    state = fresh(world.template)
    state.totals.markets[0] = 1.0
    state.diversification.at[REACHED] = reached
    found = told(world, SimpleNamespace(world=state))
    for horizon, value in zip(HORIZONS, known, strict=True):
        told_value = found[f"share_60_by_{horizon}", "light_oxide", None]
        assert np.isnan(told_value) if value is None else told_value == value
    year = found["year_of_60_percent", "light_oxide", None]
    assert (
        np.isnan(year)
        if reached == NOT_REACHED
        else year == date.fromordinal(date(2025, 1, 1).toordinal() + reached).year
    )


def test_a_censored_year_has_no_mean_of_those_that_reached_it(lived):
    found = outcomes(lived[0], lived[1].world)
    place = next(k for k, o in enumerate(found) if o.outcome in CENSORED)
    values = np.array([o.value for o in found])
    means = Means([Name(*o[:4]) for o in found])
    for year in (2030.0, np.nan):
        values[place] = year
        means.add(values)
    assert ("year_of_60_percent", "light_oxide", None, None) not in means.values()
    with pytest.raises(ValueError, match="has no mean"):
        until("year_of_60_percent light_oxide < 1", means.names)


def test_the_share_table_has_every_year_of_the_run_and_adds_up_to_the_outcomes(lived):
    world, r = lived
    rows, found = share_rows(world, r), told(world, r)
    assert sorted(set(rows["year"].tolist())) == [2025, 2026]
    for oxide in CONTAINED:
        of = rows["material"] == MATERIALS.index(oxide)
        for region in (None, "JPN", "USA"):
            here = of & (rows["region"] == (-1 if region is None else REGIONS.index(region)))
            assert here.sum() == 2
            assert rows["requirement_t"][here].sum() == pytest.approx(found["requirement", oxide, region], rel=ROUNDING)
            came = rows["non_chinese_t"][here].sum()
            assert came == pytest.approx(found["non_chinese_content", oxide, region], rel=ROUNDING)
            share = found["non_chinese_share_of_use", oxide, region]
            assert rows["use_t"][here].sum() * share == pytest.approx(came, rel=1e-10)
    assert found["non_chinese_share_of_requirements", CONTAINED[HEAVY], None] < 0.05
