"""JSON files changed in ways that their program never writes: other types, other names, too deep, too long."""

import json
from copy import deepcopy

from hypothesis import strategies as st

from lodeflow.storage.manifest import sealed

VALUES = (
    None, True, 0, -1, 10**30, 1.5, "", "x" * 5000, "\x1b]0;pwned\x07\u202e", "\ud800", "a\0b", "..", "/", "/etc/passwd",
    "../../etc/passwd", "arms/../plan.json", "arms/./manifest.json", "arms//manifest.json", "arms/x/y/manifest.json",
    "tables/market/part-00000.parquet", "manifest.json", ".", "arms/..", "arms", [], {}, [[]], {"": {}}, [None, 1, "x"],
)  # fmt: skip
"""What a value or name may become."""
TEXTS = (
    b"", b"\0", b"null", b"3", b'"x"', b"[]", b"{}", b"[" * 200_000, b'{"a":' * 200_000, b"1" * 5000, b"NaN", b"\xff\xfe",
    b"[" + b"[]," * 100_000 + b"[]]", b'{"own_sha256": 1}', b'{"files": {}, "tables": {}}',
)  # fmt: skip
"""What a whole file may become."""


class Short(bytes):
    """Bytes that are named, not printed: Hypothesis writes down every argument of a strategy."""

    def __repr__(self):
        return f"<{len(self)} bytes>"


def changed(text):
    """Strategy for the ``text`` of a JSON file, bytes, as ``_changed`` changes it."""
    return _changed(Short(text))


@st.composite
def _changed(draw, text):
    """Text of a JSON file with one to three changes, with a new digest of itself in half of the cases."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.sampled_from(TEXTS))
    content = json.loads(text)
    for _ in range(draw(st.integers(1, 3))):
        _change(draw, content)
    if draw(st.booleans()) and isinstance(content, dict):
        content.pop("own_sha256", None)
        try:
            return sealed(content)
        except ValueError:  # a lone surrogate has no bytes
            pass
    return json.dumps(content).encode()


def _change(draw, content):
    """Replace, rename, remove or wrap something at a random place."""
    holder = content
    while True:
        keys = [*holder] if isinstance(holder, dict) else [*range(len(holder))]
        if not keys:
            return
        key = draw(st.sampled_from(keys))
        below = holder[key]
        if not (isinstance(below, dict | list) and below and draw(st.integers(0, 3))):
            break
        holder = below
    value = deepcopy(draw(st.sampled_from(VALUES)))  # it may be changed in its turn
    how = draw(st.sampled_from(["replace", "replace", "remove", "wrap", "name"]))
    if how == "remove":
        del holder[key]
    elif how == "wrap":
        holder[key] = [holder[key]] if draw(st.booleans()) else {"x": holder[key]}
    elif how == "name" and isinstance(holder, dict):
        holder[value if isinstance(value, str) else json.dumps(value)] = holder.pop(key)
    else:
        holder[key] = value
