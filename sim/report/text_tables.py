"""Tables as aligned text and as JSON data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from textwrap import wrap

from lodeflow.errors import printable

INDENT = 2
"""Blanks before a row, and between two columns."""


@dataclass(frozen=True)
class Section:
    """Table with a title, headings and rows of text."""

    title: str
    """Title."""
    columns: tuple[str, ...]
    """Headings of the columns."""
    rows: Sequence[tuple[str, ...]]
    """Rows, each with one text per column."""


def as_text(parts: Iterable[Section], screen: int = 0) -> str:
    """Aligned text of tables: words to the left, numbers to the right, control characters escaped.

    Args:
        parts: the tables.
        screen: columns of the screen; a wider table becomes several that repeat its first column, and a longer title is
            wrapped. 0 for any width.

    """
    out: list[str] = []
    for part in chain.from_iterable(_fitted(part, screen) for part in parts) if screen else parts:
        body = [tuple(map(printable, row)) for row in part.rows]
        rows = [tuple(map(printable, part.columns)), *body] if any(part.columns) else body
        width = [max(len(r[c]) for r in rows) for c in range(len(part.columns))]
        right = [all(r[c][:1] in "=-+0123456789" for r in body) for c in range(len(part.columns))]
        title = printable(part.title)
        out += wrap(title, screen, subsequent_indent=" ", break_on_hyphens=False) if screen else [title]
        for r in rows:
            cells = [x.rjust(w) if flush else x.ljust(w) for x, w, flush in zip(r, width, right, strict=True)]
            out.append("  " + "  ".join(cells).rstrip())
        out.append("")
    return "\n".join(out)


def as_data(parts: Iterable[Section]) -> list[dict[str, object]]:
    """Titles, headings and rows of the tables ``parts``, for JSON."""
    return [
        {"title": p.title, "columns": list(p.columns), "rows": [[cell.rstrip() for cell in r] for r in p.rows]}
        for p in parts
    ]


def _fitted(part: Section, width: int) -> Iterable[Section]:
    """A table in pieces that are not wider than the screen, if their first two columns are not."""
    sizes = [
        INDENT + max(len(printable(text)) for text in column) for column in zip(part.columns, *part.rows, strict=True)
    ]
    pieces: list[list[int]] = [[]]
    for n, size in enumerate(sizes[1:], 1):
        if pieces[-1] and sizes[0] + size + sum(sizes[k] for k in pieces[-1]) > width:
            pieces.append([])
        pieces[-1].append(n)
    for place, piece in enumerate(pieces):
        some = (0, *piece)
        yield replace(
            part,
            title=part.title + (f" ({place + 1} of {len(pieces)})" if len(pieces) > 1 else ""),
            columns=tuple(part.columns[n] for n in some),
            rows=[tuple(row[n] for n in some) for row in part.rows],
        )
