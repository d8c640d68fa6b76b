# %% [markdown]
# # Run a scenario and plot a price
#
# One replication of a shipped scenario, written to a result folder, and a price path read back from it.
# `tightening` asks what happens if China's suspension of export licences lapses in November 2026.

# %%
from pathlib import Path

import duckdb

import lodeflow

DAYS = 1460  # four years from 1 January 2025
OUT = "results/howto-run"

# %% [markdown]
# `load` reads the scenario; the list holds changes, as `--set` takes them on the command line. `plan` builds the world:
# regions, trade lanes and the equilibrium of the base year. `write` runs replications into a folder. A `Recording`
# says what is kept: here the table `market`, every 7 days.

# %%
plan = lodeflow.plan(lodeflow.load("tightening", [f"days={DAYS}"]))
recording = lodeflow.Recording("market", step=7, fan=False)
lodeflow.write(plan, Path(OUT), 1, recording, lambda block: None, resume=True)

# %% [markdown]
# The folder holds Parquet files. Any tool reads them; DuckDB is used here. Prices are in USD per tonne.

# %%
rows = duckdb.sql(f"""
    select date, region, spot_price_usd_per_t / 1000 as usd_per_kg
    from read_parquet('{OUT}/tables/market/*.parquet')
    where material = 'heavy_oxide' and region in ('CHN', 'JPN')
    order by date""").fetchall()
for region in ("CHN", "JPN"):
    path = [price for _, where, price in rows if where == region]
    print(f"Dy+Tb oxide, {region}: {path[0]:,.0f} USD/kg at first, {max(path):,.0f} at its highest")

# %% tags=["plot"]
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
for region in ("CHN", "JPN"):
    path = [(date, price) for date, where, price in rows if where == region]
    axes.plot(*zip(*path, strict=True), label=region)
axes.set(ylabel="USD/kg", title="Spot price of Dy+Tb oxide, one replication of tightening")
axes.legend()
plt.show()
