"""The watch finds what is broken on purpose, and names it; where nothing is, it changes no bit."""

import numpy as np
import pytest
from command import lodeflow
from worlds import everything

from lodeflow.assembly import plan
from lodeflow.engines import compiled_engine, simpy_engine
from lodeflow.errors import BrokenInvariantError
from lodeflow.invariants.bounds import BOUNDS, PRICES
from lodeflow.kernels.core.moment import moment
from lodeflow.kernels.entities.lots import Fact
from lodeflow.kernels.trade.voyage import arrive
from lodeflow.replication import fresh, used
from lodeflow.scenario.load import load

DAY, LATE = 3, 200  # a kind after all others
SCRATCH = (
    "buying_ahead_state.added", "buying_ahead_state.dearer", "buying_ahead_state.lead", "contracts.least_share",
    "contracts.short", "contracts.spare", "lane_status.kept", "lane_status.kept_cost", "lane_status.kept_duty",
    "pools.due", "pools.price", "pools.weight",
)  # fmt: skip


@pytest.fixture(scope="module")
def short():
    return plan(load("status-quo", ("days=8", "outages.rate_per_year=3.0")))


def broken_by(made, change, day=DAY):
    """What the watch says when somebody changes the world on a day."""

    def actor(s):
        yield s.until(int(moment(day, LATE, 0)))
        change(s.world)

    with pytest.raises(BrokenInvariantError) as found:
        simpy_engine.play(made, extra=(actor,), watch=True)
    return str(found.value)


def one_live(lots):
    return int(np.flatnonzero(lots.fact[: lots.counts[1], Fact.LANE] >= 0)[0])


def change_of(field, value):
    """A change of the first number of an array of the market."""

    def change(world):
        part, _, name = field.partition(".")
        getattr(getattr(world.market, part), name).reshape(-1)[0] = value

    return change


def lose_a_millionth(world):
    world.market.sellers.content[0] *= 1.0 - 1e-6


def find_a_kilogram(world):
    world.market.ledger.mined[2] += 0.001


def lose_a_cargo(world):
    lots = world.market.lots
    lots.tonnes[one_live(lots)] *= 0.5


def make_a_dollar(world):
    world.market.buyers.book[0] += 1e6


def take_the_place_of_a_cargo(world):
    lots = world.market.lots
    lots.free[lots.counts[0]] = one_live(lots)
    lots.counts[0] += 1


def order_too_much(world):
    world.market.trade.share[0] += 1e-6


def mistake_the_origin(world):
    content = world.market.buyers.content
    row = int(np.argmax(content[:, 2]))
    content[row, 5] = 2.0 * content[row, 2]


CHANGES = {
    "a stock below zero": (change_of("sellers.stock", -0.029), "sellers.stock of "),
    "a stock that is no number": (change_of("buyers.stock", np.nan), "buyers.stock of "),
    "a price without bound": (change_of("sellers.anchor", np.inf), "sellers.anchor of "),
    "a price of nothing": (change_of("sellers.price", 0.0), "a price must be above 0"),
    "a price below nothing": (change_of("trade.cost", -1.0), "trade.cost of "),
    "a share filled above one": (change_of("buyers.filled", 1.01), "must lie between 0 and 1"),
    "a cargo of less than nothing": (change_of("lots.tonnes", -1.0), "lots.tonnes of number 0"),
    "money that is no number": (change_of("lots.money", np.nan), "lots.money of number 0, column 0"),
    "shares that sum to more than one": (order_too_much, "trade.share of its lanes sums to 1.000001"),
    "tonnes that leave the books": (lose_a_millionth, "the mass balance of content column 0"),
    "tonnes that only the books have": (find_a_kilogram, "the mass balance of content column 2"),
    "half a cargo gone": (lose_a_cargo, "its cargoes hold"),
    "dollars from nowhere": (make_a_dollar, "dollars without payer or payee"),
    "a live cargo in a free slot": (take_the_place_of_a_cargo, "on the stack of free slots"),
    "more of an origin than of the element": (mistake_the_origin, "more of an origin than of the element"),
}


@pytest.mark.parametrize("case", CHANGES)
def test_what_an_actor_breaks_is_named_with_its_place(short, case):
    change, words = CHANGES[case]
    said = broken_by(short, change)
    assert words in said
    assert f"status-quo, replication 0, day {DAY}, after an actor without a moment of its own: " in said


def test_a_kernel_that_loses_tonnes_is_found_at_the_moment_in_which_it_does(short, monkeypatch):
    def careless(voyages, rules, buyers, trade, relabelling_state, lots, day, slot):
        lots.content[slot] *= 0.99
        return arrive(voyages, rules, buyers, trade, relabelling_state, lots, day, slot)

    monkeypatch.setattr("lodeflow.processes.shipment.arrive", careless)
    with pytest.raises(BrokenInvariantError, match=r"day 0, after the arrival of the cargo in slot \d+.*mass balance"):
        simpy_engine.play(short, watch=True)


def test_the_compiled_engine_names_day_and_kind(short):
    template = fresh(short.template)
    template.market.sellers.stock[3] = -1.0
    cell = " ".join(short.atlas.cells[3])
    with pytest.raises(
        BrokenInvariantError, match=rf"day 0, after the \w+ of all that had one: sellers.stock of {cell}"
    ):
        compiled_engine.play(short._replace(template=template), watch=True)


def test_a_stoppage_of_a_mine_is_named_by_its_site(short, monkeypatch):
    def too_much(sites, day, site):
        sites.cut[site] = 1.5
        return np.int64(-1)

    monkeypatch.setattr("lodeflow.processes.outages.stop_or_restart", too_much)
    with pytest.raises(BrokenInvariantError, match=r"day \d+, after the outage of [A-Z]+:.*sites.cut of .* is 1.5"):
        simpy_engine.play(short, watch=True)


def test_a_watch_changes_no_bit(short):
    plain = everything(short, simpy_engine.play(short))
    assert everything(short, simpy_engine.play(short, watch=True)) == plain
    assert everything(short, compiled_engine.play(short, watch=True)) == plain


def test_every_number_that_a_replication_writes_has_one_bound(short):
    bounded = [place for bound in BOUNDS for place in bound.arrays]
    assert len(bounded) == len(set(bounded))
    written = {
        ".".join(name.split(".")[-2:])
        for name, array in used(short.template).items()
        if array.dtype == np.float64
        and ".tape." not in name
        and name.split(".")[-1] not in ("per_cell", "per_nest", "per_material")
    }
    assert written - {*bounded, *PRICES, *SCRATCH} == set()
    assert {*bounded, *PRICES} - written == set()


def test_debug_on_the_command_line_says_nothing_where_nothing_is_broken():
    plain = lodeflow("run", "base-year", "--days", 8)
    watched = lodeflow("run", "base-year", "--days", 8, "--debug")
    assert watched == plain
    assert watched.returncode == 0


def test_debug_on_the_command_line_leaves_with_70_and_one_line(monkeypatch):
    monkeypatch.setattr("lodeflow.invariants.watch.first_outside", lambda *_: 0)
    done = lodeflow("run", "base-year", "--days", 8, "--debug", "--progress", "none")
    assert done.returncode == 70
    assert done.stderr.startswith("base-year, replication 0, ")
    assert done.stderr.count("\n") == 1
