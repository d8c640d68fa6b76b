"""What a delay costs and how trade mends it: licences that take sixty days, and a ban that is lifted after ten weeks.

Buyers hold twelve or fourteen weeks of goods, so nobody runs dry; the known answers are those of a market in which stock
pays for what it is dear to hold.
"""

import numpy as np
import pytest
from controlled import control, lanes_of, lots, market, world

from lodeflow.kernels.entities.lots import Fact, Fate
from lodeflow.kernels.record.record import MarketColumn

GRADE, DAY = "magnet_standard", 61
NEWS = DAY // 7 + 1
FIRST, LATER, LIFTED = "2025-03-03", "2025-09-01", "2027-02-28"
TERMS = {"materials": ["magnet_*"], "regime": "licensing", "news": 0}
CERTAIN = {"processing_median_days": 60, "processing_sigma": 0}


def cover(days):
    """Settings under which users of magnets keep so many days of goods."""
    return tuple(f"materials.magnet_{g}.buyer_cover_days={days}" for g in ("standard", "high_temperature"))


@pytest.fixture(scope="module")
def licences():
    """Sixty days for every licence; .6 of what applies is approved for half a year, then .9 for eighteen months."""
    return world(
        control("first", start=FIRST, **TERMS, licence=CERTAIN | {"approval": 0.6}),
        control("later", start=LATER, end=LIFTED, **TERMS, licence=CERTAIN | {"approval": 0.9}),
        *cover(84),
        days=1200,
    )


@pytest.fixture(scope="module")
def eased():
    """A ban of ten weeks, believed to last as long, on goods of which buyers hold fourteen weeks."""
    ban = control("ban", materials=["magnet_*"], start=FIRST, end="2025-05-12", regime="ban", news=0, believed_days=70)
    return world(ban, *cover(98), days=700)


def sent(made, r, days):
    """What left China's sellers for buyers abroad by week, refusals apart, over that of the path: orders that are met."""
    fact, amount = lots(r)
    lanes = lanes_of(made, "CHN", "*", GRADE)
    net = np.isin(fact[:, Fact.LANE], lanes) & (fact[:, Fact.FATE] != Fate.REFUSED) & (fact[:, Fact.ORDERED] >= 0)
    week = np.bincount(fact[net, Fact.ORDERED] // 7, amount[net, 0])
    return week[: days // 7] / (made.rest.flow[lanes].sum() * 7.0)


def test_under_licences_orders_net_of_refusals_stay_within_1_3_of_the_path(licences):
    net = sent(*licences, 1000)
    assert net[: NEWS - 1] == pytest.approx(1.0, rel=1e-6)
    assert net.max() <= 1.3
    assert net[-20:] == pytest.approx(1.0, abs=0.1)


def test_the_premium_on_the_day_is_what_stock_pays_until_licences_have_been_waited_for(licences):
    """Who holds stock gains what the premium loses: -ln(K / n) / kappa a week, K its stock and n the normal one, summed
    over the weeks in which it is low. In the mean of all buyers by use: they are priced as one, so that Japan, whose own
    makers serve it, pays more than its stock does.
    """
    made, r = licences
    kappa = r.world.market.forward_params.kappa[0]
    premium, pays, weight = 0.0, 0.0, 0.0
    for region in ("JPN", "EU", "USA", "KOR"):
        use = made.rest.use[made.atlas.cell(region, GRADE)]
        spot = market(made, r, MarketColumn.SPOT, region, GRADE)
        stock = market(made, r, MarketColumn.BUYER_STOCK, region, GRADE)
        low = np.minimum(1.0, stock[NEWS:] / stock[0])
        premium += use * np.log(spot[NEWS] / spot[NEWS - 1])
        pays += use * (-np.log(np.maximum(low, 0.01)) / kappa).sum()
        weight += use
    assert premium / weight == pytest.approx(pays / weight, rel=0.25)


def test_after_a_ban_is_lifted_nobody_is_quoted_the_choke_price_or_runs_short(eased):
    made, r = eased
    lifted, choke = (DAY + 70) // 7 + 1, made.scenario.market.choke_price
    for region in ("JPN", "EU", "USA", "KOR"):
        spot = market(made, r, MarketColumn.SPOT, region, GRADE)
        assert spot[lifted:].max() < 0.6 * choke * spot[0], region
        assert spot[lifted + 2 :].max() < spot[lifted - 1], region
        unmet, wanted = (market(made, r, c, region, GRADE) for c in (MarketColumn.UNMET, MarketColumn.DESIRED))
        assert (unmet[lifted:] / wanted[lifted:]).max() < made.scenario.measures.short_share, region


def test_after_a_ban_is_lifted_orders_stay_within_1_3_of_the_path(eased):
    net = sent(*eased, 600)
    lifted = (DAY + 70) // 7 + 1
    assert net[NEWS:lifted].max() == 0.0
    assert net[lifted:].max() <= 1.3
    assert net[-20:] == pytest.approx(1.0, abs=0.1)
