# %% [markdown]
# # Sweep a reference price
#
# The same policy at several levels: an alliance's reference price for NdPr oxide, from 70 to 150 USD/kg. Every level
# runs with the same seed, and every random draw belongs to a named event, so the levels share their draws and the
# differences between them are due to the policy.

# %%
from statistics import mean

import lodeflow

LEVELS = (70, 90, 110, 130, 150)  # USD/kg
DAYS = 2920  # eight years
REPLICATIONS = 16

# %% [markdown]
# `simulate` yields blocks of finished replications and writes nothing. Each block has an array of outcomes per
# replication, in the order of `Outcomes(plan).names`.

# %%
from lodeflow.outcomes.measure import Outcomes

ASKED = {
    "mean_spot_price": ("light_oxide", "JPN", 1e-3, "NdPr oxide in Japan, USD/kg"),
    "weeks_in_the_money": ("light_oxide", None, 1.0, "weeks in which the levy is due"),
    "capacity_added": ("light_oxide", "USA", 1.0, "NdPr oxide capacity added in the USA, t/yr"),
}


def means_at(level):
    """Means over the replications of what is asked, at one reference price."""
    changes = [f"days={DAYS}", f'policies.price_floor.reference="{level} USD/kg"']
    plan = lodeflow.plan(lodeflow.load("price-floor", changes))
    place = Outcomes(plan).place
    values = [
        row
        for block in lodeflow.simulate(plan, REPLICATIONS, lodeflow.Recording("outcomes", step=91, fan=False))
        for row in block.outcomes
    ]
    found = {}
    for outcome, (material, region, scale, words) in ASKED.items():
        k = place[(outcome, material, region, None)]
        found[words] = scale * mean(float(row[k]) for row in values)
    return found


swept = {level: means_at(level) for level in LEVELS}
for level, found in swept.items():
    print(level, "USD/kg:", "; ".join(f"{words} {value:,.1f}" for words, value in found.items()))

# %% tags=["plot"]
import matplotlib.pyplot as plt

figure, axes = plt.subplots(1, len(ASKED), figsize=(11, 3.4), layout="constrained")
for ax, (_, _, _, words) in zip(axes, ASKED.values(), strict=True):
    ax.plot(LEVELS, [swept[level][words] for level in LEVELS], marker="o")
    ax.set(xlabel="reference price, USD/kg", ylim=(0, None))
    ax.set_title(words, fontsize=9)
plt.show()
