import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeflow.kernels.core.moment import NEVER, day_of, fold, fold_plain, kind_of, moment, stir, stir_plain, who_of
from lodeflow.kernels.engine.agenda import tell

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
    packed = moment(*part)
    assert compiled_fold(trace, packed) == fold_plain(trace, int(packed))
    assert int(stir(packed)) == stir_plain(int(packed))


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


runs = st.lists(parts, min_size=2, max_size=40, unique=True)


def told(trace, run):
    """The trace after a run of moments of one day and kind."""
    packed = np.array([moment(*part) for part in run], np.int64)
    return int(tell(np.uint64(trace), packed, 0, len(packed)))


@unhurried
@given(traces, runs, st.randoms())
def test_nobody_is_first_within_a_run(trace, run, dice):
    shuffled = dice.sample(run, len(run))
    assert told(trace, run) == told(trace, shuffled)


@unhurried
@given(traces, runs)
def test_a_run_that_one_moment_is_missing_from_leaves_another_trace(trace, run):
    assert told(trace, run) != told(trace, run[1:])
