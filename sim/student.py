"""Quantiles of Student's t distribution, for confidence intervals of means."""

_STUDENT_95 = (
    *(12.706204736, 4.302652730, 3.182446305, 2.776445105, 2.570581836, 2.446911851, 2.364624252, 2.306004135),
    *(2.262157163, 2.228138852, 2.200985160, 2.178812830, 2.160368656, 2.144786688, 2.131449546, 2.119905299),
    *(2.109815578, 2.100922040, 2.093024054, 2.085963447, 2.079613845, 2.073873068, 2.068657610, 2.063898562),
    *(2.059538553, 2.055529439, 2.051830516, 2.048407142, 2.045229642),
)


def student_95(freedom: int) -> float:
    """97.5 % quantile of Student's t with ``freedom`` degrees of freedom.

    From a table up to 29, and within 1e-6 beyond (Abramowitz & Stegun 26.7.5).
    """
    if freedom <= len(_STUDENT_95):
        return _STUDENT_95[freedom - 1]
    z, n = 1.959963984540054, float(freedom)
    z3, z5, z7 = z * z * z, z * z * z * z * z, z * z * z * z * z * z * z
    first = (z3 + z) / 4.0
    second = (5.0 * z5 + 16.0 * z3 + 3.0 * z) / 96.0
    third = (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / 384.0
    return z + first / n + second / (n * n) + third / (n * n * n)
