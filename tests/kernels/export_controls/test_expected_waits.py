"""Expected waits under a stop: every kind of user bids by when its own goods are let go."""

import numpy as np
import pytest
from controlled import control, market, world

from lodeflow.assembly import plan
from lodeflow.atlas.atlas import DEFENCE
from lodeflow.kernels.record.record import MarketColumn
from lodeflow.scenario.load import load

GRADE, START, DAY = "magnet_high_temperature", "2025-03-03", 61
NEWS = DAY // 7 + 1  # first market day that knows of it
BLOCKED = 45
STOCKS = 'defence={materials=["magnet_*"], regions=["USA", "EU", "JPN"], diversion=0}'
ABROAD = ("USA", "EU", "JPN", "KOR")


def office(**terms):
    """Licences of which nothing is decided for 45 days and all civil ones are granted after."""
    decides = {"blocked_days": BLOCKED, "approval": 1, "processing_median_days": 5, "processing_sigma": 0}
    return {"regime": "licensing", "licence": decides | terms}


def blocked(defence_approval, **terms):
    """The same office, with and without refusal of military users."""
    terms = office(defence_approval=defence_approval) | terms
    given = {"materials": [GRADE], "news": 0, "start": START} | terms
    return world(control("c", **given), STOCKS, days=DAY + BLOCKED - 2)


@pytest.fixture(scope="module")
def served():
    return blocked(1)


@pytest.fixture(scope="module")
def refused():
    return blocked(0)


def test_civil_users_bid_alike_whether_or_not_military_users_are_refused(served, refused):
    """What is refused to others changes nothing in when civil goods are let go."""
    for region in ABROAD:
        with_all, without = (market(*w, MarketColumn.SPOT, region, GRADE)[NEWS] for w in (served, refused))
        assert without == pytest.approx(with_all, rel=0.02), region


def missing(stopped, region, tag):
    made, r = stopped
    return r.world.market.forward.lasting[made.atlas.cell(region, GRADE, tag)]


def test_users_who_are_refused_wait_for_the_end_of_the_control_and_bid_more(refused):
    for region in ("USA", "EU", "JPN"):
        assert missing(refused, region, DEFENCE) > missing(refused, region, "civil") + 0.1, region
    believed = blocked(0, believed_days=2000)
    for region in ("USA", "EU", "JPN"):
        assert missing(believed, region, DEFENCE) > missing(refused, region, DEFENCE)
        assert missing(believed, region, "civil") == pytest.approx(missing(refused, region, "civil"), abs=0.02)


def test_the_longer_the_office_decides_nothing_the_more_civil_users_bid():
    found = []
    for days in (15, 45, 180):
        terms = office(defence_approval=0, blocked_days=days)
        stopped = world(control("c", materials=[GRADE], news=0, start=START, **terms), STOCKS, days=DAY + 10)
        found.append(market(*stopped, MarketColumn.SPOT, "EU", GRADE)[NEWS])
    assert (np.diff(found) > 0.0).all()


def test_a_block_that_is_announced_is_waited_for_as_long_as_the_office_is_said_to_decide_nothing():
    """The believed end of the control itself is that of users to whom nothing will be approved."""
    found = []
    for believed in (180, 2000):
        terms = office(defence_approval=0) | {"announced": START, "start": "2025-03-20", "believed_days": believed}
        stopped = world(control("c", materials=[GRADE], news=0, **terms), STOCKS, days=DAY + 10)
        found.append([missing(stopped, "EU", "civil"), missing(stopped, "EU", DEFENCE)])
    civil, military = zip(*found, strict=True)
    assert civil[1] == pytest.approx(civil[0], abs=0.01)
    assert military[1] > military[0] > civil[0]


def test_under_a_ban_of_some_and_licences_for_others_each_believes_its_own_end():
    """Only the United States are banned: Europe waits for its licences as it would without that."""
    terms = office() | {"believed_days": 1000}
    both = world(control("c", materials=[GRADE], news=0, start=START, **terms), days=DAY + 10)
    banned = world(
        control("c", materials=[GRADE], news=0, start=START, **(terms | {"regime": "ban", "ban_destinations": "USA"})),
        days=DAY + 10,
    )
    for region in ("EU", "JPN"):
        at_once, mixed = (market(*w, MarketColumn.SPOT, region, GRADE)[NEWS] for w in (both, banned))
        assert mixed == pytest.approx(at_once, rel=0.05), region
    of_banned, of_licensed = (market(*w, MarketColumn.SPOT, "USA", GRADE)[NEWS] for w in (banned, both))
    assert of_banned > 1.3 * of_licensed


def test_plan_has_cells_for_defence():
    """Without them the statements above would compare civil users with themselves."""
    atlas = plan(load("base-year", (STOCKS,))).atlas
    assert atlas.cell("USA", GRADE, DEFENCE) != atlas.cell("USA", GRADE)
