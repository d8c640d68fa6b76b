"""Search for the folder of a chain: a shipped one by its name, or a user's own by its path."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from lodeflow.errors import ChainError, Problem
from lodeflow.language.suggestions import did_you_mean, shown
from lodeflow.language.toml_reader import LARGEST_FILE, bytes_of_file

TOML = "chain.toml"
IGNORED = (".md", ".txt", "")
"""Suffixes of files that a folder may hold beside its tables."""


def shipped_chains() -> dict[str, Traversable]:
    """Folders of the shipped chains, by name."""
    found = [f for f in files("lodeflow.configs").joinpath("chains").iterdir() if f.joinpath(TOML).is_file()]
    return {f.name: f for f in sorted(found, key=lambda f: f.name)}


def is_chain_folder(path: str) -> bool:
    """True if ``path`` is a folder with a chain.toml."""
    try:
        return Path(path, TOML).is_file()
    except (OSError, ValueError):
        return False


def find_chain(name_or_path: str) -> tuple[str, Traversable]:
    """Label in messages and folder of the chain ``name_or_path``. Raises ChainError where there is none."""
    shipped = shipped_chains()
    if name_or_path in shipped:
        return f"chains/{name_or_path}", shipped[name_or_path]
    if is_chain_folder(name_or_path):
        path = Path(name_or_path)
        return str(path), path
    try:
        is_folder = Path(name_or_path).is_dir()
    except (OSError, ValueError):
        is_folder = False
    if is_folder:
        raise ChainError([_blank(name_or_path, f"the folder has no {TOML}", "lodeflow new --chain NAME writes one")])
    message = f"there is no chain {shown(name_or_path)}, neither a shipped one nor a folder"
    raise ChainError([_blank(name_or_path, message, did_you_mean(name_or_path, shipped))])


def contents(label: str, folder: Traversable) -> tuple[dict[str, bytes], list[Problem]]:
    """Bytes of every table and of chain.toml in ``folder``, by name, and files that cannot be read.

    ``label`` is the folder in messages.
    """
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.startswith(".") or Path(file.name).suffix in IGNORED:
            continue
        said = f"{label}/{file.name}"
        if isinstance(folder, Path) and isinstance(file, Path) and _leads_out(file, folder):
            problems.append(_blank(said, "is a link that leads out of the folder", "copy the file into the folder"))
            continue
        try:
            content = bytes_of_file(file) if isinstance(file, Path) else file.read_bytes()
        except IsADirectoryError:
            problems.append(_blank(said, "is a folder, and a table is a file"))
        except OSError as error:
            problems.append(_blank(said, f"cannot be read: {error.strerror or error}"))
        else:
            if len(content) > LARGEST_FILE:
                problems.append(_blank(said, f"is larger than {LARGEST_FILE:,} bytes"))
            else:
                found[file.name] = content
    return found, problems


def _leads_out(file: Path, folder: Path) -> bool:
    """True for a link to a file elsewhere: a folder may come from somebody else, and messages show lines of files."""
    return file.is_symlink() and not file.resolve().is_relative_to(folder.resolve())


def _blank(file: str, message: str, hint: str = "") -> Problem:
    return Problem(file, 0, 1, 1, "", "", message, hint)
