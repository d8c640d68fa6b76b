"""Every call by which a small run touches its folder, made to fail or to be the last one.

A call is told by its name, the path of its descriptor (or its path) and how often it was made on that before. Three runs are followed: a new one,
one that goes on from its first block, and one that mends a complete folder. LODEFLOW_ALL_FAULTS=1 tries every fault at
every call (about ten minutes on two cores), as `./dev everything` does; without it each kind of call meets each kind of
file.
"""

import errno
import hashlib
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import NamedTuple

import pytest
from quick import quick_disk
from small_result import contents
from starter import Starter, final

from lodeflow.storage.verify import verify

RUN = ("mc", "base-year", "--days", 28, "--reps", 17, "--workers", 2, "--progress", "none")  # blocks of 16 and 1
CALLS = "openat,creat,write,pwrite64,writev,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,rmdir,truncate,ftruncate"
ERRNOS = ("EIO", "ENOSPC", "EACCES", "EMFILE", "EDQUOT")
ALL = os.environ.get("LODEFLOW_ALL_FAULTS") == "1"
AT_A_TIME = 2
JOURNEYS = ("new", "goes on", "mends")


class Point(NamedTuple):
    """The ``nth`` call of this name on this path, which is relative to the folder, and the file that it reaches."""

    call: str
    path: str
    nth: int
    file: str


def may_trace():
    """Why calls cannot be made to fail here; empty if they can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(
        ["strace", "-o", os.devnull, "-e", "inject=fsync:error=EIO", "true"], capture_output=True, check=False
    )
    return "" if tried.returncode == 0 else "strace may not trace here"


pytestmark = pytest.mark.skipif(bool(may_trace()), reason=may_trace() or "-")


class Bench:
    """The three runs, the points of each, and a few starters that try faults beside one another."""

    def __init__(self, place):
        self.place = place
        self.starters = SimpleQueue()
        self.all = [Starter(place / f"starter {n}") for n in range(AT_A_TIME)]
        for starter in self.all:
            self.starters.put(starter)
        self.goes_on_well = {}
        first = self.all[0]
        assert first.run(*RUN, "--out", place / "good").code == 0
        self.good = contents(place / "good")
        self.before = {"new": None, "goes on": place / "begun", "mends": place / "damaged"}
        self._begin(first)
        self._damage()
        self.points = {journey: self._points(journey) for journey in JOURNEYS}

    def _begin(self, starter):
        """A run that is killed when its first block is done."""
        trace = self.place / "begun trace"
        self._traced(
            starter,
            self.before["goes on"],
            trace,
            ["-P", "fan"],
            "mkdirat:signal=KILL",
        )
        shutil.rmtree(self.before["goes on"] / ".tmp")
        (self.before["goes on"] / ".work" / "block-00001.json").unlink()

    def _damage(self):
        """A complete folder with a flipped bit in a part and one in the fan."""
        damaged = shutil.copytree(self.place / "good", self.before["mends"])
        for name in ("market/part-00000.parquet", "fan/part-00000.parquet"):
            part = damaged / "tables" / name
            data = bytearray(part.read_bytes())
            data[len(data) // 2] ^= 1
            part.write_bytes(data)

    def _points(self, journey):
        """Every call that an undisturbed run makes within its folder, in order."""
        starter, folder, trace = self.all[0], self._folder(journey, "points"), self.place / "trace"
        assert self._traced(starter, folder, trace, ["-y", "-s", "0", "-e", f"trace={CALLS}"], "").code == 0
        assert contents(folder) == self.good
        points, made = [], {}
        for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
            called = re.match(r"\d+\s+(\w+)\((.*?)(?:\) += |<unfinished)", line)
            paths = (
                [p for p in re.findall(r"[<\"](/[^>\"]*)", called[2]) if f"{p}/".startswith(f"{folder}/")]
                if called
                else []
            )
            if paths:
                point = called[1], os.path.relpath(paths[0], folder)
                for path in {os.path.relpath(p, folder) for p in paths}:
                    made[called[1], path] = made.get((called[1], path), 0) + 1
                below = re.search(r', "([^"/]+)"', called[2])
                points.append(Point(*point, made[point], f"{point[1]}/{below[1]}" if below else point[1]))
        shutil.rmtree(folder)
        assert len(set(points)) == len(points)
        return points

    def _folder(self, journey, name):
        folder = self.place / name
        if self.before[journey] is not None:
            shutil.copytree(self.before[journey], folder)
        return folder

    def _traced(self, starter, folder, trace, options, injected):
        arguments = [*RUN, "--out", folder, "--resume"]
        pid = starter.start(*arguments, traced=True)
        inject = ["-e", f"trace={injected.split(':')[0]}", "-e", f"inject={injected}"] if injected else []
        words = ["strace", "-f", "-o", trace, *options, *inject, "-p", pid]
        with subprocess.Popen(list(map(str, words)), stderr=subprocess.PIPE) as tracer:
            done = starter.end()
            tracer.communicate()
        return done

    def tried(self, journey, point, fault):
        """What is wrong after this fault at this point; empty if all is as promised."""
        starter = self.starters.get()
        folder, trace = self._folder(journey, f"{starter.place.name} folder"), starter.place / "trace"
        path = os.path.normpath(folder / point.path)
        try:
            done = self._traced(starter, folder, trace, ["-P", path], f"{point.call}:{fault}:when={point.nth}")
            wrong = self._wrong_at_once(journey, folder, trace, done, fault)
            return [f"{journey}: {point}, {fault}: {each}" for each in wrong + self._wrong_later(starter, folder)]
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            self.starters.put(starter)

    def _wrong_at_once(self, journey, folder, trace, done, fault):
        before = final(self.before[journey]) if self.before[journey] else {}
        wrong = [
            f"half written: {n}" for n, data in final(folder).items() if data not in (self.good.get(n), before.get(n))
        ]
        if journey != "mends" and (folder / "manifest.json").exists():
            wrong += verify(folder)
        happened = trace.read_text(encoding="utf-8", errors="replace")
        if fault == "signal=KILL":
            return wrong + [f"ended with {done.code}"] * (done.code != -9 or "SIGKILL" not in happened)
        if "(INJECTED)" not in happened:
            return [*wrong, "nothing was made to fail"]
        if done.code == 0:  # what failed was of no account: a look at what may be kept, a leftover not cleared away
            return (
                wrong
                + [f"code 0, but {problem}" for problem in verify(folder)]
                + [f"said {done.said!r}"] * bool(done.said)
            )
        words = os.strerror(getattr(errno, fault.removeprefix("error=")))
        in_one_line = done.said.count("\n") == 1 and words in done.said and "Traceback" not in done.said
        return wrong + [f"ended with {done.code}, said {done.said!r}"] * (done.code not in (73, 74) or not in_one_line)

    def _wrong_later(self, starter, folder):
        """Going on from here must lead to the same bytes; what is known of an equal state is not asked again."""
        state = hashlib.sha256()
        for path in sorted(folder.rglob("*")) if folder.exists() else ():
            state.update(f"{path.relative_to(folder)}\0{path.is_dir()}\0".encode())
            state.update(hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"")
        key = state.digest()
        if key not in self.goes_on_well:
            done = starter.run(*RUN, "--out", folder, "--resume")
            same = folder.exists() and contents(folder) == self.good
            self.goes_on_well[key] = [] if done.code == 0 and same else [f"does not go on: {done}"]
        return self.goes_on_well[key]

    def all_tried(self, tries):
        """What is wrong after any of these faults."""
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            return [each for wrong in pool.map(lambda t: self.tried(*t), tries) for each in wrong]


@pytest.fixture(scope="module")
def bench():
    with quick_disk() as place:
        bench = Bench(place)
        yield bench
        for starter in bench.all:
            starter.close()


def kind(point):
    """The call, and the kind of file."""
    return point.call, re.sub(r"\d+", "", point.file)


def first_of_each_kind(points):
    """All points; or, where time is short, the first of each kind."""
    return points if ALL else list({kind(point): point for point in reversed(points)}.values())


def last_of_each_kind(points):
    """All points; or, where time is short, the last of each kind."""
    return points if ALL else list({kind(point): point for point in points}.values())


def test_the_runs_that_are_disturbed_make_every_kind_of_call(bench):
    for journey in JOURNEYS:
        calls = {point.call for point in bench.points[journey]}
        assert calls >= {"openat", "write", "fsync", "renameat", "unlinkat", "mkdirat"}, journey
    counts = {journey: len(points) for journey, points in bench.points.items()}
    print("calls within the folder:", counts)  # noqa: T201 - shown with -s
    assert sum(counts.values()) > 400


@pytest.mark.parametrize("journey", JOURNEYS)
def test_a_run_killed_at_any_call_goes_on_to_the_same_bytes(bench, journey):
    tries = [(journey, point, "signal=KILL") for point in first_of_each_kind(bench.points[journey])]
    print(len(tries), "kills")  # noqa: T201
    assert not (wrong := bench.all_tried(tries)), "\n".join(wrong)


@pytest.mark.parametrize("journey", JOURNEYS)
def test_a_call_that_fails_ends_the_run_in_one_line_and_the_next_one_goes_on(bench, journey):
    points = last_of_each_kind(bench.points[journey])
    turns = [ERRNOS if ALL else ERRNOS[n % len(ERRNOS) :][:1] for n in range(len(points))]
    tries = [(journey, point, f"error={name}") for point, names in zip(points, turns, strict=True) for name in names]
    print(len(tries), "failing calls")  # noqa: T201
    assert not (wrong := bench.all_tried(tries)), "\n".join(wrong)
