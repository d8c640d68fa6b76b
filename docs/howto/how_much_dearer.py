# %% [markdown]
# # How much dearer do magnets get?
#
# The question of this page: how much dearer do high-temperature magnets get in the EU if China's suspension of export
# controls lapses? `lodeflow.open` answers from a result folder or a comparison: every statistic is a tidy table. The
# command says the same, from a comparison that is there already:
#
# ```sh
# lodeflow compare results/howto-dearer --by year --show 'magnet_high_temperature EU'
# ```

# %%
from pathlib import Path

import lodeflow

DAYS = 1460  # four years, to the end of 2028
REPLICATIONS = 20
OUT = "results/howto-dearer"
MAGNET = "magnet_high_temperature"

# %% [markdown]
# ## Run both arms
#
# Markets are recorded every four weeks here, which makes the means of a year finer than every quarter does.

# %%
plans = [lodeflow.plan(lodeflow.load(name, [f"days={DAYS}"])) for name in ("truce", "tightening")]
lodeflow.compare(plans, Path(OUT), REPLICATIONS, lodeflow.Recording("market", 28), resume=True)
arms = lodeflow.open(OUT)
print(arms)

# %% [markdown]
# ## The answer
#
# A row has the mean difference of the pairs of replications, half of its 95 % interval, whether that interval holds 0
# (`within_noise`), and quantiles of the differences. Prices are in USD/t, as in all tables.

# %%
paid = arms.prices("transaction", material=MAGNET, region="EU")
for row in paid:
    noise = ", within the noise" if row["within_noise"] else ""
    print(f"{row['year']}: {row['difference'] / 1000:+.1f} ± {row['half_width_95'] / 1000:.1f} USD/kg{noise}")

# %% [markdown]
# ## More questions
#
# `prices`, `market`, `shortage`, `leakage`, `welfare`, `projects`, `shares`, `events` and `outcomes` are there for any
# result with the default tables; `flows` and `accounts` need `--detail ledger`. Each takes `by="year"`, `"run"` and
# where there are days `"tick"`, patterns such as `material="magnet*"`, and `replication=7` for a single one. Of a
# comparison each is a paired difference; `against("*")` compares every two arms, `arms.arms["truce"]` is one result.
# `only(quantity="unmet*", region="EU")` leaves the rows whose words fit. `.to_pandas()`, `.to_polars()` and `.arrow`
# give the table, and DuckDB reads the object itself.

# %%
short = arms.shortage(by="run", material=MAGNET, region="EU")
for row in short:
    if row["quantity"] == "weeks_short":
        print(f"weeks short, {row['sector']}: {row['mean_against']:.1f} before, {row['mean']:.1f} after")
truce = arms.arms["truce"]
print(truce.prices("spot", material=MAGNET, region="EU"))

# %% [markdown]
# ## A picture
#
# Every statistic has `plot()`; it needs matplotlib (`pip install 'lodeflow[plot]'`). For a slide:
#
# ```sh
# lodeflow plot results/howto-dearer fan --region EU --material magnet_high_temperature -o fan.svg
# ```

# %% tags=["plot"]
figure = paid.plot()
