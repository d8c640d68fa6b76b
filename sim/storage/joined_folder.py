"""Joined folder: a result folder that another process holds, and into which this one writes blocks for it."""

import os
import secrets
from typing import Self

from lodeflow.storage.atomic_files import faults_in_words
from lodeflow.storage.held_folder import HeldFolder
from lodeflow.storage.result_folder import ResultFolder


class JoinedFolder(ResultFolder):
    """Result folder into which blocks are written without a lock, for the process that has it.

    A block has the same bytes whoever writes it, and each file gets its name in one step: two writers of one block do
    no harm. The holder believes a block by its receipt only, and alone writes what belongs to all blocks.
    """

    def __enter__(self) -> Self:
        """Open the folder as its holder has made it. Raises OutputError if it is not there."""
        with faults_in_words(self.path):
            descriptor = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        self._open.callback(os.close, descriptor)
        self._held = HeldFolder(descriptor, self.path)
        self._held.mark = f"{secrets.token_hex(8)}-"
        return self
