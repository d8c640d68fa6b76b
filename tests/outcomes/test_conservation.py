"""Every tonne and every dollar is somewhere, at every tick of a shaken world."""

from bisect import bisect_right
from math import fsum

import numpy as np
import pytest
from runs import copy_of
from worlds import each_tick, live_slots

from lodeflow.engines.simpy_engine import play
from lodeflow.kernels.entities.lots import FREE_ON_BOARD, NO_DAY, Fact, Money
from lodeflow.kernels.record.record import FINISHED, MARKETS
from lodeflow.outcomes.conservation import contained, mass_residual, money_residual


@pytest.fixture(scope="module")
def watched(two_years):
    """Two years, and what was seen in them: tonnes and dollars astray in every tick, and what was afloat at times."""
    mass, money, afloat, before = [], [], [], {}

    def weigh(stage, _):
        ledger = stage.world.market.ledger
        for element in range(3):
            stands = contained(stage.world, element)
            left = fsum([ledger.used[element], ledger.lost[element], ledger.residue[element], ledger.seized[element]])
            books = fsum([stands, left, -ledger.mined[element], -ledger.recycled[element]])
            if element in before:
                last, mined = before[element]
                mass.append(abs(books - last) / max(ledger.mined[element] - mined, 1.0))
            before[element] = (books, ledger.mined[element])
        money.append(money_residual(two_years.template, stage.world))

    def count(stage, _):
        lots, of_lane = stage.world.market.lots, {}
        for k in live_slots(lots):
            of_lane.setdefault(int(lots.fact[k, 0]), []).append(lots.tonnes[k])
        afloat.append([(fsum(of_lane.get(lane, [])), tonnes) for lane, tonnes in enumerate(stage.market.trade.afloat)])

    return play(two_years, extra=(each_tick(7, weigh), each_tick(91, count))), mass, money, afloat


def test_mass_of_every_element_is_conserved_in_every_tick(watched):
    _, mass, _, _ = watched
    assert len(mass) > 300
    assert max(mass) < 1e-12


def test_what_is_afloat_is_the_sum_of_the_lots(watched):
    _, _, _, afloat = watched
    assert len(afloat) == 9
    for counted in afloat:
        of_lots, of_lanes = zip(*counted, strict=True)
        assert of_lots == pytest.approx(of_lanes, rel=1e-12, abs=1e-9)
    assert max(of_lots) > 0.0


def test_outlay_is_receipts_taxes_freight_tariffs_interest_and_spread_in_every_tick(watched):
    r, _, money, _ = watched
    assert len(money) > 100
    assert max(money) < 1e-9
    assert abs(r.world.totals.spread).sum() > 0.0  # the test would be empty in a world at rest


def test_the_whole_run_balances(two_years, watched):
    r = watched[0]
    assert mass_residual(two_years.template, r.world) < 1e-12
    assert money_residual(two_years.template, r.world) < 1e-12


def test_a_tonne_that_vanishes_is_seen(two_years, watched):
    """The measure has power: a kilogram taken away shows."""
    r = copy_of(watched[0])
    r.world.market.buyers.content[5, 0] -= 0.001
    assert mass_residual(two_years.template, r.world) > 1e-10


def test_every_cargo_is_paid_at_the_price_of_its_day_and_taxed_at_the_rate_of_its_lane(two_years, watched):
    """The books, recomputed from prices and rates instead of from the sums the kernels keep."""
    tape = watched[0].world.tape
    row = {int(day): n for n, day in enumerate(tape.day[: tape.used[MARKETS]])}
    duties, first = two_years.template.duties, two_years.template.market.routes
    begins = [0, *sorted(set(duties.day.tolist()))]  # of the rates of day 0, and of each row of the tables
    rates, bases = ([getattr(first, name), *getattr(duties, name)] for name in ("tariff", "tariff_on_freight"))

    def levied(day):
        last = bisect_right(begins, day) - 1
        return rates[last], bases[last]

    paid, due = [], []  # by cargo: its price and its freight and its tariff
    for fact, amount in zip(tape.lot_fact[: tape.used[FINISHED]], tape.lot_amount[: tape.used[FINISHED]], strict=True):
        lane, ordered, tonnes, money = int(fact[Fact.LANE]), int(fact[Fact.ORDERED]), amount[0], amount[1:]
        if ordered < 0 or fact[Fact.CLEARED] == NO_DAY:
            continue
        fob, freight = tape.flow[row[ordered], lane, 1], tape.flow[row[ordered], lane, 3]
        rate, on_freight = levied(int(fact[Fact.CLEARED]))
        tariff = rate[lane] * tonnes * (fob + on_freight[lane] * freight)
        paid.append((money[FREE_ON_BOARD].sum(), money[Money.FREIGHT], money[Money.TARIFF]))
        due.append((tonnes * fob, tonnes * freight, tariff))
    assert len(paid) > 10_000
    assert np.array(paid) == pytest.approx(np.array(due), rel=1e-12)
    assert np.array(due)[:, 2].sum() > 0.0
