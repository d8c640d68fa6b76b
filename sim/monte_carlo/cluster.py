"""Blocks of a run on the workers of a Dask cluster, which write them where the result lives.

A task is one block. Its worker reads scenario.toml and plan.json from the result folder, checks that it would compute
the same bytes, and writes the parts and the receipt of the block there; over the wire goes the number of the block. The
folder must be reached by the same path on every machine. Dask runs a task again on another worker if its worker is
lost; a block that has lost ATTEMPTS workers, or fails by itself, is given up and the rest goes on.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from lodeflow.errors import MachineError
from lodeflow.machine import processors
from lodeflow.monte_carlo.planned import Planned, planned
from lodeflow.monte_carlo.run import Ended
from lodeflow.monte_carlo.workers import Workers
from lodeflow.rows.vocabulary import vocabulary
from lodeflow.scenario.load import to_toml
from lodeflow.storage.joined_folder import JoinedFolder
from lodeflow.storage.ownership import PLAN

LOCAL = "local"
"""Address of a cluster of processes on this machine."""
ATTEMPTS = 3
"""Workers that a block may lose, and times that it may fail."""
PATIENCE = "10s"
"""Time that a scheduler gets to answer."""
AHEAD = 2
"""Tasks in flight for each thread of the cluster."""


class Cluster:
    """Cluster of workers that run blocks.

    Args:
        client: client of ``dask.distributed``.
        engine: simpy or compiled.

    """

    def __init__(self, client: Any, engine: str = "compiled") -> None:
        self._client, self._engine = client, engine

    def __call__(self, folder: Path, numbers: Sequence[int]) -> Iterator[Ended]:
        """Run blocks ``numbers`` of the run in ``folder``, in any order; the ends of their tasks as they come."""
        from distributed import as_completed

        left = iter(numbers)
        threads = max(1, sum(self._client.nthreads().values()))
        running = as_completed([self._task(folder, number) for number in islice(left, AHEAD * threads)])
        for task in running:
            number = int(task.key.rpartition("-")[2])
            fault = "" if task.status == "finished" else _in_words(task.exception())
            task.release()  # a task that is held is run again when the worker that ran it is lost
            if (more := next(left, None)) is not None:
                running.add(self._task(folder, more))
            yield Ended(number, fault)

    def _task(self, folder: Path, number: int) -> Any:
        digest = hashlib.sha256((folder / PLAN).read_bytes() + str(folder).encode()).hexdigest()[:16]
        path = str(folder.absolute())
        key = f"lodeflow-{digest}-{number}"
        return self._client.submit(run_block, path, self._engine, number, key=key, retries=ATTEMPTS - 1)


@contextmanager
def cluster(address: str, workers: int, engine: str = "compiled") -> Iterator[Cluster]:
    """Context manager that joins a cluster, or starts one of processes on this machine.

    Args:
        address: ``local``, or the address of a scheduler such as tcp://host:8786.
        workers: processes of a local cluster; 0 for one per processor.
        engine: simpy or compiled.

    Raises:
        MachineError: Dask is not installed, or the scheduler does not answer.

    """
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError:
        raise MachineError("--cluster needs Dask: pip install 'lodeflow[dask]'") from None
    with dask.config.set({"distributed.scheduler.allowed-failures": ATTEMPTS - 1}):
        try:
            if address == LOCAL:
                count = workers or processors()
                own = LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None)
                with own, Client(own) as client:
                    yield Cluster(client, engine)
            else:
                with Client(address, timeout=PATIENCE) as client:
                    yield Cluster(client, engine)
        except (OSError, TimeoutError) as error:
            raise MachineError(f"the scheduler at {address} does not answer: {error}") from error


def run_block(folder: str, engine: str, number: int) -> int:
    """Run block ``number`` of the run in ``folder`` by ``engine``, write it there, and return its number.

    Raises FolderMismatch where this worker is of another version, StorageError where it cannot write.
    """
    run, workers = _run(folder, engine, (Path(folder) / PLAN).read_bytes())
    block = workers.block(number)
    with JoinedFolder(folder, to_toml(run.plan.scenario), run.what) as place:
        place.write(number, block.tables, vocabulary(run.plan))
        place.done(number, block.paths)
    return number


@lru_cache(maxsize=2)
def _run(folder: str, engine: str, plan: bytes) -> tuple[Planned, Workers]:
    """Run of a folder with the runner of its blocks; ``plan`` tells runs in one folder apart."""
    del plan
    run = planned(Path(folder), engine)
    return run, run.workers()


def _in_words(error: BaseException | None) -> str:
    """Cause of a failure in one line."""
    if type(error).__name__ == "KilledWorker":
        return f"{ATTEMPTS} workers were lost while they ran it"
    return " ".join(f"{type(error).__name__}: {error}".split())
