"""The queue and the shipments that bench/ sets against rivals, without the rivals."""

import numpy as np
import pytest
from day_queue import MEAN_NUMBER, MEAN_WAIT, draw_customers, queue_of, serve_all
from day_shipments import RECEIVED, RECEIVED_UNITS, SENT, UNITS, ship_all, shipments_of
from hypothesis import given, settings
from hypothesis import strategies as st
from queue_processes import simpy_lean, simpy_manual
from queue_rivals import mean_with_error, number_each_day

customers = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=60)
unhurried = settings(deadline=None)  # the first call compiles


def served(between, service):
    queue = queue_of(np.array(between), np.array(service))
    assert serve_all(queue)
    return queue


def lindley(between, service):
    """Lindley 1952: who comes next waits as long as who came before, and their service, less the days between."""
    waited = [0]
    for k in range(1, len(service)):
        waited.append(max(0, waited[-1] + service[k - 1] - between[k]))
    return waited


@unhurried
@given(customers)
def test_customers_wait_as_long_as_the_recursion_says(drawn):
    between, service = map(list, zip(*drawn, strict=True))
    queue = served(between, service)
    assert queue.waited.tolist() == lindley(between, service)
    assert queue.agenda.events[0] == 2 * len(drawn)


@unhurried
@given(customers)
def test_a_queue_serves_again_as_it_did_before(drawn):
    queue = served(*map(list, zip(*drawn, strict=True)))
    once, trace = queue.waited.copy(), queue.agenda.trace[0]
    assert serve_all(queue)
    assert (queue.waited.tolist(), queue.agenda.trace[0]) == (once.tolist(), trace)


@pytest.mark.parametrize("told", [simpy_manual, simpy_lean])
def test_simpy_finds_the_same_days_of_waiting(told):
    between, service = draw_customers(2_000)
    waited = [None] * 2_000
    told(between.tolist(), service.tolist(), waited)()
    assert waited == served(between, service).waited.tolist()


def test_the_queue_keeps_to_its_formula():
    between, service = draw_customers(400_000)
    waited = served(between, service).waited
    for exact, values in ((MEAN_WAIT, waited), (MEAN_NUMBER, number_each_day(between, service, waited))):
        mean, error = mean_with_error(values)
        assert abs(mean - exact) < 4 * error
        assert error < exact / 40


def test_every_warehouse_gets_a_shipment_a_week_when_its_days_are_over():
    lead, days = np.arange(1, 61), 364
    world = shipments_of(lead, days)
    assert ship_all(world)
    arrivals = [sum(sent + far < days for sent in range(0, days, 7)) for far in lead.tolist()]
    assert world.count[:, SENT].tolist() == [52] * 60
    assert world.count[:, RECEIVED].tolist() == arrivals
    assert world.count[:, RECEIVED_UNITS].tolist() == [UNITS * n for n in arrivals]
