# %% [markdown]
# # Add an actor of your own
#
# The SimPy engine runs one process per actor, and accepts more of them in plain Python. The actor below is a
# government that publishes its stocks every week, so that its buyers do not panic. It needs no compiled code.

# %%
import lodeflow
from lodeflow.kernels.core.moment import moment

DAYS = 900
REGION = "JPN"

# %% [markdown]
# A process waits with `yield s.until(...)`. A moment is a day, a rank within that day, and a number of the actor; rank
# 200 comes after everything else of the day. `s.market` holds the arrays that the kernels use, so what the actor
# writes counts from the next market day on ([which slices there are](../architecture.md)).

# %%
plan = lodeflow.plan(lodeflow.load("tightening", [f"days={DAYS}"]))
cells = [n for n, (region, _) in enumerate(plan.atlas.cells) if region == REGION]
watched = plan.atlas.cell(REGION, "heavy_oxide")


def government(calms, seen):
    """A process that notes the price of Dy+Tb oxide every week and, if it calms buyers, ends their panic."""

    def life(s):
        day = 0
        while True:
            yield s.until(int(moment(day, 200, 0)))
            seen.append((day, float(s.market.buyers.spot[watched]) / 1000))
            if calms:
                s.market.buyers.panic[cells] = 0.0
            day += plan.scenario.tick_days

    return life


paths = {}
for words, calms in (("no announcement", False), ("weekly announcement", True)):
    paths[words] = []
    lodeflow.run(plan, extra=(government(calms, paths[words]),))
    print(f"{words}: highest price in {REGION} {max(price for _, price in paths[words]):,.0f} USD/kg")

# %% tags=["plot"]
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
for words, path in paths.items():
    axes.plot(*zip(*path, strict=True), label=words)
axes.set(xlabel="day", ylabel="USD/kg", title=f"Spot price of Dy+Tb oxide, {REGION}, one replication of tightening")
axes.legend()
plt.show()
