"""Factor on the rate of every mode at which errors of stockholders have no correlation with the price, in the network.

    python bench/consistency.py [WORLDS [YEARS]]

In calm worlds (outages and swings of use, no growth, no policy) holders of a mode of the saddle path gain, from one
tick to the next, q' - q - s / kappa more than they reckon with, q the ln price of the mode and s its stock out of
balance. Prices are consistent if nobody can tell this error from the price: its slope on the price, demeaned over all
worlds together, is 0. Factors on the rates are found by secants on the same draws in all steps, from 1 and
from another start. A rate changes steepness with it, the rest point not at all. The mode of the rest oxides is left
out: they stand at their floor. Writes the table into docs/model/prices.md. 6 worlds of 20 years take three minutes.
"""

import sys
from pathlib import Path

import numpy as np

from lodeflow.assembly import plan
from lodeflow.base_world.prices.part_values import MAKING, SEPARATION
from lodeflow.catalog.names import MAGNETS
from lodeflow.engines import compiled_engine
from lodeflow.kernels.entities.cells import HEAVY, LIGHT, REST
from lodeflow.scenario.load import load

PAGE = Path(__file__).parent.parent / "docs" / "model" / "prices.md"
START, END = (
    "<!-- consistency: written by `python bench/consistency.py`, never by hand -->",
    "<!-- end of consistency -->",
)
PARTS = {LIGHT: "light oxide", HEAVY: "heavy oxide", REST: "rest oxides", SEPARATION: "separation"} | {
    MAKING + n: grade.replace("_", " ") for n, grade in enumerate(MAGNETS)
}
CALM = ("outages.rate_per_year=0.08", *(f"sectors.{s}.boom_spread=0.08" for s in ("defence", "clean_energy", "other")))
LOOKS = 200  # moments between two looks at the world, of which a tick has thousands
BURN = 104  # weeks
STEP, MOST, CLOSE, ROUNDS = 0.2, 0.4, 1e-2, 6
OTHER_START = 0.7


def scaled(pools, factor):
    """Pools with the rate of every mode times a factor, and the steepness that follows from it."""
    rate, growth = pools.rate * factor, pools.growth[0]
    back = pools.back * ((pools.rate + growth) / (rate + growth))
    effect = (pools.back @ pools.left).diagonal()
    steep = pools.steep * (back @ pools.left).diagonal() / np.where(effect != 0.0, effect, 1.0)
    return pools._replace(rate=rate, back=back, steep=steep)


def histories(made, pools, worlds):
    """Ln price and stock out of balance of every mode, by tick: float64 (2, ticks, modes), one world after the other.

    Modes are those of ``made``: their left vectors do not change with the factors.
    """
    base = made.template.market.forward_params
    into_modes = np.linalg.inv(base.back * (base.kappa[0] * (base.rate + base.growth[0])))  # a' N of each mode
    market = made.template.market._replace(forward_params=pools)
    engine = compiled_engine.Engine(made._replace(template=made.template._replace(market=market)), keep_lots=False)
    for world in range(worlds):
        seen = []

        def look(seen=seen):
            forward = engine.world.market.forward
            now = np.concatenate([forward.price, forward.held / (base.demand * forward.size)])
            if not seen or not np.array_equal(now, seen[-1]):
                seen.append(now)
            return False

        engine.play(world, stop=look)
        both = np.array(seen)
        parts = len(base.demand)
        yield np.array([both[BURN:, :parts] @ into_modes.T, both[BURN:, parts:] @ base.left.T])


def slopes(made, factor, worlds):
    """Slope of the error of a tick on the price of each mode, float64 (modes,), and its standard error."""
    pools = scaled(made.template.market.forward_params, factor)
    errors, prices = [], []
    for price, stock in histories(made, pools, worlds):
        errors.append(price[1:] - price[:-1] - stock[:-1] / pools.kappa[0])
        prices.append(price[:-1])
    e, x = np.concatenate(errors), np.concatenate(prices)
    e, x = e - e.mean(0), x - x.mean(0)
    slope = (e * x).mean(0) / (x * x).mean(0)
    left = (e - slope * x) * x
    return slope, np.sqrt((left * left).sum(0)) / (x * x).sum(0)


def consistent(made, start, worlds, which):
    """Factors at which no slope is left, the slopes left, their standard errors, and derivatives by ln factor.

    A slope is moved by the factor of its own mode above all; secants of each, all modes at once.
    """
    v = np.where(which, np.log(start), 0.0)
    before, (slope, error) = v - STEP * which, slopes(made, np.exp(v), worlds)
    slope_before, _ = slopes(made, np.exp(before), worlds)
    by_factor = (slope - slope_before) / STEP
    for _ in range(ROUNDS):
        moved = v - before
        steeper = np.where(moved != 0.0, (slope - slope_before) / np.where(moved != 0.0, moved, 1.0), 0.0)
        step = np.where(which & (steeper != 0.0), -slope / np.where(steeper != 0.0, steeper, 1.0), 0.0)
        step = np.clip(step, -MOST, MOST)
        before, slope_before, v = v, slope, v + step
        slope, error = slopes(made, np.exp(v), worlds)
        if np.abs(step).max() < CLOSE:
            break
    return np.exp(v), slope, error, by_factor


def main(worlds=6, years=20):
    """Find the factors from two starts and write the table."""
    compiled_engine.BUDGET = LOOKS
    made = plan(load("base-year", (f"days={365 * years}", *CALM)))
    pools = made.template.market.forward_params
    which = np.abs(pools.left[:, REST]) < 1e-6 * np.abs(pools.left).max(1)
    kappa = float(made.scenario.market.storage_elasticity)
    lines = [
        f"{worlds} calm worlds of {years} years, κ {kappa:.0f}; modes by the part whose price they move most.",
        "",
        "| mode | days to forget | slope at factor 1 (± standard error) | factor | ± | slope left |",
        "|---|---|---|---|---|---|",
    ]
    first, noise = slopes(made, np.ones(len(which)), worlds)
    found, left, error, steeper = consistent(made, 1.0, worlds, which)
    again, *_ = consistent(made, OTHER_START, worlds, which)
    unsure = error / np.where(which, np.abs(steeper), 1.0)
    for mode in np.flatnonzero(which):
        part = PARTS[int(np.argmax(pools.back[:, mode] * pools.left[mode] / (pools.back @ pools.left).diagonal()))]
        days = made.scenario.tick_days / pools.rate[mode]
        lines.append(
            f"| {part} | {days:.0f} | {first[mode]:+.4f} ± {noise[mode]:.4f} | {found[mode]:.2f} "
            f"| {found[mode] * unsure[mode]:.2f} | {left[mode]:+.1e} |"
        )
    apart = np.abs(np.log(again / found))[which].max()
    lines += ["", f"From a start of {OTHER_START} the same factors within {apart:.1e} of their logarithm."]
    text = PAGE.read_text(encoding="utf-8")
    head, tail = text.split(START)[0], text.split(END)[1]
    PAGE.write_text(f"{head}{START}\n" + "\n".join(lines) + f"\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
