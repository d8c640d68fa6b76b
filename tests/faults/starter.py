"""Starts real `lodeflow` commands within milliseconds: one process has imported everything, and forks for each."""

import ctypes
import json
import os
import resource
import shlex
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
from small_result import contents

from lodeflow import assembly as build
from lodeflow.cli import main, mc, verify
from lodeflow.scenario.load import load, to_toml

LODEFLOW = (sys.executable, "-W", "error", "-c", "from lodeflow.cli import main; main()")
WORLDS = ("status-quo", "base-year")
LEFTOVERS = (".tmp/", ".work/")
PR_SET_PTRACER = 0x59616D61
IMPORTED = (mc, verify)  # before forking


class Done(NamedTuple):
    """How a command ended: its code (negative for a signal that killed it) and what it said on stderr."""

    code: int
    said: str


class Starter:
    """One command at a time: `start` it, do something to it, ask for its `end`."""

    def __init__(self, place):
        self.place = place
        self.place.mkdir(parents=True, exist_ok=True)
        arguments = [sys.executable, "-W", "error::UserWarning", __file__, str(place)]
        self.server = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
        )
        assert self._answer() == "ready"

    def start(self, *arguments, traced=False, limits=(), user=None):
        """Begin a command; if `traced` it waits until somebody traces it. Returns its process number."""
        order = {"arguments": [str(a) for a in arguments], "traced": traced, "limits": limits, "user": user}
        self.server.stdin.write(f"{json.dumps(order)}\n")
        self.server.stdin.flush()
        return int(self._answer())

    def end(self):
        """Wait until it has ended."""
        return Done(int(self._answer()), (self.place / "stderr").read_text(encoding="utf-8"))

    def run(self, *arguments, **how):
        """Begin a command and wait."""
        self.start(*arguments, **how)
        return self.end()

    def close(self):
        """Let the server go."""
        self.server.communicate()

    def _answer(self):
        answer = self.server.stdout.readline().strip()
        assert answer, f"the starter has ended with {self.server.poll()}"
        return answer


def environment(**more):
    """The environment of a command: only what it needs."""
    kept = ("PATH", "HOME", "XDG_CACHE_HOME", "VIRTUAL_ENV", "NUMBA_CPU_NAME")
    return {key: os.environ[key] for key in kept if key in os.environ} | {
        "PYTHONPATH": str(Path(__file__).parents[1] / "helpers"), "PYTHONDONTWRITEBYTECODE": "1", **more
    }  # fmt: skip


def final(folder):
    """The files of a folder under a final name, with their bytes: nothing that a run keeps beside them."""
    if not folder.exists():
        return {}
    return {name: data for name, data in contents(folder).items() if not name.startswith(LEFTOVERS)}


def half_written(folder, good):
    """Names of files that are not, byte for byte, what an undisturbed run writes; and Parquet that cannot be opened."""
    for part in folder.glob("tables/*/*"):
        pq.read_metadata(part)
    return sorted(name for name, data in final(folder).items() if good.get(name) != data)


def until(true, seconds=30.0):
    """Wait for something; whether it came true in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.001)
    return True


def resume_command(said):
    """The words of the command that a stopped run says will go on with it, without the name of the program."""
    (line,) = [line for line in said.splitlines() if "--resume" in line]
    words = shlex.split(line[line.index("lodeflow mc") :])
    return words[1:]


def _serve(place):
    """Fork a command for each line that comes in; say its number, and then its code."""
    worlds, plan = {}, build.plan
    build.plan = lambda scenario: worlds.get(to_toml(scenario)) or plan(scenario)  # the usual ones, before forking
    for name in WORLDS:
        scenario = load(name, ("days=28",))
        worlds[to_toml(scenario)] = plan(scenario)
    warm = ("mc", "status-quo", "--days", "28", "--reps", "1", "--detail", "ledger", "--out", str(place / "warm"))
    code = _command({"arguments": warm, "traced": False, "limits": [], "user": None}, place)
    assert code == 0, (place / "stderr").read_text(encoding="utf-8")
    _say("ready")
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os._exit(_command(order, place))
        _say(pid)
        _say(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _say(what):
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def _command(order, place):
    """Become the command, and return its code."""
    kept = [os.dup(number) for number in (0, 1, 2)]
    with Path(os.devnull).open("r+b") as nothing, (place / "stderr").open("wb") as said:
        os.dup2(nothing.fileno(), 0)
        os.dup2(nothing.fileno(), 1)
        os.dup2(said.fileno(), 2)
    sys.argv = ["lodeflow", *order["arguments"]]
    for name, most in order["limits"]:
        kind = getattr(resource, name)
        resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))
    if order["user"] is not None:
        os.setgroups([])
        os.setgid(order["user"])
        os.setuid(order["user"])
    if order["traced"]:
        with suppress(OSError, AttributeError):  # where only parents may trace, let anybody
            ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(2**64 - 1), 0, 0, 0)
        while "TracerPid:\t0\n" in Path("/proc/self/status").read_text(encoding="ascii"):
            time.sleep(0.001)
    try:
        main()
    except SystemExit as leaving:
        code = leaving.code
    except BaseException:  # noqa: BLE001 - to be seen in what the command said
        traceback.print_exc()
        code = 1
    sys.stderr.flush()
    for number, copy in enumerate(kept):
        os.dup2(copy, number)
    return int(code or 0)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
