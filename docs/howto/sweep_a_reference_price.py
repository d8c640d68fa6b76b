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
    "standard magnets in the USA, USD/kg": ("mean_spot_price", "magnet_standard", "USA", 1e-3),
    "weeks in which the levy is due": ("weeks_in_the_money", "light_oxide", None, 1.0),
    "NdPr needs met from outside China, %": ("non_chinese_share_of_requirements", "light_oxide", None, 100.0),
}
RECORDING = lodeflow.Recording("outcomes", step=91, fan=False)


def means_at(level):
    """Means over the replications of what is asked, at one reference price."""
    changes = [f"days={DAYS}", f'policies.price_floor.reference="{level} USD/kg"']
    plan = lodeflow.plan(lodeflow.load("price-floor", changes))
    place = Outcomes(plan).place
    blocks = lodeflow.simulate(plan, REPLICATIONS, RECORDING)
    values = [row for block in blocks for row in block.outcomes]
    return [
        scale * mean(float(row[place[(outcome, material, region, None)]]) for row in values)
        for outcome, material, region, scale in ASKED.values()
    ]


swept = {level: means_at(level) for level in LEVELS}
print(f"{'reference price, USD/kg':<38}", *(f"{level:8}" for level in LEVELS))
for words, *values in zip(ASKED, *swept.values(), strict=True):
    print(f"{words:<38}", *(f"{value:8.1f}" for value in values))

# %% tags=["plot"]
import matplotlib.pyplot as plt

figure, axes = plt.subplots(1, len(ASKED), figsize=(11, 3.4), layout="constrained")
for ax, words, *values in zip(axes, ASKED, *swept.values(), strict=True):
    ax.plot(LEVELS, values, marker="o")
    ax.set(xlabel="reference price, USD/kg", ylim=(0, 1.1 * max(values) + 0.1))
    ax.set_title(words, fontsize=9)
plt.show()
