"""Dotted keys: paths of a scenario as a TOML file or ``--set`` writes them."""

import json
import re

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def dotted(path: tuple[str | int, ...]) -> str:
    """Dotted key of ``path``; parts that are no bare TOML keys are quoted."""
    return ".".join(part if isinstance(part, str) and _BARE.fullmatch(part) else quoted(str(part)) for part in path)


def quoted(text: str) -> str:
    """TOML string of ``text``: all escapes of JSON are valid in TOML, which also wants the delete character escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
