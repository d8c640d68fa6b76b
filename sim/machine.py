"""Machine as this process may use it: its processors, its free memory, and whether a failure is for want of them.

Affinity (``taskset``), quotas of control groups (containers, batch systems) and limits (``ulimit``) count as well as
what is built in.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from errno import ENOMEM
from math import ceil
from pathlib import Path
from typing import NamedTuple

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

PROC, GROUPS = Path("/proc"), Path("/sys/fs/cgroup")
NEARLY_NOTHING = 200_000_000
"""Free bytes of address space below which the failure of an import or a library is taken for want of memory."""
NO_MEMORY = ("failed to map segment", "cannot allocate memory", "out of memory")


class Free(NamedTuple):
    """Memory that is free to this process."""

    space: int
    """Bytes, by the limit that is nearest."""
    limit: str
    """That limit in words."""


def processors() -> int:
    """Number of processors that this process may use, at least 1."""
    count = getattr(os, "process_cpu_count", os.cpu_count)() or 1
    if hasattr(os, "sched_getaffinity"):
        count = min(count, len(os.sched_getaffinity(0)))
    for folder in _groups("cpu"):
        with suppress(OSError, ValueError, IndexError):
            quota, period = _quota(folder)
            if quota > 0.0:
                count = min(count, ceil(quota / period))
    return max(1, count)


def free_memory() -> Free | None:
    """Free memory by the nearest limit; None where the system says nothing of it."""
    found = []
    limit = _address_space()
    if limit is not None:
        with suppress(OSError, ValueError, IndexError):
            pages = int((PROC / "self" / "statm").read_text(encoding="ascii").split()[0])
            used = pages * os.sysconf("SC_PAGE_SIZE")
            found.append(Free(limit - used, f"the address space of a process is limited to {_mb(limit)} (ulimit -v)"))
    for folder in _groups("memory"):
        with suppress(OSError, ValueError):
            most, used = _most_and_used(folder)
            found.append(Free(most - used, f"the memory of its control group is limited to {_mb(most)}"))
    with suppress(OSError, ValueError, StopIteration):
        lines = (PROC / "meminfo").read_text(encoding="ascii").splitlines()
        free = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
        found.append(Free(free, "the machine has no more"))
    return min(found) if found else None


def shortage(needed: float, space: float) -> str:
    """Sentence that says how much memory is missing; empty if there is enough.

    Args:
        needed: bytes of memory.
        space: bytes of address space, of which libraries and threads reserve more than they use.

    """
    free = free_memory()
    if free is None:
        return ""
    wanted = space if "(ulimit -v)" in free.limit else needed
    if free.space >= wanted:
        return ""
    return f"about {_mb(wanted)} more memory is needed, {_mb(max(0, free.space))} is free: {free.limit}"


def want_of_memory_or_threads(fault: BaseException) -> str:
    """Sentence that says what of the machine was used up when something failed; empty if it failed for another reason.

    Args:
        fault: the failure; what caused it, and what it came on top of, are looked at too.

    """
    causes = [*_chain(fault)]
    if any(isinstance(each, RuntimeError) and "start new thread" in str(each) for each in causes):
        return "no further thread can be started: the number of processes (ulimit -u) or the memory is limited"
    for each in causes:
        said = str(each).lower()
        told = isinstance(each, MemoryError) or (isinstance(each, OSError) and each.errno == ENOMEM)
        if told or (isinstance(each, (ImportError, OSError)) and any(words in said for words in NO_MEMORY)):
            return _out_of_memory()
    free = free_memory() if _address_space() is not None else None
    return _out_of_memory() if free and free.space < NEARLY_NOTHING else ""


def _out_of_memory() -> str:
    free = free_memory()
    return "out of memory" + (f": {_mb(max(0, free.space))} is free, {free.limit}" if free else "")


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__


def _address_space() -> int | None:
    """Limit of the address space in bytes; None for none."""
    if resource is None or not hasattr(resource, "RLIMIT_AS"):
        return None
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else int(limit)


def _groups(controller: str) -> Iterator[Path]:
    """Folders of the control groups of this process, of both versions, up to the outermost."""
    with suppress(OSError, ValueError):
        for line in (PROC / "self" / "cgroup").read_text(encoding="utf-8").splitlines():
            _, controllers, path = line.split(":", 2)
            if controllers and controller not in controllers.split(","):
                continue
            top = GROUPS / controller if controllers else GROUPS
            inner = top / path.lstrip("/")
            yield from (folder for folder in (inner, *inner.parents) if folder.is_relative_to(top))


def _quota(folder: Path) -> tuple[float, float]:
    """Processor time and the period in which it may be used; 0 or less for no limit."""
    if (folder / "cpu.max").exists():
        quota, period = (folder / "cpu.max").read_text(encoding="ascii").split()
        return (0.0 if quota == "max" else float(quota)), float(period)
    names = ("cpu.cfs_quota_us", "cpu.cfs_period_us")
    quota, period = ((folder / name).read_text(encoding="ascii") for name in names)
    return float(quota), float(period)


def _most_and_used(folder: Path) -> tuple[int, int]:
    """Bytes that a control group may use, and that it uses without what can be given back at once."""
    second = (folder / "memory.max").exists()
    most, used = ("memory.max", "memory.current") if second else ("memory.limit_in_bytes", "memory.usage_in_bytes")
    key = "inactive_file" if second else "total_inactive_file"
    idle = 0
    with suppress(OSError, ValueError, StopIteration):
        lines = (folder / "memory.stat").read_text(encoding="ascii").splitlines()
        idle = next(int(line.split()[1]) for line in lines if line.split()[0] == key)
    limits = [int((folder / name).read_text(encoding="ascii")) for name in (most, used)]  # "max" is no number
    return limits[0], limits[1] - idle


def _mb(size: float) -> str:
    return f"{size / 1e6:,.0f} MB"
