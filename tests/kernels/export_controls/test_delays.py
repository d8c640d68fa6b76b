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
ENDS = 788 // 7  # last market day under licences
TERMS = {"materials": ["magnet_*"], "regime": "licensing", "news": 0}
CERTAIN = {"processing_median_days": 60, "processing_sigma": 0}


def cover(days):
    """Settings under which users of magnets keep so many days of goods."""
    return tuple(f"materials.magnet_{g}.buyer_cover_days={days}" for g in ("standard", "high_temperature"))


@pytest.fixture(scope="module")
def licences():
    """Sixty days for every licence; .6 of what applies is approved for half a year, then .9 for eighteen months."""
    return world(
        control("first", start=FIRST, end=LATER, **TERMS, licence=CERTAIN | {"approval": 0.6}),
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
    net = sent(*licences, ENDS * 7)
    assert net[: NEWS - 1] == pytest.approx(1.0, rel=1e-6)
    assert net.max() <= 1.3
    assert net[-10:] == pytest.approx(1.0, abs=0.05)


def test_the_premium_on_the_day_is_what_stock_pays_while_licences_last(licences):
    """Who holds stock gains what the premium loses: -ln(K / n) / kappa a week, K its stock and n the normal one.

    So the fall of ln price from the day of the news to the end of the licences is the sum of it. All buyers of a stop
    have one premium, and Japan, whose own makers serve half of it, pays more than its stock does: it counts only in the
    mean by use.
    """
    made, r = licences
    kappa, fall, pays, use = r.world.market.forward_params.kappa[0], {}, {}, {}
    for region in ("JPN", "EU", "USA", "KOR"):
        spot = market(made, r, MarketColumn.SPOT, region, GRADE)
        stock = market(made, r, MarketColumn.BUYER_STOCK, region, GRADE)
        use[region] = made.rest.use[made.atlas.cell(region, GRADE)]
        fall[region] = np.log(spot[NEWS] / spot[ENDS])
        pays[region] = -np.log(np.maximum(stock / stock[0], 0.01))[NEWS:ENDS].sum() / kappa
        if region != "JPN":
            assert fall[region] == pytest.approx(pays[region], rel=0.25), region
    mean = [sum(use[k] * of[k] for k in use) / sum(use.values()) for of in (fall, pays)]
    assert mean[0] == pytest.approx(mean[1], rel=0.25)


def test_after_a_ban_is_lifted_nobody_is_quoted_the_choke_price_or_runs_short(eased):
    made, r = eased
    lifted, choke = (DAY + 70) // 7 + 1, made.scenario.market.choke_price
    for region in ("JPN", "EU", "USA", "KOR"):
        spot = market(made, r, MarketColumn.SPOT, region, GRADE)
        assert spot[lifted:].max() < 0.6 * choke * spot[0], region
        assert spot[lifted + 2 :].max() < spot[lifted - 1], region
        unmet, wanted = (market(made, r, c, region, GRADE) for c in (MarketColumn.UNMET, MarketColumn.DESIRED))
        assert (unmet[lifted:] / wanted[lifted:]).max() < made.scenario.measures.short_share, region


@pytest.mark.xfail(
    strict=True,
    reason="1.94 in the fourth week: what makers abroad are too short to serve is asked of China's, whose trapped goods are "
    "free; without that second choice it is 1.29",
)
def test_after_a_ban_is_lifted_exports_stay_within_1_3_of_the_path(eased):
    assert sent(*eased, 600)[(DAY + 70) // 7 + 1 :].max() <= 1.3


def test_after_a_ban_is_lifted_exports_come_back_to_the_path(eased):
    net = sent(*eased, 600)
    lifted = (DAY + 70) // 7 + 1
    assert net[NEWS:lifted].max() == 0.0
    assert net[-20:] == pytest.approx(1.0, abs=0.1)
