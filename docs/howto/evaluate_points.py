# %% [markdown]
# # Evaluate points: samplers and root-finders
#
# `lodeflow.Evaluator` is a function from values of scenario keys to outcomes. Samplers, screening methods and
# root-finders call it: it keeps its plan from call to call, and all points share their random draws (common random
# numbers). A key that a point gives is not drawn; all other uncertain numbers are.

# %%
from functools import cache

from scipy.optimize import brentq
from scipy.stats import qmc

import lodeflow

DAYS = 2920  # eight years
SAMPLES = 64
DRAWS = 8  # replications of a point
REFERENCE = "policies.price_floor.reference"
SHARE = "non_chinese_share_of_requirements light_oxide"
PRICE = "mean_spot_price magnet_standard USA"

# %% [markdown]
# An outcome is named by its words in the order of the `outcomes` table: outcome, material, region, sector. Words that
# it does not have are left out. A name that does not exist is refused, and the message says which was meant.

# %%
evaluator = lodeflow.Evaluator(lodeflow.load("price-floor", [f"days={DAYS}"]), [SHARE, PRICE], replications=DRAWS)

# %% [markdown]
# ## A sampler
#
# Points are columns by key: lists, arrays, an Arrow table or a data frame. Numbers are in canonical units
# (`lodeflow schema` names them), texts may have another one. The result is an Arrow table with a row per point.

# %%
KEYS = {REFERENCE: (70e3, 150e3), "policies.price_floor.credibility": (0.2, 0.9), "market.panic_days": (60.0, 100.0)}
low, high = zip(*KEYS.values(), strict=True)
sample = qmc.scale(qmc.LatinHypercube(len(KEYS), seed=1).random(SAMPLES), low, high)
table = evaluator(dict(zip(KEYS, sample.T, strict=True)))
shares = table[SHARE].to_pylist()
print(f"{table.num_rows} points, {table.column_names}")
print(f"NdPr needs met from outside China: {100 * min(shares):.1f} to {100 * max(shares):.1f} %")

# %% [markdown]
# A point whose values contradict the base table, such as a limit of capacity below what is used already, has no
# outcomes (NaN). Its column `reason` says why.

# %%
print("points without outcomes:", sum(reason is not None for reason in table["reason"].to_pylist()))

# %% [markdown]
# ## A root-finder
#
# How high must the reference price be for half of the effect that 150 USD/kg has? `one` gives the means of the outcomes
# at one point. It raises an error where the point contradicts the base table.


# %%
@cache
def share_at(price):
    """Share of the needs met from outside China at one reference price, USD/t."""
    return evaluator.one({REFERENCE: price})[SHARE]


lowest, highest = KEYS[REFERENCE]
goal = 0.5 * (share_at(lowest) + share_at(highest))
enough = brentq(lambda price: share_at(price) - goal, lowest, highest, xtol=500.0)
print(f"{enough / 1000:.0f} USD/kg are enough for a share of {100 * goal:.1f} %")

# %% [markdown]
# An evaluator can be pickled and called from several threads or processes (`multiprocessing`, `concurrent.futures`).
# The values are the same to the last bit. `lodeflow.evaluate` does the same for a single table of points.

# %% tags=["plot"]
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
axes.scatter(sample[:, 0] / 1000, [100 * share for share in shares], label="sample")
axes.axvline(enough / 1000, color="black", linewidth=1, label="half of the effect")
axes.set(xlabel="reference price, USD/kg", ylabel="%", title="NdPr needs met from outside China")
axes.legend()
plt.show()
