"""Outcomes of a point are those of a run with its values, however the points are handed in and whoever computes them."""

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pyarrow as pa
import pytest

import lodeflow
from lodeflow.errors import DataError, ScenarioError
from lodeflow.monte_carlo.workers import Recording
from lodeflow.outcomes.diversification import CENSORED
from lodeflow.outcomes.measure import Outcomes

DAYS = "days=640"
REFERENCE, OWN = "policies.price_floor.reference", "market.own_days"
PRICE, LEVY = "mean_spot_price light_oxide CHN", "levy_revenue light_oxide EU"
OUTCOMES = [PRICE, LEVY]
POINTS = {REFERENCE: [90_000.0, 150_000.0, 120_000.0], OWN: [20.0, 40.0, 30.0]}


@pytest.fixture(scope="module")
def scenario():
    return lodeflow.load("price-floor", [DAYS])


@pytest.fixture(scope="module")
def evaluator(scenario):
    return lodeflow.Evaluator(scenario, OUTCOMES, replications=2)


@pytest.fixture(scope="module")
def table(evaluator):
    return evaluator(POINTS)


class Frame:
    """Data frame with as much of the interface of pandas as is needed to read one."""

    def __init__(self, columns):
        self.columns, self.iloc, self._values = list(columns), None, columns

    def __getitem__(self, name):
        return np.array(self._values[name])


def as_bytes(table):
    return [column.to_pylist() for column in table.columns], table.schema


def of_mc(texts, replications):
    """Outcomes of the same point by ``mc``, float64 (replications, outcomes)."""
    plan = lodeflow.plan(lodeflow.load("price-floor", [DAYS, *texts]))
    names = [" ".join(word for word in name if word) for name in Outcomes(plan).names]
    rows = [names.index(text) for text in OUTCOMES]
    blocks = lodeflow.simulate(plan, replications, Recording("outcomes", step=91, workers=1, fan=False))
    return np.array([values[rows] for block in blocks for values in block.outcomes])


def test_a_point_has_the_outcomes_of_mc_with_its_values(evaluator, table):
    each = evaluator(POINTS, by_replication=True)
    for n in range(3):
        expected = of_mc([f"{key}={POINTS[key][n]!r}" for key in POINTS], 2)
        rows = each.slice(2 * n, 2)
        assert [rows[text].to_pylist() for text in OUTCOMES] == expected.T.tolist()
        assert [table[text][n].as_py() for text in OUTCOMES] == (expected.sum(axis=0) / 2).tolist()


def test_a_point_has_the_outcomes_of_run(scenario):
    found = lodeflow.evaluate(scenario, [{OWN: 33.0}], OUTCOMES, first=1)
    engine = lodeflow.Engine(lodeflow.plan(lodeflow.load("price-floor", [DAYS, f"{OWN}=33.0"])))
    world = engine.run(1).world
    told = {" ".join(w for w in o[:4] if w): o.value for o in lodeflow.outcomes_of(engine.plan, world)}
    assert [found[text][0].as_py() for text in OUTCOMES] == [told[text] for text in OUTCOMES]


def test_the_order_of_points_does_not_matter(evaluator, table):
    back = evaluator({key: values[::-1] for key, values in POINTS.items()})
    assert [back[text].to_pylist()[::-1] for text in OUTCOMES] == [table[text].to_pylist() for text in OUTCOMES]


def test_threads_do_not_matter(scenario, table):
    for workers in (1, 2):
        assert as_bytes(lodeflow.evaluate(scenario, POINTS, OUTCOMES, replications=2, workers=workers)) == as_bytes(
            table
        )


def test_points_may_come_in_any_form(evaluator, table):
    rows = [dict(zip(POINTS, values, strict=True)) for values in zip(*POINTS.values(), strict=True)]
    arrays = {key: np.array(values) for key, values in POINTS.items()}
    for form in (rows, arrays, pa.table(POINTS), Frame(POINTS)):
        assert as_bytes(evaluator(form)) == as_bytes(table)


def test_a_pickled_copy_gives_the_same_in_another_process(evaluator, table):
    copy = pickle.loads(pickle.dumps(evaluator))  # noqa: S301 - our own
    assert as_bytes(copy(POINTS)) == as_bytes(table)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert as_bytes(pool.submit(evaluator, POINTS).result()) == as_bytes(table)


def test_one_point_is_a_row_of_the_table(evaluator, table):
    point = {key: values[1] for key, values in POINTS.items()}
    assert evaluator.one(point) == {text: table[text][1].as_py() for text in OUTCOMES}


def test_a_value_in_another_unit_is_the_same_point(evaluator, table):
    texts = evaluator({REFERENCE: ["90 USD/kg"], OWN: ["20 d"]})
    assert [texts[text][0].as_py() for text in OUTCOMES] == [table[text][0].as_py() for text in OUTCOMES]


def test_a_key_left_alone_keeps_the_value_of_the_scenario(evaluator):
    both = evaluator([{OWN: 20.0}, {OWN: None, REFERENCE: 150_000.0}, {}])
    assert both[REFERENCE].to_pylist() == [None, 150_000.0, None]
    assert both[PRICE][2].as_py() == evaluator.one({})[PRICE]
    assert len(set(both[PRICE].to_pylist())) == 3


def test_a_point_may_change_what_outcomes_there_are(scenario):
    days, members = [600, 640], [["USA", "EU"], ["USA"]]
    found = lodeflow.evaluate(scenario, {"days": days, "policies.price_floor.members": members}, OUTCOMES)
    texts = [[f"days={d}", f"policies.price_floor.members={m!r}"] for d, m in zip(days, members, strict=True)]
    for n, settings in enumerate(texts):
        assert [found[text][n].as_py() for text in OUTCOMES] == of_mc(settings, 1)[0].tolist()


def test_a_point_that_contradicts_the_base_table_has_a_reason_and_no_value(evaluator):
    found = evaluator({"supply.mine_utilisation_limit": [0.5, 1.0]})
    assert "not above the base year's utilisation" in found["reason"][0].as_py()
    assert np.isnan(found[PRICE][0].as_py())
    assert found["reason"][1].as_py() is None
    assert found[PRICE][1].as_py() > 0.0
    with pytest.raises(DataError, match="not above the base year's utilisation"):
        evaluator.one({"supply.mine_utilisation_limit": 0.5})


def test_all_mistakes_are_told_at_once_with_what_was_meant(scenario):
    with pytest.raises(ScenarioError) as told:
        lodeflow.evaluate(scenario, {"market.own_day": [1.0], "polcies.x": [1]}, ["mean_spot_prise", "levy_revenue"])
    for words in ("own_days", "policies", "mean_spot_price", "name one of them"):
        assert words in str(told.value)
    with pytest.raises(ScenarioError) as told:
        lodeflow.evaluate(scenario, {OWN: [20.0, -1.0], REFERENCE: ["7 days", 9e4]}, OUTCOMES)
    assert "point 0" in str(told.value)
    assert "point 1" in str(told.value)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ({OWN: 20.0}, "a single one"),
        ({OWN: [20.0], REFERENCE: [1e5, 2e5]}, "differ in length"),
        ([1.0, 2.0], "rows that are mappings"),
        ({OWN: [20.0], "market . own_days": [20.0]}, "twice"),
        ({"seed.x": [1]}, "is a value"),
        ({"=": [1]}, "expected a dotted key"),
        ({"name": ["other"]}, "no value of the world"),
    ],
)
def test_points_that_are_no_points_are_refused(evaluator, points, words):
    with pytest.raises(ScenarioError, match=words):
        evaluator(points)


def test_an_outcome_without_a_mean_is_refused_unless_asked_by_replication(scenario):
    names = Outcomes(lodeflow.plan(scenario)).names
    censored = [" ".join(word for word in name if word) for name in names if name.outcome in CENSORED][:1]
    with pytest.raises(ScenarioError, match="has no mean"):
        lodeflow.evaluate(scenario, [{}], censored, replications=2)
    each = lodeflow.Evaluator(scenario, censored, replications=2)([{}], by_replication=True)
    assert each.num_rows == 2


def test_no_points_give_an_empty_table(evaluator):
    assert evaluator([]).num_rows == 0
    assert evaluator({OWN: []}).num_rows == 0


def test_units_stand_in_the_schema(table):
    assert table.schema.field(PRICE).metadata == {b"unit": b"USD/t"}
