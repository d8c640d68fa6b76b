"""Paths of a scenario as the dotted keys that a TOML file or ``--set`` would use."""

import json
import re

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def dotted(path: tuple[str | int, ...]) -> str:
    """Write a path as a dotted key."""
    return ".".join(part if isinstance(part, str) and _BARE.fullmatch(part) else quoted(str(part)) for part in path)


def quoted(text: str) -> str:
    """Write a text in quotes: TOML takes all the escapes of JSON, but wants the delete character escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
