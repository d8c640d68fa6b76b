"""Disk of a process on which something happens at its n-th call: an error, a kill, a power cut, another process.

    with calls_watched(at=57, event=disk.killed): write(...)

Calls of `os` and of `open` are counted from 1; before the n-th one the event happens. A killed process changes nothing
afterwards: every later call raises `Killed` and does nothing, so that no clean-up reaches the disk. A power cut also
takes back what was not flushed: names that were made, moved or removed since their folder was flushed, the last ones
first, and half the data of a file that was not flushed.
"""

import io
import os
import shutil
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

CALLS = ("open", "write", "fsync", "replace", "rename", "mkdir", "unlink", "rmdir", "listdir", "scandir", "stat")


class Killed(BaseException):
    """The process exists no more."""


class Disk:
    """Disk under a watched process.

    Args:
        place: folder of which calls count; others, such as of the modules that Python loads, do not.
        at: number of the call before which the event happens; 0 for none.
        event: what happens; gets the disk.
        forgetful: True if what is not flushed is to be known, for a power cut.

    """

    def __init__(self, place, at=0, event=lambda _: None, *, forgetful=False):
        self.place, self.at, self.event, self.forgetful = os.path.realpath(place), at, event, forgetful
        self.calls = 0
        self.dead = self.busy = False
        self.fails = None
        self.unflushed_files, self.unflushed_names = set(), []
        self.kept = Path(self.place) / ".kept"

    def kill(self):
        """Nothing is done from now on."""
        self.dead = True
        raise Killed

    def cut(self, lost):
        """Power cut: the last ``lost`` names that are not flushed are taken back, and all data that are not."""
        for path in self.unflushed_files:
            with suppress(OSError):
                os.truncate(path, Path(path).stat().st_size // 2)
        for _, undo in self.unflushed_names[::-1][:lost]:
            with suppress(OSError):
                undo()
        self.kill()

    def fail(self, number, *, lasting):
        """The calls that change the disk fail with an error number, once or from now on."""
        self.fails = (number, lasting)

    def before(self, name, arguments, options):
        """Happens before each call that counts."""
        self.calls += 1
        if self.dead:
            raise Killed
        if self.calls == self.at:
            self.event(self)
        changes = name not in ("listdir", "scandir", "stat") and not (name == "open" and not _writes(arguments))
        if self.fails and changes:
            number, lasting = self.fails
            self.fails = (number, lasting) if lasting else None
            raise OSError(number, os.strerror(number))
        if self.forgetful:
            self._remember(name, arguments, options)

    def _remember(self, name, arguments, options):
        """Note what a power cut would take back."""
        if name == "write":
            self.unflushed_files.add(os.readlink(f"/proc/self/fd/{arguments[0]}"))
        elif name == "fsync":
            flushed = os.readlink(f"/proc/self/fd/{arguments[0]}")
            self.unflushed_files.discard(flushed)
            self.unflushed_names = [each for each in self.unflushed_names if each[0] != flushed]
        elif name in ("replace", "rename"):
            source = _place(arguments[0], options.get("src_dir_fd"))
            target = _place(arguments[1], options.get("dst_dir_fd"))
            before = self._keep(target)
            self._can_be_lost(target, lambda: (os.replace(target, source), before and os.link(before, target)))
        elif name in ("unlink", "rmdir", "mkdir"):
            path = _place(arguments[0], options.get("dir_fd"))
            before = self._keep(path) if name == "unlink" else None
            undo = {
                "unlink": lambda: before and os.link(before, path),
                "rmdir": lambda: os.mkdir(path),
                "mkdir": lambda: shutil.rmtree(path),
            }
            self._can_be_lost(path, undo[name])
        elif name == "open" and _writes(arguments):
            path = _place(arguments[0], options.get("dir_fd"))
            if not os.path.lexists(path):
                self._can_be_lost(path, lambda: os.unlink(path))

    def _can_be_lost(self, path, undo):
        self.unflushed_names.append((os.path.dirname(path), undo))

    def _keep(self, path):
        """A second name of the file at a path, outside the results; None if there is no file."""
        self.kept.mkdir(exist_ok=True)
        name = self.kept / str(self.calls)
        with suppress(OSError):
            os.link(path, name)
            return name
        return None

    def counts(self, name, arguments, options):
        """True for a call on something below the place."""
        if not arguments:
            return False
        first = arguments[0]
        if isinstance(first, int):
            with suppress(OSError):
                return os.readlink(f"/proc/self/fd/{first}").startswith(self.place)
            return False
        given = options.get("dir_fd", options.get("src_dir_fd"))
        return _place(first, given).startswith(self.place)


@contextmanager
def calls_watched(disk):
    """Context in which the calls of this process are those of ``disk``. What happens inside an event is not counted."""

    def watched(name, call):
        def watching(*arguments, **options):
            if disk.busy:
                return call(*arguments, **options)
            disk.busy = True
            try:
                if disk.counts(name, arguments, options):
                    disk.before(name, arguments, options)
            finally:
                disk.busy = False
            return call(*arguments, **options)

        return watching

    with ExitStack() as stack:
        stack.callback(shutil.rmtree, disk.kept, ignore_errors=True)
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name in CALLS:
            patch.setattr(os, name, watched(name, getattr(os, name)))
        patch.setattr(io, "open", watched("open", io.open))
        yield disk


def _writes(arguments):
    """True for an opening that may change the disk."""
    how = arguments[1] if len(arguments) > 1 else "r"
    return bool(how & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) if isinstance(how, int) else set(how) & set("wax+") != set()


def _place(path, folder=None):
    """Absolute path of an argument; a relative one counts from the open folder, if one is given."""
    text = os.fsdecode(path) if not isinstance(path, int) else os.readlink(f"/proc/self/fd/{path}")
    start = os.readlink(f"/proc/self/fd/{folder}") if folder is not None else os.getcwd()
    return os.path.join(start, text)
