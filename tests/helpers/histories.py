"""Histories of result folders: runs, kills, full disks, copies and flipped bits, step by step.

    python tests/helpers/histories.py 'HISTORY'

plays a history, a JSON list of steps, and says after each step what every folder is. After every step this must hold:
a folder that verify finds clean has the bytes of an undisturbed run of what its plan says.

| step | does |
|---|---|
| `["run", FOLDER, CONFIGURATION, HOW]` | a run to its end; HOW is "resume" or "anew" |
| `["run", FOLDER, CONFIGURATION, HOW, CALL, EVENT...]` | a run in which an event comes before the CALL-th call that touches the disk |
| `["rename", FOLDER, TO]`, `["remove", FOLDER]` | the folder is moved, onto nothing or into what stands there; removed |
| `["flip", FOLDER, FILE, BYTE, BIT]`, `["lose", FOLDER, FILE]` | a file of the folder, counted in order of names, is changed or removed |
| `["stray", FOLDER, NAME]` | a file that is none of ours |
| `["copy", FROM, FOLDER, WHAT]` | files of a folder, or of the undisturbed run of a configuration, are copied in |

Events are `"kill"`; `"cut", NAMES`, a power cut with so many names not yet on the disk; `"fail", ERROR, "once"` or
`"lasting"`; `"interrupt"`; or a step, that somebody else does meanwhile.
"""

import errno
import json
import os
import shutil
import sys
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from quick import quick_disk
from shaky_disk import Disk, Killed, calls_watched
from small_result import contents
from tiny_runs import CONFIGURATIONS, known_blocks, run, undisturbed

from lodeflow.errors import LodeflowError
from lodeflow.storage.ownership import is_leftover
from lodeflow.storage.verify import verify

FOLDERS = ("a", "b")
COPIED = {
    "parts": ("tables/",),
    "plan": ("scenario.toml", "plan.json", "comparison.json"),
    "scenario": ("scenario.toml",),
    "manifest": ("manifest.json",),
    "work": (".work/",),
    "one table": ("tables/market/", "tables/difference/"),
    "fan": ("tables/fan/",),
    "an arm": ("arms/dear/",),
    "all but the plan": ("tables/", "manifest.json", "views.sql", "datapackage.json", ".work/", "arms/"),
    "everything": ("",),
}
"""Beginnings of the names that are copied."""


class Broken(AssertionError):
    """What must hold did not."""


class History:
    """Folders and what happened to them.

    ``place`` is an empty folder for them; ``tell`` gets lines about every step, if given.
    """

    def __init__(self, place, tell=None):
        self.place, self.tell = Path(place), tell
        self.steps = []
        self.calls = 0
        self.sole = {}  # configuration that alone has written a folder, and damaged only so that it can be mended

    def do(self, step):
        """Do one step and look at all folders. Raises Broken with the command that plays the history."""
        self.steps.append(step)
        try:
            told = self._do(step)
            for folder in self._folders():
                self.look_at(folder)
        except Broken as fault:
            raise Broken(f"{fault}\nplay it with: {self.command}") from None
        except (LodeflowError, Killed):
            raise
        except Exception as fault:
            raise Broken(f"{step} ends with {type(fault).__name__}: {fault}\nplay it with: {self.command}") from fault
        if self.tell:
            self.tell(f"{json.dumps(step)}: {told}")
            for folder in self._folders():
                self.tell(f"    {folder.name}: {self.state(folder)}")

    @property
    def command(self):
        """Command that plays this history."""
        text = json.dumps(self.steps).replace("'", "'\\''")
        return f".venv/bin/python tests/helpers/histories.py '{text}'"

    def state(self, folder):
        """What verify says of a folder, in a line."""
        problems = verify(folder)
        return f"{len(problems)} problems: {problems[0]}" if problems else "clean"

    def look_at(self, folder):
        """A clean folder has the bytes of an undisturbed run of what its plan says; so has a clean arm."""
        for each in (folder, *sorted(folder.glob("arms/*"))):
            if verify(each) == []:
                found = final(each)
                known = [files for files in results() if identity(files) == identity(found)]
                if found not in known:
                    which = sorted(name for name in {*found, *known[0]} if found.get(name) != known[0].get(name)) if known else []
                    where = each.relative_to(self.place)
                    raise Broken(f"{where} verifies clean and is not what its plan says: {which[:5] or 'a plan of nobody'}")

    def _folders(self):
        return [self.place / name for name in FOLDERS if (self.place / name).is_dir()]

    def _do(self, step):
        word, *rest = step
        return getattr(self, f"_{word}")(*rest)

    def _run(self, folder, configuration, how, call=0, *event):
        path = self.place / folder
        before, sole = self._snapshot(), self.sole.get(folder, configuration if not path.exists() else None)
        self.sole[folder] = configuration if sole == configuration else None
        disk = Disk(self.place, call, lambda disk: self._happen(disk, folder, event), forgetful="cut" in event)
        try:
            with calls_watched(disk):
                run(configuration, path, resume=how == "resume")
        except (Killed, KeyboardInterrupt):
            return f"killed at call {disk.calls}"
        except LodeflowError as refusal:
            if disk.calls < disk.at or not call:
                self._refused(refusal, before, folder, configuration)
            if "\n" in str(refusal):
                raise Broken(f"a message of several lines: {refusal}") from refusal
            return f"{refusal.exit_code} {refusal}"
        finally:
            self.calls = disk.calls
        if disk.calls < disk.at or not call:
            if final(path) != undisturbed(configuration):
                raise Broken(f"{folder} is done, and is not what an undisturbed run gives: {self.state(path)}")
            self.sole[folder] = configuration
        return f"done in {disk.calls} calls"

    def _refused(self, refusal, before, folder, configuration):
        """A refusal changes nothing; and what this configuration alone has begun is never refused."""
        if self.sole.get(folder) == configuration:
            raise Broken(f"{configuration} cannot go on in its own folder: {refusal}") from refusal
        if self._snapshot() != before:
            raise Broken(f"a refusal changes the folder: {refusal}") from refusal

    def _snapshot(self):
        """Every file with its bytes, and every folder but those for unfinished work."""
        return {path: path.read_bytes() if path.is_file() else None for path in self.place.rglob("*")}

    def _happen(self, disk, folder, event):
        """What happens during a run."""
        word = event[0]
        if word == "kill":
            disk.kill()
        elif word == "cut":
            disk.cut(event[1])
        elif word == "fail":
            disk.fail(getattr(errno, event[1]), lasting=event[2] == "lasting")
        elif word == "interrupt":
            raise KeyboardInterrupt
        else:
            self.sole[folder] = None
            self._do(event[0])

    def _rename(self, folder, to):
        source, target = self.place / folder, self.place / to
        if not source.exists() or target.exists():
            return "nothing to move, or something in the way"
        source.rename(target)
        self.sole[to] = self.sole.pop(folder, None)
        return "moved"

    def _remove(self, folder):
        shutil.rmtree(self.place / folder, ignore_errors=True)
        self.sole.pop(folder, None)
        return "removed"

    def _flip(self, folder, file, byte, bit):
        path = self._file(folder, file)
        if path is None or not path.stat().st_size:
            return "no file"
        data = bytearray(path.read_bytes())
        data[byte % len(data)] ^= 1 << bit
        path.write_bytes(data)
        return f"{path.name} is damaged"

    def _lose(self, folder, file):
        path = self._file(folder, file)
        if path is None:
            return "no file"
        path.unlink()
        return f"{path.name} is gone"

    def _file(self, folder, file):
        """A file of a folder by its number. A complete folder that is damaged once can be mended, others perhaps not."""
        path = self.place / folder
        names = sorted(contents(path)) if path.is_dir() else []
        self.sole[folder] = self.sole.get(folder) if names and verify(path) == [] else None
        return path / names[file % len(names)] if names else None

    def _stray(self, folder, name):
        path = self.place / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_bytes(b"none of ours")
        self.sole[folder] = None
        return "put there"

    def _copy(self, source, folder, what):
        if source in CONFIGURATIONS:
            files = undisturbed(source)
        else:
            files = contents(self.place / source) if (self.place / source).is_dir() else {}
        chosen = {name: data for name, data in files.items() if name.startswith(COPIED[what])}
        for name, data in chosen.items():
            path = self.place / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.sole[folder] = None
        return f"{len(chosen)} files copied"


def final(folder):
    """The files of a folder with their bytes, but for what a killed run leaves beside a result."""
    parts = [part for arm in ("", *(f"arms/{each.name}/" for each in folder.glob("arms/*"))) for part in (arm,)]
    return {
        name: data
        for name, data in contents(folder).items()
        if not any(is_leftover(name.removeprefix(arm)) for arm in parts if name.startswith(arm))
    }


def identity(files):
    """What a folder says that it is."""
    return files.get("plan.json"), files.get("comparison.json")


@cache
def results():
    """Files of every undisturbed result, those of arms too."""
    return [*_results()]


def _results():
    for configuration in CONFIGURATIONS:
        files = undisturbed(configuration)
        yield files
        for arm in sorted({name.split("/")[1] for name in files if name.startswith("arms/")}):
            begin = f"arms/{arm}/"
            yield {name.removeprefix(begin): data for name, data in files.items() if name.startswith(begin)}


@contextmanager
def new_history(tell=None):
    """Context with a history in which nothing has happened."""
    with quick_disk() as place, known_blocks():
        yield History(place, tell)


def main():
    """Play the history of the command line. Exits with 1 if something did not hold."""
    with new_history(print) as history:
        for step in json.loads(sys.argv[1]):
            history.do(step)


if __name__ == "__main__":
    os.environ.setdefault("LODEFLOW_HISTORY", "")
    main()
