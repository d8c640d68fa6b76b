"""Layout of an HTML page: head, style, table of contents, parts. It asks nothing of the network and runs no script."""

from collections.abc import Sequence
from typing import NamedTuple

from lodeflow.pages.html import Html, element, joined

STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --line: #bbb; --soft: #f2f4f6; --link: #0050a0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --paper: #16181b; --line: #555; --soft: #24272b; --link: #8cc4ff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 70rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; overflow-wrap: break-word; }
a { color: var(--link); }
h1 { font-size: 1.7rem; line-height: 1.2; }
h2 { font-size: 1.3rem; margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
p, li { max-width: 45rem; }
.lead { font-size: 1.1rem; }
.warning { border-left: .4rem solid #d55e00; padding: .5rem 1rem; background: var(--soft); }
.wide, figure { overflow-x: auto; margin: 1rem 0; }
.wide:focus-visible, summary:focus-visible, a:focus-visible { outline: 3px solid #e69f00; outline-offset: 2px; }
figure { background: #fff; color: #1a1a1a; border: 1px solid var(--line); padding: .5rem; }
figure svg { display: block; width: 100%; min-width: 34rem; max-width: 62rem; height: auto; }
figcaption { font-size: .9rem; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; max-width: 60rem; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { border-bottom: 2px solid var(--ink); vertical-align: bottom; }
th { text-align: left; font-weight: 600; }
tbody th { font-weight: 400; }
.number { text-align: right; white-space: nowrap; }
.word { text-align: left; }
pre { background: var(--soft); padding: .7rem; overflow-x: auto; font-size: .85rem; }
summary { cursor: pointer; padding: .3rem 0; }
@media print {
  :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #fff; --link: #000; }
  body { max-width: none; padding: 0; font-size: 9pt; }
  nav { display: none; }
  .wide, figure { overflow: visible; }
  table { font-size: 7.5pt; }
  th, td { padding: .1rem .3rem; }
  figure svg { min-width: 0; }
  figure, tr, caption { break-inside: avoid; }
  h2, caption { break-after: avoid; }
  thead { display: table-header-group; }
  pre { white-space: pre-wrap; }
}
"""
"""Style of all pages: light and dark, on paper, and on a phone."""
NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Content security policy: what is not in the page, a browser does not load."""


class Part(NamedTuple):
    """Part of a page with a heading."""

    name: str
    """Address of the part within the page."""
    title: str
    """Heading."""
    inside: Sequence[Html]
    """Content."""


def page(title: str, question: str, parts: Sequence[Part]) -> str:
    """Whole text of a page.

    Args:
        title: its title.
        question: what it answers, below the title.
        parts: its parts; those without content are left out.

    """
    some = [part for part in parts if part.inside]
    contents = [element("li", element("a", part.title, href=f"#{part.name}")) for part in some]
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=NOTHING_ELSE),
        element("title", title),
        element("style", Html(STYLE)),
    )
    sections = [
        element("section", element("h2", part.title, id=f"{part.name}-title"), *part.inside, id=part.name)
        for part in some
    ]
    body = element(
        "body",
        element("header", element("h1", title), joined([element("p", question, class_="lead")] if question else [])),
        element("nav", element("ul", *contents), aria_label="Contents"),
        element("main", *sections),
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"
