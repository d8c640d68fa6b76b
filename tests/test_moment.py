import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeflow.kernels.moment import NEVER, day_of, fold, fold_plain, kind_of, moment, who_of

unhurried = settings(deadline=None)  # the first call compiles
parts = st.tuples(st.integers(0, 2**23 - 1), st.integers(0, 2**8 - 1), st.integers(0, 2**32 - 1))
traces = st.integers(0, 2**64 - 1)


@unhurried
@given(parts)
def test_a_moment_says_when_what_and_to_whom(part):
    packed = moment(*part)
    assert (day_of(packed), kind_of(packed), who_of(packed)) == part


@unhurried
@given(parts, parts)
def test_moments_sort_by_day_then_by_kind_then_by_who(one, other):
    assert (moment(*one) < moment(*other)) == (one < other)


@unhurried
@given(parts)
def test_never_is_not_a_moment(part):
    assert moment(*part) > NEVER


def compiled_fold(trace, packed):
    """Fold as a run does, which holds its digest as uint64; numba takes Python's whole numbers for int64."""
    return int(fold(np.uint64(trace), packed))


@unhurried
@given(traces, parts)
def test_python_and_the_compiled_code_keep_the_same_trace(trace, part):
    assert compiled_fold(trace, moment(*part)) == fold_plain(trace, int(moment(*part)))


@unhurried
@given(traces, parts, parts)
def test_another_moment_leaves_another_trace(trace, one, other):
    one, other = int(moment(*one)), int(moment(*other))
    assert (fold_plain(trace, one) == fold_plain(trace, other)) == (one == other)


@unhurried
@given(traces, st.lists(parts, min_size=2, max_size=6, unique=True))
def test_the_trace_knows_the_order(trace, history):
    def told(moments):
        digest = trace
        for part in moments:
            digest = fold_plain(digest, int(moment(*part)))
        return digest

    assert told(history) != told(history[::-1])
