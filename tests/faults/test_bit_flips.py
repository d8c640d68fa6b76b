"""One bit of a complete folder flips: `verify` names the file, and going on makes it what it was."""

import random
import re

import pytest
from quick import quick_disk
from small_result import contents

from lodeflow.assembly import plan
from lodeflow.monte_carlo.run import write
from lodeflow.monte_carlo.workers import Recording
from lodeflow.scenario.load import load
from lodeflow.storage.verify import verify

FLIPS, MENDED, REPLICATIONS = 500, 40, 34  # blocks of 16, 16 and 2


@pytest.fixture(scope="module")
def world():
    return plan(load("status-quo", ["days=28"]))


@pytest.fixture(scope="module")
def folder(world):
    with quick_disk() as place:
        write(world, place / "result", REPLICATIONS, Recording("market", 14, workers=2), lambda _: None)
        yield place / "result"


def flips(good):
    """Five hundred bits: a hundred in any byte, the others in any file, so that small ones are hit as often."""
    dice = random.Random(500)
    names = sorted(good)
    weights = [len(good[name]) for name in names]
    chosen = dice.choices(names, weights, k=FLIPS // 5) + dice.choices(names, k=FLIPS - FLIPS // 5)
    return [(name, dice.randrange(len(good[name])), dice.randrange(8)) for name in chosen]


def flipped(data, byte, bit):
    return data[:byte] + bytes([data[byte] ^ 1 << bit]) + data[byte + 1 :]


def test_verify_finds_every_one_of_five_hundred_flipped_bits(folder):
    good = contents(folder)
    unseen = []
    for name, byte, bit in flips(good):
        (folder / name).write_bytes(flipped(good[name], byte, bit))
        problems = verify(folder)
        if len(problems) != 1 or not problems[0].startswith(name):
            unseen.append((name, byte, bit, problems))
        (folder / name).write_bytes(good[name])
    assert unseen == []
    assert verify(folder) == []


def most_blocks_run_again(name, good, byte):
    """Blocks that a flipped bit may cost: its own for a part, none beside the tables; in the manifest, the one whose
    part is named around it.
    """
    if name == "manifest.json":
        parts = [m.span() for m in re.finditer(rb"\{[^{}]*part-\d+\.parquet[^{}]*\}", good[name])]
        return int(any(start <= byte < end for start, end in parts))
    return int(name.startswith("tables/") and not name.startswith("tables/fan/"))


def test_going_on_mends_what_is_damaged_and_runs_no_other_block_again(world, folder):
    good = contents(folder)
    wrong = []
    found = flips(good)
    each_file = {name: (name, byte, bit) for name, byte, bit in found}
    assert each_file.keys() == good.keys()
    sample = [*each_file.values(), *found][:MENDED]
    for name, byte, bit in sample:
        (folder / name).write_bytes(flipped(good[name], byte, bit))
        kept = []
        recording = Recording("market", 14, workers=2)
        write(world, folder, REPLICATIONS, recording, lambda told, kept=kept: kept.append(told.kept), resume=True)
        again = [n for n, each in enumerate(kept) if not each]
        its_own = re.fullmatch(r"tables/(?!fan)\w+/part-(\d+)\.parquet", name)
        if contents(folder) != good or len(again) > most_blocks_run_again(name, good, byte):
            wrong.append((name, byte, bit, again))
        if its_own and again != [int(its_own[1])]:
            wrong.append((name, byte, bit, again))
    assert wrong == []
