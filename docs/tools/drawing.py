"""Drawing of the packages: who imports whom, read from the imports and written to docs/architecture.svg.

    python docs/tools/drawing.py

A package stands above those that it imports; an arrow that other arrows imply is left out.
"""

import ast
from collections.abc import Iterator
from html import escape
from math import fsum
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DRAWING = ROOT / "docs" / "architecture.svg"
FOLDERS = {"lodeflow": ROOT / "sim", "lodeflow.kernels": ROOT / "kernels"}
LEFT_OUT = ("lodeflow.configs",)  # data
WIDTH, ROW, BOX, GAP = 860, 62, 28, 18  # pixels
LETTER = 7.4  # pixels of width at 13 px

Graph = dict[str, set[str]]


class Place(NamedTuple):
    """Where a box stands: its middle, its top, and its width."""

    x: float
    y: float
    width: float


def graph_of(root: str) -> Graph:
    """Packages and modules right below ``root``, each with those that it imports."""
    folder = FOLDERS[root]
    parts = [p for p in sorted(folder.iterdir()) if p.suffix == ".py" or (p / "__init__.py").exists()]
    names = {p.stem for p in parts if p.stem != "__init__"}
    if root == "lodeflow":
        names.add("kernels")
    found: Graph = {name: set() for name in sorted(names)}
    for part in parts:
        if part.stem == "__init__":
            continue
        files = sorted(part.rglob("*.py")) if part.is_dir() else [part]
        for file in files:
            found[part.stem] |= _below(root, imports(file)) & names - {part.stem}
    return found


def imports(file: Path) -> Iterator[str]:
    """Every module of the project that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _below(root: str, modules: Iterator[str]) -> set[str]:
    """The parts right below ``root`` that modules lie in."""
    inside = (m for m in modules if m.startswith(f"{root}.") and not m.startswith(LEFT_OUT))
    return {m.removeprefix(f"{root}.").split(".")[0] for m in inside}


def reduced(graph: Graph) -> Graph:
    """The graph without arrows that follow from others. Raises ValueError for a circle."""
    reach: Graph = {}
    for name in _in_order(graph):
        reach[name] = set(graph[name]).union(*(reach[below] for below in graph[name]))
    return {name: below - set().union(*(reach[b] for b in below)) for name, below in graph.items()}


def _in_order(graph: Graph) -> list[str]:
    """Names so that each comes after all that it imports. Raises ValueError for a circle."""
    done: list[str] = []
    while len(done) < len(graph):
        ready = [name for name in graph if name not in done and graph[name] <= set(done)]
        if not ready:
            raise ValueError(f"imports in a circle: {', '.join(n for n in graph if n not in done)}")
        done += ready
    return done


def rows_of(graph: Graph) -> tuple[list[list[str]], Graph]:
    """Names in rows, top first, each right above the highest that it imports; and the arrows from row to row.

    An arrow over several rows goes through a bend in each row between, so that it crosses no box.
    """
    rank: dict[str, int] = {}
    for name in _in_order(graph):
        rank[name] = 1 + max((rank[below] for below in graph[name]), default=-1)
    rows = [[n for n in graph if rank[n] == r] for r in range(max(rank.values()) + 1)]
    steps: Graph = {name: set() for name in graph}
    for name, below in reduced(graph).items():
        for other in sorted(below):
            here = name
            for r in range(rank[name] - 1, rank[other], -1):
                bend = f"{name}>{other}>{r}"
                rows[r].append(bend)
                steps[here].add(bend)
                steps[bend] = set()
                here = bend
            steps[here].add(other)
    _untangle(rows, steps)
    return rows[::-1], steps


def _untangle(rows: list[list[str]], steps: Graph) -> None:
    """Sort each row so that neighbours stand near what they import and near who imports them, to and fro."""
    above: Graph = {name: set() for name in steps}
    for name, below in steps.items():
        for other in below:
            above[other].add(name)
    middle = {name: (k + 0.5) / len(row) for row in rows for k, name in enumerate(row)}
    for turn in range(24):
        near = above if turn % 2 else steps
        for row in rows[::-1] if turn % 2 else rows:
            pull = {n: fsum(middle[b] for b in near[n]) / len(near[n]) if near[n] else middle[n] for n in row}
            row.sort(key=lambda n, pull=pull: (pull[n], n))
            middle |= {name: (k + 0.5) / len(row) for k, name in enumerate(row)}


def _places(rows: list[list[str]], top: float) -> dict[str, Place]:
    """Where the boxes and bends of each row stand, evenly."""
    found = {}
    for r, row in enumerate(rows):
        widths = [8.0 if ">" in name else LETTER * len(name) + 22 for name in row]
        space = (WIDTH - sum(widths)) / (len(row) + 1)
        x = 0.0
        for name, width in zip(row, widths, strict=True):
            x += space
            found[name] = Place(x + width / 2, top + r * ROW, width)
            x += width
    return found


def _panel(title: str, graph: Graph, top: float) -> tuple[list[str], float]:
    """The lines of one part of the drawing, and where the next one may begin."""
    rows, steps = rows_of(graph)
    places = _places(rows, top + 44)
    lines = [f'<text class="title" x="24" y="{top + 20:g}">{escape(title)}</text>']
    for name in graph:
        lines += [_arrow(name, first, steps, places) for first in sorted(steps[name])]
    for name in graph:
        x, y, width = places[name]
        lines.append(f'<rect x="{x - width / 2:.0f}" y="{y:.0f}" width="{width:.0f}" height="{BOX}" rx="5"/>')
        lines.append(f'<text x="{x:.0f}" y="{y + 18:.0f}" text-anchor="middle">{escape(name)}</text>')
    return lines, top + 44 + len(rows) * ROW


def _arrow(name: str, first: str, steps: Graph, places: dict[str, Place]) -> str:
    """One arrow, from box to box through its bends."""
    x, y = places[name].x, places[name].y + BOX
    path, here = [f"M{x:.0f} {y:.0f}"], first
    while True:
        last = ">" not in here
        to_x, to_y = places[here].x, places[here].y - (5 if last else 0)
        bend = (to_y - y) / 2
        path.append(f"C{x:.0f} {y + bend:.0f} {to_x:.0f} {to_y - bend:.0f} {to_x:.0f} {to_y:.0f}")
        if last:
            return f'<path d="{" ".join(path)}"/>'
        x, y = to_x, to_y + BOX
        path.append(f"L{x:.0f} {y:.0f}")
        (here,) = steps[here]


def drawing() -> str:
    """The drawing, as SVG."""
    upper, y = _panel("lodeflow (folder sim/)", graph_of("lodeflow"), 8)
    lower, y = _panel("lodeflow.kernels (folder kernels/)", graph_of("lodeflow.kernels"), y + GAP)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y:g}" width="{WIDTH}" height="{y:g}" '
            'role="img" aria-label="Packages of lodeflow and the imports between them">',
            "<!-- written by `python docs/tools/drawing.py`, never by hand -->",
            "<style>text{font:13px ui-monospace,Menlo,Consolas,monospace;fill:#1b2a34}.title{font-weight:600;"
            "font-size:14px}rect{fill:#eef4f7;stroke:#47697a}path{fill:none;stroke:#8aa0ab;stroke-width:1.2;"
            "marker-end:url(#tip)}</style>",
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            '<path d="M0 0L8 4L0 8z" style="fill:#8aa0ab;stroke:none"/></marker></defs>',
            f'<rect width="{WIDTH}" height="{y:g}" style="fill:#fff;stroke:none"/>',
            *upper,
            *lower,
            "</svg>",
            "",
        ]
    )


if __name__ == "__main__":
    DRAWING.write_text(drawing(), encoding="utf-8")
