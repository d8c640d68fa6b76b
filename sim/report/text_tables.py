"""Tables as text for people and as data for machines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """One table: a title, the names of its columns, and rows of text."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def as_text(parts: Iterable[Section]) -> str:
    """Tables with aligned columns: words to the left, numbers to the right."""
    out: list[str] = []
    for part in parts:
        rows = [part.columns, *part.rows] if any(part.columns) else part.rows
        width = [max(len(r[c]) for r in rows) for c in range(len(part.columns))]
        right = [all(r[c][:1] in "-+0123456789" for r in part.rows) for c in range(len(part.columns))]
        out.append(part.title)
        for r in rows:
            cells = [x.rjust(w) if flush else x.ljust(w) for x, w, flush in zip(r, width, right, strict=True)]
            out.append("  " + "  ".join(cells).rstrip())
        out.append("")
    return "\n".join(out)


def as_data(parts: Iterable[Section]) -> list[dict[str, object]]:
    """The same for machines."""
    return [{"title": p.title, "columns": list(p.columns), "rows": [list(r) for r in p.rows]} for p in parts]
