"""What the compiler makes of the loops of a market day: several numbers at once, and no arithmetic of its own."""

import inspect
import math
import platform
import re

import llvmlite.binding as llvm
import numba
import numpy as np
import pytest
from numba import config

from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.demand import final_use as demand
from lodeflow.kernels.demand import shortage
from lodeflow.kernels.prices import delivered_price, landed_cost, origin_price
from lodeflow.kernels.supply import mine, plant
from lodeflow.kernels.trade import sourcing, voyage

pytestmark = pytest.mark.skipif(bool(config.DISABLE_JIT), reason="the compiler is off")
LOOPS = {
    loop.__name__: loop
    for loop in (
        delivered_price.quote_delivered,
        demand.want,
        landed_cost.land_costs,
        origin_price.learn_differences,
        origin_price.quote_at_gate,
        plant.plan_throughput,
        mine.plan_digging,
        shortage.ration,
        sourcing.choose_sources,
        voyage.draw_sea_days,
    )
}
WIDE = (bool(llvm.get_host_cpu_features().get("avx2")) and not config.CPU_NAME) or platform.machine() != "x86_64"
VECTORISED = (
    "quote_delivered",
    "want",
    "choose_sources",
    pytest.param(
        "draw_sea_days",
        marks=pytest.mark.skipif(not WIDE, reason="two whole numbers of 64 bits are as fast one after the other"),
    ),
)
SCRATCH = {"promised": "per_cell", "trust": "per_cell", "dear": "per_cell", "pull": "per_nest"}
PACKED = {  # multiplication of two or more doubles at once
    "x86_64": r"\bv?mulpd\b",
    "aarch64": r"\bfmul\b[^\n]*(?:\.2d\b|\bz\d+\.d\b)",
}
FUSED = r"\bvfn?m(?:add|sub|addsub|subadd)\d*[sp][sd]\b|\b(?:fn?madd|fn?msub|fmla|fmls)\b"
LIBRARY = (
    r"(?<![\w.])_?(?:exp|exp2|expm1|log|log2|log10|log1p|pow|cbrt|erfc?|sin|cos|tan|tanh|fma)f?(?:@\w+)?(?![\w.(])"
)
OPERATION = r"^\s+[a-z]\w*\s[^\n]*"


def operations(function, signature, **options):
    """What a function does, in the machine's words, compiled anew: code out of a cache has no words to show."""
    fresh = numba.njit(**options)(function)
    fresh.compile(signature)
    return "\n".join(re.findall(OPERATION, "\n".join(fresh.inspect_asm().values()), re.MULTILINE))


def faults(code):
    """What another processor or library might do otherwise."""
    return re.findall(FUSED, code) + re.findall(LIBRARY, code)


@pytest.fixture(scope="module")
def loop(request, base):
    """What a loop of the market day does."""
    kernel, world = LOOPS[request.param], base.template
    slices = world.market._asdict() | world._asdict() | {"day": np.int64(7)}
    names = inspect.signature(kernel.py_func).parameters
    signature = tuple(numba.typeof(slices[SCRATCH.get(name, name)]) for name in names)
    options = {name: value for name, value in kernel.targetoptions.items() if name != "nopython"}
    return operations(kernel.py_func, signature, **options)


@pytest.mark.parametrize("loop", LOOPS, indirect=True)
def test_a_loop_of_the_market_day_fuses_nothing_and_calls_no_library(loop):
    assert loop.count("\n") > 40  # it is there at all: wide registers need 70 lines for what others do in 130
    assert faults(loop) == []


@pytest.mark.skipif(platform.machine() not in PACKED, reason="nobody has said what packed doubles look like here")
@pytest.mark.parametrize("loop", VECTORISED, indirect=True)
def test_where_a_market_day_reckons_most_it_works_on_several_numbers_at_once(loop):
    assert re.search(PACKED[platform.machine()], loop)


ARRAYS = (numba.float64[::1], numba.float64[::1])


def of_library(x, y):
    for i in range(len(x)):
        y[i] = math.exp(x[i])


def multiplied_and_added(x, y):
    for i in range(len(x)):
        y[i] = x[i] * y[i] + x[i]


def one_after_the_other(x, y):
    for i in range(1, len(x)):
        y[i] = x[i] * y[i - 1] + x[i]


def test_a_library_a_fused_multiplication_and_a_loop_of_one_number_at_a_time_would_be_seen():
    assert "exp" in faults(operations(of_library, ARRAYS))
    options = dict(jit(multiplied_and_added).targetoptions)
    del options["nopython"]
    careful = operations(multiplied_and_added, ARRAYS, **options)
    assert faults(careful) == []
    single = operations(one_after_the_other, ARRAYS, **options)
    if platform.machine() in PACKED:
        assert re.search(PACKED[platform.machine()], careful)
        assert not re.search(PACKED[platform.machine()], single)
    if llvm.get_host_cpu_features().get("fma") and not config.CPU_NAME:
        assert faults(operations(multiplied_and_added, ARRAYS, **options | {"fastmath": True})) != []
