"""What each kernel writes, read from its source, and calls that hand over a written array twice.

LLVM is told that no two arguments of a kernel share memory that is written (``noalias`` in ``kernels/core/kernel.py``).
An array is known here by the argument it comes from and the fields that lead to it, such as ``agenda.far``; rows and
elements count as the whole array.
"""

import ast
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from arguments import ROOT

Place = tuple[str, ...]
"""An array: the parameter or local name it comes from, then names of fields."""


class Source:
    """A kernel as its source tells it."""

    def __init__(self, file: Path, node: ast.FunctionDef) -> None:
        self.file, self.node = file, node
        self.parameters = [a.arg for a in node.args.args]
        self.writes: set[Place] = set()
        self.arrays: set[str] = set()

    @cached_property
    def aliases(self) -> dict[str, set[Place]]:
        """Local names that stand for arrays or slices of a parameter."""
        found: dict[str, set[Place]] = {name: {(name,)} for name in self.parameters}
        for _ in range(3):  # a name of a name of a name
            for node in ast.walk(self.node):
                for name, value in _bindings(node):
                    found.setdefault(name, set()).update(places(value, found))
        return found

    def calls(self, known: dict[str, str], every: dict[str, "Source"]) -> Iterator[tuple[ast.Call, "Source"]]:
        """Calls of kernels in the body."""
        for node in ast.walk(self.node):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and known.get(node.func.id) in every:
                yield node, every[known[node.func.id]]


def _bindings(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Names that a statement binds, with the expression that each stands for."""
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name):
                yield target.id, node.value
            elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = zip(target.elts, node.value.elts, strict=True)
                yield from ((name.id, value) for name, value in pairs if isinstance(name, ast.Name))
    elif isinstance(node, ast.For) and isinstance(node.target, ast.Name):
        yield node.target.id, node.iter


def places(value: ast.expr, aliases: dict[str, set[Place]]) -> set[Place]:
    """Arrays that an expression may be, or be a part of; none if it is a number."""
    if isinstance(value, ast.Name):
        return aliases.get(value.id, set())
    if isinstance(value, ast.Attribute):
        return {(*place, value.attr) for place in places(value.value, aliases)}
    if isinstance(value, ast.Subscript | ast.Starred):
        return places(value.value, aliases)
    if isinstance(value, ast.IfExp):
        return places(value.body, aliases) | places(value.orelse, aliases)
    return set()


def sources(*folders: Path) -> tuple[dict[str, Source], dict[Path, dict[str, str]]]:
    """Kernels in folders by "file:name", and what names in each file refer to; writes and arrays are settled."""
    every: dict[str, Source] = {}
    known: dict[Path, dict[str, str]] = {}
    for file in sorted(path for folder in folders for path in folder.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        known[file] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                parts = node.module.split(".")
                home = {"lodeflow": ROOT / "sim", "": file.parent}["lodeflow" if parts[0] == "lodeflow" else ""]
                home = ROOT / "kernels" if parts[:2] == ["lodeflow", "kernels"] else home
                rest = parts[2:] if home == ROOT / "kernels" else parts[1:] if parts[0] == "lodeflow" else parts
                path = home.joinpath(*rest).with_suffix(".py")
                known[file] |= {alias.asname or alias.name: f"{path}:{alias.name}" for alias in node.names}
            elif isinstance(node, ast.FunctionDef):
                known[file][node.name] = f"{file}:{node.name}"
                if any(isinstance(d, ast.Name) and d.id in ("jit", "inline") for d in node.decorator_list):
                    every[f"{file}:{node.name}"] = Source(file, node)
    _settle(every, known)
    return every, known


def _settle(every: dict[str, Source], known: dict[Path, dict[str, str]]) -> None:
    """Find what each kernel writes and which of its parameters are arrays or slices, through all calls."""
    for source in every.values():
        for node in ast.walk(source.node):
            if isinstance(node, ast.Subscript):
                found = places(node.value, source.aliases)
                source.arrays |= {place[0] for place in found}
                source.writes |= found if isinstance(node.ctx, ast.Store) else set()
            elif isinstance(node, ast.Attribute):
                source.arrays |= {place[0] for place in places(node.value, source.aliases)}
    changed = True
    while changed:
        changed = False
        for source in every.values():
            before = len(source.writes), len(source.arrays)
            for call, callee in source.calls(known[source.file], every):
                given = handed_over(call, callee, source)
                for written, *fields in callee.writes:
                    source.writes |= {(*place, *fields) for place in given.get(written, ())}
                source.arrays |= {p[0] for name in callee.arrays for p in given.get(name, ())}
            source.writes = {place for place in source.writes if place[0] in source.parameters}
            source.arrays &= {*source.parameters}
            changed |= before != (len(source.writes), len(source.arrays))


def handed_over(call: ast.Call, callee: Source, caller: Source) -> dict[str, set[Place]]:
    """Arrays and slices that a call hands to each parameter of the kernel it calls."""
    pairs = zip(callee.parameters, call.args, strict=False)  # a call that unpacks a tuple is seen up to there
    return {name: places(value, caller.aliases) for name, value in pairs if name in callee.arrays}


def shared(call: ast.Call, callee: Source, caller: Source) -> set[str]:
    """Written arrays that a call hands over twice, in words."""
    given = handed_over(call, callee, caller)
    found = set()
    for written, *fields in callee.writes:
        for place in given.get(written, ()):
            whole = (*place, *fields)
            for other, others in given.items():
                twice = [o for o in others if o[: len(whole)] == whole[: len(o)]]
                if other != written and twice:
                    found.add(f"{'.'.join(whole)} as {written} and as {other}")
    return found
