"""Merge of the shards of a run into one result folder, which equals that of a single machine byte for byte.

Finished blocks are copied with their receipts. Then the run is resumed: it finds every block finished, and makes what
belongs to all of them, the percentiles over the replications and the manifest.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from lodeflow.errors import first_few
from lodeflow.monte_carlo.planned import planned
from lodeflow.monte_carlo.run import Told, write
from lodeflow.plans import Plan
from lodeflow.storage.result_folder import FolderMismatch, ResultFolder
from lodeflow.storage.shard_folder import ShardFolder, shard_folder

LONGEST = 8
"""Most faults that one message names."""


def merge(folders: Sequence[Path], out: Path, watch: Callable[[Plan, Told], None] = lambda *_: None) -> int:
    """Merge shards into the result folder of their run.

    Args:
        folders: folders of all shards, in any order.
        out: the result folder to write. A merge that was stopped goes on there.
        watch: called with the plan of the run and a report on every block.

    Returns:
        the number of replications.

    Raises:
        FolderMismatch: a shard is missing, unfinished, doubled, or of another run or version; all of them are named.
        OutputError: a folder is no shard, or the result folder cannot be created or holds something else.
        StorageError: reading or writing failed.

    """
    with ExitStack() as stack:
        shards = [stack.enter_context(shard_folder(path)) for path in folders]
        faults = [*_foreign(shards)] or [*_doubled(shards), *_lost(shards), *_unfinished(shards)]
        if faults:
            raise FolderMismatch(f"these shards are not one whole run: {first_few(faults, LONGEST)}")
        first = shards[0]
        run = planned(first.folder.path)
        with ResultFolder(out, first.scenario.decode(), run.what, resume=True) as folder:
            for shard in shards:
                for block in shard.blocks:
                    folder.take(block, shard, run.recording.tables)
    told = partial(watch, run.plan)
    return write(run.plan, out, run.count, run.recording, told, resume=True, first=run.first)


def _foreign(shards: Sequence[ShardFolder]) -> Iterator[str]:
    """Shards of another run than the first, or of another split of it."""
    for shard in shards[1:]:
        if unlike := shard.unlike(shards[0]):
            yield f"{shard.name} is of another run than {shards[0].folder.path} ({'; '.join(unlike)})"


def _doubled(shards: Sequence[ShardFolder]) -> Iterator[str]:
    """Shards that are given twice."""
    seen: dict[int, ShardFolder] = {}
    for shard in shards:
        if (other := seen.setdefault(shard.number, shard)) is not shard:
            yield f"{shard.name} is also in {other.folder.path}"


def _lost(shards: Sequence[ShardFolder]) -> Iterator[str]:
    """Shards that are not given; those without a block are not needed."""
    of, blocks = shards[0].of, int(shards[0].plan["blocks"])
    for number in sorted({*range(1, min(of, blocks) + 1)} - {shard.number for shard in shards}):
        yield f"shard {number}/{of} is missing"


def _unfinished(shards: Sequence[ShardFolder]) -> Iterator[str]:
    """Shards that stopped before their last block, or whose files have changed since."""
    for shard in shards:
        missing = [block for block in shard.blocks if shard.receipt(block) is None]
        if missing:
            finished = len(shard.blocks) - len(missing)
            yield f"{shard.name} has {finished} of {len(shard.blocks)} blocks whole; run it again with --resume"
