"""Mutants of scenario files, and what the command makes of each.

    python tests/helpers/mutants.py [--count N] [--first N]    all from a number on; `./dev mutants` runs 10,000
    python tests/helpers/mutants.py --only N                   one of them, to look at: it is printed to stdout

A mutant is named by its number, which is the seed of all choices: the file, the number of changes, and each change.
"""

import argparse
import random
import re
import resource
import sys
import tempfile
import time
import traceback
from functools import cache
from importlib.resources import files
from pathlib import Path

import sound
from command import lodeflow

from lodeflow.assembly import plan
from lodeflow.engines.compiled_engine import Engine
from lodeflow.errors import LodeflowError
from lodeflow.scenario.fields import homes
from lodeflow.scenario.load import load, shipped

DAYS = 200  # that a tenth of the accepted ones run
SECONDS = 5.0  # of processor time, for a check
MEMORY = 1 << 30  # bytes that a check may need beyond what the process had
ALLOWED = {0, 2, 65}
TOKEN = re.compile(r'"[^"\n]*"|[A-Za-z0-9_.+-]+|[=\[\]{},#\n]')
NUMBER = re.compile(r"(?<![\w\".-])[+-]?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w\"-])")
UNITS = (
    "t",
    "kg",
    "kt",
    "Mt",
    "lb",
    "USD/t",
    "USD/kg",
    "%",
    "%/yr",
    "/yr",
    "t/yr",
    "kt/yr",
    "d",
    "years",
    "months",
    "",
)
VALUES = (
    *("0", "-1", "1e300", "-1e300", "1e-300", "nan", "inf", "-inf", "9" * 400, "0x" + "f" * 300, "true", "false"),
    *("2026-02-30", "0001-01-01", "9999-12-31", "2026-01-01T00:00:00Z", "12:00:00", '""', '"*"', "[]", "{}", "[[]]"),
    *('"\\u0000"', '"\\u001b[2J"', '"\\u202e"', '"🜛"', "'''\n'''", '["*", "USA"]', '{ dist = "normal", mean = 0, sd = 1 }'),
    *('{ dist = "uniform", low = -1e9, high = 1e9 }', '{ dist = "beta", a = 1, b = 1 }', '{ dist = "lognormal", median = 1, sigma = 5 }'),
    *('{ dist = "discrete", values = [0, 1], weights = [1, 1] }', '"1e15 USD/t"', '"110 USD/t"', '"-5 %"', '"1e400 d"'),
)  # fmt: skip
STRINGS = (
    "\0",
    "\ufeff",
    "\x1b[31m",
    "é" * 7,
    "\u2028",
    "\r",
    "\t",
    "\x7f",
    "💥",
    "\\",
    '"',
    "'",
    "#",
    "[",
    "]",
    "=",
    ".",
)


@cache
def originals() -> tuple[tuple[str, str], ...]:
    """Shipped scenarios and examples, each as a whole scenario, by name."""
    place = files("lodeflow.configs")
    found = [(name, place.joinpath(f"{name}.toml").read_text(encoding="utf-8")) for name in sorted(shipped())]
    parts = sorted((f for f in place.joinpath("examples").iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    head = 'extends = "{}"\nquestion = "an example"\n'
    found += [(f.name, head.format("status-quo") + f.read_text(encoding="utf-8")) for f in parts]
    whole = "".join(f.read_text(encoding="utf-8") + "\n" for f in parts if f.name[:2] != "80")
    return (*found, ("all examples", head.format("leaky") + whole))


def mutant(number: int) -> tuple[str, bytes]:
    """Mutant ``number``: the name of its original, and the bytes of its file."""
    chance = random.Random(number)
    name, text = chance.choice(originals())
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        text = chance.choice(CHANGES)(chance, text)
    content = text.encode("utf-8", "surrogatepass")
    return name, _bytes(chance, content) if chance.random() < 0.15 else content


def _bytes(chance: random.Random, content: bytes) -> bytes:
    """Bytes flipped, cut or repeated."""
    at, far = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    match chance.randrange(4):
        case 0:
            changed = bytearray(content)
            for _ in range(chance.choice((1, 3, 20))):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            return bytes(changed)
        case 1:
            return content[:at] + content[far:]
        case 2:
            return content[:far] + content[at:]
        case _:
            return content[:at] + chance.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\r\n")) + content[at:]


def _value(chance: random.Random, text: str) -> str:
    """A number or a text becomes a strange value, or one with another unit."""
    found = list(TOKEN.finditer(text))
    values = [each for each in found if each[0][:1] in '"0123456789-+.' and len(each[0]) > 0]
    if not values:
        return text
    each = chance.choice(values)
    word = each[0].strip('"').split(" ")[0]
    new = chance.choice((chance.choice(VALUES), f'"{word} {chance.choice(UNITS)}"'))
    return text[: each.start()] + new + text[each.end() :]


def _number(chance: random.Random, text: str) -> str:
    """A number is scaled by a power of ten, negated or rounded: most of these are accepted."""
    found = list(NUMBER.finditer(text))
    if not found:
        return text
    each = chance.choice(found)
    try:
        value = float(each[0].replace("_", ""))
    except ValueError:
        return text
    scale = chance.choice((0.1, 0.01, 0.001, 1e-9, 2.0, 10.0, 100.0, 365.0, 1000.0, 1e9, -1.0, 0.0))
    new = repr(round(value * scale) if chance.random() < 0.5 and abs(value * scale) < 1e15 else value * scale)
    return text[: each.start()] + new + text[each.end() :]


def _swap(chance: random.Random, text: str) -> str:
    """Two tokens change places, or one stands where another stood."""
    found = list(TOKEN.finditer(text))
    if len(found) < 2:
        return text
    one, other = sorted(chance.sample(found, 2), key=lambda each: each.start())
    second = one[0] if chance.random() < 0.5 else other[0]
    return text[: one.start()] + other[0] + text[one.end() : other.start()] + second + text[other.end() :]


def _lines(chance: random.Random, text: str) -> str:
    """Lines are deleted, repeated or moved."""
    lines = text.split("\n")
    at, count = chance.randrange(len(lines)), chance.choice((1, 1, 2, 10))
    part = lines[at : at + count]
    rest = lines[:at] + lines[at + count :]
    match chance.randrange(3):
        case 0:
            return "\n".join(rest)
        case 1:
            return "\n".join(lines[:at] + part + lines[at:])
        case _:
            to = chance.randrange(len(rest) + 1)
            return "\n".join(rest[:to] + part + rest[to:])


def _key(chance: random.Random, text: str) -> str:
    """A key of another table is added, or takes the place of a key."""
    key = chance.choice(sorted(homes()))
    line = f"{key} = {chance.choice((*VALUES, '1', '0.5', '10'))}"
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    if "=" in lines[at] and chance.random() < 0.5:
        lines[at] = f"{key} ={lines[at].partition('=')[2]}"
    else:
        lines.insert(at, line)
    return "\n".join(lines)


def _other(chance: random.Random, text: str) -> str:
    """Lines of another scenario are put in."""
    lines, others = text.split("\n"), chance.choice(originals())[1].split("\n")
    at, start = chance.randrange(len(lines)), chance.randrange(len(others))
    return "\n".join(lines[:at] + others[start : start + chance.choice((1, 5, 40))] + lines[at:])


def _size(chance: random.Random, text: str) -> str:
    """Something very deep, long or frequent is put in."""
    many = chance.choice((10, 100, 1000, 20_000))
    lines = text.split("\n")
    lines.insert(
        chance.randrange(len(lines) + 1),
        chance.choice(
            (
                f"market.own_days = {'[' * many}{']' * many}",
                f"market.{'.'.join(['a'] * many)} = 1",
                f"question = '{'q' * 50 * many}'",
                f"[{'x' * 50 * many}]",
                f"tariffs.{'t' * many}.rate = 1",
                f"regions = {'{a = ' * many}1{'}' * many}",
                f"market.own_days = {'9' * many}",
                f"market.own_days = 1e{'9' * min(many, 100)}",
                "policies.x.members = [" + '"USA", ' * many + "]",
                "\n".join(
                    f'[tariffs.t{n}]\nimporter = "USA"\norigin = "CHN"\nmaterial = "*"\nrate = 0.1\nprogramme = "{n % 7}"\n'
                    f'start = {2025 + n % 9}-01-{1 + n % 28:02}\nsource = "a"'
                    for n in range(min(many, 3000))
                ),
                "\n" * many,
                "#" * 50 * many,
            )
        ),
    )
    return "\n".join(lines)


def _sign(chance: random.Random, text: str) -> str:
    """A control character, a sign of TOML or a letter from afar is put in."""
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(STRINGS) + text[at:]


CHANGES = (_value, _value, _number, _number, _number, _swap, _lines, _key, _other, _size, _sign)


def fault_of(number: int, folder: Path) -> str:
    """What is wrong with the answer to mutant ``number``, whose file is written in ``folder``; empty if nothing is."""
    _, content = mutant(number)
    path = folder / "mutant.toml"
    path.write_bytes(content)
    before, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        done = lodeflow("check", path)
    except Exception:  # noqa: BLE001 - whatever a user's file can cause
        return f"check: {_last_lines()}"
    spent, grown = time.process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
    if done.returncode not in ALLOWED or "Traceback" in done.stderr:
        return f"check: exit {done.returncode}: {done.stderr[-300:]}"
    if spent > SECONDS or grown * 1024 > MEMORY:
        return f"check: {spent:.1f} s, {grown // 1024} MB"
    return _run(path) if done.returncode == 0 and number % 10 == 0 else ""


def _run(path: Path) -> str:
    """What is wrong with a run of an accepted mutant; empty if nothing is."""
    try:
        scenario = load(str(path))
        scenario = load(str(path), (f"days={DAYS}",)) if scenario.days > DAYS else scenario
        made = plan(scenario)
        return "; ".join(sound.faults(made, Engine(made).run(0).world))
    except (LodeflowError, ValueError):
        return ""  # a sentence and 65 at the command line
    except Exception:  # noqa: BLE001 - whatever a user's file can cause
        return f"run: {_last_lines()}"


def _last_lines() -> str:
    return " | ".join(traceback.format_exc().strip().split("\n")[-3:])


def main() -> int:
    """Run mutants and print a command for each that fails."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--count", type=int, default=10_000)
    words.add_argument("--first", type=int, default=0)
    words.add_argument("--only", type=int)
    chosen = words.parse_args()
    numbers = range(chosen.first, chosen.first + chosen.count) if chosen.only is None else [chosen.only]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            if fault := fault_of(number, Path(folder)):
                failed += 1
                sys.stderr.write(f"python tests/helpers/mutants.py --only {number}  # {mutant(number)[0]}: {fault}\n")
            if number % 500 == 499:
                sys.stderr.write(f"{number + 1 - chosen.first} mutants, {failed} failed\n")
    if chosen.only is not None:
        sys.stdout.buffer.write(mutant(chosen.only)[1])
    sys.stderr.write(f"{len(numbers)} mutants, {failed} failed\n")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
