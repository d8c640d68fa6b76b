"""What all replications share is worked out once; the plan of each is still the plan that its scenario has alone."""

import re

import numpy as np
import pytest

from lodeflow.assembly import plan, replan
from lodeflow.atlas.channels import apart
from lodeflow.atlas.lane_columns import summed
from lodeflow.atlas.project_lanes import places
from lodeflow.scenario.draws import Urn, changed, draw
from lodeflow.scenario.load import load, shipped
from lodeflow.terms.walk import leaves

SHAPES_THE_MAP = re.compile(r"^smuggling\.base_share$|^(projects|entrants)\..*_(share|recovery)$")


def arrays(slices, path=""):
    """Every array by its place, with its type, whether it may be written, and its bytes."""
    if isinstance(slices, np.ndarray):
        return {path: (slices.dtype, slices.shape, slices.flags.writeable, slices.tobytes())}
    if not hasattr(slices, "_fields"):
        return {path: slices}
    parts = zip(slices._fields, slices, strict=True)
    return {at: found for name, part in parts for at, found in arrays(part, f"{path}.{name}").items()}


def told(made):
    """What a plan says, the scenario and the map that it was made of left out."""
    return arrays(made._replace(scenario=None, year=None, atlas=None))


@pytest.mark.parametrize("name", sorted(shipped()))
def test_the_plan_of_a_replication_is_that_of_its_scenario_alone(name):
    made = plan(load(name))
    for replication in (0, 7):  # what one has left behind must not show in the next
        drawn = draw(made.scenario, replication).scenario
        assert told(replan(made, drawn)) == told(plan(drawn))


def moved(scenario, seed):
    """A scenario in which every number is a little smaller, each by another share, except those that shape the map."""
    rng, changes, count = np.random.default_rng(seed), {}, 0
    for path, value in leaves(scenario.__dict__):
        if isinstance(value, float) and value > 0.0 and not SHAPES_THE_MAP.search(".".join(path)):
            table = changes
            for key in path[:-1]:
                table = table.setdefault(key, {})
            table[path[-1]] = value * (1.0 - 0.03 * rng.random())
            count += 1
    return changed(scenario, changes), count


@pytest.mark.parametrize("name", ["price-floor", "quota-2010-style"])
def test_whatever_number_is_drawn_the_plan_is_that_of_the_scenario_alone(name):
    made = plan(load(name))
    plans = {}
    for seed in (1, 2, 1):
        other, count = moved(draw(made.scenario, 0).scenario, seed)
        assert count > 500
        assert (places(other), apart(other)) == (made.places, apart(made.scenario))
        again = replan(made, other)
        assert again.atlas is made.atlas
        plans[seed] = told(again)
        assert plans[seed] == told(plan(other))
    assert sum(plans[1][at] != plans[2][at] for at in plans[1]) > 100


def test_an_urn_gives_the_same_whatever_was_drawn_before():
    urn = Urn(load("status-quo"))
    first = urn.draw(3)
    assert urn.draw(4).values != first.values
    assert urn.draw(3) == first == draw(load("status-quo"), 3)


def test_sums_by_place_are_those_of_a_loop_to_the_last_bit():
    rng = np.random.default_rng(1)
    values, at = 10.0 ** rng.uniform(-9, 9, (500, 3)), rng.integers(0, 4, 500)
    loop = np.zeros((5, 3))
    for row, place in zip(values, at, strict=True):
        loop[place] += row
    assert summed(values, at, 5).tobytes() == loop.tobytes()
    assert summed(values[:, 0].copy(), at, 5).tobytes() == loop[:, 0].tobytes()
    in_pairs = [values[at == place, 0].sum() for place in range(5)]
    assert in_pairs != loop[:, 0].tolist()  # so the order matters here
