"""Shutdown on Ctrl-C or SIGTERM: answer at once, stop in order, stop by force on the second signal or after 1.5 s.

Python raises what a signal handler raises wherever the main thread happens to be, and some places swallow it (a call
back from the compiler); the thread that waits with ``PATIENCE`` does not depend on where that was.
"""

import _thread
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from lodeflow.errors import printable

SIGNALS = {signal.SIGINT: (130, b"interrupted\n"), signal.SIGTERM: (143, b"terminated\n")}
PATIENCE = 1.5  # seconds for an orderly end

_leaving = _thread.allocate_lock()
_asked: list[int] = []
_last_words: list[Callable[[], str]] = []


class Ended(BaseException):
    """The process was asked to end."""


def listen() -> None:
    """From now on, end in order when asked to, and at once when asked again."""
    for number in SIGNALS:
        signal.signal(number, _answer)


def asked() -> int | None:
    """Exit code of the signal that has come; None if none has."""
    return _asked[0] if _asked else None


def at_the_end_say(words: Callable[[], str]) -> None:
    """Set the last words of a command that ends early.

    Args:
        words: gives the text when it is needed.
    """
    _last_words[:] = [words]


def last_words() -> str:
    """Last words of the command; empty if there are none."""
    return _last_words[0]() if _last_words else ""


def leave(code: int) -> NoReturn:
    """Print the last words and end the process with ``code`` at once, without waiting for threads that compile."""
    _leaving.acquire()  # for good: there is one end
    with suppress(OSError):  # nobody listens
        if words := last_words():
            os.write(2, f"{printable(words)}\n".encode())
    os._exit(code)


def _answer(number: int, frame: FrameType | None) -> None:
    """Answer at once, and let the work be put down; being asked again does not wait for that."""
    del frame
    code, answer = SIGNALS[signal.Signals(number)]
    for each in SIGNALS:
        signal.signal(each, lambda *_: os._exit(code))
    _asked.append(code)
    sys.unraisablehook = lambda _: None  # what is swallowed is said by nobody,
    sys.excepthook = lambda *_: None  # nor what a module in C prints instead of passing it on, as NumPy's import does
    with suppress(OSError):
        os.write(2, answer)
    with suppress(RuntimeError):  # no thread can be started
        _thread.start_new_thread(_insist, (code,))  # threading.Thread takes a lock that whoever is interrupted may hold
    raise Ended


def _insist(code: int) -> None:
    time.sleep(PATIENCE)
    leave(code)
