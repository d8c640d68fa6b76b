"""Prices of the whole simulator in calm: still without chance, and with it nobody can foresee their changes.

Chance is outages of mines (.08 a year and site) and swings of use (.08); no growth, no policy. Measured on 16 replications
of forty years, changes over four weeks of the mean ln gate price of a material between single days, as median over
replications: correlation with the next change, and variance ratio of 52 to 4 weeks.

    light ore        .007 |  .93
    heavy ore        .009 | 1.04
    light oxide     -.010 |  .94
    heavy oxide      .004 | 1.20
    standard        -.008 |  .95
    high-temp.      -.018 |  .97
    rest oxides     -.057 |  .49

At ticks of 3 and 1 d (8 replications of twenty years) they lie between -.04 and .03, and between .91 and 1.21. Single
replications: -.09 to .06, and .64 to 1.62.

Rest oxides stay at the floor, where prices rise and fall back by the floor itself: they are left out.
"""

import numpy as np
import pytest
from runs import run_of

from lodeflow.assembly import plan
from lodeflow.catalog.names import MATERIALS
from lodeflow.engines.compiled_engine import Engine
from lodeflow.kernels.record.record import MARKETS, MarketColumn
from lodeflow.scenario.load import load

YEARS, REPLICATIONS, TICK = 40, 16, 7
MONTH, YEAR = 28 // TICK, 364 // TICK
REST = MATERIALS.index("rest_oxide")


def gate(made, happened):
    """Gate price of every cell and tick over its base, float64 (ticks, cells); 1 where nothing is sold."""
    tape, base = happened.world.tape, made.template.market.cell_params.base_price
    prices = tape.market[: tape.used[MARKETS], :, MarketColumn.GATE]
    return np.where(made.rest.output > 0.0, prices / np.where(base > 0.0, base, 1.0), 1.0)


@pytest.mark.parametrize("tick", [14, 7, 3, 1])
def test_without_chance_prices_stay_at_base_for_three_years(tick):
    made, happened = run_of("base-year", f"tick_days={tick}", days=1095)
    assert np.abs(gate(made, happened) - 1.0).max() < 1e-9


def test_changes_over_four_weeks_cannot_be_foreseen_from_the_last_ones():
    found = np.array([moments_of(series) for series in calm_histories()])
    again, year = np.median(found, 0).T
    wanted = np.arange(len(MATERIALS)) != REST
    assert np.abs(again[wanted]).max() < 0.2
    assert year[wanted].min() > 0.5
    assert year[wanted].max() < 1.5


def test_news_about_growth_is_not_foreseen_either():
    """Growth of use that is revised all the time, and no other chance. Measured on 8 replications of twenty years:
    correlation .06 in oxide and magnets, .10 in heavy ore; variance ratios are 1.5 to 2.1, as capacity of the base
    year answers no price and gaps stay where holders expect them to fade.
    """
    news = ("sectors.clean_energy.revision_spread=0.05", "sectors.other.revision_spread=0.02")
    found = np.array([moments_of(series) for series in histories(news, years=20, replications=8)])
    again = np.median(found, 0)[:, 0]
    assert np.abs(again[np.arange(len(MATERIALS)) != REST]).max() < 0.2


def calm_histories():
    """Histories with outages of mines and swings of use."""
    swings = [f"sectors.{sector}.boom_spread=0.08" for sector in load("base-year").sectors]
    yield from histories(("outages.rate_per_year=0.08", *swings))


def histories(chance, years=YEARS, replications=REPLICATIONS):
    """Mean ln gate price of every material, float64 (ticks, materials), of one replication after the other."""
    made = plan(load("base-year", (f"days={365 * years}", f"tick_days={TICK}", *chance)))
    capacity = made.template.market.cell_params.base_capacity
    weight = np.zeros((len(capacity), len(MATERIALS)))
    for cell, (_, material) in enumerate(made.atlas.cells):
        weight[cell, MATERIALS.index(material)] = capacity[cell]
    engine = Engine(made, keep_lots=False)
    for replication in range(replications):
        yield np.log(gate(made, engine.run(replication)) @ (weight / weight.sum(0)))


def moments_of(series):
    """Correlation of changes over four weeks with the next, and variance ratio, float64 (materials, 2)."""
    month, year = series[MONTH:] - series[:-MONTH], series[YEAR:] - series[:-YEAR]
    again = [np.corrcoef(month[MONTH:, m], month[:-MONTH, m])[0, 1] for m in range(len(MATERIALS))]
    return np.column_stack([again, year.var(0) / month.var(0) * MONTH / YEAR])
