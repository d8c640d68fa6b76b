"""Tables as aligned text and as JSON data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lodeflow.errors import printable


@dataclass(frozen=True)
class Section:
    """Table with a title, headings and rows of text."""

    title: str
    """Title."""
    columns: tuple[str, ...]
    """Headings of the columns."""
    rows: Sequence[tuple[str, ...]]
    """Rows, each with one text per column."""


def as_text(parts: Iterable[Section]) -> str:
    """Aligned text of the tables ``parts``: words to the left, numbers to the right, control characters escaped."""
    out: list[str] = []
    for part in parts:
        body = [tuple(map(printable, row)) for row in part.rows]
        rows = [tuple(map(printable, part.columns)), *body] if any(part.columns) else body
        width = [max(len(r[c]) for r in rows) for c in range(len(part.columns))]
        right = [all(r[c][:1] in "-+0123456789" for r in body) for c in range(len(part.columns))]
        out.append(printable(part.title))
        for r in rows:
            cells = [x.rjust(w) if flush else x.ljust(w) for x, w, flush in zip(r, width, right, strict=True)]
            out.append("  " + "  ".join(cells).rstrip())
        out.append("")
    return "\n".join(out)


def as_data(parts: Iterable[Section]) -> list[dict[str, object]]:
    """Titles, headings and rows of the tables ``parts``, for JSON."""
    return [{"title": p.title, "columns": list(p.columns), "rows": [list(r) for r in p.rows]} for p in parts]
