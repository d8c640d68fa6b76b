"""Weekly shipments from a supplier to warehouses on lodeflow's agenda, SimPy, SupplyNetPy and Cimba: µs per shipment.

    python bench/shipment_rivals.py [--warehouses N] [--json]

SupplyNetPy: an infinite supplier, a link with a fixed lead time of 1 to 60 days to each warehouse, and periodic
replenishment of ten units a week for a year. Every engine must send and deliver the same orders and units to each
warehouse, or the program ends with 1. CPU time of the run, the best of three turns; building the network is not timed.

What each does more. SupplyNetPy, at every order: room at the buyer, disruptions, shortage and backorders at the seller,
holding cost, and statistics of each link. Its log is switched off by ``logging.disable``, under which it still words
every line; by its own switch it also makes a record of each, and takes a third longer. Its customers are
left out, save one who buys a single unit, for it builds no network without. Lodeflow's agenda (``day_shipments``): an
order of the simultaneous that nobody's creation can change, and a digest of all that happened. Neither: prices, duties,
random voyages. Plain SimPy does least, a process per shipment that counts: it shows what of SupplyNetPy is SimPy. Cimba
Python (``cimba_models``) does the same, compiled onto an engine in C; it gives back sums over the warehouses, plain and
weighted by warehouse.

The ratio depends on how much is at sea: the more, the dearer SimPy's heap and Python's garbage collector, which is left
on as a user finds it, and the cheaper our days, which cost something even when little happens.
"""

import argparse
import json
from functools import partial

import numpy as np
import simpy
from day_shipments import FREIGHT, PRICE, RECEIVED, RECEIVED_UNITS, SENT, UNITS, WEEK, ship_all, shipments_of
from measure import fastest, rival, table

DAYS = 364
ROUNDS = 3
OURS, CIMBA = "lodeflow's agenda", "Cimba Python"


def agenda(lead):
    """Give the work for our agenda."""
    world = shipments_of(lead, DAYS)

    def work():
        if not ship_all(world):
            raise SystemExit("the agenda has no room for a day's moments")
        return world.count[:, [SENT, RECEIVED, RECEIVED_UNITS]]

    return lambda: work


def plain_simpy(lead):
    """A process per warehouse, and one per shipment."""
    found = [[0, 0, 0] for _ in lead]

    def shipment(warehouse, days):
        yield env.timeout(days)
        warehouse[1] += 1
        warehouse[2] += UNITS

    def replenish(warehouse, days):
        while True:
            warehouse[0] += 1
            env.process(shipment(warehouse, days))
            yield env.timeout(WEEK)

    env = simpy.Environment()
    for warehouse, days in zip(found, lead.tolist(), strict=True):
        env.process(replenish(warehouse, days))
    return lambda: env.run(DAYS) or found


def supplynetpy(components, lead):
    """The same network as its manual builds it."""
    names = [f"W{k}" for k in range(len(lead))]
    supplier = {"ID": "S", "name": "supplier", "node_type": "infinite_supplier"}
    terms = {
        "node_type": "warehouse",
        "capacity": 10**9,
        "initial_level": 1,
        "inventory_holding_cost": 0.01,
        "replenishment_policy": components.PeriodicReplenishment,
        "policy_param": {"T": WEEK, "Q": UNITS},
        "product_buy_price": PRICE,
        "product_sell_price": 2 * PRICE,
    }
    net = components.create_sc_net(
        nodes=[supplier, *({"ID": name, "name": name, **terms} for name in names)],
        links=[
            {"ID": f"L{name}", "source": "S", "sink": name, "cost": FREIGHT, "lead_time": partial(int, days)}
            for name, days in zip(names, lead.tolist(), strict=True)
        ],
        demands=[
            {
                "ID": "D",
                "name": "a customer",
                "order_arrival_model": lambda: 10 * DAYS,
                "order_quantity_model": lambda: 1,
                "demand_node": names[0],
            }
        ],
    )

    def work():
        components.simulate_sc_net(net, sim_time=DAYS, logging=False)
        counts = (net["nodes"][name].stats for name in names)
        return [[s.demand_placed[0], *s.fulfillment_received] for s in counts]

    return work


def measured(warehouses):
    """Everything that is printed; ends the program if the engines disagree."""
    cimba = rival("cimba_models", "cimba")  # before anything is compiled: numba would not find its types later
    lead = 1 + 17 * np.arange(warehouses) % 60
    engines = {OURS: agenda(lead), "plain SimPy": lambda: plain_simpy(lead)}
    components = rival("SupplyNetPy.Components", "supplynetpy")
    if components:
        engines["SupplyNetPy"] = lambda: supplynetpy(components, lead)
    if cimba:
        engines[CIMBA] = lambda: cimba.shipments(lead, DAYS)
    seconds, found = fastest(engines, ROUNDS)
    for name, counts in found.items():
        wanted = found[OURS] if name != CIMBA else np.ravel([cimba.marks(column) for column in found[OURS].T])
        if not np.array_equal(counts, wanted):
            raise SystemExit(f"{name} sends or delivers other shipments than {OURS}")
    sent, delivered, units = (int(total) for total in found[OURS].sum(0))
    rows = [
        {"name": n, "us_per_shipment": s / sent * 1e6, "times_lodeflow": s / seconds[OURS]} for n, s in seconds.items()
    ]
    return {"warehouses": warehouses, "sent": sent, "delivered": delivered, "units": units, "engines": rows}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--warehouses", type=int, default=1_000, help="from 10 to 20,000 (default 1,000)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    if not 10 <= given.warehouses <= 20_000:
        parser.error("--warehouses must lie between 10 and 20,000")
    result = measured(given.warehouses)
    if given.json:
        print(json.dumps(result, indent=2))
        return
    print(f"{result['warehouses']:,} warehouses, {DAYS} days: {result['sent']:,} shipments sent,", end=" ")
    print(f"{result['delivered']:,} with {result['units']:,} units delivered, in every engine")
    print(
        "SupplyNetPy also keeps room, shortage, backorders, holding cost and statistics of links; plain SimPy counts\n"
    )
    rows = [[e["name"], f"{e['us_per_shipment']:,.3f}", f"{e['times_lodeflow']:,.0f} x"] for e in result["engines"]]
    print("\n".join(table(["engine", "µs per shipment", "times ours"], rows)))


if __name__ == "__main__":
    main()
