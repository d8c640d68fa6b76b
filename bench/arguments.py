"""Argument lists of kernels, written from what their bodies use.

A kernel takes slices of the world by their names: those that its body uses, and those that the kernels take which it
calls. This script finds them and writes every list, in definitions and in calls; nobody keeps them by hand. What comes
after the slices (the day, whom to act on) stands as it was written. A slice that a call gives as an expression, such as
``shocks.spells``, stays. Kernels with slices after other parameters are left alone.

    python bench/arguments.py           writes the lists
    python bench/arguments.py --check   says which files it would change; exit code 1 if there are any
"""

import ast
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
KERNELS = ROOT / "kernels"
SLICES_IN = (("engine/market_day.py", "Market"), ("engine/world.py", "World"), ("shocks/shocks.py", "Shocks"))
COMPACT = 9  # lists of so many names are wrapped by words, not one name a line
WIDTH = 118
SKIP = "  # fmt: skip"


def slices() -> list[str]:
    """Names of all slices, in the order of their fields."""
    found = []
    for file, name in SLICES_IN:
        body = ast.parse((KERNELS / file).read_text(encoding="utf-8")).body
        (fields,) = (n.body for n in body if isinstance(n, ast.ClassDef) and n.name == name)
        found += [f.target.id for f in fields if isinstance(f, ast.AnnAssign) and isinstance(f.target, ast.Name)]
    return found


SLICES = slices()
KNOWN = set(SLICES)


class Kernel:
    """One kernel: its definition, its slices and the calls in its body."""

    def __init__(self, file: Path, node: ast.FunctionDef) -> None:
        self.file, self.node = file, node
        names = [a.arg for a in node.args.args]
        count = next((n for n, name in enumerate(names) if name not in KNOWN), len(names))
        self.old, self.rest = names[:count], names[count:]
        self.managed = not KNOWN.intersection(self.rest)
        self.need: set[str] = set() if self.managed else set(self.old)

    @property
    def new(self) -> list[str]:
        """Slices that it takes: those that it took and still needs, then new ones."""
        if not self.managed:
            return self.old
        kept = [name for name in self.old if name in self.need]
        return kept + [name for name in SLICES if name in self.need and name not in kept]


def kernels() -> dict[str, Kernel]:
    """Every kernel by its name; two of one name are kept apart by their files when calls are resolved."""
    found = {}
    for file in sorted(KERNELS.rglob("*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and _compiled(node):
                found[f"{file}:{node.name}"] = Kernel(file, node)
    return found


def _compiled(node: ast.FunctionDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id in ("jit", "inline") for d in node.decorator_list)


def names_in(file: Path) -> dict[str, str]:
    """What a name in a file refers to: a kernel of its own or an imported one."""
    known = {}
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lodeflow.kernels."):
            home = KERNELS.joinpath(*(node.module or "").split(".")[2:]).with_suffix(".py")
            known |= {alias.asname or alias.name: f"{home}:{alias.name}" for alias in node.names}
        elif isinstance(node, ast.FunctionDef):
            known[node.name] = f"{file}:{node.name}"
    return known


def calls(kernel: Kernel, known: dict[str, str], every: dict[str, Kernel]) -> Iterator[tuple[ast.Call, Kernel]]:
    """Calls of kernels in a body, with the kernel that is called."""
    for node in ast.walk(kernel.node):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and known.get(node.func.id) in every:
            yield node, every[known[node.func.id]]


def given(call: ast.Call, callee: Kernel) -> tuple[dict[str, ast.expr], list[ast.expr]]:
    """Slices that a call gives as expressions of its own, and its arguments after the slices."""
    count = len(call.args) - len(callee.rest)
    leading, trailing = call.args[:count], call.args[count:]
    own = {}
    if len(leading) == len(callee.old):
        pairs = zip(callee.old, leading, strict=True)
        own = {name: arg for name, arg in pairs if not (isinstance(arg, ast.Name) and arg.id == name)}
    return own, trailing


def settle(every: dict[str, Kernel]) -> None:
    """Find what each kernel needs, until nothing changes."""
    known = {file: names_in(file) for file in {k.file for k in every.values()}}
    for kernel in every.values():
        if kernel.managed:
            inside = {id(a) for call, callee in calls(kernel, known[kernel.file], every) for a in _passed(call, callee)}
            loads = [n for n in ast.walk(kernel.node) if isinstance(n, ast.Name) and id(n) not in inside]
            stored = {n.id for n in loads if isinstance(n.ctx, ast.Store)}
            kernel.need = {n.id for n in loads if n.id in KNOWN} - stored
    changed = True
    while changed:
        changed = False
        for kernel in (k for k in every.values() if k.managed):
            for call, callee in calls(kernel, known[kernel.file], every):
                more = set(callee.new) - set(given(call, callee)[0]) - kernel.need
                kernel.need |= more
                changed |= bool(more)


def _passed(call: ast.Call, callee: Kernel) -> list[ast.expr]:
    """Arguments of a call that are slices handed on under their own names."""
    own, trailing = given(call, callee)
    return [a for a in call.args if a not in trailing and a not in own.values()] if callee.managed else []


def rewritten(file: Path, every: dict[str, Kernel]) -> str:
    """Text of a file with every list as it should be."""
    text, known = file.read_text(encoding="utf-8"), names_in(file)
    begins = [0]
    for line in text.splitlines(keepends=True):
        begins.append(begins[-1] + len(line.encode()))
    raw, edits = text.encode(), []

    def at(line: int | None, column: int | None) -> int:
        return begins[(line or 0) - 1] + (column or 0)

    for kernel in (k for k in every.values() if k.file == file and k.managed and k.node.args.args):
        last = kernel.node.args.args[-1]
        start = raw.index(b"(", begins[kernel.node.lineno - 1])
        end = raw.index(b":", raw.index(b")", at(last.end_lineno, last.end_col_offset))) + 1
        new = [*kernel.new, *kernel.rest]
        if new != [*kernel.old, *kernel.rest] or len(new) > COMPACT:
            edits.append((start, end, _listed(new, 0) + ":"))
    for kernel in (k for k in every.values() if k.file == file):
        whole = {id(n.value): n for n in ast.walk(kernel.node) if isinstance(n, ast.Assign | ast.Expr | ast.Return)}
        for call, callee in calls(kernel, known, every):
            own, trailing = given(call, callee)
            new = [ast.unparse(own[n]) if n in own else n for n in callee.new] + [ast.unparse(a) for a in trailing]
            alone = len(new) > COMPACT and id(call) in whole
            if callee.managed and (alone or new != [ast.unparse(a) for a in call.args]):
                start = at(call.func.end_lineno, call.func.end_col_offset)
                end = at(call.end_lineno, call.end_col_offset)
                edits.append((start, end, _listed(new, whole[id(call)].col_offset if alone else None)))
    for start, end, new in sorted(edits, reverse=True):
        comment = SKIP if "\n" in new and not raw[end:].startswith(SKIP.encode()) else ""
        raw = raw[:start] + (new + comment).encode() + raw[end:]
    return raw.decode()


def _listed(names: list[str], indent: int | None) -> str:
    """A list in parentheses: by words over several lines where it is long and stands alone at this indent."""
    if indent is None or len(names) <= COMPACT:
        return f"({', '.join(names)})"
    margin = " " * (indent + 4)
    lines = textwrap.wrap(
        ", ".join(names) + ",", WIDTH, initial_indent=margin, subsequent_indent=margin, break_long_words=False
    )
    return "(\n" + "\n".join(lines) + "\n" + " " * indent + ")"


def main() -> None:
    """Write the lists, or check them."""
    check = "--check" in sys.argv
    every = kernels()
    settle(every)
    changed = []
    for file in sorted({k.file for k in every.values()}):
        new = rewritten(file, every)
        if new != file.read_text(encoding="utf-8"):
            changed.append(file.relative_to(ROOT).as_posix())
            if not check:
                file.write_text(new, encoding="utf-8")
    print(textwrap.fill(f"{len(changed)} files {'would change' if check else 'changed'}: {', '.join(changed) or '-'}"))
    sys.exit(1 if check and changed else 0)


if __name__ == "__main__":
    main()
