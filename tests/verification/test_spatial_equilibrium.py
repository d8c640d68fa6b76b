"""V4: as buyers come to see no difference but the price, the nested logit becomes Takayama and Judge's equilibrium.

That one is solved exactly, as a complementarity problem, and held against known answers, closed forms and convex
programmes of scipy. Conditions are asserted at 1e-9: nothing flows backwards, nobody could buy cheaper than he does, and
what is dearer than it sells is not shipped.
"""

from itertools import pairwise

import numpy as np
import pytest
from equilibrium import Economy, Made, along, open_lanes
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog, minimize
from spatial import NO_LEVY, Linear, Traded, equilibrium, lemke, linear

EXACT = 1e-9
HOME_A, OUT, BACK, HOME_B = range(4)  # the lanes of two regions


def two_regions(freight: float, **instruments) -> Linear:
    """Region A: supply 10 + q, demand 50 - q. Region B: supply 30 + q, demand 90 - q."""
    lanes = [0, 0, 1, 1], [0, 1, 0, 1]
    return linear(
        *lanes, [10.0, 30.0], [1.0, 1.0], [50.0, 90.0], [1.0, 1.0], [0.0, freight, freight, 0.0], **instruments
    )


def levied(reference: float) -> np.ndarray:
    """A levy on what A sells to B."""
    return np.array([NO_LEVY, reference, NO_LEVY, NO_LEVY])


def assert_an_equilibrium(world: Linear, found: Traded) -> None:
    """The conditions of model.md 7.4, once more from the definitions."""
    made = np.bincount(world.seller, found.flow, len(world.asked))
    used = np.bincount(world.buyer, found.flow, len(world.offered))
    assert found.gate == pytest.approx(world.asked + world.supply_slope @ made, abs=EXACT)
    assert found.paid == pytest.approx(world.offered - world.demand_slope @ used, abs=EXACT)
    before = found.gate[world.seller] * (1.0 + world.tariff) + world.freight + world.congestion @ found.flow
    for (lanes, most), rent in zip(world.quotas, found.rent, strict=True):
        before[list(lanes)] += rent
        assert rent >= -EXACT
        assert found.flow[list(lanes)].sum() <= most + EXACT
        assert abs(rent * (most - found.flow[list(lanes)].sum())) <= EXACT * max(1.0, rent)
    assert found.levy == pytest.approx(np.maximum(0.0, world.reference - before), abs=EXACT)
    loss = before + found.levy - found.paid[world.buyer]
    assert found.flow.min() >= -EXACT
    assert loss.min() >= -EXACT
    assert np.abs(found.flow * loss).max() <= EXACT * max(1.0, np.abs(found.paid).max())


def test_nagurneys_asymmetric_congested_network():
    """Two by two, from her lecture notes; the route that is not used would lose 5.75."""
    world = linear(
        [0, 0, 1, 1], [0, 1, 0, 1], [2.0, 3.0], [[5, 1], [1, 2]], [28.75, 41.0], [[2, 1], [1, 4]], [1.0, 1.5, 15.0, 10.0],
        congestion=np.array([[1.0, 0.5, 0.0, 0.0], [0.0, 2.0, 0.0, 1.0], [2.0, 0.0, 3.0, 0.0], [0.0, 1.0, 0.0, 2.0]]),
    )  # fmt: skip
    found = equilibrium(world)
    assert_an_equilibrium(world, found)
    assert found.flow == pytest.approx([1.5, 1.5, 0.0, 2.0], abs=EXACT)
    assert found.gate == pytest.approx([19.0, 10.0], abs=EXACT)
    assert found.paid == pytest.approx([22.25, 25.5], abs=EXACT)
    assert found.slack == pytest.approx([0.0, 0.0, 5.75, 0.0], abs=EXACT)


@pytest.mark.parametrize("freight", [0.0, 5.0, 20.0, 30.0, 45.0])
def test_two_regions_share_the_freight(freight):
    """Trade of 30 - t at 45 -/+ t / 2; autarky at 30 and 60 from t = 30 on."""
    world = two_regions(freight)
    found = equilibrium(world)
    assert_an_equilibrium(world, found)
    trade = max(0.0, 30.0 - freight)
    assert found.flow[OUT] == pytest.approx(trade, abs=EXACT)
    assert found.gate == pytest.approx([30.0 + trade / 2.0, 60.0 - trade / 2.0], abs=EXACT)


@pytest.mark.parametrize("reference", [40.0, 47.5, 50.0, 55.0, 59.0, 60.0, 70.0])
def test_a_levy_up_to_a_reference_price_holds_that_price_until_members_supply_themselves(reference):
    """Below the free price of 47.5 it does nothing. Then B pays F, imports are 120 - 2F, A gets 90 - F, and the treasury
    (2F - 95)(120 - 2F). From the autarky price of 60 on nothing comes in, and no levy lifts the price any further.
    """
    world = two_regions(5.0, reference=levied(reference))
    found = equilibrium(world)
    assert_an_equilibrium(world, found)
    held = min(max(reference, 47.5), 60.0)
    assert found.paid == pytest.approx([90.0 - held, held], abs=EXACT)
    assert found.flow[OUT] == pytest.approx(120.0 - 2.0 * held, abs=EXACT)
    revenue = found.levy @ found.flow
    assert revenue == pytest.approx((2.0 * held - 95.0) * (120.0 - 2.0 * held), abs=100.0 * EXACT)
    if reference == 55.0:
        assert revenue == pytest.approx(150.0)


def test_a_quota_and_the_levy_that_lets_as_much_in_differ_in_who_is_paid():
    """Ten tonnes either way, at 35 in A and 55 in B: the exporters' rent is what the treasury's levy was."""
    quota, levy = two_regions(5.0, quotas=(((OUT,), 10.0),)), two_regions(5.0, reference=levied(55.0))
    rationed, taxed = equilibrium(quota), equilibrium(levy)
    assert_an_equilibrium(quota, rationed)
    assert rationed.flow == pytest.approx(taxed.flow, abs=EXACT)
    assert rationed.paid == pytest.approx([35.0, 55.0], abs=EXACT)
    assert rationed.rent[0] * 10.0 == pytest.approx(150.0)
    assert taxed.levy[OUT] * 10.0 == pytest.approx(150.0)


def test_a_quota_above_what_is_traded_is_worth_nothing_and_a_ban_is_autarky():
    assert equilibrium(two_regions(5.0, quotas=(((OUT,), 40.0),))).rent == pytest.approx([0.0], abs=EXACT)
    assert equilibrium(two_regions(5.0, quotas=(((OUT,), 0.0),))).paid == pytest.approx([30.0, 60.0], abs=EXACT)


def test_dantzigs_transport_problem_costs_what_every_textbook_says():
    """153.675 thousand dollars; flows are not unique. Once as a linear programme, once as its complementarity."""
    supply, demand = np.array([350.0, 600.0]), np.array([325.0, 300.0, 275.0])
    cost = 0.09 * np.array([2.5, 1.7, 1.8, 2.5, 1.8, 1.4])
    sent, got = np.repeat(np.eye(2), 3, axis=1), np.tile(np.eye(3), 2)
    best = linprog(cost, A_ub=sent, b_ub=supply, A_eq=got, b_eq=demand, method="highs")
    assert best.fun == pytest.approx(153.675, abs=EXACT)
    nothing = np.zeros((5, 5))
    found = lemke(
        np.block([[np.zeros((6, 6)), np.vstack([sent, -got]).T], [np.vstack([-sent, got]), nothing]]),
        np.concatenate([cost, supply, -demand]),
    )
    flow, rent, price = found[:6], found[6:8], found[8:]
    assert cost @ flow == pytest.approx(153.675, abs=EXACT)
    assert price @ demand - rent @ supply == pytest.approx(153.675, abs=EXACT)


@st.composite
def worlds(draw) -> Linear:
    """Three regions that sell to one another, with freight, and perhaps a tariff and a quota."""
    number = st.integers(1, 50).map(float)
    pairs = [(i, j) for i in range(3) for j in range(3)]
    freight = [0.0 if i == j else draw(number) for i, j in pairs]
    sides = [[draw(number) for _ in range(3)] for _ in range(3)]
    offered = [100.0 + draw(number) for _ in range(3)]
    tariff = np.array([0.0 if i == j else draw(st.sampled_from((0.0, 0.0, 0.1, 0.3))) for i, j in pairs])
    quotas = (((1, 2), draw(number)),) if draw(st.booleans()) else ()
    slopes = [np.array(side) / 10.0 for side in sides[1:]]
    return linear(
        *map(list, zip(*pairs, strict=True)),
        sides[0],
        slopes[0],
        offered,
        slopes[1],
        freight,
        tariff=tariff,
        quotas=quotas,
    )


@settings(max_examples=25, deadline=None, derandomize=True)
@given(worlds())
def test_equilibria_with_tariffs_and_quotas_meet_every_condition(world):
    assert_an_equilibrium(world, equilibrium(world))


@settings(max_examples=10, deadline=None, derandomize=True)
@given(worlds())
def test_without_tariffs_the_equilibrium_is_the_best_of_a_convex_programme(world):
    """Samuelson's net social payoff: what users would pay at most, less cost and freight."""
    world = world._replace(tariff=np.zeros(len(world.seller)), quotas=())
    found = equilibrium(world)
    from_, to = np.eye(3)[:, world.seller], np.eye(3)[:, world.buyer]
    curved = from_.T @ world.supply_slope @ from_ + to.T @ world.demand_slope @ to
    flat = from_.T @ world.asked + world.freight - to.T @ world.offered

    def loss(flow):
        return 0.5 * flow @ curved @ flow + flat @ flow

    best = minimize(
        loss, np.ones(len(flat)), jac=lambda flow: curved @ flow + flat, bounds=[(0.0, None)] * len(flat), method="L-BFGS-B",
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 10_000},
    )  # fmt: skip
    assert loss(found.flow) <= best.fun + EXACT * abs(best.fun)
    assert loss(found.flow) == pytest.approx(best.fun, rel=1e-7)
    assert from_ @ best.x == pytest.approx(from_ @ found.flow, rel=1e-3, abs=1e-3)


def logit(world: Linear, sigma: float) -> Economy:
    """The same world, to buyers who see differences between sellers; all weights are one."""
    down, up = np.diag(world.demand_slope), np.diag(world.supply_slope)
    reference = np.maximum(world.reference, 0.0)
    pool = np.full(len(world.seller), -1)
    for u, (counted, _) in enumerate(world.quotas):
        pool[list(counted)] = u
    lanes = open_lanes(
        world.seller, world.buyer, sigma, freight=world.freight, tariff=world.tariff, reference=reference, pool=pool
    )
    tiny = 1e-6

    def industry(price, landed, share):
        return Made(np.maximum(tiny, (price - world.asked) / up), np.maximum(tiny, (world.offered - landed) / down))

    start = 0.5 * (world.asked + world.offered)
    return Economy(
        lanes, start, industry, lambda _share: np.ones(len(start)), np.array([most for _, most in world.quotas])
    )


def at(world: Linear, sigma: float):
    """The equilibrium at an elasticity, by steps of a third."""
    return along(logit(world, each) for each in np.geomspace(3.0, sigma, 2 + int(8.0 * np.log10(sigma))))


def three_regions(seed: int) -> Linear:
    """Everybody sells to everybody, under some tariffs."""
    draws = np.random.default_rng(seed)
    seller, buyer = np.repeat(range(3), 3), np.tile(range(3), 3)
    abroad = seller != buyer
    asked, steep, offered, flat = (draws.integers(1, 50, 3).astype(float) for _ in range(4))
    freight, tariff = abroad * draws.integers(1, 50, 9), abroad * draws.choice([0.0, 0.0, 0.1, 0.3], 9)
    return linear(seller, buyer, asked, steep / 10.0, 100.0 + offered, flat / 10.0, freight, tariff=tariff)


@pytest.mark.parametrize("seed", range(6))
def test_prices_of_the_nested_logit_close_in_on_the_equilibrium_as_one_over_sigma(seed):
    world = three_regions(seed)
    exact = equilibrium(world)
    gaps = [np.abs(at(world, sigma).landed - exact.paid).max() / exact.paid.max() for sigma in (30.0, 300.0, 3000.0)]
    assert gaps[2] < 2e-3
    assert all(after < 0.2 * before or after < EXACT for before, after in pairwise(gaps))


@pytest.mark.parametrize("reference", [50.0, 55.0])
def test_the_levy_holds_the_reference_in_the_limit_too(reference):
    found = at(two_regions(5.0, reference=levied(reference)), 3000.0)
    assert found.landed == pytest.approx([90.0 - reference, reference], rel=2e-3)
    assert found.flow[OUT] * found.levy[OUT] == pytest.approx(
        (2.0 * reference - 95.0) * (120.0 - 2.0 * reference), rel=2e-2
    )


def test_the_rent_of_a_quota_is_the_same_in_the_limit():
    found = at(two_regions(5.0, quotas=(((OUT,), 10.0),)), 3000.0)
    assert found.flow[OUT] == pytest.approx(10.0, rel=1e-9)
    assert found.rent == pytest.approx([15.0], rel=2e-2)
    assert found.landed == pytest.approx([35.0, 55.0], rel=2e-3)


def test_a_detour_caps_what_a_duty_does_to_the_price():
    """A sells to B straight at a freight of 5, or through a port of a third region at 8. A duty on the straight way costs
    its users no more than the 3 that the detour takes; from there on it collects nothing.
    """
    for duty in (0.0, 1.0, 2.0, 3.0, 4.0, 40.0):
        freight = [0.0, 5.0 + duty, 8.0, 0.0]
        world = linear([0, 0, 0, 1], [0, 1, 1, 1], [10.0, 30.0], [1.0, 1.0], [50.0, 90.0], [1.0, 1.0], freight)
        found = equilibrium(world)
        assert_an_equilibrium(world, found)
        assert found.paid[1] - found.paid[0] == pytest.approx(5.0 + min(duty, 3.0), abs=EXACT)
        if duty > 3.0:
            assert found.flow[1] == pytest.approx(0.0, abs=EXACT)
