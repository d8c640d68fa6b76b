"""Prices of coupled goods are the rational-expectations solution: modes against Blanchard and Kahn's, by numpy."""

import numpy as np
import pytest

from lodeflow.kernels.prices.saddle_path import LEVEL, find_modes

DRAWS = np.random.default_rng(11)


def modes(answer, lag, stock, kappa, growth, believed=None):
    n, believed = len(stock), np.full(len(lag), LEVEL) if believed is None else believed
    rate, left, back = np.zeros(n), np.zeros((n, n)), np.zeros((n, n))
    speeds = np.array(lag, float), np.array(believed, float)
    find_modes(answer, *speeds, stock, float(kappa), float(growth), rate, left, back, *np.zeros((5, n, n)))
    return rate, left, back


def world(parts, lags):
    """Random parts of goods: positive answers and stocks, sums of products of value shares."""

    def some(many):
        shares = DRAWS.uniform(0.0, 1.0, (many, parts))
        return (shares * DRAWS.uniform(0.5, 2.0, (many, 1))).T @ shares

    return np.array([0.02 * some(parts + 2) for _ in range(lags)]), 20.0 * some(parts + 3)


def stable_prices(answer, lag, stock, kappa, growth, fading):
    """Coefficients of stocks, lagged answers and a fading flow in prices, by the eigenvectors of the whole system.

    State: stocks, answers of each lag, fading flows, prices. The unstable left vectors give the prices.
    """
    n, late = len(stock), [k for k, speed in enumerate(lag) if speed > 0.0]
    size = n * (1 + len(late) + 1 + 1)
    system, eye = np.zeros((size, size)), np.eye(n)
    price, flow = size - n, size - 2 * n
    system[:n, :n] = (1.0 - growth) * eye
    for k, speed in enumerate(lag):
        if speed <= 0.0:
            system[:n, price:] += answer[k]
    for place, k in enumerate(late):
        at = slice(n * (1 + place), n * (2 + place))
        # The answer of a tick is what earlier prices have taught: u' = (1 - lag) u + lag answer p
        system[:n, at] = eye
        system[at, at] = (1.0 - lag[k]) * eye
        system[at, price:] = lag[k] * answer[k]
    system[:n, flow:price] = eye
    system[flow:price, flow:price] = (1.0 - fading) * eye
    system[price:, :n] = np.linalg.inv(kappa * stock)
    system[price:, price:] = eye
    values, vectors = np.linalg.eig(system.T)
    unstable = np.argsort(-np.abs(values))[:n]
    assert (np.abs(values[unstable]) > 1.0 - 1e-12).all()
    rows = vectors[:, unstable].T
    found = -np.linalg.solve(rows[:, price:], rows[:, :price])
    assert np.abs(found.imag).max() < 1e-9
    return found.real


@pytest.mark.parametrize("growth", [0.0, 0.001])
@pytest.mark.parametrize("parts", [1, 2, 5])
def test_coefficients_are_those_of_blanchard_and_kahn(parts, growth):
    for _ in range(20):
        lag, fading, kappa = [0.0, 0.11, 0.006], 0.02, DRAWS.uniform(60.0, 250.0)
        answer, stock = world(parts, 3)
        rate, left, back = modes(answer, lag, stock, kappa, growth)
        found = stable_prices(answer, lag, stock, kappa, growth, fading)
        of_stock = -back @ left
        of_fast = -back @ (left / (rate + lag[1])[:, None])
        of_slow = -back @ (left / (rate + lag[2])[:, None])
        of_flow = -back @ (left / (rate + fading)[:, None])
        ours = np.hstack([of_stock, of_fast, of_slow, of_flow])
        assert np.abs(ours - found).max() < 1e-10 * max(1.0, np.abs(found).max())


def prices_where_capacity_grows(answer, lag, believed, grows, stock, kappa, growth):
    """Coefficients of stocks, gaps of capacity and beliefs in prices, by the eigenvectors of the whole system.

    State: stocks s, gaps k of capacity by ``grows`` [USD/tick], beliefs x in lasting prices, prices p. Use answers at
    once; k' = k + grows ((1 - w) p + w x), x' = (1 - a) x + a p.
    """
    n = len(stock)
    system, eye = np.zeros((4 * n, 4 * n)), np.eye(n)
    s, k, x, p = (slice(i * n, (i + 1) * n) for i in range(4))
    system[s, s], system[s, k], system[s, p] = (1.0 - growth) * eye, eye, answer
    system[k, k], system[k, x], system[k, p] = eye, believed * grows, (1.0 - believed) * grows
    system[x, x], system[x, p] = (1.0 - lag) * eye, lag * eye
    system[p, s], system[p, p] = np.linalg.inv(kappa * stock), eye
    values, vectors = np.linalg.eig(system.T)
    unstable = np.argsort(-np.abs(values))[:n]
    rows = vectors[:, unstable].T
    found = -np.linalg.solve(rows[:, p], rows[:, : 3 * n])
    assert np.abs(found.imag).max() < 1e-8
    return found.real


@pytest.mark.parametrize("growth", [0.0, 0.001])
@pytest.mark.parametrize("parts", [1, 2, 5])
def test_capacity_that_grows_by_lasting_prices_counts_as_blanchard_and_kahn_say(parts, growth):
    """1/(l + 0) for what is missing today, K r w / (l (l + a)) for belief."""
    for _ in range(20):
        lag, believed, kappa = DRAWS.uniform(0.005, 0.5), DRAWS.uniform(0.0, 1.0), DRAWS.uniform(60.0, 250.0)
        (use, grows), stock = world(parts, 2)
        grows = 0.02 * grows
        both = np.array([use, grows])
        rate, left, back = modes(both, [0.0, lag], stock, kappa, growth, [LEVEL, believed])
        found = prices_where_capacity_grows(use, lag, believed, grows, stock, kappa, growth)
        of_gap = -back @ (left / rate[:, None])
        of_belief = -back @ ((left @ grows) * (believed / (rate * (rate + lag)))[:, None])
        ours = np.hstack([-back @ left, of_gap, of_belief])
        assert np.abs(ours - found).max() < 1e-9 * max(1.0, np.abs(found).max())


def test_where_nothing_but_capacity_answers_one_part_has_the_root_of_its_cubic():
    """l^2 (l + a) (l + g) = K r (a + (1 - w) l) / (kappa n)."""
    lag, weight, kappa, growth = 0.01, 0.97, 125.0, 0.001
    rate, *_ = modes(np.array([[[0.003]]]), [lag], np.array([[8.0]]), kappa, growth, [weight])
    left = rate[0] ** 2 * (rate[0] + lag) * (rate[0] + growth)
    assert left == pytest.approx(0.003 * (lag + (1.0 - weight) * rate[0]) / (kappa * 8.0), rel=1e-13)


def test_one_part_without_lags_has_the_root_of_its_quadratic():
    answer, kappa, growth = np.array([[[0.17]]]), 125.0, 0.001
    rate, left, back = modes(answer, [0.0], np.array([[8.0]]), kappa, growth)
    assert rate[0] * (rate[0] + growth) == pytest.approx(0.17 / (kappa * 8.0), rel=1e-14)
    assert (back @ left)[0, 0] == pytest.approx(1.0 / (8.0 * kappa * (rate[0] + growth)), rel=1e-13)


def test_stock_lowers_prices_and_parts_that_never_meet_do_not_touch():
    answer, stock = np.array([np.diag([0.1, 0.3])]), np.diag([10.0, 4.0])
    _, left, back = modes(answer, [0.0], stock, 100.0, 0.0)
    effect = back @ left
    assert (np.diag(effect) > 0.0).all()
    assert np.abs(effect - np.diag(np.diag(effect))).max() < 1e-16


def test_demand_for_one_element_of_an_ore_lowers_the_price_of_the_other():
    """Standard magnets hold light only; their demand brings ore, which brings heavy too."""
    basket, use = np.array([0.8, 0.2]), np.diag([0.06, 0.05])
    mining = 0.5 * np.outer(basket, basket)
    stock = 15.0 * (np.outer(basket, basket) + np.diag([0.7, 0.2]))
    rate, left, back = modes(np.array([use, mining]), [0.0, 0.0], stock, 125.0, 0.0)
    effect = -back @ ((left @ np.array([-0.05, 0.0])) / rate)  # a lasting fall of light's balance
    assert effect[0] > 0.0 > effect[1]


def test_every_mode_of_coupled_parts_has_the_root_that_its_growth_asks_for():
    """a' E(l) = kappa l (l + g) a' N, for one to six parts: measured 2e-13 of the left side."""
    for _ in range(60):
        lag, kappa = [0.0, 0.1, 0.004], DRAWS.uniform(5.0, 300.0)
        growth = DRAWS.choice([0.0, 0.0005, 0.01])
        answer, stock = world(int(DRAWS.integers(1, 7)), 3)
        rate, left, _ = modes(answer, lag, stock, kappa, growth)
        for root, vector in zip(rate, left, strict=True):
            late = [speed / (speed + root) if speed > 0.0 else 1.0 for speed in lag]
            answered = vector @ np.tensordot(late, answer, 1)
            gap = answered - kappa * root * (root + growth) * (vector @ stock)
            assert np.abs(gap).max() < 1e-11 * np.abs(answered).max()


def test_parts_that_are_alike_move_apart():
    """Equal rates leave the vectors free to turn; the effect on prices does not turn with them."""
    rate, left, back = modes(np.array([0.1 * np.eye(3)]), [0.0], 5.0 * np.eye(3), 100.0, 0.0)
    assert rate == pytest.approx(np.full(3, np.sqrt(0.1 / 500.0)), rel=1e-14)
    assert back @ left == pytest.approx(np.eye(3) / (500.0 * rate[0]), abs=1e-15)
