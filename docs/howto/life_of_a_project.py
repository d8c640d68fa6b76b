# %% [markdown]
# # Follow a mine or plant through its stages
#
# A project applies for permits, waits for an investment decision, is built, commissioned and operated; it may be
# closed or cancelled. The table `project` has the day of each stage in every replication
# ([how projects are modelled](../model/projects.md)).

# %%
from datetime import timedelta
from pathlib import Path
from statistics import median

import duckdb

import lodeflow

DAYS = 4383  # twelve years
REPLICATIONS = 24
PROJECTS = ("mp_10x", "nolans", "eneabba")
OUT = "results/howto-projects"

# %%
plan = lodeflow.plan(lodeflow.load("status-quo", [f"days={DAYS}"]))
recording = lodeflow.Recording("outcomes", step=91, fan=False)
lodeflow.write(plan, Path(OUT), REPLICATIONS, recording, lambda block: None, resume=True)

# %%
STAGES = ("decision", "construction", "commissioning", "operation", "cancelled")
start = plan.scenario.start_date
reached = {}  # days on which each project entered a stage, one per replication that got there
for stage in STAGES:
    for project, day in duckdb.sql(f"""
        select project, {stage}_day from read_parquet('{OUT}/tables/project/*.parquet')
        where {stage}_day is not null""").fetchall():
        reached.setdefault((project, stage), []).append(day)
known = [project for project in PROJECTS if project in plan.projects]
for project in known:
    for stage in STAGES:
        days = reached.get((project, stage), [])
        if days:
            when = start + timedelta(days=round(median(days)))
            print(f"{project}: {stage} in {len(days)} of {REPLICATIONS} replications, median {when}")

# %% tags=["plot"]
import matplotlib.pyplot as plt

COLOURS = ("tab:orange", "tab:blue", "tab:purple", "tab:green", "tab:red")
figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
for row, project in enumerate(known):
    for n, stage in enumerate(STAGES):
        dates = [start + timedelta(days=day) for day in reached.get((project, stage), [])]
        height = row + 0.12 * (2 - n)  # stages one below the other
        label = stage if row == 0 else None
        axes.scatter(dates, [height] * len(dates), s=12, color=COLOURS[n], alpha=0.6, label=label)
axes.set(yticks=range(len(known)), yticklabels=known, title="Days on which projects enter their stages")
figure.legend(fontsize=8, ncols=5, loc="outside lower center")
plt.show()
