"""Commands that are killed, interrupted and crowded, each a process of its own."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

import pytest
from quick import quick_disk
from small_result import contents
from starter import LODEFLOW, Starter, environment, final, half_written, resume_command, until

KILLS = 56  # and in every fourth run a second one
RUN = ("mc", "status-quo", "--days", "28", "--reps", "40", "--progress", "none")  # three blocks
LONG = ("mc", "status-quo", "--reps", "2000", "--progress", "none")
AT_A_TIME = 2


@pytest.fixture(scope="module")
def starters():
    with quick_disk() as place:
        found = [Starter(place / f"starter {n}") for n in range(AT_A_TIME)]
        yield found
        for starter in found:
            starter.close()


@pytest.fixture
def place():
    with quick_disk() as place:
        yield place


def begun(folder):
    """Something may be kept."""
    return any((folder / ".work").glob("block-*.json"))


def kill_at_random(starter, dice, folder, workers, span):
    """Kill a command at a random moment after it has taken the folder. Returns the code it ends with."""
    pid = starter.start(*RUN, "--out", folder, "--workers", workers, "--resume")
    assert until(lambda: (folder / ".tmp").exists() or not alive(pid))
    time.sleep(dice.uniform(0.0, span))
    if alive(pid):
        os.kill(pid, signal.SIGKILL)
    return starter.end().code


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_runs_killed_at_random_moments_go_on_to_the_same_bytes_with_any_number_of_workers(starters, place):
    began = time.monotonic()
    assert starters[0].run(*RUN, "--out", place / "good", "--workers", 2).code == 0
    span = time.monotonic() - began
    good = contents(place / "good")
    free = SimpleQueue()
    for starter in starters:
        free.put(starter)

    def one(number):
        """What is wrong, and how many kills hit."""
        starter, dice, folder = free.get(), random.Random(number), place / str(number)
        wrong, hits, workers = [], 0, (1, 2, 8)[number % 3]
        while hits < (2 if number % 4 == 0 else 1):
            if kill_at_random(starter, dice, folder, workers, span) == -9:
                hits += 1
                wrong += half_written(folder, good)
            else:  # it was done before the kill came
                assert contents(folder) == good
                shutil.rmtree(folder)
        done = starter.run(*RUN, "--out", folder, "--workers", dice.choice((1, 2, 8)), "--resume")
        if done.code != 0 or contents(folder) != good:
            wrong.append(f"does not go on: {done}")
        shutil.rmtree(folder)
        free.put(starter)
        return [f"{number}: {each}" for each in wrong], hits

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        found = list(pool.map(one, range(KILLS)))
    hits = sum(n for _, n in found)
    print(hits, "kills")  # noqa: T201 - shown with -s
    assert not (wrong := [each for some, _ in found for each in some]), "\n".join(wrong)
    assert hits >= KILLS


def command(*arguments, **more):
    """A command started from nothing, as a user does."""
    return subprocess.Popen(
        [*LODEFLOW, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment(**more)
    )


def ask_to_end(process, number=signal.SIGINT):
    """Send a signal. Returns the seconds until the first answer on stderr, those until the end, and what was said."""
    began = time.monotonic()
    process.send_signal(number)
    said = os.read(process.stderr.fileno(), 4096)
    answered = time.monotonic() - began
    said += process.communicate()[1]
    return answered, time.monotonic() - began, said.decode()


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_ctrl_c_is_answered_at_once_and_the_command_it_names_completes_the_run(starters, place, engine):
    size = ("--days", "364", "--reps", "80") if engine == "compiled" else ("--days", "84", "--reps", "34")
    run = ("mc", "status-quo", *size, "--progress", "none")
    out = ("--out", place / "result", "--engine", engine)
    process = command(*run, *out)
    assert until(lambda: begun(place / "result"), 60.0)
    answered, ended, said = ask_to_end(process)
    assert process.returncode == 130
    assert said.startswith("interrupted\nwhat is finished is kept; go on with: lodeflow mc status-quo")
    assert said.count("\n") == 2
    assert answered < 0.5
    assert ended < 2.0
    assert not (place / "result" / "manifest.json").exists()
    words = resume_command(said)
    assert subprocess.run([*LODEFLOW, *words], capture_output=True, check=False, env=environment()).returncode == 0
    assert starters[0].run(*run, "--out", place / "good").code == 0
    assert contents(place / "result") == contents(place / "good")


@pytest.mark.parametrize("after", [0.2, 0.5, 0.9, 1.3, 2.0, 4.0, 7.0])
def test_ctrl_c_ends_a_run_that_imports_plans_or_compiles_in_time_too(place, after):
    process = command(*LONG, "--out", place / "result", XDG_CACHE_HOME=str(place / "cache"))
    time.sleep(after)
    answered, ended, said = ask_to_end(process)
    assert process.returncode == 130
    assert answered < 0.5
    assert ended < 2.0
    assert said.startswith("interrupted\n")
    assert "Traceback" not in said


def deaf(*lines):
    """A command that does these lines instead of what it should, and has come to where it says that it is ready."""
    code = ["import sys, time", "from lodeflow.cli import group, main", *lines, "group.lodeflow.main = deaf", "main()"]
    process = subprocess.Popen([sys.executable, "-c", "\n".join(code)], stderr=subprocess.PIPE, env=environment())
    assert process.stderr.readline() == b"ready\n"
    return process


def test_ctrl_c_counts_where_python_swallows_what_a_signal_raises():
    process = deaf(
        "class Deaf:",
        "    def __del__(self):",
        "        print('ready', file=sys.stderr, flush=True)",
        "        time.sleep(60)",
        "def deaf(**_):",
        "    Deaf()",
        "    time.sleep(60)",
    )
    answered, ended, said = ask_to_end(process)
    assert (process.returncode, said) == (130, "interrupted\n")
    assert answered < 0.5
    assert 1.0 < ended < 2.0


def test_ctrl_c_counts_where_a_module_in_c_prints_what_a_signal_raises():
    process = deaf(
        "def deaf(**_):",
        "    print('ready', file=sys.stderr, flush=True)",
        "    try:",
        "        time.sleep(60)",
        "    except BaseException:",
        "        sys.excepthook(*sys.exc_info())  # as PyErr_Print does",
        "    time.sleep(60)",
    )
    _, ended, said = ask_to_end(process)
    assert (process.returncode, said) == (130, "interrupted\n")
    assert ended < 2.0


def test_a_terminated_run_says_so_and_can_go_on(starters, place):
    process = command(*RUN, "--days", "364", "--reps", "160", "--out", place / "result")
    assert until(lambda: begun(place / "result"), 60.0)
    _, ended, said = ask_to_end(process, signal.SIGTERM)
    assert process.returncode == 143
    assert said.startswith("terminated\nwhat is finished is kept; go on with: lodeflow mc status-quo")
    assert ended < 2.0


def test_a_second_ctrl_c_does_not_wait_for_anything(place):
    process = command(*LONG, "--out", place / "result", "--engine", "simpy")
    assert until((place / "result" / ".tmp").exists, 60.0)
    time.sleep(1.0)  # into the first replication, which takes longer than patience lasts
    process.send_signal(signal.SIGINT)
    assert os.read(process.stderr.fileno(), 4096).startswith(b"interrupted\n")
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait() == 130
    assert time.monotonic() - began < 0.5
    process.stderr.close()


def test_a_second_process_leaves_with_75_and_writes_nothing(starters, place):
    folder = place / "result"
    first = command(*LONG, "--out", folder)
    try:
        assert until((folder / "plan.json").exists, 60.0)
        os.kill(first.pid, signal.SIGSTOP)
        before = {path: path.stat() for path in folder.rglob("*")}
        for resume in ([], ["--resume"]):
            for seed in (1, 2):
                done = starters[0].run(*LONG, "--out", folder, "--seed", seed, *resume)
                assert (done.code, done.said.count("\n")) == (75, 1)
                assert "held by another process" in done.said
        assert {path: path.stat() for path in folder.rglob("*")} == before
    finally:
        first.kill()
        first.communicate()
    done = starters[0].run(*RUN, "--out", folder)
    assert done.code == 65  # the lock went with its holder; what it had begun is another result


def test_of_sixteen_processes_on_one_folder_exactly_one_runs(place):
    crowd = [command(*LONG, "--out", place / "result", "--resume") for _ in range(16)]
    try:
        assert until(lambda: sum(each.poll() is not None for each in crowd) == 15, 120.0)
        codes = sorted(each.returncode for each in crowd if each.returncode is not None)
        assert codes == [75] * 15
        (winner,) = [each for each in crowd if each.poll() is None]
        winner.send_signal(signal.SIGINT)
        assert os.read(winner.stderr.fileno(), 4096).startswith(b"interrupted\n")
        winner.wait()
        assert winner.returncode == 130
    finally:
        for each in crowd:
            each.kill()
            each.wait()
            each.stderr.close()
    assert {name for name in final(place / "result") if "/" not in name} == {"plan.json", "scenario.toml"}
