"""How-to scripts: percent-format Python read as cells, run with other settings, and written as pages of the site."""

import ast
import io
import re
from contextlib import AbstractContextManager, nullcontext, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

FOLDER = Path(__file__).parents[1] / "howto"
MARK = re.compile(r"^# %%(.*)$", re.MULTILINE)


class Cell(NamedTuple):
    """One cell: ``kind`` is text, code or plot."""

    kind: str
    source: str


def scripts() -> list[Path]:
    """Every how-to script."""
    return sorted(FOLDER.glob("*.py"))


def cells_of(script: Path) -> list[Cell]:
    """The cells of a script in order."""
    _, *parts = MARK.split(script.read_text(encoding="utf-8"))
    return [_cell(head, body.strip("\n")) for head, body in zip(parts[::2], parts[1::2], strict=True)]


def _cell(head: str, body: str) -> Cell:
    if "[markdown]" in head:
        return Cell("text", re.sub(r"^# ?", "", body, flags=re.MULTILINE))
    return Cell("plot" if '"plot"' in head else "code", body)


def title_of(script: Path) -> str:
    """The heading of a page."""
    return cells_of(script)[0].source.splitlines()[0].removeprefix("# ")


def with_settings(source: str, settings: dict[str, Any]) -> str:
    """The source with other values of top-level names, where it assigns them."""
    lines = source.splitlines()
    for node in reversed(ast.parse(source).body):  # from the end: lines before it keep their numbers
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in settings:
            name = node.targets[0].id
            lines[node.lineno - 1 : node.end_lineno] = [f"{name} = {settings[name]!r}"]
    return "\n".join(lines)


class Played(NamedTuple):
    """What a cell left: the text that it printed, and its pictures as SVG."""

    text: str
    pictures: list[str]


def play(script: Path, settings: dict[str, Any], *, plot: bool) -> list[Played]:
    """Run the cells of a script one after the other in one namespace. Cells that draw are left out without ``plot``."""
    space: dict[str, Any] = {"__name__": script.stem}
    played = []
    for number, cell in enumerate(cells_of(script)):
        printed, pictures = io.StringIO(), []
        if cell.kind == "code" or (cell.kind == "plot" and plot):
            code = compile(with_settings(cell.source, settings), f"{script.name}, cell {number}", "exec")
            with redirect_stdout(printed), _quiet_pictures() if cell.kind == "plot" else nullcontext():
                exec(code, space)  # noqa: S102 - a script of this project
            pictures = _pictures(space) if cell.kind == "plot" else []
        played.append(Played(printed.getvalue(), pictures))
    return played


def _quiet_pictures() -> AbstractContextManager[Any]:
    """Pictures are kept for ``_pictures`` and shown to nobody."""
    import matplotlib as mpl  # noqa: PLC0415 - only where pictures are drawn

    mpl.use("svg")
    _pictures({})  # of others
    return patch("matplotlib.pyplot.show")


def _pictures(space: dict[str, Any]) -> list[str]:
    """Figures that are open, and those in a namespace that pyplot does not know, as SVG with text as text. They are
    closed.
    """
    import matplotlib.pyplot as plt  # noqa: PLC0415 - only where pictures are drawn
    from matplotlib.figure import Figure  # noqa: PLC0415 - likewise

    figures = [plt.figure(number) for number in plt.get_fignums()]
    figures += [each for each in space.values() if isinstance(each, Figure) and each not in figures]
    found = []
    for figure in figures:
        held = io.StringIO()
        with plt.rc_context({"svg.fonttype": "none", "svg.hashsalt": "lodeflow"}):
            figure.savefig(held, format="svg", metadata={"Date": None})
        found.append(held.getvalue())
    plt.close("all")
    return found


def page(script: Path, played: list[Played]) -> tuple[str, dict[str, str]]:
    """A page in Markdown from a script and what it left, and its pictures by file name."""
    lines, pictures = [], {}
    for cell, left in zip(cells_of(script), played, strict=True):
        if cell.kind == "text":
            lines += [cell.source, ""]
            continue
        lines += ["```python", cell.source, "```", ""]
        if left.text:
            lines += ["```text", left.text.rstrip(), "```", ""]
        for svg in left.pictures:
            name = f"{script.stem}-{len(pictures) + 1}.svg"
            pictures[name] = svg
            lines += [f"![{title_of(script)}]({name})", ""]
    lines += [f"The script: [`docs/howto/{script.name}`]({script.name})", ""]
    return "\n".join(lines), pictures
