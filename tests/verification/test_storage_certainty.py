"""What is certain or announced: prices of storage along one path, against the path solved as a whole.

The linear form: ln P = -steep (stock out of balance + flows to come) / normal stock, each flow of k ticks ahead times
(1 + rate)^-(k + 1). Stock is that at the start of the tick, before its flows; the answer of supply is late.
"""

import numpy as np
import pytest

from lodeflow.kernels.prices.saddle_path import LEVEL, find_modes

SHORT, ELASTICITY, SPEED, NORMAL = 0.15, 0.2, 0.11, 12.0
TICKS, NEWS = 800, 10
FROM, TO, LOSS = 30, 60, 0.3  # supply lost in each tick from the first to the one before the last


def found_mode(kappa, growth=0.0, elasticity=ELASTICITY):
    """Rate and steepness of one part by the kernels."""
    rate, left, back = np.zeros(1), np.zeros((1, 1)), np.zeros((1, 1))
    answer, lag = np.array([[[SHORT]], [[elasticity]]]), np.array([0.0, SPEED])
    find_modes(
        answer, lag, np.full(2, LEVEL), np.array([[NORMAL]]), kappa, growth, rate, left, back, *np.zeros((5, 1, 1))
    )
    return float(rate[0]), float(back[0, 0] * left[0, 0] * NORMAL)


def announced(loss):
    """Flow of every tick, and what holders know of it: nothing before the news."""
    flow = np.zeros(TICKS)
    flow[NEWS + FROM : NEWS + TO] = -loss
    return flow


def path_of(kappa, growth, flow, elasticity=ELASTICITY):
    """Ln prices and stocks out of balance that the closed form brings, tick by tick."""
    rate, steep = found_mode(kappa, growth, elasticity)
    coming = np.zeros(TICKS + 1)
    for t in range(TICKS - 1, -1, -1):
        coming[t] = (coming[t + 1] + flow[t]) / (1.0 + rate)
    coming[:NEWS] = 0.0
    price, stock, answer = np.zeros(TICKS), np.zeros(TICKS + 1), 0.0
    for t in range(TICKS):
        price[t] = -steep * (stock[t] + coming[t] + answer / (rate + SPEED)) / NORMAL
        stock[t + 1] = (1.0 - growth) * stock[t] + flow[t] + answer + SHORT * price[t]
        answer += SPEED * (elasticity * price[t] - answer)
    return price, stock[:-1]


def whole_path(kappa, growth, flow, elasticity=ELASTICITY):
    """The same from the news on, from all equations of all ticks at once: at balance before, and at the far end."""
    many = TICKS - NEWS
    size = 3 * many
    stock, answer, price = np.arange(many), many + np.arange(many), 2 * many + np.arange(many)
    rows, right = np.zeros((size, size)), np.zeros(size)
    rows[0, stock[0]] = rows[1, answer[0]] = rows[2, price[-1]] = 1.0
    at = 3
    for t in range(many - 1):
        rows[at, [stock[t + 1], stock[t], answer[t], price[t]]] = 1.0, growth - 1.0, -1.0, -SHORT
        right[at] = flow[NEWS + t]
        rows[at + 1, [answer[t + 1], answer[t], price[t]]] = 1.0, SPEED - 1.0, -SPEED * elasticity
        rows[at + 2, [price[t + 1], price[t], stock[t]]] = 1.0, -1.0, -1.0 / (kappa * NORMAL)
        at += 3
    solved = np.linalg.solve(rows, right)
    return solved[price], solved[stock]


@pytest.mark.parametrize("growth", [0.0, 0.001])
@pytest.mark.parametrize("kappa", [30.0, 125.0, 1e4])
def test_prices_rise_by_what_the_convenience_of_stock_leaves(kappa, growth):
    """ln P' - ln P = (stock / normal - 1) / kappa on every day but that of the news: nobody can profit."""
    price, stock = path_of(kappa, growth, announced(LOSS))
    gain = np.diff(price) - stock[:-1] / (kappa * NORMAL)
    gain[NEWS - 1] = 0.0
    assert np.abs(gain).max() < 1e-12
    assert np.abs(price).max() > 1e-2


def test_where_stock_is_its_own_convenience_to_nobody_prices_of_certain_goods_stand_still():
    moves = []
    for kappa in (1e3, 1e5, 1e7):
        price, _ = path_of(kappa, 0.0, announced(LOSS))
        moves.append(np.abs(np.diff(price[NEWS:])).max())
        assert moves[-1] < LOSS * (TO - FROM) / (kappa * NORMAL) + 1e-15  # all stock lost, over kappa
    assert moves[0] > 50.0 * moves[1] > 50.0 * 50.0 * moves[2]


@pytest.mark.parametrize("growth", [0.0, 0.001])
@pytest.mark.parametrize("kappa", [0.5, 5.0, 20.0])
def test_an_announced_loss_is_in_the_price_of_the_day_of_the_news(kappa, growth):
    """The jump is steep z / n ((1 + l)^-a - (1 + l)^-b) / l, and the whole path that of all equations at once."""
    rate, steep = found_mode(kappa, growth)
    jump = steep * LOSS / NORMAL * ((1.0 + rate) ** -FROM - (1.0 + rate) ** -TO) / rate
    price, stock = path_of(kappa, growth, announced(LOSS))
    whole_price, whole_stock = whole_path(kappa, growth, announced(LOSS))
    assert price[NEWS - 1] == 0.0
    assert price[NEWS] == pytest.approx(jump, rel=1e-12)
    assert whole_price[0] == pytest.approx(jump, abs=1e-9)
    assert price[NEWS:] == pytest.approx(whole_price, abs=1e-9)
    assert stock[NEWS:] == pytest.approx(whole_stock, abs=1e-9)
