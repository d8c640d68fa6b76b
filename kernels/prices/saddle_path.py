"""Saddle path of rational-expectations storage: how prices today discount stocks and flows out of balance.

Stockholders of a good hold ``stock wanted = n (expected price / price)^kappa``, use and supply answer prices, some of
them late. Then there is one path on which nobody can profit, and on it the prices are a weighted sum of the stocks and
of the flows out of balance at long-run prices. Goods made of several priced parts (ore worth its elements, a magnet
worth its oxides and its maker's margin) couple the parts: with s the stocks out of balance of the parts, in money at
base prices, p the ln of their prices, f a flow that fades at rate d, per tick and on a path that grows by g,

    s' = (1 - g) s + f + E p,   kappa N (p' - p) = s,   E(x) = sum of answers x lag / (lag + x)
    a_i' E(l_i) = kappa l_i (l_i + g) a_i' N            a mode: left vector a_i and rate l_i
    a_i' N p = -(a_i' s + a_i' f / (l_i + d)) / (kappa (l_i + g))

Capacity answers a lasting price by growing, not by a level (kernels/core/partial_adjustment.py): a belief x closes the
share a of its gap to p in a tick, and capacity K grows by r ((1 - w) p + w x). Nothing brings it back but prices, so

    E(l) holds K r (a + (1 - w) l) / (l (l + a)),   and K r w x / (l (l + a)) counts beside the gap of today.

E and N are symmetric: both add up products of the parts' shares in the value of a good. One part without lags gives
l (l + g) = e / (kappa n). Solved once per world, with + - x / and the square root only, for the same bits everywhere.

Source: Blanchard & Kahn 1980, The solution of linear difference models under rational expectations, Econometrica 48(5),
1305-1311; storage with a convenience yield as in Williams & Wright 1991, Storage and Commodity Markets, ch. 2.
"""

from math import sqrt

from lodeflow.kernels.core.jit import inline, jit

LEVEL = -1.0
"""In ``believed``: an answer in level, not in growth."""
SWEEPS = 12  # of Jacobi rotations: five parts need six
ROUNDS = 200  # of the rate's fixed point, of which a few secant steps are used
EXACT = 4e-16
NOTHING = 1e-18  # against numbers of order one: beside the diagonal, and of an answer to prices


@jit
def add_products(value, weight, total, matrix):
    """Sum over goods of weight times the products of their parts' values over the value of the whole, added to
    ``matrix``: how stock or flow of these goods ties the prices of their parts.

    Args:
        value: float64 (goods, parts) [USD/t], value of each part in a good.
        weight: float64 (goods,) [t or t/tick], stock, or flow times its price elasticity.
        total: float64 (goods,) [USD/t], price of each good.
        matrix: float64 (parts, parts) [USD or USD/tick], in and out.

    """
    for n in range(len(weight)):
        if total[n] > 0.0:
            for i in range(len(matrix)):
                for k in range(len(matrix)):
                    matrix[i, k] += weight[n] * value[n, i] * value[n, k] / total[n]


@jit
def find_modes(
    answer, lag, believed, stock, kappa, growth, rate, left, back, root, matrix, vectors, summed, inverse,
):  # fmt: skip
    """Rate, left vector and effect on prices of every mode, written to ``rate``, ``left`` and ``back``.

    Args:
        answer: float64 (lags, parts, parts) [USD/tick], answers of flows to ln prices, positive where a higher price
            adds to stock; symmetric. Those in growth are answers by which a flow grows in a tick.
        lag: float64 (lags,) [1/tick], speed of each answer; 0 for at once.
        believed: float64 (lags,) [-], of an answer in growth the weight of yesterday's belief in a tick's growth, 0 to
            1; LEVEL for answers in level.
        stock: float64 (parts, parts) [USD], stock exposed to each pair of prices; symmetric, positive definite.
        kappa: float64 [-], elasticity of stock wanted to next tick's price over today's.
        growth: float64 [1/tick], growth of the path.
        rate: float64 (parts,) [1/tick], out.
        left: float64 (modes, parts) [-], out: weights of the parts' stocks in each mode.
        back: float64 (parts, modes) [1/USD], out: fall of each ln price by one USD in a mode.
        root: float64 (parts, parts), scratch.
        matrix: float64 (parts, parts), scratch.
        vectors: float64 (parts, parts), scratch.
        summed: float64 (parts, parts), scratch.
        inverse: float64 (parts, parts), scratch.

    """
    parts = len(rate)
    _cholesky(stock, root)
    for i in range(parts):
        low, high, now, before, miss_before = 0.0, 0.0, 1.0, 0.0, 0.0
        for n in range(ROUNDS):
            _vectors_at(answer, lag, believed, root, now, matrix, vectors, summed)
            wanted = _rate_of(matrix[i, i], kappa, growth)
            miss = now - wanted
            if miss < 0.0:
                low = now
            else:
                high = now
            if abs(miss) <= EXACT * now or (high > 0.0 and high - low <= EXACT * high):
                break
            following = now - miss * (now - before) / (miss - miss_before) if miss != miss_before else now
            if n == 0 or not (low < following and (high == 0.0 or following < high)):
                following = wanted if (low < wanted and (high == 0.0 or wanted < high)) else 0.5 * (low + high)
            if following == now:
                break
            before, miss_before, now = now, miss, following
        rate[i] = now
        for k in range(parts - 1, -1, -1):  # vector of the good: solve root' x = column
            left[i, k] = vectors[k, i]
            for c in range(k + 1, parts):
                left[i, k] -= root[c, k] * left[i, c]
            left[i, k] /= root[k, k]
    for i in range(parts):
        for k in range(parts):
            matrix[i, k] = 0.0
            for c in range(parts):
                matrix[i, k] += left[i, c] * stock[c, k]
    _invert(matrix, inverse)
    for k in range(parts):
        for i in range(parts):
            back[k, i] = inverse[k, i] / (kappa * (rate[i] + growth))


@inline
def discounted_answer(lag, believed, rate):
    """Weight of an answer to the price in the answer E of the world at a rate of discount [- in level, tick in growth].

    Args:
        lag: float64 [1/tick], speed of the answer; 0 for at once.
        believed: float64 [-], weight of yesterday's belief in a tick's growth; LEVEL for an answer in level.
        rate: float64 [1/tick], at which it is discounted, above 0 for an answer in growth.

    """
    if believed >= 0.0:
        return (lag + (1.0 - believed) * rate) / (rate * (lag + rate))
    return lag / (lag + rate) if lag > 0.0 else 1.0


@jit
def _rate_of(value, kappa, growth):
    """Positive root l of l (l + growth) = value / kappa."""
    over = max(value, NOTHING) / kappa
    return 2.0 * over / (growth + sqrt(growth * growth + 4.0 * over))


@jit
def _vectors_at(answer, lag, believed, root, at, matrix, vectors, summed):
    """Eigenvalues, falling along the diagonal of ``matrix``, and eigenvectors of the answers at rate ``at`` over the
    stock.
    """
    parts = len(root)
    for i in range(parts):
        for k in range(parts):
            summed[i, k] = 0.0
            for n in range(len(lag)):
                summed[i, k] += answer[n, i, k] * discounted_answer(lag[n], believed[n], at)
    for k in range(parts):  # root^-1 E, column by column
        for i in range(parts):
            matrix[i, k] = summed[i, k]
            for c in range(i):
                matrix[i, k] -= root[i, c] * matrix[c, k]
            matrix[i, k] /= root[i, i]
    for i in range(parts):  # times root'^-1, row by row
        for k in range(parts):
            for c in range(k):
                matrix[i, k] -= root[k, c] * matrix[i, c]
            matrix[i, k] /= root[k, k]
    _jacobi(matrix, vectors)


@jit
def _cholesky(matrix, root):
    """Lower triangle ``root`` with root root' = ``matrix``, symmetric and positive definite."""
    parts = len(matrix)
    for i in range(parts):
        for k in range(parts):
            root[i, k] = 0.0
    for k in range(parts):
        for i in range(k, parts):
            total = matrix[i, k]
            for c in range(k):
                total -= root[i, c] * root[k, c]
            root[i, k] = sqrt(total) if i == k else total / root[k, k]


@jit
def _jacobi(matrix, vectors):
    """Eigenvalues of the symmetric ``matrix`` on its diagonal, falling, and eigenvectors as columns of ``vectors``.

    Source: Golub & Van Loan 2013, Matrix Computations, 4th ed., section 8.5.
    """
    parts = len(matrix)
    for i in range(parts):
        for k in range(parts):
            vectors[i, k] = 1.0 if i == k else 0.0
    for _ in range(SWEEPS):
        for i in range(parts - 1):
            for k in range(i + 1, parts):
                off = matrix[i, k]
                if abs(off) <= NOTHING * (abs(matrix[i, i]) + abs(matrix[k, k])):
                    matrix[i, k] = 0.0
                    matrix[k, i] = 0.0
                    continue
                half = 0.5 * (matrix[k, k] - matrix[i, i]) / off
                tangent = (1.0 if half >= 0.0 else -1.0) / (abs(half) + sqrt(1.0 + half * half))
                cosine = 1.0 / sqrt(1.0 + tangent * tangent)
                sine = tangent * cosine
                for c in range(parts):
                    first, second = matrix[c, i], matrix[c, k]
                    matrix[c, i] = cosine * first - sine * second
                    matrix[c, k] = sine * first + cosine * second
                for c in range(parts):
                    first, second = matrix[i, c], matrix[k, c]
                    matrix[i, c] = cosine * first - sine * second
                    matrix[k, c] = sine * first + cosine * second
                for c in range(parts):
                    first, second = vectors[c, i], vectors[c, k]
                    vectors[c, i] = cosine * first - sine * second
                    vectors[c, k] = sine * first + cosine * second
                matrix[i, k] = 0.0
                matrix[k, i] = 0.0
    for i in range(parts - 1):
        best = i
        for k in range(i + 1, parts):
            if matrix[k, k] > matrix[best, best]:
                best = k
        if best != i:
            matrix[i, i], matrix[best, best] = matrix[best, best], matrix[i, i]
            for c in range(parts):
                vectors[c, i], vectors[c, best] = vectors[c, best], vectors[c, i]


@jit
def _invert(matrix, inverse):
    """Inverse of ``matrix``, which is destroyed, by elimination with the largest pivot of each column."""
    parts = len(matrix)
    for i in range(parts):
        for k in range(parts):
            inverse[i, k] = 1.0 if i == k else 0.0
    for k in range(parts):
        best = k
        for i in range(k + 1, parts):
            if abs(matrix[i, k]) > abs(matrix[best, k]):
                best = i
        for c in range(parts):
            matrix[k, c], matrix[best, c] = matrix[best, c], matrix[k, c]
            inverse[k, c], inverse[best, c] = inverse[best, c], inverse[k, c]
        pivot = matrix[k, k]
        for c in range(parts):
            matrix[k, c] /= pivot
            inverse[k, c] /= pivot
        for i in range(parts):
            factor = matrix[i, k]
            if i == k or factor == 0.0:
                continue
            for c in range(parts):
                matrix[i, c] -= factor * matrix[k, c]
                inverse[i, c] -= factor * inverse[k, c]
