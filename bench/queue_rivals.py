"""A single-server queue of the same customers on lodeflow's agenda, SimPy, salabim and Cimba: nanoseconds per customer.

    python bench/queue_rivals.py [--customers N] [--json]

Geo/Geo/1 (see ``day_queue``), checked against its formula; every engine must find the same days of waiting, customer by
customer, or the program ends with 1. CPU time of the run, the best of five turns. Rivals serve the first customers of
the same list: SimPy a quarter, salabim a fortieth; a cost per customer hardly depends on how many there are. Days
between arrivals and days of service are drawn once and are not timed; that favours the rivals, to whom a draw in Python
costs far more than ours.

SimPy and salabim are told in two ways (``queue_processes``): as the manual does, an actor and a request per customer,
and as lean as processes allow. They take any time, resource, priority and interruption, and are interpreted; our loop
knows whole days and two kinds of moments, and is compiled. Cimba Python (``cimba_models``) is as general as they are
and compiled onto an engine in C; it gives back sums of the days of waiting, plain and weighted by customer.
"""

import argparse
import json

import numpy as np
from day_queue import MEAN_NUMBER, MEAN_WAIT, draw_customers, queue_of, serve_all
from measure import fastest, rival, table
from queue_processes import salabim_lean, salabim_manual, simpy_lean, simpy_manual

ROUNDS = 5
BATCHES = 20  # long stretches of customers, nearly independent of each other


def engines_for(between, service, cimba):
    """Engines by name: how many customers each serves, how its work is prepared, and what it must find."""
    count = len(service)
    queue = queue_of(between, service)

    def ours():
        if not serve_all(queue):
            raise SystemExit("the agenda has no room for a day's moments")
        return queue.waited

    def theirs(engine, share, *modules):
        few = count // share
        lists = between[:few].tolist(), service[:few].tolist()

        def prepare():
            waited = [None] * few
            run = engine(*modules, *lists, waited)

            def work():
                run()
                return waited

            return work

        return few, prepare, lambda waited: waited[:few]

    engines = {
        "lodeflow's agenda": (count, lambda: ours, lambda waited: waited),
        "SimPy, two processes": theirs(simpy_lean, 4),
        "SimPy, a process per customer": theirs(simpy_manual, 4),
    }
    salabim = rival("salabim", "salabim")
    if salabim:
        engines["salabim, two components"] = theirs(salabim_lean, 40, salabim)
        engines["salabim, a component per customer"] = theirs(salabim_manual, 40, salabim)
    if cimba:
        engines["Cimba Python, two processes"] = count, lambda: cimba.queue(between, service), cimba.marks
    return engines


def mean_with_error(values):
    """The mean of a long series, and its standard error from the means of stretches of it."""
    means = values[: len(values) // BATCHES * BATCHES].reshape(BATCHES, -1).mean(1)
    return float(values.mean()), float(means.std(ddof=1) / BATCHES**0.5)


def number_each_day(between, service, waited):
    """Customers in line or served at the end of each day until the last arrival."""
    came = np.cumsum(between)
    left = np.bincount(came + waited + service)
    return np.cumsum(np.bincount(came, minlength=len(left)) - left)[: came[-1]]


def measured(customers):
    """Everything that is printed; ends the program if the engines disagree."""
    cimba = rival("cimba_models", "cimba")  # before anything is compiled: numba would not find its types later
    between, service = draw_customers(customers)
    engines = engines_for(between, service, cimba)
    seconds, found = fastest({name: prepare for name, (_, prepare, _) in engines.items()}, ROUNDS)
    waited = found["lodeflow's agenda"]
    for name, days in found.items():
        if not np.array_equal(days, engines[name][2](waited)):
            raise SystemExit(f"{name} finds other waiting times than lodeflow's agenda")
    cost = {name: seconds[name] / few * 1e9 for name, (few, _, _) in engines.items()}
    ours = cost["lodeflow's agenda"]
    formulas = (
        ("mean days in line", MEAN_WAIT, waited),
        ("mean customers there", MEAN_NUMBER, number_each_day(between, service, waited)),
    )
    return {
        "formula": [
            dict(zip(("name", "exact", "simulated", "standard_error"), (n, e, *mean_with_error(v)), strict=True))
            for n, e, v in formulas
        ],
        "engines": [
            {"name": n, "customers": engines[n][0], "ns_per_customer": cost[n], "times_lodeflow": cost[n] / ours}
            for n in engines
        ],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=200_000, help="from 1,000 to 1,500,000 (default 200,000)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    if not 1_000 <= given.customers <= 1_500_000:
        parser.error("--customers must lie between 1,000 and 1,500,000")
    result = measured(given.customers)
    if given.json:
        print(json.dumps(result, indent=2))
        return
    print("Geo/Geo/1: a customer comes with .4 a day, a service ends with .5 a day; the load is .8")
    for f in result["formula"]:
        print(f"{f['name']:<22}exact {f['exact']:.3f}, simulated {f['simulated']:.3f} +- {f['standard_error']:.3f}")
    print("all engines find the same days of waiting, customer by customer\n")
    rows = [
        [e["name"], f"{e['customers']:,}", f"{e['ns_per_customer']:,.1f}", f"{e['times_lodeflow']:,.0f} x"]
        for e in result["engines"]
    ]
    print("\n".join(table(["engine", "customers", "ns per customer", "times ours"], rows)))


if __name__ == "__main__":
    main()
