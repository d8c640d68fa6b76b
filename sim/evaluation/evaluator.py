"""Evaluation of points: values of scenario keys in, outcomes out, one row a point, as a sampler or root-finder asks.

Every point is simulated with the same random draws (common random numbers): replication n of a point is the world that
``mc`` plays as replication n with the same values. A key that a point gives is not drawn.
"""

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa

from lodeflow.assembly import Replans
from lodeflow.assembly import plan as plan_of
from lodeflow.base_world.rest_point import Floats
from lodeflow.engines.compiled_engine import Engine
from lodeflow.errors import DataError, Problem, ScenarioError
from lodeflow.evaluation.points import Points, points_of, scenarios_of
from lodeflow.evaluation.rows import Rows
from lodeflow.evaluation.selectors import selected
from lodeflow.machine import processors
from lodeflow.outcomes.diversification import CENSORED
from lodeflow.outcomes.measures import OUTCOMES
from lodeflow.plans import Plan
from lodeflow.scenario.draws import Urn
from lodeflow.scenario.load import Scenario, load

STEP = 91
"""Days between recorded markets, rounded up to whole ticks, as in ``mc``; no outcome depends on it."""


def evaluate(
    scenario: str | Scenario | Plan,
    points: Any,
    outcomes: Sequence[str],
    *,
    replications: int = 1,
    first: int = 0,
    seed: int | None = None,
    workers: int = 0,
    by_replication: bool = False,
) -> pa.Table:
    """Outcomes of a table of points, each with other values of some keys of a scenario.

    Whoever asks again and again, as a root-finder does, makes one ``Evaluator``, which keeps what does not change.

    Args:
        scenario: name, path, scenario or plan with the values that points leave alone.
        points: mapping of dotted key to a column of values, sequence of mappings, pyarrow table, or data frame. Values
            are numbers in canonical units, or texts with a unit such as ``"110 USD/kg"``. None leaves a key alone.
        outcomes: selectors ``OUTCOME [MATERIAL] [REGION] [SECTOR]``, such as ``"mean_spot_price light_oxide CHN"``.
        replications: number of replications of each point.
        first: number of the first replication.
        seed: seed of the random numbers; that of the scenario if not given.
        workers: number of threads; 0 for one per core. No result depends on it.
        by_replication: whether each replication has a row of its own; else outcomes are means over replications.

    Returns:
        a row per point, in their order: ``point`` (from 0), ``replication`` if asked for, the keys of the points, the
        outcomes under their selectors, and ``reason``, which says why outcomes are NaN and is null elsewhere.

    Raises:
        ScenarioError: keys, values or outcomes that do not exist or are out of bounds, all of them together.
        DataError: the scenario contradicts its base table without any point. (A point that does has NaN and a reason.)

    """
    evaluator = Evaluator(scenario, outcomes, replications=replications, first=first, seed=seed, workers=workers)
    return evaluator(points, by_replication=by_replication)


class Evaluator:
    """Function from points to outcomes, which keeps plan and engines from call to call.

    It can be pickled, and be called from several threads. A copy in another process builds its own plan at its first
    call and gives the same values to the last bit.
    """

    def __init__(
        self,
        scenario: str | Scenario | Plan,
        outcomes: Sequence[str],
        *,
        replications: int = 1,
        first: int = 0,
        seed: int | None = None,
        workers: int = 0,
    ) -> None:
        """Choice of scenario and outcomes.

        Args:
            scenario: name, path, scenario or plan with the values that points leave alone.
            outcomes: selectors ``OUTCOME [MATERIAL] [REGION] [SECTOR]``.
            replications: number of replications of each point.
            first: number of the first replication.
            seed: seed of the random numbers; that of the scenario if not given.
            workers: number of threads; 0 for one per core.

        Raises:
            ScenarioError: the scenario is not valid.
            TypeError: ``outcomes`` is a single text.
            ValueError: a number is out of bounds.

        """
        if isinstance(outcomes, str):
            raise TypeError("outcomes is a list of selectors, not a single text")
        if replications < 1 or first < 0 or workers < 0:
            raise ValueError("replications must be 1 or more, first and workers 0 or more")
        found = load(scenario) if isinstance(scenario, str) else scenario
        self._plan = found if isinstance(found, Plan) and seed is None else None
        whole = found.scenario if isinstance(found, Plan) else found
        self.scenario = whole if seed is None else Scenario.model_validate({**whole.__dict__, "seed": seed})
        self.outcomes = tuple(outcomes)
        self.replications, self.first, self.workers = replications, first, workers
        self._ready: _Ready | None = None
        self._lock = threading.Lock()

    def __getstate__(self) -> dict[str, Any]:
        """State for pickle: what was asked for, without plan and engines."""
        return {**self.__dict__, "_ready": None, "_lock": None, "_plan": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Restore from a pickle."""
        self.__dict__.update(state)
        self._lock = threading.Lock()

    def __call__(self, points: Any, *, by_replication: bool = False) -> pa.Table:
        """Outcomes of a table of points: a row per point, and per replication if asked for.

        Args:
            points: as ``evaluate`` takes them.
            by_replication: whether each replication has a row of its own.

        Raises:
            ScenarioError: keys, values or outcomes that do not exist or are out of bounds, all of them together.
            DataError: the scenario contradicts its base table.

        """
        table = points_of(points)
        values, reasons = self._values(table, means=not by_replication)
        if by_replication:
            rows = values.reshape(-1, len(self.outcomes))
            return self._table(table, rows, [reason for each in reasons for reason in each], each=True)
        said = [self._reason(*both) for both in zip(values, reasons, strict=True)]
        return self._table(table, values.sum(axis=1) / self.replications, said, each=False)

    def _reason(self, values: Floats, reasons: list[str]) -> str:
        """Reason why means of a point are NaN; empty where they are numbers."""
        for n, reason in enumerate(reasons):
            if reason:
                return f"replication {self.first + n}: {reason}"
        undefined = zip(self.outcomes, np.isnan(values).sum(axis=0).tolist(), strict=True)
        of = len(reasons)
        return "; ".join(f"{text} is not defined in {n} of {of} replications" for text, n in undefined if n)

    def one(self, point: Mapping[str, Any]) -> dict[str, float]:
        """Means of the outcomes at one point, by selector.

        Args:
            point: value of each key.

        Raises:
            ScenarioError: keys, values or outcomes that do not exist or are out of bounds.
            DataError: the point contradicts the base table.

        """
        values, reasons = self._values(points_of([point]), means=True)
        if any(reasons[0]):
            raise DataError(self._reason(values[0], reasons[0]))
        return dict(zip(self.outcomes, (values[0].sum(axis=0) / self.replications).tolist(), strict=True))

    def _values(self, points: Points, *, means: bool) -> tuple[Floats, list[list[str]]]:
        """Values, float64 (points, replications, outcomes), and by point and replication why there are none; empty if
        there are.
        """
        scenarios, problems = scenarios_of(self.scenario, points)
        ready = self._prepared(problems, means=means)
        values = np.full((len(scenarios), self.replications, len(self.outcomes)), np.nan)
        urns = _urns(points, scenarios)
        tasks = [(n, k) for n in range(len(scenarios)) for k in range(self.replications)]
        reasons: dict[tuple[int, int], str] = {}

        def run(task: tuple[int, int]) -> None:
            n, k = task
            try:
                values[n, k] = ready.run(urns[n], self.first + k)
            except ValueError as contradiction:
                reasons[task] = str(contradiction)

        def contradictions(n: int) -> list[str]:
            return [reasons.get((n, k), "") for k in range(self.replications)]

        threads = min(self.workers or processors(), len(tasks))
        if threads > 1:
            with ThreadPoolExecutor(threads, thread_name_prefix="evaluate") as pool:
                list(pool.map(run, tasks))
        else:
            list(map(run, tasks))
        return values, [contradictions(number) for number in range(len(scenarios))]

    def _prepared(self, problems: list[Problem], *, means: bool) -> "_Ready":
        """Plan, memory and outcomes, made once. Raises ScenarioError with ``problems`` and those of the outcomes."""
        with self._lock:
            if self._ready is None:
                try:
                    self._ready = _Ready(self._plan or plan_of(self.scenario), self.outcomes)
                except ValueError as contradiction:
                    raise DataError(f"{self.scenario.name} on {self.scenario.base_table}: {contradiction}") from None
        ready = self._ready
        more = [*ready.problems]
        if means and self.replications > 1:
            for text, name in zip(self.outcomes, ready.names, strict=False):
                if name.outcome in CENSORED:
                    hint = "ask by_replication, or for share_60_by_..."
                    more.append(Problem("outcomes", 0, 1, 1, "", "", f"'{text}' has no mean", hint))
        if problems or more:
            raise ScenarioError([*problems, *more])
        return ready

    def _table(self, points: Points, values: Floats, reasons: list[str], *, each: bool) -> pa.Table:
        """Arrow table of points and outcomes; ``each``: a row per replication."""
        times = self.replications if each else 1
        count = len(points.rows)
        numbers = [("point", pa.array(np.repeat(np.arange(count), times)))]
        if each:
            replications = np.arange(self.first, self.first + times, dtype=np.int32)
            numbers.append(("replication", pa.array(np.tile(replications, count))))
        given = [
            (key, pa.array([row[n] for row in points.rows for _ in range(times)])) for n, key in enumerate(points.keys)
        ]
        found = [(text, pa.array(values[:, n], pa.float64())) for n, text in enumerate(self.outcomes)]
        why = ("reason", pa.array([reason or None for reason in reasons], pa.string()))
        columns = [*numbers, *given, *found, why]
        units = dict(zip(self.outcomes, self._units, strict=True))
        fields = [
            pa.field(name, c.type, metadata={"unit": units[name]} if name in units else None) for name, c in columns
        ]
        return pa.Table.from_arrays([column for _, column in columns], schema=pa.schema(fields))

    @property
    def _units(self) -> list[str]:
        """Unit of each outcome."""
        return [OUTCOMES[name.outcome] for name in self._prepared([], means=False).names]


def _urns(points: Points, scenarios: list[Scenario]) -> list[Urn]:
    """Urn of every point; those that give the same keys share the search for uncertain numbers."""
    known: dict[tuple[bool, ...], Urn] = {}
    found = []
    for row, scenario in zip(points.rows, scenarios, strict=True):
        given = tuple(value is not None for value in row)
        if given not in known:
            known[given] = Urn(scenario)
        found.append(known[given].on(scenario))
    return found


class _Ready:
    """Plan and engines of an evaluator, shared by its threads.

    Args:
        plan: plan of the scenario.
        outcomes: selectors of the outcomes.

    """

    def __init__(self, plan: Plan, outcomes: Sequence[str]) -> None:
        self.plan, self.replans, self.rows = plan, Replans(plan), Rows(plan)
        self.names, self.problems = selected(outcomes, tuple(self.rows.place))
        self._own = threading.local()

    def run(self, urn: Urn, replication: int) -> Floats:
        """Outcomes of one replication of one point. Raises ValueError where its numbers contradict the base table."""
        plan = self.replans.of(urn.draw(replication).scenario)
        world = self._engine(plan).play(replication, plan).world
        rows = self.rows if self.rows.fit(plan) else Rows(plan)
        return rows.values(self.names, plan, world)

    def _engine(self, plan: Plan) -> Engine:
        """Engine of this thread, for runs as long as that of ``plan``."""
        length = plan.scenario.days, plan.scenario.tick_days
        if getattr(self._own, "length", None) != length:
            tick = plan.scenario.tick_days
            self._own.length, self._own.engine = length, Engine(plan, step=-(-STEP // tick) * tick, keep_lots=False)
        engine: Engine = self._own.engine
        return engine
