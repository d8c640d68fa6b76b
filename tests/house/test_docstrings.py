"""Docstrings that a stranger can use: a first sentence to search for, every field and every parameter described."""

import ast
import os
import re
from pathlib import Path

import numpy as np
import pytest

import lodeflow
from lodeflow import kernels
from lodeflow.kernels.engine.market_day import Market
from lodeflow.kernels.engine.world import World

ROOTS = {"lodeflow": Path(lodeflow.__file__).parent, "lodeflow.kernels": Path(kernels.__file__).parent}
RIDDLE = re.compile(
    r"(What|Who|Whose|Whom|Where|Whether|When|Why|How|Which|Nobody|Everybody|Everything|Somebody|Something|Those|These|"
    r"It|They|He|One|Nothing|Of|Whatever|Whoever)\b"
)
FIELD = re.compile(r"(float64|int64|uint64|bool|float|int) ?(\([^)]*\))? ?\[([^\]]+)\]: \S")
LONGEST = 32  # words of a first sentence
COMMON = set(re.findall(r"^\* ``(\w+)``:", kernels.__doc__ or "", re.MULTILINE))
SLICES = {*World._fields, *Market._fields}


def sources(root):
    """Python files below a folder, symbolic links followed, as a source tree may consist of them."""
    return sorted(
        Path(folder, file)
        for folder, _, files in os.walk(root, followlinks=True)
        for file in files
        if file[-3:] == ".py"
    )


def modules():
    """Path and dotted name of every module of the package."""
    found = {}
    for name, root in ROOTS.items():
        for path in sources(root):
            parts = path.relative_to(root).with_suffix("").parts
            if parts[0] != "kernels" and parts[0] != "configs":
                found[".".join((name, *parts)).removesuffix(".__init__")] = path
    return found


MODULES = modules()


def test_all_modules_are_found():
    assert len(MODULES) >= 280


def public(tree):
    """Public classes and functions of a module and public methods of its classes, with the class they belong to."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield None, node
            if isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                        yield node, inner


def first_sentence(text):
    """The first sentence of a docstring, on one line."""
    return re.split(r"(?<=[.:;?!]) |\n\n", " ".join(text.split("\n\n")[0].split()), maxsplit=1)[0]


def is_tuple(node):
    return any(isinstance(base, ast.Name) and base.id == "NamedTuple" for base in node.bases)


@pytest.mark.parametrize("name", MODULES)
def test_a_first_sentence_is_what_a_stranger_would_search_for(name):
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    described = [(name, tree), *((node.name, node) for _, node in public(tree))]
    texts = {what: ast.get_docstring(node) or "" for what, node in described}
    assert [what for what, text in texts.items() if not text] == [], "no docstring"
    firsts = {what: first_sentence(text) for what, text in texts.items()}
    assert {what: s for what, s in firsts.items() if RIDDLE.match(s)} == {}, "no noun a reader could search for"
    assert {what: s for what, s in firsts.items() if len(s.split()) > LONGEST} == {}, "too long a first sentence"


def fields(node):
    """Fields of a class with the string below each, None where there is none."""
    for field, below in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            said = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
            yield field.target.id, below.value.value if said and isinstance(below.value.value, str) else None


@pytest.mark.parametrize("name", MODULES)
def test_every_field_of_a_named_tuple_is_described(name):
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    tuples = [n for n in tree.body if isinstance(n, ast.ClassDef) and is_tuple(n) and n.name not in ("World", "Market")]
    silent = [f"{node.name}.{field}" for node in tuples for field, text in fields(node) if not text]
    assert silent == [], "a string below each field says what it is"
    if name.startswith("lodeflow.kernels"):
        arrays = [n for n in tuples if n.name != "Shocks"]  # its fields are slices, as those of World and Market
        vague = [f"{n.name}.{f}: {text}" for n in arrays for f, text in fields(n) if not FIELD.match(text or "")]
        assert vague == [], 'write: """float64 (cells,) [USD/t]: price at the gate."""'


def parameters(node, cls, *, kernel):
    """Names that a docstring has to describe."""
    given = node.args
    names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    names += [a.arg for a in (given.vararg, given.kwarg) if a]
    known = {"self", "cls"} if cls else set()
    return [n for n in names if n not in known and not (kernel and n in SLICES | COMMON) and not n.startswith("_")]


@pytest.mark.parametrize("name", MODULES)
def test_every_parameter_of_a_public_function_is_described(name):
    kernel = name.startswith("lodeflow.kernels")
    silent = []
    for cls, node in public(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if not isinstance(node, ast.FunctionDef):
            continue
        if any(isinstance(d, ast.Attribute) and d.attr in ("setter", "overload") for d in node.decorator_list):
            continue
        text = "\n".join(ast.get_docstring(each) or "" for each in (node, cls) if each)  # or once, for all methods
        missing = [
            p
            for p in parameters(node, cls, kernel=kernel)
            if not re.search(rf"(``{p}``|^\s+\*{{0,2}}{p}: )", text, re.MULTILINE)
        ]
        silent += [f"{node.name}({', '.join(missing)})"] if missing else []
    assert silent == []


def slices(part, name="world"):
    """Every slice of a world, by the name of its field."""
    if isinstance(part, tuple) and hasattr(part, "_fields"):
        yield name, part
        for field, inner in part._asdict().items():
            yield from slices(inner, field)


def described_fields():
    """The string below each field of every named tuple of the kernels, by the name of the tuple."""
    found = {}
    for name, path in MODULES.items():
        if name.startswith("lodeflow.kernels"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found |= {n.name: dict(fields(n)) for n in tree.body if isinstance(n, ast.ClassDef) and is_tuple(n)}
    return found


def wrong_type(kind, array):
    """Whether a value is of another type than its field says; a field may call a scalar float, int or bool."""
    return array.dtype.name != kind and not (array.ndim == 0 and kind in ("float", "int", "bool"))


def wrong_sizes(shape, array, sizes):
    """Sizes that an array does not have; a name that is new gets its number in ``sizes``."""
    for size, length in zip(shape, array.shape, strict=True):
        name, _, more = size.partition(" + ")
        number = length - int(more or 0)
        if name.isdigit() and int(name) != length:
            yield f"has {length}, not {size}"
        elif name.isidentifier() and sizes.setdefault(name, number) != number:
            yield f"{size} is {length}, {name} was {sizes[name]}"


def contradictions(part, texts):
    """Fields of a slice, with what each is other than its text says."""
    sizes = {}
    for field, value in part._asdict().items():
        said = FIELD.match(texts.get(field) or "")
        if not said or isinstance(value, tuple):
            continue
        shape = [n.strip() for n in (said[2] or "()")[1:-1].split(",") if n.strip()]
        array = np.asarray(value)
        if wrong_type(said[1], array):
            yield f"{field} is {array.dtype}, not {said[1]}"
        if array.ndim != len(shape):
            yield f"{field} has {array.ndim} dimensions, not {shape}"
        else:
            yield from (f"{field}: {fault}" for fault in wrong_sizes(shape, array, sizes))


def test_fields_have_the_type_and_the_shape_that_they_say(base):
    """One name of a size stands for one number in a whole slice, whatever instrument it belongs to."""
    described = described_fields()
    wrong = [
        f"{where}.{fault}"
        for where, part in slices(base.template)
        for fault in contradictions(part, described.get(type(part).__name__, {}))
    ]
    assert wrong == []
