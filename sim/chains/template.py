"""Template of the folder of a chain: chain.toml and every table, with made-up figures and a comment on each column."""

import re
import shutil
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from lodeflow.chains.reading.folders import shipped_chains
from lodeflow.errors import OutputError
from lodeflow.storage.atomic_files import faults_in_words

MINERAL = "MINERAL"
"""Word of the template that stands for the name of the chain."""
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


def template() -> dict[str, str]:
    """Files of the template, by name."""
    place = files("lodeflow.configs").joinpath("examples", "chain")
    return {f.name: f.read_text(encoding="utf-8") for f in sorted(place.iterdir(), key=lambda f: f.name)}


def write_chain(name: str, folder: Path | str = "") -> Path:
    """Write the folder of a new chain. Returns its path.

    Args:
        name: name of the chain, and of its folder; materials and processes begin with it.
        folder: folder of the new one; the current one by default.

    Raises:
        ValueError: a name that no chain can have.
        OutputError: the folder exists already or cannot be created.
        StorageError: the disk is full or fails.

    """
    if not _NAME.fullmatch(name):
        raise ValueError("the name of a chain begins with a small letter and has small letters, digits and dashes only")
    if name in shipped_chains():
        raise ValueError(f"'{name}' is a shipped chain")
    path = Path(folder, name)
    texts = {
        file: text.replace(MINERAL, name.replace("-", "_")).replace("TITLE", name.replace("-", " ").capitalize())
        for file, text in template().items()
    }
    with faults_in_words(path, sum(map(len, texts.values()))):
        try:
            path.mkdir()
        except FileExistsError:
            raise OutputError(f"{path} exists already and is left as it is; choose another name") from None
        try:
            for file, text in texts.items():
                (path / file).write_text(text, encoding="utf-8")
        except OSError:
            with suppress(OSError):
                shutil.rmtree(path)
            raise
    return path
