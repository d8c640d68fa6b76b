"""A permitting bill shortens what is left of permits on the day it becomes law, and nothing before or elsewhere."""

import numpy as np
import pytest
from worlds import both

from lodeflow.assembly import plan
from lodeflow.errors import ScenarioError
from lodeflow.kernels.core.moment import FAR_DAY, NEVER, day_of
from lodeflow.kernels.projects.permitting_bills import await_enactment, enactment_day, permits_granted
from lodeflow.replication import fresh
from lodeflow.scenario.load import load


def world(*bills, **more):
    """The real projects with bills of the USA; ``more`` is set as ``--set`` does."""
    given = [f"permitting_bills.{name}={{region='USA', source='a test', {keys}}}" for name, keys in bills]
    return plan(load("projects-2025", (*given, "days=400", *(f"{k}={v}" for k, v in more.items()))))


def granted(made, replication=0, since=0):
    """Day on which each project has its permits, if they begin on day ``since``."""
    w = fresh(made.template)
    w.chance.replication[0] = replication
    m = w.market
    count = range(len(m.projects.name))
    return np.array([permits_granted(m.projects, m.bill_params, w.chance, since, q) for q in count])


def american(made):
    return np.array([made.atlas.cells[cell][0] == "USA" for cell in made.template.market.project_links.sells[:, 0]])


def test_what_is_left_on_the_day_of_enactment_is_multiplied_by_the_factor():
    plain = world(**{"permitting.litigation_by_region.USA": 0})
    bill = world(("x", "enacted=2025-07-20, permitting_factor=0.5"), **{"permitting.litigation_by_region.USA": 0})
    before, after, here = granted(plain), granted(bill), american(plain)
    late = here & (before > 200)
    assert late.any()
    assert (after[~late] == before[~late]).all()
    assert (after[late] == 200 + np.maximum(1, ((before[late] - 200) * 0.5).astype(int))).all()


def test_no_permit_takes_longer_than_the_cap_from_its_beginning_or_the_enactment_on():
    bill = world(
        ("x", "enacted=2025-07-20, most_permitting_days='2 years'"), **{"permitting.litigation_by_region.USA": 0}
    )
    assert granted(bill)[american(bill)].max() == 200 + 730
    assert granted(bill, since=1000)[american(bill)].max() == 1000 + 730


def test_suits_are_capped_and_as_likely_as_the_bill_says():
    always, kept = {"permitting.litigation_by_region.USA": 1}, {"permitting.litigation_by_region.USA": 0}
    free, short = world(**kept), world(("x", "enacted=2024-01-01, most_litigation_days=150"), **always)
    here = american(free)
    in_court = (granted(short) - granted(free))[here]
    assert in_court.max() == 150
    none = world(("x", "enacted=2024-01-01, litigation_factor=0"), **always)
    assert (granted(none) == granted(free)).all()


def test_a_drawn_enactment_has_the_mean_of_its_hazard_and_may_never_come():
    made = world(("x", "pending_from=2026-02-04, per_year=0.25"), ("y", "permitting_factor=0.5"))
    w, first = fresh(made.template), 399
    days = []
    for replication in range(4000):
        w.chance.replication[0] = replication
        days.append(enactment_day(made.template.market.bill_params, w.chance, 0) - first)
    assert min(days) >= 0
    assert np.mean(days) == pytest.approx(4 * 365.0, rel=4 / np.sqrt(4000))
    assert enactment_day(made.template.market.bill_params, w.chance, 1) == FAR_DAY
    assert await_enactment(made.template.market.bill_params, w.chance, -1, 1) == NEVER


def test_a_bill_that_is_law_before_the_run_is_told_on_day_0():
    made = world(("x", "enacted=2024-01-01"))
    w = fresh(made.template)
    assert day_of(await_enactment(made.template.market.bill_params, w.chance, -1, 0)) == 0


def test_both_engines_play_it_alike():
    compiled, in_python = both(world(("x", "enacted=2025-07-20, permitting_factor=0.5, most_litigation_days=150")), 0)
    assert compiled == in_python


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("enacted=2025-07-20, pending_from=2025-01-01", "a known day and a drawn one"),
        ("projects=['norra_karr_']", "unknown project"),
    ],
)
def test_a_bill_that_makes_no_sense_is_refused(keys, said):
    with pytest.raises(ScenarioError, match=said):
        world(("x", keys))
