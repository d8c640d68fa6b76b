"""HTML of a page: elements whose text is escaped, and tables with captions that a phone can scroll.

Pages are well-formed XML too, so that anything can read them.
"""

from collections.abc import Iterable
from html import escape

from lodeflow.errors import printable
from lodeflow.report.text_tables import Section


class Html(str):
    """Text that is HTML already and is not escaped again."""

    __slots__ = ()


def element(name: str, /, *inside: str, **attributes: str) -> Html:
    """Element with its content; text that is no HTML yet is escaped, and control characters are spelt out.

    Args:
        name: name of the tag.
        inside: content.
        attributes: attributes; ``_`` in a name stands for ``-``, and one at its end is dropped (``class_``).

    """
    said = "".join(f' {key.rstrip("_").replace("_", "-")}="{_safe(value)}"' for key, value in attributes.items())
    return Html(f"<{name}{said}>{joined(inside)}</{name}>" if inside else f"<{name}{said}/>")


def joined(parts: Iterable[str]) -> Html:
    """HTML of some ``parts`` one after the other."""
    return Html("".join(part if isinstance(part, Html) else _safe(part) for part in parts))


def table(of: Section) -> Html:
    """Table ``of`` a report: its title as caption, numbers to the right, the first cell of a row as its heading."""
    right = [all(row[n][:1] in "=-+~0123456789" for row in of.rows) for n in range(len(of.columns))]
    sides = ["number" if flush else "word" for flush in right]
    heads = (
        element("th", head or "\u00a0", scope="col", class_=side) for head, side in zip(of.columns, sides, strict=True)
    )
    rows = (element("tr", *_cells(row, sides)) for row in of.rows)
    made = element(
        "table",
        element("caption", of.title),
        element("thead", element("tr", *heads)),
        element("tbody", *rows),
    )
    return element("div", made, class_="wide", role="region", aria_label=of.title, tabindex="0")


def _cells(row: tuple[str, ...], sides: list[str]) -> Iterable[Html]:
    """Cells of a row; one without a name goes on with the row above."""
    for n, (cell, side) in enumerate(zip(row, sides, strict=True)):
        text = cell.strip() or "\u00a0"
        yield element("td", text, class_=side) if n or not cell.strip() else element("th", text, scope="row")


def folded(summary: str, *inside: str) -> Html:
    """Part of a page that opens at a click or a key.

    Args:
        summary: words that are always there.
        inside: what opens.

    """
    return element("details", element("summary", summary), *inside)


def _safe(text: str) -> str:
    """A text without what means something in HTML, or nothing in XML."""
    return escape("\n".join(map(printable, text.split("\n"))))
