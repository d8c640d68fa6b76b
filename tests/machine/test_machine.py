"""Processors and memory of this process: affinity, quotas of control groups, limits."""

import errno
import os
import resource

import pytest

from lodeflow import machine
from lodeflow.machine import free_memory, processors, shortage, want_of_memory_or_threads

MIB = 2**20


@pytest.fixture
def system(tmp_path, monkeypatch):
    """A system of which nothing is known but what a test writes down."""
    monkeypatch.setattr(machine, "PROC", tmp_path / "proc")
    monkeypatch.setattr(machine, "GROUPS", tmp_path / "groups")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)))
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.delattr(os, "process_cpu_count", raising=False)

    def write(**files):
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    return write


def test_affinity_counts_and_not_what_is_built_in(system, monkeypatch):
    assert processors() == 64
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3})
    assert processors() == 1


@pytest.mark.parametrize(
    ("quota", "count"), [("max 100000", 64), ("200000 100000", 2), ("250000 100000", 3), ("10000 100000", 1)]
)
def test_the_quota_of_a_control_group_counts(system, quota, count):
    system(proc__self__cgroup="0::/batch/job\n", groups__batch__job__cpu_dot_max=quota)
    assert processors() == count


def test_the_quota_of_an_outer_group_counts_too(system):
    system(proc__self__cgroup="0::/batch/job\n", groups__batch__job__cpu_dot_max="max 100000")
    system(groups__batch__cpu_dot_max="300000 100000")
    assert processors() == 3


def test_quotas_of_the_first_version_count(system):
    system(proc__self__cgroup="5:cpuset:/x\n4:cpu,cpuacct:/job\n")
    system(groups__cpu__job__cpu_dot_cfs_quota_us="150000", groups__cpu__job__cpu_dot_cfs_period_us="100000")
    assert processors() == 2


def test_a_system_that_says_nothing_has_the_processors_that_are_built_in_and_unknown_memory(system):
    assert processors() == 64
    assert free_memory() is None
    assert shortage(1e15, 1e15) == ""


def test_memory_is_what_the_nearest_limit_leaves(system):
    system(proc__meminfo="MemTotal: 9000000 kB\nMemAvailable: 8000000 kB\n")
    assert free_memory().space == 8_000_000 * 1024
    system(proc__self__cgroup="0::/job\n", groups__job__memory_dot_max="max", groups__job__memory_dot_current="5")
    assert free_memory().space == 8_000_000 * 1024
    system(groups__memory_dot_max=f"{900 * MIB}", groups__memory_dot_current=f"{300 * MIB}")
    system(groups__memory_dot_stat=f"anon 5\ninactive_file {100 * MIB}\n")
    assert free_memory().space == 700 * MIB
    assert "control group is limited to 944 MB" in shortage(1e9, 1e9)


def test_memory_of_the_first_version_of_control_groups_counts(system):
    system(proc__self__cgroup="4:memory:/job\n", groups__memory__job__memory_dot_limit_in_bytes=f"{50 * MIB}")
    system(groups__memory__job__memory_dot_usage_in_bytes=f"{20 * MIB}")
    assert free_memory().space == 30 * MIB


def test_a_limit_of_address_space_asks_for_address_space(system, monkeypatch):
    system(proc__self__statm="1000 1 1 1 1 1 1\n", proc__meminfo="MemAvailable: 8000000 kB\n")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (500 * MIB, 500 * MIB))
    said = shortage(1e6, 600e6)
    assert said.startswith("about 600 MB more memory is needed, 520 MB is free: the address space of a process is")
    assert said.endswith("is limited to 524 MB (ulimit -v)")
    assert shortage(600e6, 1e6) == ""


@pytest.mark.parametrize(
    "fault",
    [
        MemoryError(),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        ImportError("libarrow.so.2600: failed to map segment from shared object"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_a_failure_for_want_of_memory_is_known_also_behind_another(system, fault):
    assert want_of_memory_or_threads(fault).startswith("out of memory")
    try:
        try:
            raise fault
        except type(fault):
            raise ValueError("half of a module") from None
    except ValueError as later:
        assert want_of_memory_or_threads(later).startswith("out of memory")


def test_a_thread_that_cannot_be_started_is_known(system):
    assert "no further thread" in want_of_memory_or_threads(RuntimeError("can't start new thread"))


@pytest.mark.parametrize("fault", [ValueError("wrong"), ImportError("no module"), OSError(errno.ENOENT, "none")])
def test_another_failure_is_no_want_of_memory(system, fault):
    assert want_of_memory_or_threads(fault) == ""


def test_any_failure_in_an_address_space_that_is_used_up_is_for_want_of_it(system, monkeypatch):
    system(proc__self__statm=f"{450 * MIB // os.sysconf('SC_PAGE_SIZE')} 1 1 1 1 1 1\n")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (500 * MIB, 500 * MIB))
    assert want_of_memory_or_threads(AttributeError("partially initialised module")).startswith("out of memory: 52 MB")
