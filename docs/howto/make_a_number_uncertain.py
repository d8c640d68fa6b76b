# %% [markdown]
# # Give a number a distribution and see what it does
#
# Any number of a scenario may be a distribution ([uncertain numbers](../uncertainty.md)). Each replication then draws
# a value, which the table `parameters` records, so that outcomes can be plotted against it. Here the number is
# `market.choke_price`, the price at which half of the firms stop using a product; the other uncertain numbers of the
# scenario are drawn as well, and scatter the points.

# %%
from pathlib import Path

import duckdb

import lodeflow

DAYS = 1460
REPLICATIONS = 48
OUT = "results/howto-uncertain"

# %%
response = 'market.choke_price={dist="uniform", low=4, high=10, source="assumption"}'
plan = lodeflow.plan(lodeflow.load("tightening", [f"days={DAYS}", response]))
recording = lodeflow.Recording("outcomes", step=91, fan=False)
lodeflow.write(plan, Path(OUT), REPLICATIONS, recording, lambda block: None, resume=True)

# %%
rows = duckdb.sql(f"""
    select p.value, o.value / 1000
    from read_parquet('{OUT}/tables/parameters/*.parquet') p
    join read_parquet('{OUT}/tables/outcomes/*.parquet') o using (replication)
    where p.parameter = 'market.choke_price'
      and o.outcome = 'peak_spot_price' and o.material = 'heavy_oxide' and o.region = 'JPN'
    order by 1""").fetchall()
half = len(rows) // 2
for words, part in (("lower", rows[:half]), ("upper", rows[half:])):
    print(f"{words} half of the draws: mean of the highest price {sum(y for _, y in part) / len(part):,.0f} USD/kg")

# %% tags=["plot"]
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
axes.scatter([x for x, _ in rows], [y for _, y in rows])
axes.set(
    xlabel="elasticity of the spot price to buyers' stock",
    ylabel="USD/kg",
    title="Highest spot price of Dy+Tb oxide in Japan, by replication",
)
plt.show()
