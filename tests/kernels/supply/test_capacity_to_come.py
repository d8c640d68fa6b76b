"""Growth of capacity beside that of use, belief in lasting prices and production quotas, in prices as they are known.

Known answers: discounted sums over 20,000 ticks of what mines and plants make beside use that grows on its path.
"""

from datetime import date, timedelta

import numpy as np
import pytest
from runs import run_of
from scipy.integrate import quad

from lodeflow.assembly import plan
from lodeflow.kernels.core.partial_adjustment import ATTENTION, BELIEVED, LAG, LONG_RUN, RESPONSE
from lodeflow.kernels.prices.forward_position import count_demand
from lodeflow.kernels.supply.capacity_to_come import foresee_capacity
from lodeflow.kernels.supply.outlook import foresee_supply
from lodeflow.kernels.supply.production_quotas import quota_of_the_day
from lodeflow.replication import fresh
from lodeflow.scenario.load import load

TICKS, BEND = 20_000, 252
FIRST = date(2025, 1, 1)
BASE = load("base-year")


def paced(use, capacity, later_use=None, later_capacity=None):
    """Settings by which all use grows by one rate and all capacity by another, a year, and perhaps by others later."""
    settings = [f"sectors.{name}.growth={use}" for name in BASE.sectors]
    settings += [f"regions.{name}.capacity_growth={capacity}" for name in BASE.regions]
    if later_use is not None:
        settings += [f"sectors.{name}.later_growth={later_use}" for name in BASE.sectors]
        settings += [f"regions.{name}.later_capacity_growth={later_capacity}" for name in BASE.regions]
        settings.append(f"growth.changes={FIRST + timedelta(BEND)}")
    return settings


def quota(*, level, growth=0.0, illegal=0.0, **more):
    """Settings of a quota on mining in China."""
    terms = {"controller": "CHN", "stage": "mining", "source": "assumption", "tonnes.2024": level} | more
    terms |= {"growth": growth, "illegal_share": illegal}
    return [f"production_quotas.mines.{name}={value}" for name, value in terms.items()]


def on_day_0(*settings, believed=0.0):
    """Market in which supply and use were looked at, where all mines and plants believe in prices dearer by a ln."""
    m = fresh(plan(load("base-year", settings)).template).market
    for terms, state in ((m.mine_params.answering, m.mines), (m.plant_params.answering, m.plants)):
        state.answer[:, BELIEVED] = believed - terms[:, LONG_RUN]
    m.forward.dated[:] = 0.0
    foresee_supply(
        m.rules, m.forward_params, m.forward, m.mine_params, m.mines, m.sites, m.plant_params, m.plants,
        m.stoppage_state, m.trade, m.production_quotas, m.production_quota_state, 0,
    )  # fmt: skip
    count_demand(m.rules, m.forward_params, m.forward, m.user_params, m.users, 0)
    foresee_capacity(
        m.rules, m.forward_params, m.forward, m.mine_params, m.mines, m.plant_params, m.plants, m.production_quotas,
        m.production_quota_state, m.trade, 0,
    )  # fmt: skip
    return m


def made_today(m):
    """Value that mines and plants add in a tick at base prices, by part, float64 (mines, parts), (plants, parts)."""
    p = m.forward_params
    mines = m.mine_params.base_capacity * m.mine_params.base_utilisation * (1.0 - p.usual_loss[0]) * m.mines.open
    plants = m.plant_params.base_capacity * m.plant_params.base_utilisation * m.plants.open
    return p.mined * mines[:, None] * m.rules.tick, p.made * plants[:, None] * m.rules.tick


def discounted(m, gaps):
    """Sum of gaps, float64 (ticks,) in units of what is made today, as every mode discounts them, float64 (modes,)."""
    return (1.0 + m.forward_params.rate)[:, None] ** -(1.0 + np.arange(TICKS)) @ gaps


def test_where_capacity_grows_with_use_nothing_is_to_come():
    assert not on_day_0(*paced(0.06, 0.06)).forward.dated.any()
    assert not on_day_0(*paced(0.06, 0.06, 0.03, 0.03)).forward.dated.any()


@pytest.mark.parametrize(("use", "capacity"), [(0.06, 0.05), (0.05, 0.06), (0.0, -0.02)])
def test_capacity_that_grows_otherwise_than_use_is_in_prices_from_the_first_day(use, capacity):
    """In units of use of its day it is (1 + g)^n / (1 + t)^n of today's after n ticks."""
    m = on_day_0(*paced(use, capacity))
    pace = np.exp((capacity - use) / 365.0 * m.rules.tick) ** np.arange(TICKS)
    mined, made = made_today(m)
    tied = m.forward_params.surplus <= 0.0
    wanted = np.outer(discounted(m, pace - 1.0), mined.sum(0) + made.sum(0))
    assert m.forward.dated[:, tied] == pytest.approx(wanted[:, tied], rel=1e-8)
    assert (
        np.sign(m.forward.dated[:, tied]).tolist()
        == np.full((len(wanted), tied.sum()), np.sign(capacity - use)).tolist()
    )


def test_a_change_of_growth_ahead_counts_from_its_day_on():
    m = on_day_0(*paced(0.06, 0.05, 0.02, 0.03))
    ticks = np.arange(TICKS)
    years = m.rules.tick / 365.0
    before, after = np.minimum(ticks, BEND / m.rules.tick), np.maximum(ticks - BEND / m.rules.tick, 0.0)
    pace = np.exp((-0.01 * before + 0.01 * after) * years)
    mined, made = made_today(m)
    tied = m.forward_params.surplus <= 0.0
    wanted = np.outer(discounted(m, pace - 1.0), mined.sum(0) + made.sum(0))
    assert m.forward.dated[:, tied] == pytest.approx(wanted[:, tied], rel=1e-8)


def test_what_owners_believe_of_prices_will_still_bring_capacity():
    """Belief fades by its share of a gap in a tick at base prices; capacity grows by its response until then."""
    answers = [f"regions.{name}.capacity_response=0.2" for name in BASE.regions]
    m, before = on_day_0(*answers, believed=0.1), on_day_0(*answers)
    total = np.zeros_like(m.forward.dated)
    for rows, values in zip((m.mine_params.answering, m.plant_params.answering), made_today(m), strict=True):
        for terms, value in zip(rows, values, strict=True):
            belief = 0.1 * (1.0 - terms[ATTENTION]) ** np.arange(TICKS)
            grows = terms[RESPONSE] * terms[LAG] * terms[ATTENTION] * belief  # integral over the tick
            total += np.outer(discounted(m, np.concatenate([[0.0], np.cumsum(grows)[:-1]])), value)
    tied = m.forward_params.surplus <= 0.0
    change = m.forward.dated - before.forward.dated
    assert change[:, tied] == pytest.approx(total[:, tied], rel=1e-8)
    assert change[:, tied].min() > 0.0


def able_under(m):
    """Ore that China's mines could make a day at base prices, t/d."""
    of = m.production_quotas.of_mine == 0
    p = m.mine_params
    return float(
        (p.base_capacity * p.base_utilisation * (1.0 - m.forward_params.usual_loss[0]) * m.mines.open)[of].sum()
    )


def test_a_quota_that_will_never_bind_is_as_none():
    free, capped = on_day_0(*paced(0.06, 0.05)), on_day_0(*paced(0.06, 0.05), *quota(level="2700 kt/yr", growth=0.06))
    assert (capped.production_quota_state.to_come == 1.0).all()
    assert capped.forward.dated == pytest.approx(free.forward.dated, rel=1e-12)


def test_half_of_capacity_that_a_lasting_quota_allows_is_half_of_what_is_to_come():
    m = on_day_0(*quota(level="27 kt/yr"))
    share = quota_of_the_day(m.production_quotas, m.production_quota_state, 0, 0) / able_under(m)
    assert share < 0.5
    assert m.production_quota_state.to_come[0] == pytest.approx(share, rel=1e-12)


def test_a_quota_that_capacity_will_outgrow_counts_from_then_on():
    """The lesser of quota and capacity in continuous time, against quadrature."""
    use, capacity = 0.06, 0.05
    m = on_day_0(*paced(use, capacity), *quota(level="300 kt/yr"))
    level = quota_of_the_day(m.production_quotas, m.production_quota_state, 0, 0)
    able, crosses = able_under(m), np.log(level / able_under(m)) / capacity
    assert 0.5 < crosses < 7.0

    def path(years):
        return able * np.exp(capacity * years)

    for i, rate in enumerate(m.forward_params.rate):
        d = (np.log(1.0 + rate) + use / 365.0 * m.rules.tick) * 365.0 / m.rules.tick  # per year
        years = m.production_quotas.new_year
        end = (years[min(8, len(years) - 1)]) / 365.0

        def sum_of(what, a, b, d=d):
            return quad(lambda t: what(t) * np.exp(-d * t), a, b, epsabs=0.0, epsrel=1e-11)[0]

        over = sum_of(lambda t: path(t) - level, crosses, end)
        last = 1.0 - level * sum_of(np.ones_like, end - 1.0, end) / sum_of(path, end - 1.0, end)
        most = sum_of(path, 0.0, end)
        tail = path(end) * np.exp(-d * end) / max(d - capacity, 0.5 * d)
        wanted = 1.0 - (over + last * tail) / (most + tail)
        assert m.production_quota_state.to_come[0, i] == pytest.approx(wanted, rel=2e-3)


def test_use_that_will_outgrow_capacity_makes_prices_high_at_once_and_no_week_is_news():
    made, happened = run_of("base-year", *paced(0.03, 0.02), days=400)
    tape, base = happened.world.tape, made.template.market.cell_params.base_price
    ore = [n for n, cell in enumerate(made.atlas.cells) if cell[1] == "light_concentrate" and made.rest.output[n] > 0.0]
    price = np.log(tape.market[: tape.used[0], ore, 0] / base[ore]).mean(1)
    assert price[0] > 0.01
    assert np.abs(np.diff(price)).max() < price[0] / 20
