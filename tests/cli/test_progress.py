"""What a terminal shows while a Monte Carlo runs, and what happens when nobody reads."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios

import pytest

from lodeflow.cli.progress import COMPILING, Progress, fitting, say_if_compiling
from lodeflow.kernels.core import code_store
from lodeflow.monte_carlo.stopping import HEADLINE, Running

COMMAND = (sys.executable, "-c", "from lodeflow.cli import main; main()")
SHOW = """
import itertools
from lodeflow.cli.progress import Progress
from lodeflow.monte_carlo.stopping import HEADLINE, Running
running, times = Running(), itertools.count(0.0, 31.0)
with Progress("auto", 123456, headline=(HEADLINE, running), clock=lambda: next(times)) as progress:
    for value in (88123.4, 90456.7, 91789.1):
        running.add(value)
        progress(16000)
"""


def on_a_terminal(program, columns, **environment):
    """What a program writes to a terminal of so many columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "TERM")}
    process = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=theirs, env=kept | environment)
    os.close(theirs)
    said = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the terminal is closed
            break
        if not part:
            break
        said += part
    os.close(ours)
    assert process.wait() == 0, said
    return said.decode()


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
@pytest.mark.parametrize("terminal", ["xterm", "dumb"])
def test_no_line_is_longer_than_the_terminal_and_no_number_is_cut(columns, terminal):
    said = on_a_terminal((sys.executable, "-c", SHOW), columns, TERM=terminal)
    lines = [line for line in re.split(r"[\r\n]+", said.replace("\x1b[K", "")) if line]
    assert len(lines) >= 3
    assert max(map(len, lines)) <= columns
    assert ("\x1b" in said) == (terminal == "xterm")
    whole = re.compile(
        r"\d+/123456 replications(  \d+ %)?(  [\d.]+/s)?(  \d+ s left)?(  \S+ .* ± [\d.,e+]+)?(  \[[#.]+\])?"
    )
    assert [line for line in lines if not whole.fullmatch(line)] == []


def test_what_does_not_fit_is_left_out_whole():
    assert fitting(["12/64 replications", "19 %", "0.80/s", "65 s left"], 40) == "12/64 replications  19 %  0.80/s"
    assert (
        fitting(["12/64 replications", "a very long name of an outcome 91 ± 2", "19 %"], 40)
        == "12/64 replications  19 %"
    )


def test_the_time_that_compiling_took_is_not_held_against_the_rest(capsys):
    times = iter([0.0, 80.0, 80.5, 112.0])
    with Progress("plain", 96, headline=(HEADLINE, Running()), clock=lambda: next(times)) as progress:
        for _ in range(3):
            progress(16)
    assert capsys.readouterr().err.splitlines()[-1] == "48/96 replications  50 %  0.50/s  96 s left"


def test_a_cold_cache_is_told_before_anything_is_compiled(tmp_path):
    """The process is stopped as soon as it has spoken: nothing is compiled yet."""
    process = subprocess.Popen(
        (*COMMAND, "run", "base-year", "--days", "7", "--engine", "compiled"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={k: v for k, v in os.environ.items() if not k.startswith("NUMBA_")} | {"XDG_CACHE_HOME": str(tmp_path)},
    )
    first = process.stderr.readline()
    compiled = list(tmp_path.rglob("*.entry"))
    process.kill()
    process.wait()
    process.stderr.close()
    assert first == f"{COMPILING}\n"
    assert compiled == []


def test_it_is_said_why_compiled_code_is_not_kept(monkeypatch, capsys):
    monkeypatch.delenv("NUMBA_DISABLE_JIT", raising=False)
    monkeypatch.setattr(code_store, "FOLDER", None)
    monkeypatch.setattr(code_store, "WHY_NOT", "/shared/cache can be written by other users")
    say_if_compiling("compiled", "plain")
    said = " ".join(capsys.readouterr().err.split())
    assert said == f"{COMPILING}: its code is not kept for later runs, /shared/cache can be written by other users"


@pytest.mark.parametrize(
    "arguments",
    [
        ("kinds",),
        ("scenarios",),
        ("schema",),
        ("--help",),
        ("mc", "--help"),
        ("check", "base-year"),
        ("check", "base-year", "--explain"),
    ],
    ids=" ".join,
)
def test_who_has_read_enough_hears_no_complaint(arguments):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run((*COMMAND, *arguments), stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_error_that_nobody_reads_is_still_told_by_the_exit_code():
    reader, writer = os.pipe()
    os.close(reader)
    command = (*COMMAND, "check", "no-such-scenario")
    done = subprocess.run(command, stdout=writer, stderr=writer, check=False)
    os.close(writer)
    heard = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == heard.returncode != 0
    assert "Traceback" not in heard.stderr
