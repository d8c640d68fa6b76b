"""Limits of the machine: too little memory, no threads, one processor, no locks. A line, a code, never a hang."""

import json
import os
import resource
import subprocess
import sys
import threading

import pytest
from command import lodeflow

import lodeflow as library
from lodeflow.cli import NO_LOCKS, memory
from lodeflow.machine import Free
from lodeflow.monte_carlo import workers
from lodeflow.monte_carlo.workers import Recording

SHORT = ("mc", "base-year", "--reps", "2", "--days", "8", "--progress", "none")
MAIN = "import sys\nfrom lodeflow.cli import main\nmain()"
LONGEST = 240  # seconds, of which most are for a machine that does much else


def limited(out, *before, limit=None, **environment):
    """A small run in a process of its own, with a limit that is set before it starts."""
    command = [sys.executable, "-c", "\n".join([*before, MAIN]), *SHORT, "--out", str(out)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=LONGEST, preexec_fn=limit,
        env={**os.environ, **environment},
    )  # fmt: skip


@pytest.mark.parametrize("megabytes", [60, 150, 300, 450, 512, 600, 683, 768, 900, 4000])
def test_a_small_address_space_is_refused_in_one_line_or_suffices(tmp_path, megabytes):
    """With ``ulimit -v``: whatever fails first, an import, an array, a thread or a library."""
    size = megabytes * 2**20
    done = limited(tmp_path / "out", limit=lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size)))
    assert done.returncode in (0, 71), done.stderr
    assert "Traceback" not in done.stderr
    if done.returncode:
        assert done.stderr.count("\n") == 1
        assert f"limited to {size / 1e6:,.0f} MB (ulimit -v)" in done.stderr
        assert megabytes < 4000


def test_a_thread_that_cannot_be_started_is_one_line(tmp_path, monkeypatch):
    def refuse(_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    done = lodeflow(*SHORT, "--out", tmp_path / "out")
    assert done.returncode == 71
    assert done.stderr.startswith("no further thread can be started: ")
    assert done.stderr.count("\n") == 1


def test_a_worker_without_memory_ends_the_run_with_one_line(tmp_path, monkeypatch):
    def refuse(*_):
        raise MemoryError

    monkeypatch.setattr(workers.Workers, "_run", refuse)
    done = lodeflow(*SHORT, "--out", tmp_path / "out")
    assert done.returncode == 71
    assert done.stderr.startswith("out of memory")
    assert done.stderr.count("\n") == 1


def test_workers_are_as_many_as_find_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "free_memory", lambda: Free(200_000_000, "the machine has no more"))
    done = lodeflow(*SHORT, "--workers", 64, "--out", tmp_path / "out")
    assert done.returncode == 0
    assert " workers instead of 64: each needs about " in done.stderr
    told = lodeflow(*SHORT[:-1], "json", "--workers", 64, "--out", tmp_path / "json").stderr.splitlines()
    assert any(" workers instead of 64" in json.loads(line).get("warning", "") for line in told)


def test_a_run_for_whose_first_worker_there_is_no_memory_does_not_begin(tmp_path, monkeypatch):
    none = Free(1_000_000, "the machine has no more")
    monkeypatch.setattr(memory, "free_memory", lambda: none)
    monkeypatch.setattr(memory, "shortage", lambda needed, _: f"{needed:,.0f} bytes" if needed < 100e6 else "")
    done = lodeflow(*SHORT, "--out", tmp_path / "out")
    assert done.returncode == 71
    assert not (tmp_path / "out").exists()


def test_workers_are_as_many_as_processors_may_be_used(monkeypatch, base):
    """As under ``taskset -c 0``."""
    asked = []

    class Pool(workers.ThreadPoolExecutor):
        def __init__(self, threads, **options):
            asked.append(threads)
            super().__init__(threads, **options)

    monkeypatch.setattr(workers, "ThreadPoolExecutor", Pool)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    plan = library.plan(library.load("base-year", ["days=8"]))
    for count in (0, 3):
        list(library.simulate(plan, 1, Recording("outcomes", 7, workers=count, fan=False)))
    assert asked == [1, 3]


def test_libraries_start_no_more_threads_than_there_are_processors_to_use():
    script = (
        "import os, sys\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "from lodeflow.cli import main\ntry:\n main()\nexcept SystemExit:\n pass\n"
        "import json, numba, pyarrow\nprint(json.dumps([pyarrow.cpu_count(), numba.config.NUMBA_NUM_THREADS]))"
    )
    without = {k: v for k, v in os.environ.items() if k not in ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS")}
    command = [sys.executable, "-c", script, "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=without)
    assert json.loads(done.stdout.splitlines()[-1]) == [1, 1]


def test_a_system_without_locks_is_told_in_one_line(tmp_path):
    done = limited(tmp_path / "out", "import sys", "sys.modules['fcntl'] = None")
    assert (done.returncode, done.stdout, done.stderr) == (71, "", f"{NO_LOCKS}\n")


def test_a_program_on_a_system_without_locks_imports_the_library_and_hears_why_it_cannot_write(tmp_path):
    script = (
        "import sys\nsys.modules['fcntl'] = None\nimport lodeflow\nfrom pathlib import Path\n"
        "from lodeflow.storage.held_folder import held\nfrom lodeflow.errors import MachineError\n"
        f"try:\n with held(Path({str(tmp_path / 'out')!r})):\n  pass\nexcept MachineError as why:\n print(why)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "result folders need locks, which this system does not have (Python's module fcntl)\n"
