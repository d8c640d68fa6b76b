"""One shipment's life by hand, and what many voyages have in common."""

import numpy as np
import pytest
from worlds import each_tick, live_slots

from lodeflow.assembly import plan
from lodeflow.atlas.readonly import frozen
from lodeflow.catalog.names import CHOKEPOINTS
from lodeflow.engines.simpy_engine import play
from lodeflow.kernels.core.kinds import ARRIVAL, CLEARANCE, DEPARTURE, LANDFALL, MARKET, PASSAGE
from lodeflow.kernels.core.moment import NEVER, day_of, kind_of, moment, who_of
from lodeflow.kernels.entities.lots import NO_DAY, Fact, Fate, Money, take_slot
from lodeflow.kernels.trade.chokepoints import close_or_open
from lodeflow.kernels.trade.voyage import (
    arrive,
    attempt_passage,
    clear_customs,
    depart,
    draw_sea_days,
    load,
    make_landfall,
)
from lodeflow.processes.shipment import shipment
from lodeflow.processes.simulation import Simulation, UnexpectedMomentError
from lodeflow.replication import fresh
from lodeflow.scenario.load import load as read

BY_SEA = "CHN>EU:light_oxide:sea"  # loading 4 d, at sea 31, port 3, customs 1, inland 2; Malacca, then Suez
MALACCA = CHOKEPOINTS.index("malacca")
SENT = 10
OPEN_WATERS = [(14, DEPARTURE), (24, PASSAGE), (34, PASSAGE), (45, LANDFALL), (49, CLEARANCE), (51, ARRIVAL)]


class Cargo:
    """A hundred tonnes on one lane, moved by hand."""

    def __init__(self, plan, name, **voyages):
        self.world = fresh(plan.template._replace(voyages=plan.template.voyages._replace(**voyages)))
        self.lane = [lane.name for lane in plan.atlas.lanes].index(name)
        self.lots = self.world.market.lots
        self.slot = take_slot(self.lots)
        self.lots.fact[self.slot] = 0
        self.lots.fact[self.slot, [Fact.LANE, Fact.ORDERED, Fact.WAITS_AT]] = self.lane, SENT, -1
        self.lots.fact[self.slot, Fact.SEA_DAYS] = self.world.voyages.at_sea[self.lane]
        self.lots.fact[self.slot, Fact.LICENSED] = NO_DAY
        self.lots.tonnes[self.slot] = 100.0

    def act(self, due):
        """Let what happens at this moment happen; the moment after it."""
        w, m, lots = self.world, self.world.market, self.lots
        assert (self.fact("DUE"), who_of(due)) == (due, self.slot)
        step, slices = {
            DEPARTURE: (depart, (w.voyages, lots)),
            PASSAGE: (attempt_passage, (w.voyages, w.straits, lots, w.chance)),
            LANDFALL: (make_landfall, (w.voyages, m.lane_status, lots)),
            CLEARANCE: (
                clear_customs,
                (w.voyages, m.routes, m.alliances, m.floors, m.levies, m.relabelling_state, w.chance, lots),
            ),
            ARRIVAL: (arrive, (w.voyages, m.rules, m.buyers, m.trade, m.relabelling_state, lots)),
        }[kind_of(due)]
        return step(*slices, day_of(due), self.slot)

    def travel(self, due=None):
        """Its moments, (day, kind), until it has arrived or waits."""
        seen, due = [], due or load(self.world.voyages, self.lots, SENT, self.slot)
        while due != NEVER:
            seen.append((int(day_of(due)), int(kind_of(due))))
            due = self.act(due)
        return seen

    def turn(self, day):
        """Malacca closes, or opens. Moments of the woken."""
        w, m = self.world, self.world.market
        close_or_open(
            w.chokepoint_params,
            w.chokepoint_draws,
            w.straits,
            w.voyages,
            m.trade,
            m.lots,
            m.births,
            w.chance,
            day,
            MALACCA,
        )
        return m.births.moments[: m.births.count[0]].tolist()

    def fact(self, name):
        return int(self.lots.fact[self.slot, Fact[name]])


def test_a_cargo_from_china_to_europe_takes_its_legs_one_after_the_other(base):
    cargo = Cargo(base, BY_SEA)
    money, buyer = cargo.lots.money[cargo.slot], cargo.world.voyages.buyer[cargo.lane]
    money[[Money.VALUE, Money.FREIGHT]] = 5e6, 2e4
    before = fresh(cargo.world.market)
    assert cargo.travel() == OPEN_WATERS
    days = {name: cargo.fact(name) for name in ("SEA_DAYS", "DEPARTED", "LANDED", "CLEARED", "ARRIVED")}
    assert days == {"SEA_DAYS": 31, "DEPARTED": 14, "LANDED": 45, "CLEARED": 49, "ARRIVED": 51}
    assert cargo.fact("FATE") == Fate.LANDED
    after = cargo.world.market
    assert after.buyers.stock[buyer] - before.buyers.stock[buyer] == pytest.approx(100.0, rel=1e-12)
    assert after.buyers.book[buyer] - before.buyers.book[buyer] == pytest.approx(money.sum(), rel=1e-9)
    assert after.trade.afloat[cargo.lane] - before.trade.afloat[cargo.lane] == pytest.approx(-100.0, rel=1e-12)
    assert after.trade.landed_t_days[cargo.lane] == 100.0 * 42.0  # 41 days are six weekly markets


def test_every_lane_takes_its_mean_days_where_nothing_happens(base):
    for lane in base.atlas.lanes:
        assert Cargo(base, lane.name).travel()[-1] == (SENT + lane.transit, ARRIVAL)


def test_where_malacca_is_closed_a_cargo_goes_round_and_is_late_by_the_detour(base):
    cargo, detour = Cargo(base, BY_SEA), 2
    cargo.turn(20)
    assert cargo.travel() == OPEN_WATERS[:2] + [(day + detour, kind) for day, kind in OPEN_WATERS[2:]]
    assert cargo.fact("SEA_DAYS") == 31  # what was drawn; the detour comes on top


def test_without_a_way_round_a_cargo_waits_and_goes_on_the_day_the_strait_opens_as_late_as_it_waited(base):
    cargo = Cargo(base, BY_SEA, detour=frozen(0 * base.template.voyages.detour - 1, np.int64))
    cargo.turn(20)
    assert cargo.travel() == OPEN_WATERS[:2]
    assert (cargo.fact("WAITS_AT"), cargo.fact("FATE"), cargo.fact("DUE")) == (MALACCA, Fate.HELD, NEVER)
    assert cargo.turn(30) == [moment(30, PASSAGE, cargo.slot)]
    assert (cargo.fact("WAITS_AT"), cargo.fact("FATE")) == (-1, Fate.AFLOAT)
    assert cargo.travel(moment(30, PASSAGE, cargo.slot)) == [(day + 6, kind) for day, kind in OPEN_WATERS[1:]]


def test_a_closed_strait_makes_the_lanes_through_it_dearer_until_it_opens(base):
    cargo = Cargo(base, BY_SEA)
    through = (cargo.world.voyages.chokepoint == MALACCA).any(axis=1)
    for day, dearer in ((20, base.scenario.chokepoints["malacca"].freight_surcharge), (30, 0.0)):
        cargo.turn(day)
        assert np.array_equal(cargo.world.market.trade.surcharge, dearer * through)


def voyaging(variation):
    """A world whose voyages vary so much."""
    return fresh(plan(read("base-year", (f"transit.variability={variation}",))).template)


def test_days_at_sea_vary_around_the_lanes_mean_as_the_scenario_says(base):
    count, mean, variation = 20_000, 31.0, 0.2
    world, lane = voyaging(variation), [lane.name for lane in base.atlas.lanes].index(BY_SEA)
    days = np.empty(count)
    for day in range(count):
        draw_sea_days(world.voyages, world.chance, world.market.trade, day)
        days[day] = np.floor(world.market.trade.sea_days[lane])
    w = 1.0 + variation**2
    kurtosis = w**4 + 2.0 * w**3 + 3.0 * w**2 - 3.0  # of a log-normal
    variance = (mean * variation) ** 2 + 1.0 / 6.0  # rounding by chance keeps the mean and adds f (1 - f), f uniform
    assert days.mean() == pytest.approx(mean, abs=4.0 * (variance / count) ** 0.5)
    assert days.var() == pytest.approx(variance, rel=4.0 * ((kurtosis - 1.0) / count) ** 0.5)


def test_a_haul_at_home_takes_its_mean_even_when_voyages_are_a_matter_of_luck(base):
    world = voyaging(0.5)
    draw_sea_days(world.voyages, world.chance, world.market.trade, SENT)
    at_home = np.array([not lane.foreign for lane in base.atlas.lanes])
    assert np.array_equal(np.floor(world.market.trade.sea_days)[at_home], world.voyages.at_sea[at_home])


@pytest.mark.parametrize("tick", [3, 7, 14])
def test_after_each_market_a_lane_of_so_many_days_has_so_many_lots_afloat(tick):
    still = plan(read("base-year", ("days=15", f"tick_days={tick}")))
    expected, looks = [-(-lane.transit // tick) for lane in still.atlas.lanes], []

    def look(stage, _):
        afloat = np.bincount([stage.lots.fact[k, Fact.LANE] for k in live_slots(stage.lots)], minlength=len(expected))
        looks.append(np.array_equal(afloat, expected))

    play(still, extra=(each_tick(tick, look),))
    assert looks == [True] * -(-15 // tick)


def test_a_shipment_that_is_handed_a_market_day_says_so(base):
    with pytest.raises(UnexpectedMomentError, match="handed kind 120 on day 3; it knows 110"):
        next(shipment(Simulation(fresh(base.template), keep_lots=False), int(moment(3, MARKET, 0))))
