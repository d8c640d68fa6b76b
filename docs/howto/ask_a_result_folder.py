# %% [markdown]
# # Query a result folder in DuckDB
#
# A result folder describes itself: `views.sql` creates a view for every table, with a comment for every column.
# [The results reference](../reference/results.md) lists all of them.

# %%
import os
from pathlib import Path

import duckdb

import lodeflow

DAYS = 1460
REPLICATIONS = 20
OUT = "results/howto-query"

# %%
plan = lodeflow.plan(lodeflow.load("status-quo", [f"days={DAYS}"]))
recording = lodeflow.Recording("market", step=91)
lodeflow.write(plan, Path(OUT), REPLICATIONS, recording, lambda block: None, resume=True)

# %% [markdown]
# `views.sql` finds its files from the folder in which it is read. A database file keeps the views, and may then be
# opened in any folder: `duckdb.connect("path/of/my.duckdb")` instead of `duckdb.connect()`. Keep it outside the result
# folder, where `lodeflow verify` would name it as a file that does not belong. Read `views.sql` again in the new place
# if the result was moved. This needs DuckDB 2; with DuckDB 1.4, also say `set file_search_path = '/path/of/the/result'`
# before `views.sql` is read.

# %%
home = Path.cwd()
os.chdir(OUT)
db = duckdb.connect()
db.execute(Path("views.sql").read_text(encoding="utf-8"))
columns = db.sql("select column_name, comment from duckdb_columns() where table_name = 'market'").fetchall()
for name, comment in columns[6:11]:
    print(f"{name}: {comment}")

# %% [markdown]
# The table `fan` has quantiles over the replications, by day, region and material.

# %%
fan = db.sql("""
    select date, p05 / 1000, p50 / 1000, p95 / 1000 from fan
    where region = 'EU' and material = 'magnet_standard' and quantity = 'spot_price_usd_per_t'
    order by date""").fetchall()
for date, low, middle, high in fan[-3:]:
    print(f"{date}: {middle:.0f} USD/kg, nine in ten replications between {low:.0f} and {high:.0f}")

# %% [markdown]
# `outcomes` has one row per replication, outcome, material, region and sector.

# %%
short = db.sql("""
    select region, material, avg(value) as tonnes from outcomes
    where outcome = 'unmet' group by region, material order by tonnes desc limit 5""").fetchall()
for region, material, tonnes in short:
    print(f"unmet in {region}: {tonnes:,.0f} t of {material}")
db.close()
os.chdir(home)

# %% tags=["plot"]
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
days = [row[0] for row in fan]
axes.fill_between(days, [row[1] for row in fan], [row[3] for row in fan], alpha=0.3, label="5 % to 95 %")
axes.plot(days, [row[2] for row in fan], label="median")
axes.set(ylabel="USD/kg", title="Spot price of standard magnets in the EU, status quo")
axes.legend()
plt.show()
