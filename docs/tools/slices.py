"""Table of the slices of a world, by the module that defines them, and a page of all their arrays.

    python docs/tools/slices.py        writes the table into docs/architecture.md; the site has the page

A slice is a NamedTuple of arrays: ``...Params`` is read-only, ``...State`` is written during a replication.
"""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
HOMES = (("world.py", "World"), ("market_day.py", "Market"))
SUFFIXES = ("Params", "State")
FIELD = re.compile(r"(\w+) ?(\([^)]*\))? ?\[([^\]]+)\]: (.+)", re.DOTALL)
"""What the string below a field says: type, shape, unit, meaning."""
START = "<!-- slices: written by `python docs/tools/slices.py`, never by hand -->"
END = "<!-- end of slices -->"


def slices_of(file: str, name: str) -> list[tuple[str, str, str]]:
    """(field, class, module) of every slice that a class of kernels/engine holds."""
    tree = ast.parse((ROOT / "kernels" / "engine" / file).read_text(encoding="utf-8"))
    home = {a.name: n.module for n in tree.body if isinstance(n, ast.ImportFrom) and n.module for a in n.names}
    (body,) = (n.body for n in tree.body if isinstance(n, ast.ClassDef) and n.name == name)
    fields = [(ast.unparse(n.target), ast.unparse(n.annotation)) for n in body if isinstance(n, ast.AnnAssign)]
    return [(field, kind, home[kind]) for field, kind in fields if kind in home and kind != "Market"]


def table() -> list[str]:
    """Lines of the table: a row per module of kernels."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for field, kind, module in (each for home in HOMES for each in slices_of(*home)):
        file = module.removeprefix("lodeflow.").replace(".", "/") + ".py"
        suffix = next((s for s in SUFFIXES if kind.endswith(s)), "")
        found[file][suffix].append(f"`{field}`: {kind}")
    heads = ["module", "parameters (read-only)", "state (written)", "other"]
    rows = [[f"`{file}`", *(", ".join(of[s]) for s in (*SUFFIXES, ""))] for file, of in sorted(found.items())]
    return [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows)]


def page() -> str:
    """Every array of every slice with type, shape, unit and meaning."""
    lines = [
        "# State reference: arrays of a world, by slice",
        "",
        "A world is made of *slices*: groups of arrays, each defined beside the kernels that use it. This page is "
        "generated from `kernels/`. Slices called `...Params` are read-only; the others change during a replication. "
        "[Architecture](../architecture.md#slices-of-a-world) has the names under which kernels take them.",
    ]
    for file in sorted((ROOT / "kernels").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "NamedTuple" for base in node.bases):
                lines += ["", f"## {node.name}", "", f"`{file.relative_to(ROOT)}`", "", *_arrays(node)]
    return "\n".join([*lines, ""])


def _arrays(node: ast.ClassDef) -> list[str]:
    """The docstring of a slice and the table of its fields; a field without a string of its own has its name alone."""
    text = (ast.get_docstring(node) or "").replace("``", "`").splitlines()
    rows, described = [], False
    for field, below in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign):
            is_text = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
            said = str(below.value.value) if is_text else ""
            found = FIELD.match(said)
            described = described or found is not None
            cells = found.groups(default="") if found else ("", "", "", said)
            rows.append([f"`{ast.unparse(field.target)}`", *(" ".join(c.split()).replace("|", "/") for c in cells)])
    if not described:
        return [*text, "", f"Fields: {', '.join(row[0] for row in rows)}."]
    return [
        *text,
        "",
        "| Field | Type | Shape | Unit | Meaning |",
        "|---|---|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def filled(text: str) -> str:
    """The page with the table of today between its marks."""
    before, rest = text.split(START)
    return before + "\n".join([START, *table(), END]) + rest.split(END)[1]


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
