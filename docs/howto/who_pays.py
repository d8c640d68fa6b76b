# %% [markdown]
# # Who gains and who pays
#
# Two policy arms under the same random draws, and the table of gains by region and party.
# [Comparing arms](../comparing.md) describes the folder, [who gains and who pays](../model/welfare.md) the accounts.

# %%
from pathlib import Path

import duckdb

import lodeflow

DAYS = 2190  # six years
REPLICATIONS = 12
OUT = "results/howto-who-pays"

# %% [markdown]
# The first arm is the base. `compare` writes an ordinary result folder for each arm and the tables of the comparison
# beside them.

# %%
plans = [lodeflow.plan(lodeflow.load(name, [f"days={DAYS}"])) for name in ("status-quo", "price-floor")]
comparison = lodeflow.compare(plans, Path(OUT), REPLICATIONS, resume=True)
print("arms:", ", ".join(comparison.arms))

# %% [markdown]
# `who_pays` has one row per place, purse (the party that gains or pays), year and discount rate; a row without a year
# is the whole run. `half_width_95_usd` is half of the 95 % confidence interval of the mean difference.

# %%
rows = duckdb.sql(f"""
    select purse, gain_usd / 1e6 as million, half_width_95_usd / 1e6 as half_width
    from read_parquet('{OUT}/tables/who_pays/*.parquet')
    where place = 'members' and year is null and discount = 0 and abs(gain_usd) > 1e6
      and purse not in ('import prices', 'import tonnes', 'taxes and rents abroad')
    order by million""").fetchall()
for purse, million, half_width in rows:
    print(f"{purse:<24}{million:>12,.0f} ± {half_width:,.0f} million USD")

# %% tags=["plot"]
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
axes.barh([row[0] for row in rows], [row[1] for row in rows], xerr=[row[2] for row in rows])
axes.axvline(0, color="black", linewidth=0.8)
axes.set(xlabel="gain over the run, million USD", title="price-floor against status-quo, members of the alliance")
plt.show()
