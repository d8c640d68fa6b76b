"""The queue of ``day_queue`` as processes, in SimPy and in salabim, each as its manual does and as lean as it can be.

As in the manuals: an actor per customer, and a resource that each requests. Lean: one source, one server, and a deque
between them. Each function sets the stage and returns the run, which fills ``waited`` with the days in line of every
customer.

Salabim runs as generators: without yields, through greenlets, it took an eighth longer.
"""

from collections import deque

import simpy


def simpy_manual(between, service, waited):
    """A process per customer, who requests the server."""
    env = simpy.Environment()
    server = simpy.Resource(env)

    def customer(who):
        came = env.now
        with server.request() as turn:
            yield turn
            waited[who] = env.now - came
            yield env.timeout(service[who])

    def source():
        for who, days in enumerate(between):
            yield env.timeout(days)
            env.process(customer(who))

    env.process(source())
    return env.run


def simpy_lean(between, service, waited):
    """Two processes, and a line that wakes the second."""
    env = simpy.Environment()
    line, bell = deque(), [env.event()]

    def source():
        for days in between:
            yield env.timeout(days)
            line.append(env.now)
            if not bell[0].triggered:
                bell[0].succeed()

    def server():
        for who, days in enumerate(service):
            if not line:
                bell[0] = env.event()
                yield bell[0]
            waited[who] = env.now - line.popleft()
            yield env.timeout(days)

    env.process(source())
    env.process(server())
    return env.run


def salabim_manual(salabim, between, service, waited):
    """A component per customer, who requests the server."""
    env = salabim.Environment(trace=False, yieldless=False)
    server = salabim.Resource("server")

    class Customer(salabim.Component):
        def setup(self, who):
            self.who = who

        def process(self):
            came = env.now()
            yield self.request(server)
            waited[self.who] = env.now() - came
            yield self.hold(service[self.who])

    class Source(salabim.Component):
        def process(self):
            for who, days in enumerate(between):
                yield self.hold(days)
                Customer(who=who)

    Source()
    return env.run


def salabim_lean(salabim, between, service, waited):
    """Two components, the second of which sleeps while nobody is in line."""
    env = salabim.Environment(trace=False, yieldless=False)
    line = deque()

    class Source(salabim.Component):
        def process(self):
            for days in between:
                yield self.hold(days)
                line.append(env.now())
                if server.ispassive():
                    server.activate()

    class Server(salabim.Component):
        def process(self):
            for who, days in enumerate(service):
                if not line:
                    yield self.passivate()
                waited[who] = env.now() - line.popleft()
                yield self.hold(days)

    server = Server()
    Source()
    return env.run
