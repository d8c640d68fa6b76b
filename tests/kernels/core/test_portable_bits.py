"""The same bits with the compiler on and off, and on processors that can do less than this one."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lodeflow import kernels

DIGEST = """
import hashlib
import warnings

import numpy as np

warnings.simplefilter("error")
from lodeflow.kernels.core.draw import exponential, lognormal_mean_one, normal, uniform
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.maths import exp, log, normal_cdf, normal_quantile, power
from lodeflow.kernels.core.moment import day_of, fold, kind_of, moment, who_of
from lodeflow.kernels.core.quantiles import beta_quantile, lognormal_within, normal_within, triangular_quantile


@jit
def compute(x, y, z):
    trace = np.uint64(1)
    for i in range(len(x)):
        y[0, i] = exp(x[i])
        y[1, i] = log(x[i])
        y[2, i] = power(x[i] * x[i], 1.7)
        y[3, i] = normal_cdf(0.1 * x[i])
        y[4, i] = normal_quantile(0.5 + 0.0006 * x[i])
        y[5, i] = uniform(2**63 - 1 - i, i, 1, 4294967295 - i, i)
        y[6, i] = normal(7, i, 2, 4294967295, 5)
        y[7, i] = lognormal_mean_one(0.4, 7, 1, 3, i, 5)
        y[8, i] = exponential(200.0, 7, 1, 4, 9, i)
        u = uniform(7, 1, 9, i, 0)
        y[9, i] = triangular_quantile(u, 0.1, 0.3, 0.6)
        y[10, i] = normal_within(u, 0.05, 0.02, -np.inf, 0.06)
        y[11, i] = lognormal_within(u, 30.0, 0.4, 5.0, np.inf)
        y[12, i] = beta_quantile(u, 2.0, 6.0, 0.0, 1.0) if i % 40 == 0 else 0.0
        packed = moment(8388607 - i, i & 255, 4294967295 - i)
        trace = fold(trace, packed)
        z[i] = np.uint64(day_of(packed) + kind_of(packed) + who_of(packed)) ^ trace


x = np.concatenate((np.linspace(-800.0, 800.0, 2001), [0.0, -0.0, 1e-308, np.inf, -np.inf]))
y, z = np.empty((13, len(x))), np.empty(len(x), np.uint64)
compute(x, y, z)
print(*(hashlib.sha256(row.tobytes()).hexdigest()[:16] for row in (*y, z)))
"""
DRAW = """
from lodeflow.kernels.core.draw import normal

print(float(normal(1, 2, 3, 4, 5)).hex(), "loaded" if normal._cache_hits else "compiled")
"""
DAMAGES = [
    lambda _: b"",
    lambda found: found[: len(found) // 2],
    lambda found: found[:-2000] + bytes(b ^ 1 for b in found[-2000:]),
]
MACHINES = {
    "as it is": {},
    "without the compiler": {"NUMBA_DISABLE_JIT": "1"},
    "a plain processor": {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""},
    "NumPy at its plainest": {"NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512_SKX X86_V3 X86_V4"},
    "with bounds checked": {"NUMBA_BOUNDSCHECK": "1"},
}
LIBRARY = {"exp", "log", "log2", "log10", "log1p", "expm1", "exp2", "pow", "power", "float_power"}
LIBRARY |= {"sin", "cos", "tan", "tanh", "erf", "erfc", "gamma", "lgamma", "cbrt", "hypot"}
ORDERLESS = {
    "sum",
    "nansum",
    "mean",
    "std",
    "var",
    "cumsum",
    "dot",
    "vdot",
    "inner",
    "matmul",
    "einsum",
    "prod",
}
# How kernels are compiled; nothing of it runs in them.
COMPILER = {"jit", "kernel", "bound_call", "code_store", "private_folder"}
KERNELS = sorted(path for path in Path(kernels.__file__).parent.rglob("*.py") if path.stem not in COMPILER)


def run(script, settings, cache):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("NUMBA_", "NPY_"))}
    environment |= {"XDG_CACHE_HOME": str(cache)} | settings
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout


def test_every_processor_computes_the_same_bits_with_the_compiler_on_and_off(tmp_path):
    found = {machine: run(DIGEST, settings, tmp_path) for machine, settings in MACHINES.items()}
    assert found == dict.fromkeys(MACHINES, found["as it is"])


def test_a_damaged_cache_is_compiled_afresh_and_mended(tmp_path):
    fresh = run(DRAW, {}, tmp_path)
    assert fresh.endswith("compiled\n")
    warm = fresh.replace("compiled", "loaded")
    assert run(DRAW, {}, tmp_path) == warm
    for damage in DAMAGES:
        files = list(tmp_path.rglob("draw.normal-*"))
        assert {file.suffix for file in files} == {".body", ".entry"}
        for file in files:
            file.write_bytes(damage(file.read_bytes()))
        assert run(DRAW, {}, tmp_path) == fresh
        assert run(DRAW, {}, tmp_path) == warm


def test_kernels_run_where_no_cache_can_be_kept(tmp_path):
    no_folder = tmp_path / "file"
    no_folder.touch()
    assert run(DRAW, {}, no_folder) == run(DRAW, {}, tmp_path)


def test_others_cannot_write_what_we_will_run(tmp_path):
    expected = run(DRAW, {}, tmp_path)
    (folder,) = (tmp_path / "lodeflow").iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o777)
    assert run(DRAW, {}, tmp_path) == expected


def unportable(node):  # noqa: C901, PLR0911 - one case for each danger
    """What in this piece of a kernel could differ between processors, schedulers or runs; None if nothing."""
    match node:
        case ast.BinOp(op=ast.Pow(), left=ast.Constant(), right=ast.Constant() | ast.UnaryOp(operand=ast.Constant())):
            return None  # computed exactly, and before the run
        case ast.BinOp(op=ast.Pow()) | ast.AugAssign(op=ast.Pow()):
            return "**"
        case ast.BinOp(op=ast.MatMult()) | ast.AugAssign(op=ast.MatMult()):
            return "@"
        case ast.Set() | ast.SetComp() | ast.Dict() | ast.DictComp():
            return "a set or a dictionary"
        case ast.Attribute(value=ast.Name(id="math" | "np" | "numpy"), attr=name) if name in LIBRARY:
            return name
        case ast.Attribute(attr=name) if name in ORDERLESS | {"random", "linalg"}:
            return name
        case ast.Call(func=ast.Name(id="sum" | "set" | "dict" | "frozenset" | "prange" | "pow" as name)):
            return name
        case ast.ImportFrom(module="math", names=names) if LIBRARY & {name.name for name in names}:
            return "the C library's mathematics"
        case ast.ImportFrom(names=names) if {"prange", "random"} & {name.name for name in names}:
            return "prange or random"
        case ast.Import(names=names) if any(name.name.split(".")[0] == "random" for name in names):
            return "random"
        case ast.keyword(arg="fastmath" | "parallel", value=ast.Constant(value=True)):
            return node.arg
    return None


def faults(source):
    found = [(unportable(node), getattr(node, "lineno", 0)) for node in ast.walk(ast.parse(source))]
    return [f"{what} in line {line}" for what, line in found if what]


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda path: path.stem)
def test_a_kernel_uses_nothing_that_differs_between_processors_or_runs(kernel):
    assert faults(kernel.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "y = x**a",
        "x **= 2",
        "y = math.exp(x)",
        "y = np.log(x)",
        "from math import exp",
        "y = np.sum(x)",
        "y = x.sum()",
        "y = sum(x)",
        "y = a @ b",
        "y = np.random.random()",
        "for i in prange(3): pass",
        "from numba import prange",
        "y = njit(fastmath=True)",
        "y = {1, 2}",
        "y = {}",
        "import random",
    ],
)
def test_what_differs_would_be_found(line):
    assert faults(line)


def test_the_square_root_is_allowed_because_it_is_exact_everywhere():
    assert faults("from math import sqrt\ny = sqrt(x) + math.sqrt(x) + 2.0**-53") == []
