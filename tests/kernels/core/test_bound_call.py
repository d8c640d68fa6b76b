"""A call of a kernel by a table of addresses is the plain call."""

from typing import NamedTuple

import numpy as np
import pytest
from numba import config

from lodeflow.assembly import plan
from lodeflow.instruments.registry import actors
from lodeflow.kernels.core.bound_call import bind, table_of
from lodeflow.kernels.core.code_store import FOLDER
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.entities.lots import empty_lots, free_slots, grown
from lodeflow.processes.binding import bound, parameters, slices
from lodeflow.processes.simulation import Simulation
from lodeflow.replication import fresh, state_hash
from lodeflow.scenario.load import load


class Yard(NamedTuple):
    stock: np.ndarray
    share: float
    open: np.ndarray


class Port(NamedTuple):
    yard: Yard
    seen: np.ndarray


@jit
def deliver(yard, port, day, who):
    if yard.open[who] and port.yard.open[1, who]:
        yard.stock[who, 1] += yard.share * day
        port.seen[who] += len(port.seen)
    return 1000 * day + who + yard.stock.shape[1]


def yard_and_port():
    yard = Yard(np.zeros((3, 2)), 0.25, np.array([True, False, True]))
    inner = Yard(np.zeros((1, 1)), -1.0, np.array([[False] * 3, [True, True, False]]))
    inner.open.flags.writeable = False
    return yard, Port(inner, np.zeros(3, np.int64))


def test_every_kind_of_part_reaches_the_kernel_as_in_a_plain_call():
    plain, by_table = yard_and_port(), yard_and_port()
    call = bind(deliver, by_table, 2)
    for day, who in ((2, 0), (3, 1), (5, 2), (7, 0)):
        assert call(day, who) == deliver(*plain, day, who)
    assert plain[0].stock[0, 1] == 0.25 * 9
    assert np.array_equal(plain[0].stock, by_table[0].stock)
    assert np.array_equal(plain[1].seen, by_table[1].seen)


@pytest.mark.skipif(bool(config.DISABLE_JIT), reason="without the compiler there is no table")
def test_a_table_has_a_float_by_its_bits_and_an_array_with_its_shape_and_strides():
    yard = Yard(np.zeros((3, 2)), 0.25, np.zeros(3, np.bool_))
    table = table_of((yard,))
    assert table[:2].tolist() == [0, 0]
    assert table[2:9].tolist() == [6, 8, yard.stock.ctypes.data, 3, 2, 16, 8]
    assert table[9:10].view(np.float64) == 0.25
    assert table[10:].tolist() == [0, 0, 3, 1, yard.open.ctypes.data, 3, 1]


@pytest.mark.skipif(bool(config.DISABLE_JIT), reason="without the compiler there is no table")
def test_a_call_keeps_its_arrays_alive():
    call = bind(free_slots, (empty_lots(1000),), 0)
    churn = [np.full(6000, 7, np.int64) for _ in range(50)]
    assert (call(), len(churn)) == (1000, 50)


@pytest.mark.skipif(FOLDER is None, reason="no code is kept")
def test_the_code_of_such_a_call_is_kept_and_loaded_again():
    bind(deliver, yard_and_port(), 2)
    again, given = jit(deliver.py_func), yard_and_port()
    assert bind(again, given, 2)(2, 0) == deliver(*yard_and_port(), 2, 0)
    assert (sum(again._cache_hits.values()), len(again.overloads), len(again.signatures)) == (1, 0, 1)
    assert given[0].stock[0, 1] == 0.5


def test_first_moments_are_the_same_by_either_call():
    world = plan(load("price-floor", ("days=30",))).template
    one, other = fresh(world), fresh(world)
    for each in actors():
        day = (-1,) if "day" in parameters(each.first) else ()
        call = bind(each.first, bound(each.first, slices(other)), len(day) + 1)
        for who in range(each.count(world)):
            assert call(*day, who) == each.first(*bound(each.first, slices(one)), *day, who)
    assert state_hash(one) == state_hash(other)


def test_a_simulation_whose_lots_have_grown_acts_on_the_new_ones(base):
    s = Simulation(fresh(base.template), keep_lots=False)
    before = s.act(free_slots)
    s.world = s.world._replace(market=s.market._replace(lots=grown(s.lots, 2 * len(s.lots.tonnes))))
    assert s.act(free_slots) == before + len(s.lots.tonnes) // 2
    s.make_room(lots=3 * len(s.lots.tonnes), births=5)
    assert s.act(free_slots) >= 3 * before
