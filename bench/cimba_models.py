"""The queue of ``day_queue`` and the shipments of ``day_shipments`` in Cimba Python: models compiled onto a C engine.

Cimba gives back numbers and no arrays, so each model sums what it counts in two ways, plain and weighted by the number
of the customer or warehouse; ``marks`` sums the arrays of the other engines alike.
"""

import cimba as cb
import numpy as np
from cimba import inputs
from day_shipments import UNITS, WEEK

TURN = 8191
"""Weights are 1 to so many, again and again."""


def marks(values):
    """Plain sum of an array, and the sum weighted by place; exact, because they are whole numbers below 2^53."""
    values = np.asarray(values, np.float64)
    return [float(values.sum()), float(values @ (np.arange(len(values)) % TURN + 1.0))]


class Queue(cb.Model):
    """Two processes, as in the manual: a source and a server, with a store of arrival days between them."""

    between: cb.Input[float] = inputs.dist.exponential(mean=1)
    service: cb.Input[float] = inputs.dist.exponential(mean=1)
    customers: cb.Param[int] = 1
    line: cb.Store[float]
    waited: cb.Output[float]
    weighted: cb.Output[float]

    @cb.on_start
    def open(self):
        """Nobody has waited yet."""
        self.waited = 0.0
        self.weighted = 0.0

    @cb.process
    def source(self):
        """Customers come."""
        for _ in range(self.customers):
            cb.hold(self.between.next())
            self.line.put(cb.now())

    @cb.process
    def server(self):
        """Customers are served, one after the other."""
        for who in range(self.customers):
            days = self.line.get()
            days = cb.now() - days
            self.waited += days
            self.weighted += days * (who % 8191 + 1)
            cb.hold(self.service.next())


class Shipment(cb.Model):
    """A process per shipment."""

    days: int
    warehouse: int
    net: cb.Ref["Net"]

    @cb.process
    def travel(self):
        """It arrives when its days are over."""
        cb.hold(self.days)
        self.net.received[self.warehouse] += 1
        self.net.units[self.warehouse] += UNITS


class Net(cb.Model):
    """A process that sends a shipment to every warehouse, every week."""

    lead: cb.Array[int] = cb.Array(1)
    sent: cb.Array[int] = cb.Array(1)
    received: cb.Array[int] = cb.Array(1)
    units: cb.Array[int] = cb.Array(1)
    sent_sum: cb.Output[float]
    sent_weighted: cb.Output[float]
    received_sum: cb.Output[float]
    received_weighted: cb.Output[float]
    units_sum: cb.Output[float]
    units_weighted: cb.Output[float]

    @cb.process
    def supply(self):
        """A week of shipments."""
        while True:
            for k in range(len(self.lead)):
                self.sent[k] += 1
                cb.spawn(Shipment, days=self.lead[k], warehouse=k, net=self)
            cb.hold(WEEK)

    @cb.on_end
    def tell(self):
        """Sums over the warehouses."""
        self.sent_sum = 0.0
        self.sent_weighted = 0.0
        self.received_sum = 0.0
        self.received_weighted = 0.0
        self.units_sum = 0.0
        self.units_weighted = 0.0
        for k in range(len(self.lead)):
            weight = k % 8191 + 1
            self.sent_sum += self.sent[k]
            self.sent_weighted += self.sent[k] * weight
            self.received_sum += self.received[k]
            self.received_weighted += self.received[k] * weight
            self.units_sum += self.units[k]
            self.units_weighted += self.units[k] * weight


def queue(between, service):
    """Work of the queue; it returns the sums of days waited."""
    model = Queue()
    model.between = inputs.trace(np.asarray(between, np.float64))
    model.service = inputs.trace(np.asarray(service, np.float64))
    model.customers = len(service)
    days = float(np.sum(between) + np.sum(service) + 1)

    def work():
        result = _run(model, days)
        return [float(np.ravel(each)[0]) for each in (result.waited, result.weighted)]

    return work


def shipments(lead, days):
    """Work of the shipments; it returns the sums of shipments sent and received and of units received."""
    model = Net()
    model.lead = cb.Array([int(each) for each in lead])
    model.sent, model.received, model.units = (cb.Array(len(lead)) for _ in range(3))

    def work():
        result = _run(model, days - 0.5)  # what arrives on the last day counts, what would on the next does not
        sums = (result.sent_sum, result.sent_weighted, result.received_sum, result.received_weighted)
        return [float(np.ravel(each)[0]) for each in (*sums, result.units_sum, result.units_weighted)]

    return work


def _run(model, days):
    """One trial, in this thread's own time."""
    return cb.Experiment(model, replications=1, window=cb.Window(warmup=0, duration=days), seed=1).run()[model]
