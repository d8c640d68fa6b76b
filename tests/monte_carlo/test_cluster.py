"""Workers of a Dask cluster write the blocks of a run: the bytes are those of one machine, whoever is lost meanwhile."""

import os
import signal
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from distributed import Client, LocalCluster
from quick import quick_disk
from small_result import contents

from lodeflow.assembly import plan
from lodeflow.cli.group import lodeflow
from lodeflow.comparison.run import compare
from lodeflow.errors import MachineError
from lodeflow.monte_carlo import cluster as clusters
from lodeflow.monte_carlo.cluster import Cluster, cluster
from lodeflow.monte_carlo.run import Ended, write
from lodeflow.monte_carlo.share import Share
from lodeflow.monte_carlo.workers import Recording
from lodeflow.scenario.load import load

REPLICATIONS = 70  # blocks of 16, 16, 16, 16 and 6
RECORDING = Recording("market", 14)


@pytest.fixture(scope="module")
def world():
    return plan(load("status-quo", ["days=28"]))


@pytest.fixture(scope="module")
def place(world):
    with quick_disk() as folder:
        run(world, folder / "whole")
        yield folder


@pytest.fixture(scope="module")
def local():
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as started:
        yield started


@pytest.fixture
def client(local):
    with Client(local) as joined:
        yield joined


def run(world, folder, elsewhere=None, watch=lambda _: None, **more):
    return write(world, folder, REPLICATIONS, RECORDING, watch, elsewhere=elsewhere, **more)


def test_a_cluster_writes_the_bytes_of_one_machine(world, place, client, tmp_path):
    seen = []
    run(world, tmp_path / "result", Cluster(client), seen.append)
    assert contents(tmp_path / "result") == contents(place / "whole")
    assert [told.replications for told in seen] == [16, 16, 16, 16, 6]
    assert not any(told.kept for told in seen)


def test_only_blocks_that_are_missing_are_run(world, place, client, tmp_path):
    run(world, tmp_path / "result", Cluster(client), share=Share(1, 2))
    seen = []
    run(world, tmp_path / "result", Cluster(client), seen.append, resume=True)
    assert [told.kept for told in seen] == [True, False, True, False, True]
    assert contents(tmp_path / "result") == contents(place / "whole")


def test_a_worker_that_is_killed_costs_nothing_but_time_and_one_may_join_late(world, place, local, client, tmp_path):
    alive = sorted(client.run(os.getpid).values())
    assert len(alive) == 2

    def kill(_):
        if alive:
            os.kill(alive.pop(), signal.SIGKILL)
            local.scale(3)

    run(world, tmp_path / "result", Cluster(client), kill)
    assert not alive
    assert contents(tmp_path / "result") == contents(place / "whole")


def test_a_block_that_always_fails_is_named_and_the_rest_is_finished(world, place, tmp_path):
    ran = []

    def fails(folder, numbers):
        for number in reversed(numbers):
            if number == 1:
                yield Ended(number, "ZeroDivisionError: of a test")
                continue
            clusters.run_block(str(folder), "compiled", number)
            ran.append(number)
            yield Ended(number, "")

    with pytest.raises(
        MachineError,
        match=r"1 of 5 blocks could not be run, the rest is finished \(replications 16-31: ZeroDivisionError: of a test\)",
    ):
        run(world, tmp_path / "result", fails)
    assert sorted(ran) == [0, 2, 3, 4]
    seen = []
    run(world, tmp_path / "result", None, seen.append, resume=True)
    assert [told.kept for told in seen] == [True, False, True, True, True]
    assert contents(tmp_path / "result") == contents(place / "whole")


def test_a_block_that_its_worker_did_not_write_is_named(world, tmp_path):
    with pytest.raises(MachineError, match=r"5 of 5 blocks could not be run.* its files are not whole"):
        run(world, tmp_path / "result", lambda _, numbers: (Ended(number, "") for number in numbers))


def test_a_task_that_fails_is_tried_three_times(client, tmp_path, monkeypatch):
    (tmp_path / "plan.json").write_text("{}")
    (end,) = Cluster(client)(tmp_path, [7])
    assert end.number == 7
    assert "is missing or damaged" in end.fault


def test_a_worker_of_another_version_refuses_the_block(world, tmp_path, monkeypatch):
    def other(folder, numbers):
        monkeypatch.setattr("lodeflow.monte_carlo.run.SCHEMA_VERSION", 0)
        for number in numbers:
            try:
                clusters.run_block(str(folder), "compiled", number)
            except Exception as error:  # noqa: BLE001 - as a cluster hands it over
                yield Ended(number, str(error))

    clusters._run.cache_clear()
    with pytest.raises(MachineError, match="computed by another version"):
        run(world, tmp_path / "result", other)


def test_two_writers_of_one_block_do_no_harm(world, place, tmp_path):
    def twice(folder, numbers):
        for number in numbers:
            clusters.run_block(str(folder), "compiled", number)
            clusters.run_block(str(folder), "simpy", number)
            yield Ended(number, "")

    run(world, tmp_path / "result", twice)
    assert contents(tmp_path / "result") == contents(place / "whole")


def test_a_comparison_on_a_cluster_has_the_same_bytes(client, tmp_path):
    arms = [plan(load(name, ["days=28"])) for name in ("truce", "tightening")]
    compare(arms, tmp_path / "here", 20, RECORDING)
    compare(arms, tmp_path / "there", 20, RECORDING, elsewhere=Cluster(client))
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


def test_a_scheduler_that_does_not_answer_is_a_plain_sentence(monkeypatch):
    monkeypatch.setattr(clusters, "PATIENCE", "1s")
    with (
        pytest.raises(MachineError, match=r"the scheduler at tcp://127.0.0.1:9 does not answer"),
        cluster("tcp://127.0.0.1:9", 0),
    ):
        pass


def test_the_command_joins_a_scheduler_and_refuses_what_is_no_address(local, tmp_path):
    def call(address):
        words = ["mc", "status-quo", "--days", "28", "--reps", "20", "--progress", "none", "--cluster", address]
        return CliRunner().invoke(lodeflow, [*words, "--out", str(tmp_path / "r")])

    assert call(local.scheduler_address).exit_code == 0
    assert Path(tmp_path / "r/manifest.json").exists()
    refused = call("somewhere")
    assert refused.exit_code == 2
    assert "neither local nor an address such as tcp://host:8786" in refused.output


def test_without_dask_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "dask", None)
    with pytest.raises(MachineError, match=r"pip install 'lodeflow\[dask\]'"), cluster("local", 0):
        pass
