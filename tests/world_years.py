"""Years of random worlds with every instrument, under the watch: stocks, prices, shares and books after every moment.

    ./dev worlds                a thousand world-years
    ./dev worlds 50 --first 300 fifty, from the world of seed 300 on
    ./dev worlds --seed 17      one world, moment by moment

A world runs on the compiled engine, which looks after all moments of a day and kind. One in which something is wrong
runs again on SimPy, which looks after every single moment. Each fault is one line, with the command that finds it again.
"""

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent / "helpers")]

from random_worlds import world_of  # noqa: E402

from lodeflow.engines import compiled_engine, simpy_engine  # noqa: E402
from lodeflow.errors import BrokenInvariantError  # noqa: E402

AT_ONCE = 32  # worlds between two looks at how many years have passed


def fault_of(seed: int, *, moment_by_moment: bool = False) -> tuple[int, str]:
    """Days of the world of a seed, and what is wrong in it; nothing if it is empty."""
    made, replication = world_of(seed)
    engine = simpy_engine if moment_by_moment else compiled_engine
    try:
        engine.play(made, replication, keep_lots=False, watch=True)
    except BrokenInvariantError as broken:
        return made.scenario.days, str(broken) if moment_by_moment else fault_of(seed, moment_by_moment=True)[1]
    return made.scenario.days, ""


def main() -> None:
    """Print the faults of as many worlds as are asked for; the exit code is 1 if there are any."""
    arguments = argparse.ArgumentParser(description="Faults in random worlds.")
    arguments.add_argument("years", nargs="?", type=float, default=1000.0, help="World-years to run; 1000 by default.")
    arguments.add_argument("--first", type=int, default=0, metavar="SEED", help="Seed of the first world.")
    arguments.add_argument("--seed", type=int, help="Only the world of this seed, moment by moment.")
    given = arguments.parse_args()
    if given.seed is not None:
        sys.exit(fault_of(given.seed, moment_by_moment=True)[1])
    began, days, seed, faults = time.monotonic(), 0, given.first, 0
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        while days < given.years * 365.0:
            seeds = range(seed, seed + AT_ONCE)
            for one, (length, fault) in zip(seeds, pool.map(fault_of, seeds), strict=True):
                days += length
                if fault:
                    faults += 1
                    print(f"./dev worlds --seed {one}: {fault}", flush=True)  # noqa: T201
            seed += AT_ONCE
            told = f"{days / 365:,.0f} world-years, {seed - given.first} worlds, {time.monotonic() - began:,.0f} s"
            print(told, file=sys.stderr)  # noqa: T201
    sys.exit(f"{faults} faults" if faults else 0)


if __name__ == "__main__":
    main()
