"""Covering arrays of two levels: few rows in which every two columns take all four pairs of values."""

from itertools import combinations, count, islice
from math import comb


def pairwise(columns: int) -> list[tuple[int, ...]]:
    """The fewest rows of 0 and 1 such that every two of ``columns`` take all of 00, 01, 10 and 11 in some row.

    Of n rows the first is all 0, and each column has ones in another choice of ceil(n / 2) of the others: two different
    choices of equal size miss each other both ways, and being more than half they meet. Source: Kleitman & Spencer 1973,
    Families of k-independent sets, Discrete Mathematics 6, 255-262.
    """
    n = next(n for n in count(2) if comb(n - 1, -(-n // 2)) >= columns)
    ones = islice(combinations(range(1, n), -(-n // 2)), columns)
    columns_ = [{*choice} for choice in ones]
    return [tuple(int(row in column) for column in columns_) for row in range(n)]
