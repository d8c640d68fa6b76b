import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import config
from scipy import stats

from lodeflow.kernels.core.draw import exponential, lognormal_mean_one, normal, philox, uniform
from lodeflow.kernels.core.jit import jit
from lodeflow.kernels.core.purpose import Purpose

COUNT = 2_000 if config.DISABLE_JIT else 100_000
PUBLISHED = {  # kat_vectors of Random123: key, counter, result
    "zeros": ("00000000 00000000", "00000000 " * 4, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    "ones": ("ffffffff ffffffff", "ffffffff " * 4, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    "pi": ("a4093822 299f31d0", "243f6a88 85a308d3 13198a2e 03707344", "d16cfe09 94fdcceb 5001e420 24126ea1"),
}
unhurried = settings(deadline=None)  # the first call compiles
addresses = st.tuples(
    st.integers(0, 2**63 - 1),
    st.integers(0, 2**31 - 1),
    st.sampled_from([int(purpose) for purpose in Purpose]),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
)


@jit
def _uniforms(out, purpose, entity):
    for i in range(len(out)):
        out[i] = uniform(2026, 3, purpose, entity, i)


@jit
def _normals(out):
    for i in range(len(out)):
        out[i] = normal(2026, 3, 1, 17, i)


@jit
def _factors(out, variation):
    for i in range(len(out)):
        out[i] = lognormal_mean_one(variation, 2026, 3, 1, 17, i)


@jit
def _waits(out, mean):
    for i in range(len(out)):
        out[i] = exponential(mean, 2026, 3, 1, 17, i)


def many(fill, *given):
    out = np.empty(COUNT)
    fill(out, *given)
    return out


@pytest.mark.parametrize(("key", "counter", "published"), PUBLISHED.values(), ids=PUBLISHED)
def test_philox_gives_the_published_numbers(key, counter, published):
    words = [np.uint64(int(word, 16)) for word in [*key.split(), *counter.split()]]
    assert [f"{int(word):08x}" for word in philox(*words)] == published.split()


def test_a_uniform_number_is_made_of_the_first_two_words_at_its_address():
    a, b, _, _ = philox(*(np.uint64(word) for word in (7, 1, 5, 4, 3, 2)))
    found = uniform(7 + 2**32, 2, 3, 4, 5)
    assert found == ((int(a) << 20 | int(b) >> 12) + 0.5) * 2.0**-52


@unhurried
@given(addresses)
def test_the_same_address_gives_the_same_number_strictly_between_zero_and_one(address):
    assert 0.0 < uniform(*address) < 1.0
    assert uniform(*address) == uniform(*address)
    assert uniform(*address) == uniform(*(np.int64(part) for part in address))


@unhurried
@given(addresses, addresses)
def test_another_address_gives_another_number(one, other):
    assert (uniform(*one) == uniform(*other)) == (one == other)


def test_uniform_numbers_fill_the_interval_evenly():
    counts, _ = np.histogram(many(_uniforms, 1, 17), bins=100, range=(0.0, 1.0))
    assert stats.chisquare(counts).pvalue > 1e-6


def test_purposes_and_entities_do_not_know_of_each_other():
    columns = [many(_uniforms, int(purpose), entity) for purpose in Purpose for entity in (0, 1)]
    correlation = np.corrcoef(columns) - np.eye(len(columns))
    assert np.abs(correlation).max() < 5.5 / np.sqrt(COUNT)


def test_one_draw_does_not_know_of_the_next():
    numbers = many(_uniforms, 1, 17)
    assert abs(np.corrcoef(numbers[1:], numbers[:-1])[0, 1]) < 5.0 / np.sqrt(COUNT)


def test_normal_numbers_are_normal():
    assert stats.kstest(many(_normals), "norm").pvalue > 1e-6


@pytest.mark.parametrize("variation", [0.1, 0.5, 1.0])
def test_a_factor_has_mean_one_and_the_variation_asked_for(variation):
    factors = many(_factors, variation)
    assert factors.mean() == pytest.approx(1.0, abs=5.0 * variation / np.sqrt(COUNT))
    assert np.log(factors).var() == pytest.approx(np.log1p(variation**2), rel=7.5 / np.sqrt(COUNT))


def test_a_factor_without_variation_is_one():
    assert set(many(_factors, 0.0)) == {1.0}


def test_waiting_times_are_exponential_and_never_nothing():
    waits = many(_waits, 200.0)
    assert waits.min() > 0.0
    assert stats.kstest(waits, "expon", args=(0.0, 200.0)).pvalue > 1e-6


def test_purposes_are_never_renumbered():
    assert [purpose.name for purpose in sorted(Purpose)] == [
        "SEA_DAYS",
        "OUTAGE_WAIT",
        "OUTAGE_DAYS",
        "OUTAGE_CUT",
        "CLOSURE_WAIT",
        "CLOSURE_DAYS",
        "PASSAGE_BLOCKED",
        "PARAMETER",
        "CONTROL_SPELL",
        "CONTROL_NEXT",
        "LICENCE_DAYS",
        "RETALIATION_WAIT",
        "RETALIATION_COMES",
        "PERMITTING_DAYS",
        "LITIGATION",
        "BUILDING_DAYS",
        "BUILDING_DELAY",
        "CAPITAL_OVERRUN",
        "RAMP_TYPE",
        "CANDIDATE_WAIT",
        "CANDIDATE_TAKEN",
        "RESTART_DAYS",
        "ENACTMENT_DAY",
        "SPELL_WAIT",
        "SPELL_DAYS",
        "SPELL_COMES",
        "BOOM",
        "GROWTH_NEWS",
        "SMUGGLERS_CAUGHT",
        "ACCESSION_DAY",
        "RELABELLED_FOUND",
        "INVOICE_AUDITED",
    ]
    numbers = [1, *range(3, 13), 15, 16, *range(20, 35), 40, 50, 60, 61]
    assert [int(purpose) for purpose in sorted(Purpose)] == numbers
