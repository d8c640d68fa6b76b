"""A lasting quota parts prices along the border: known answers, written before any scenario was looked at."""

import numpy as np
import pytest
from two_sides_world import (
    FADING,
    KAPPA,
    NORMAL,
    USUAL_FLOW,
    Rules,
    exact_price_abroad,
    live,
    params,
    rate_of_side,
    shadow_price,
    static_gaps,
    static_prices,
)

from lodeflow.kernels.prices.border import measure_sides, no_borders
from lodeflow.kernels.prices.two_sides import COUNTS, INSIDE, OUTSIDE, OWN, SOON, STEEP


def changes(price):
    """Changes over four weeks between single days."""
    return np.diff(price[::4])


def autocorrelation(price):
    moved = changes(price)
    moved = moved - moved.mean()
    return float((moved[1:] * moved[:-1]).mean() / (moved * moved).mean())


@pytest.mark.parametrize("share", [0.7, 0.9])
def test_the_rent_of_a_quota_for_good_is_its_shadow_price(share):
    """Both goods bear it, prices are those of the static problem on both sides, and the dear good keeps its flow."""
    told = live(6000, share)
    rent, best = shadow_price(share)
    assert told.rent[-1] == pytest.approx(rent, rel=1e-6)
    assert told.price[-1] == pytest.approx(static_prices(best), abs=1e-6)
    assert told.flow[-1] == pytest.approx(best / USUAL_FLOW, rel=1e-6)
    assert told.flow[-1, 1] > told.flow[-1, 0]


def test_the_shadow_price_is_what_welfare_loses_by_the_last_tonne():
    """The gaps of the static problem are one, and their integral over the flows lost is least there."""
    rent, best = shadow_price(0.7)
    shift = 1e-4 * best[1]
    for sign in (-1.0, 1.0):
        gaps = static_gaps(best + sign * np.array([-shift, shift]))
        assert sign * (gaps[1] - gaps[0]) < 0.0
    assert rent == pytest.approx(36.469, abs=1e-3)  # found by another programme, with integrals of the gaps


@pytest.mark.parametrize("share", [0.7, 0.9])
def test_licences_that_are_not_traded_have_a_rent_each(share):
    told = live(6000, share, apart=True)
    assert told.rent[-1] == pytest.approx(static_gaps(share * USUAL_FLOW), rel=1e-6)
    assert told.rent[-1, 1] > 5.0 * told.rent[-1, 0]


def test_prices_part_on_the_day_of_the_news():
    told = live(60, 0.7, start=52)
    assert np.abs(told.price[:52]).max() < 1e-12
    assert np.abs(told.rent[:52]).max() == 0.0
    assert told.price[52, 0, 1] > 0.4
    assert told.price[52, 0, 0] < 0.0
    assert told.rent[52, 0] == pytest.approx(told.rent[52, 1], rel=1e-12)


@pytest.mark.parametrize("share", [1.0, 1.05, 2.0])
def test_a_quota_of_all_that_leaves_or_more_changes_nothing(share):
    told = live(300, share)
    assert np.abs(told.price).max() < 1e-12
    assert told.flow == pytest.approx(np.ones((300, 2)), rel=1e-12)


@pytest.mark.parametrize("share", [1.0, 1.05])
def test_a_quota_that_binds_at_times_does_not_chatter(share):
    """In calm noise it changes side; the price abroad hardly moves then, and nobody can foresee it."""
    moves, seen, sides = [], [], []
    for seed in range(6):
        told = live(52 * 14, share, start=10, noise=0.08, seed=seed)
        price, binds = told.price[104:, 0, 1], told.rent[104:, 0] > 0.0
        turned = binds[1:] != binds[:-1]
        moves += np.abs(np.diff(price))[turned].tolist()
        sides.append(float(turned.mean()))
        seen.append(autocorrelation(price))
    assert 0.0 < np.mean(sides) < 0.15
    assert np.mean(moves) < 0.03
    assert np.median(seen) < 0.1


@pytest.mark.parametrize("expected", [0.0, 1.0 / 520.0, 1.0 / 260.0, 1.0 / 130.0])
def test_the_price_abroad_falls_to_a_told_end_by_what_stock_pays(expected):
    """A quota of 70 % for eleven years; its end is told a year ahead. ln P' - ln P = ln(K / n) / kappa."""
    told = live(52 * 13, 0.7, end=624, told=572, ends=expected)
    price = told.price[572:624, 0, 1]
    pays = np.log1p(told.spare[572:623, 0]).sum() / KAPPA
    assert price[-1] - price[0] == pytest.approx(pays, rel=0.1)
    assert abs(price[-1] - told.price[624, 0, 1]) < 0.01
    assert told.rent[624:].max() == 0.0


@pytest.mark.parametrize("expected", [0.0, 1.0 / 520.0, 1.0 / 260.0, 1.0 / 130.0])
def test_the_price_abroad_is_that_of_those_who_know_all_until_a_told_end(expected):
    """Stock abroad is up to half below normal: the exact path, found by shooting, on every week."""
    told = live(52 * 13, 0.7, end=624, told=572, ends=expected)
    exact = exact_price_abroad(told, 0, 572, 623)
    price = told.price[572:624, 0, 1]
    assert price[0] - price[-1] == pytest.approx(exact[0] - exact[-1], rel=0.06)
    assert price == pytest.approx(exact, abs=0.01)


def test_in_the_next_order_the_nearer_the_end_the_more_a_price_is_the_logarithm_of_stock():
    """c d^2 beside d: 1/2 on the last day, 1/6 of a quota for good, where the bend of scarcity has 1/8; by quadrature."""
    border_params, border = params(), no_borders(1, 2, 4)
    rate = rate_of_side(0, OUTSIDE)

    def second(weeks, ends):
        measure_sides(Rules(), border_params, border, FADING, 0, ends, weeks)
        return border.sides[0, 0, OUTSIDE, SOON]

    for weeks in (1e-3, 10.0, 60.0, 200.0, 2000.0):
        t = np.linspace(0.0, weeks, 400001)
        falls = np.cosh(rate * (weeks - t)) / np.cosh(rate * weeks)  # of stock out of balance, and of what a gain adds
        c = 0.5 * rate * np.trapezoid(falls**3, t) / np.tanh(rate * weeks)
        assert 1.0 / 6.0 + second(weeks, 0.0) / 3.0 == pytest.approx(c, rel=1e-6)
    for ends in (0.0, 0.01, 0.3):
        late = 0.5 * (ends + np.sqrt(ends * ends + 4.0 * rate * rate))
        t = np.linspace(0.0, 60.0 / late, 400001)
        c = 0.5 * late * np.trapezoid(np.exp(-(late + 2.0 * (late - ends)) * t), t)
        assert 1.0 / 6.0 + second(-1.0, ends) / 3.0 == pytest.approx(c, rel=1e-6)


def test_without_an_end_the_sides_discount_at_their_own_rate():
    border_params, border = params(), no_borders(1, 2, 4)
    measure_sides(Rules(), border_params, border, FADING, 0, 0.0, -1.0)
    for m, k in np.ndindex(2, 2):
        rate = rate_of_side(m, k)
        side = border.sides[0, m, k]
        assert side[STEEP] == pytest.approx(1.0 / (KAPPA * rate), rel=1e-12)
        assert side[OWN:] == pytest.approx(1.0 / (rate + FADING), rel=1e-12)
        assert side[COUNTS] == pytest.approx(np.exp(-rate * 5.0 * k) / rate, rel=1e-12)


@pytest.mark.parametrize("weeks", [3.0, 52.0, 400.0])
def test_a_told_end_solves_the_boundary_problem(weeks):
    """d' = s / (kappa n), s' = z + e d, d = 0 at the end: integrated forwards from the price found, it ends at 0."""
    border_params, border = params(), no_borders(1, 2, 4)
    measure_sides(Rules(), border_params, border, FADING, 0, 0.0, weeks)
    side, rate, stock = border.sides[0, 0, INSIDE], rate_of_side(0, INSIDE), NORMAL[0, INSIDE]
    answer = rate * rate * KAPPA * stock
    beyond, flow, steps = -0.7, 0.02, 20000
    for kind, fading in (*enumerate(FADING), (None, 0.0)):
        counts = side[COUNTS] if kind is None else side[OWN + kind]
        price, left = -side[STEEP] * (beyond + flow * counts) / stock, beyond
        step = weeks / steps
        for n in range(steps):  # midpoint rule
            coming = flow * np.exp(-fading * step * (n + 0.5))
            half_price = price + 0.5 * step * left / (KAPPA * stock)
            half = left + 0.5 * step * (coming + answer * price)
            price, left = price + step * half / (KAPPA * stock), left + step * (coming + answer * half_price)
        assert abs(price) < 1e-6


def test_an_end_expected_at_a_rate_solves_the_same_with_that_rate():
    """d' = h d + s / (kappa n): the rates of the pair multiply to -e / (kappa n) and differ by h."""
    border_params, border = params(), no_borders(1, 2, 4)
    ends = 0.02
    measure_sides(Rules(), border_params, border, FADING, 0, ends, -1.0)
    rate, side = rate_of_side(0, OUTSIDE), border.sides[0, 0, OUTSIDE]
    late = 1.0 / side[OWN] - FADING[0]
    assert late * (late - ends) == pytest.approx(rate * rate, rel=1e-12)
    assert side[STEEP] == pytest.approx(1.0 / (KAPPA * late), rel=1e-12)
