"""Random histories of result folders: a folder that verify finds clean has the bytes of an undisturbed run.

`./dev histories 10000` plays that many; a history that fails ends with the command that plays it.
"""

import os

import pytest
from histories import COPIED, FOLDERS, Broken, fault_of, new_history, shortest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from tiny_runs import CONFIGURATIONS

HISTORIES = int(os.environ.get("LODEFLOW_HISTORIES", "300"))
STEPS = 8
STRAYS = (
    "notes.txt",
    "plan.json",
    "tables/market/part-00007.parquet",
    "tables/outcomes/part-00001.parquet",
    "tables/difference/part-00001.parquet",
    "tables/nothing/part-00000.parquet",
    "tables/fan/part-00001.parquet",
    ".work/block-00001.json",
    ".work/mine",
    ".tmp/mine",
    "arms/dear/tables/share/part-00009.parquet",
    "arms/nobody/plan.json",
)
KNOWN = (
    [["run", "a", "seed 1", "anew"], ["copy", "seed 2", "a", "plan"], ["run", "a", "seed 2", "resume"]],
    [["run", "a", "seed 1", "anew", 150, ["rename", "a", "b"], ["run", "a", "seed 2", "anew"]]],
    [["run", "a", "seed 1", "anew", 150, ["remove", "a"]]],
    [["run", "a", "other tables", "resume"], ["run", "a", "seed 1", "resume"]],
    [["run", "b", "three arms", "resume", 117, ["lose", "b", 24]]],
    [
        ["run", "a", "comparison", "anew"],
        ["stray", "a", "tables/difference/part-00001.parquet"],
        ["run", "a", "comparison", "resume"],
    ],
)
"""Histories that failed before their kind was mended: some found by random search, some written by hand."""
MOST_CALLS = 360  # of a run; a comparison has twice as many

folders = st.sampled_from(FOLDERS)
configurations = st.sampled_from(["seed 1", *CONFIGURATIONS])
flips = st.tuples(
    st.just("flip"),
    folders,
    st.integers(0, 40),
    st.one_of(st.integers(0, 300), st.integers(0, 1 << 20)),
    st.integers(0, 7),
)
others = st.one_of(
    flips,
    st.tuples(st.just("rename"), folders, folders),
    st.tuples(st.just("remove"), folders),
    st.tuples(st.just("lose"), folders, st.integers(0, 40)),
    st.tuples(st.just("stray"), folders, st.sampled_from(STRAYS)),
    st.tuples(st.just("copy"), st.one_of(folders, configurations), folders, st.sampled_from(sorted(COPIED))),
)
runs = st.tuples(st.just("run"), folders, configurations, st.sampled_from(["resume", "anew"]))
errors = st.tuples(
    st.just("fail"), st.sampled_from(["ENOSPC", "EIO", "EACCES", "EMFILE"]), st.sampled_from(["once", "lasting"])
)
events = st.one_of(
    st.just(("kill",)),
    st.tuples(st.just("cut"), st.integers(0, 20)),
    errors,
    st.just(("interrupt",)),
    st.lists(st.one_of(others, runs), min_size=1, max_size=3).map(tuple),
    st.tuples(st.tuples(st.just("rename"), folders, folders), runs),
)
calls = st.one_of(st.integers(1, MOST_CALLS), st.integers(1, 2 * MOST_CALLS))


class Folders(RuleBasedStateMachine):
    """Folders to which anything happens in any order."""

    played = steps = 0
    broken = None

    def __init__(self):
        super().__init__()
        self.context = new_history()
        self.history = self.context.__enter__()
        Folders.played += 1

    def teardown(self):
        self.context.__exit__(None, None, None)

    def do(self, step):
        """One step; a history that breaks is kept."""
        Folders.steps += 1
        try:
            self.history.do(step)
        except Broken:
            Folders.broken = self.history.steps
            raise

    @rule(step=runs)
    def run(self, step):
        self.do(step)

    @rule(step=runs, call=calls, event=events)
    def run_in_which_something_happens(self, step, call, event):
        self.do((*step, call, *event))

    @rule(step=runs, call=calls)
    def kill(self, step, call):
        self.do((*step, call, "kill"))

    @rule(folder=folders, configuration=configurations)
    def resume(self, folder, configuration):
        self.do(("run", folder, configuration, "resume"))

    @rule(step=others)
    def somebody_else(self, step):
        self.do(step)


def test_a_folder_that_verifies_clean_has_the_bytes_of_an_undisturbed_run():
    of = settings(
        max_examples=HISTORIES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # a step takes too long for hypothesis to shorten a history
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(Folders, settings=of)
    except Broken:
        pytest.fail(str(shortest(Folders.broken)), pytrace=False)
    finally:
        print(f"{Folders.played:,} histories of {Folders.steps:,} steps")  # noqa: T201 - shown with -s


@pytest.mark.parametrize("number", range(len(KNOWN)))
def test_a_history_that_failed_once_holds(number):
    assert fault_of(KNOWN[number]) is None
