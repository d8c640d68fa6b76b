"""Table of the slices of a world, by the module that defines them; written into docs/architecture.md.

    python docs/tools/slices.py

A slice is a NamedTuple of arrays: ``...Params`` is read-only, ``...State`` is written during a replication.
"""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
HOMES = (("world.py", "World"), ("market_day.py", "Market"))
SUFFIXES = ("Params", "State")
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


def filled(text: str) -> str:
    """The page with the table of today between its marks."""
    before, rest = text.split(START)
    return before + "\n".join([START, *table(), END]) + rest.split(END)[1]


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
