"""Counter-based random numbers: each draw is a pure function of its address, so no draw depends on another.

Another event, policy, scheduler or number of workers moves no other number. An address is ``seed`` (0 to 2^63 - 1),
``replication`` (0 to 2^31 - 1), ``purpose`` (a value of ``Purpose``, ``kernels/core/purpose.py``), ``entity`` (a 32-bit
hash of a stable name) and ``index`` (0 to 2^32 - 1).

Source: Salmon, Moraes, Dror & Shaw 2011, Parallel random numbers: as easy as 1, 2, 3 (Philox4x32-10).
"""

from math import sqrt

import numpy as np

from lodeflow.kernels.core.jit import inline, jit
from lodeflow.kernels.core.maths import JUST_BELOW_ONE, exp, log, normal_quantile

LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
FIRST_FACTOR, SECOND_FACTOR = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
FIRST_STEP, SECOND_STEP = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
SPARE = np.uint64(12)  # of 64 random bits, a number on [1, 2) has room for 52
ONE_BITS = np.uint64(0x3FF0000000000000)


@inline
def philox(k0, k1, c0, c1, c2, c3):
    """Four random 32-bit words from a key and a counter (Philox4x32-10).

    Args:
        k0: uint64 below 2^32, low word of the key.
        k1: uint64 below 2^32, high word of the key.
        c0: uint64 below 2^32, first word of the counter.
        c1: uint64 below 2^32, second word of the counter.
        c2: uint64 below 2^32, third word of the counter.
        c3: uint64 below 2^32, fourth word of the counter.

    Returns:
        Four uint64 below 2^32.

    """
    for _ in range(10):
        p0, p1 = FIRST_FACTOR * c0, SECOND_FACTOR * c2
        c0, c1, c2, c3 = (p1 >> HALF) ^ c1 ^ k0, p1 & LOW, (p0 >> HALF) ^ c3 ^ k1, p0 & LOW
        k0, k1 = (k0 + FIRST_STEP) & LOW, (k1 + SECOND_STEP) & LOW
    return c0, c1, c2, c3


@inline
def two_uniforms(seed, replication, purpose, entity, index):
    """Two independent uniform numbers from (0, 1) [-] at one address.

    Both are odd multiples of 2^-53, so neither they nor 1 minus them are ever 0.
    """
    key = np.uint64(seed)
    index, entity = np.uint64(index) & LOW, np.uint64(entity) & LOW
    purpose, replication = np.uint64(purpose) & LOW, np.uint64(replication) & LOW
    a, b, c, d = philox(key & LOW, key >> HALF, index, entity, purpose, replication)
    first = np.uint64((((a << HALF) | b) >> SPARE) | ONE_BITS).view(np.float64)
    second = np.uint64((((c << HALF) | d) >> SPARE) | ONE_BITS).view(np.float64)
    return first - JUST_BELOW_ONE, second - JUST_BELOW_ONE


@inline
def uniform(seed, replication, purpose, entity, index):
    """Uniform number from (0, 1) [-]: the first of the two at its address."""
    return two_uniforms(seed, replication, purpose, entity, index)[0]


@jit
def normal(seed, replication, purpose, entity, index):
    """Standard normal number [-] at an address."""
    return normal_quantile(uniform(seed, replication, purpose, entity, index))


@jit
def lognormal_mean_one(variation, seed, replication, purpose, entity, index):
    """Log-normal factor [-] of mean 1 at an address; ``variation``: float [-], its coefficient of variation."""
    variance = log(1.0 + variation * variation)
    return exp(sqrt(variance) * normal(seed, replication, purpose, entity, index) - 0.5 * variance)


@jit
def exponential(mean, seed, replication, purpose, entity, index):
    """Exponential waiting time at an address; ``mean``: float, its mean, whose unit is that of the result."""
    return -mean * log(uniform(seed, replication, purpose, entity, index))
