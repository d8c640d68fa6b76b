"""Exponential, logarithm, power and the normal distribution, with the same bits on every processor.

The C library's and NumPy's own differ between processors in the last bit of one value in twenty. These use only + - * /
and the square root, which IEEE 754 rounds exactly, in a fixed order. They are inlined and call no library, so that
loops over arrays vectorise. Arguments are clamped to where the result is a normal number: no finite argument gives NaN
or an infinity. A NaN stays one.
"""

from math import sqrt

import numpy as np

from lodeflow.kernels.core.jit import inline, jit

TINY = 2.2250738585072014e-308  # smallest normal number, 2^-1022
HUGE = 1.7976931348623157e308
JUST_BELOW_ONE = 0.9999999999999999  # 1 - 2^-53
LN2_HIGH = 6.93147180369123816490e-01  # its last 21 bits are 0: a multiple by a small whole number is exact
LN2_LOW = 1.90821492927058770002e-10
LOG2_E = 1.4426950408889634
ROUND = 6755399441055744.0  # 1.5 * 2^52: its sum with a small number ends in the bits of the nearest whole one
ROUND_BITS = 0x4338000000000000
SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
SQRT_TWO_PI = 2.5066282746310002


@inline
def keep_within(x, low, high):
    """Number ``x`` clamped to the range from ``low`` to ``high``; all float64 in one unit.

    Not min and max: given NaN, they answer differently with the compiler on and off.
    """
    x = low if x < low else x  # noqa: FURB136
    return high if x > high else x  # noqa: FURB136


@inline
def exp(x):
    """Exponential e^``x``, with ``x`` float64 [-] clamped to [-708, 709]: within 1 ulp, and exactly 1 for 0.

    Source: Cody & Waite 1980, Software Manual for the Elementary Functions, ch. 6 (reduction); Taylor series.
    """
    x = keep_within(np.float64(x), -708.0, 709.0)
    shifted = x * LOG2_E + ROUND
    twos = shifted - ROUND
    high, low = x - twos * LN2_HIGH, twos * LN2_LOW
    r = high - low
    z = r * r
    # even and odd terms apart: half the chain of dependent operations
    even = 1 / 2 + z * (1 / 24 + z * (1 / 720 + z * (1 / 40320 + z * (1 / 3628800 + z * (1 / 479001600)))))
    odd = 1 / 120 + z * (1 / 5040 + z * (1 / 362880 + z * (1 / 39916800 + z * (1 / 6227020800))))
    scale = np.int64((np.float64(shifted).view(np.int64) + 1023) << 52).view(np.float64)
    return (1.0 + (high - (low - z * (even + r * (1 / 6 + z * odd))))) * scale


@inline
def log(x):
    """Natural logarithm of ``x``, float64 clamped to the normal numbers: within 1 ulp, exactly 0 for 1.

    Source: FreeBSD msun e_log.c, K. C. Ng 1993.
    """
    x = keep_within(np.float64(x), TINY, HUGE)
    bits = np.float64(x).view(np.int64)
    twos = (bits - SQRT_HALF_BITS) >> 52
    mantissa = np.int64(bits - (twos << 52)).view(np.float64)  # in [sqrt(1/2), sqrt(2))
    k = np.int64(twos + ROUND_BITS).view(np.float64) - ROUND  # as a float; AVX2 cannot convert an int64
    f = mantissa - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half = 0.5 * f * f
    tail = s * (half + (odd + even)) + k * LN2_LOW
    return (k * LN2_HIGH - ((half - tail) - f)) + (x - x)  # NaN stays NaN


@inline
def power(x, y):
    """Power ``x``^``y`` for ``x`` >= 0 and |``y``| < 1e305, float64 [-]: relative error below 2e-16 (1 + |y ln x|)."""
    return exp(y * log(x))


@inline
def normal_cdf(x):
    """Cumulative standard normal distribution at ``x``, float64 [-]: absolute error below 3e-16, 9 digits in the far
    tail.

    Source: Hart et al. 1968, Computer Approximations, no. 5666, and the continued fraction beyond, as in West 2005,
    Better approximations to cumulative normal functions, Wilmott Magazine, May, 70-76.
    """
    x = np.float64(x)
    a = keep_within(-x if x < 0.0 else x, 0.0, 37.5)
    above = 0.03526249659989109 * a + 0.7003830644436881
    above = above * a + 6.373962203531650
    above = above * a + 33.91286607838300
    above = above * a + 112.0792914978709
    above = above * a + 221.2135961699311
    above = above * a + 220.2068679123761
    below = 0.08838834764831844 * a + 1.755667163182642
    below = below * a + 16.06417757920695
    below = below * a + 86.78073220294608
    below = below * a + 296.5642487796737
    below = below * a + 637.3336333788311
    below = below * a + 793.8265125199484
    below = below * a + 440.4137358247522
    far = 1.0 / (SQRT_TWO_PI * (a + 1.0 / (a + 2.0 / (a + 3.0 / (a + 4.0 / (a + 0.65))))))
    tail = exp(-0.5 * a * a) * (above / below if a < 7.07106781186547 else far)
    return 1.0 - tail if x > 0.0 else tail


@inline
def normal_quantile(p):
    """Standard normal quantile of probability ``p``, float64 [-] kept within (0, 1): error below 2e-15.

    Source: Wichura 1988, Algorithm AS 241 (PPND16), Applied Statistics 37(3), 477-484.
    """
    p = keep_within(np.float64(p), TINY, JUST_BELOW_ONE)
    q = p - 0.5
    if -0.425 <= q <= 0.425:
        r = 0.180625 - q * q
        above = 2.5090809287301226727e3 * r + 3.3430575583588128105e4
        above = above * r + 6.7265770927008700853e4
        above = above * r + 4.5921953931549871457e4
        above = above * r + 1.3731693765509461125e4
        above = above * r + 1.9715909503065514427e3
        above = above * r + 1.3314166789178437745e2
        above = above * r + 3.3871328727963666080e0
        below = 5.2264952788528545610e3 * r + 2.8729085735721942674e4
        below = below * r + 3.9307895800092710610e4
        below = below * r + 2.1213794301586595867e4
        below = below * r + 5.3941960214247511077e3
        below = below * r + 6.8718700749205790830e2
        below = below * r + 4.2313330701600911252e1
        below = below * r + 1.0
        return q * above / below
    r = sqrt(-log(p if q < 0.0 else 1.0 - p))
    if r <= 5.0:
        r = r - 1.6
        above = 7.74545014278341407640e-4 * r + 2.27238449892691845833e-2
        above = above * r + 2.41780725177450611770e-1
        above = above * r + 1.27045825245236838258e0
        above = above * r + 3.64784832476320460504e0
        above = above * r + 5.76949722146069140550e0
        above = above * r + 4.63033784615654529590e0
        above = above * r + 1.42343711074968357734e0
        below = 1.05075007164441684324e-9 * r + 5.47593808499534494600e-4
        below = below * r + 1.51986665636164571966e-2
        below = below * r + 1.48103976427480074590e-1
        below = below * r + 6.89767334985100004550e-1
        below = below * r + 1.67638483018380384940e0
        below = below * r + 2.05319162663775882187e0
        below = below * r + 1.0
    else:
        r = r - 5.0
        above = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
        above = above * r + 1.24266094738807843860e-3
        above = above * r + 2.65321895265761230930e-2
        above = above * r + 2.96560571828504891230e-1
        above = above * r + 1.78482653991729133580e0
        above = above * r + 5.46378491116411436990e0
        above = above * r + 6.65790464350110377720e0
        below = 2.04426310338993978564e-15 * r + 1.42151175831644588870e-7
        below = below * r + 1.84631831751005468180e-5
        below = below * r + 7.86869131145613259100e-4
        below = below * r + 1.48753612908506148525e-2
        below = below * r + 1.36929880922735805310e-1
        below = below * r + 5.99832206555887937690e-1
        below = below * r + 1.0
    return -(above / below) if q < 0.0 else above / below


@jit
def take_logs(values):
    """Natural logarithms in place: each of ``values``, float64 (n,), becomes its logarithm, 0 if not positive."""
    for k in range(len(values)):
        values[k] = log(values[k]) if values[k] > 0.0 else 0.0
