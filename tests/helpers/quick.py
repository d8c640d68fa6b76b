"""Where tests write that flush many files."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp


@contextmanager
def quick_disk():
    """A folder in memory where there is one: a flush to a real disk takes longer than the rest of a small run."""
    memory = Path("/dev/shm")  # noqa: S108 - named at random below
    place = Path(mkdtemp(prefix="lodeflow-", dir=memory if os.access(memory, os.W_OK) else None)).resolve()
    try:
        yield place
    finally:
        shutil.rmtree(place)
