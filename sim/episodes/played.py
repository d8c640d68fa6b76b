"""Playing of an episode: replications on the compiled engine, on all cores, and what each says of every figure."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np

from lodeflow.assembly import Replans
from lodeflow.assembly import plan as plan_of
from lodeflow.base_world.rest_point import Floats
from lodeflow.engines.compiled_engine import Engine
from lodeflow.episodes.episode import Episode
from lodeflow.episodes.simulated import Reader
from lodeflow.errors import DataError, ScenarioError
from lodeflow.evaluation.points import points_of, scenarios_of
from lodeflow.kernels.engine.world import World
from lodeflow.machine import processors
from lodeflow.plans import Plan
from lodeflow.scenario.draws import Urn
from lodeflow.scenario.load import Scenario

Found = TypeVar("Found")


class Player:
    """Replications of an episode's scenario, with plan and engines kept from call to call.

    Replication n is the world that ``mc`` plays as replication n with the same values.
    """

    def __init__(self, episode: Episode, *, without: tuple[str, ...] = (), workers: int = 0) -> None:
        """Planning of the scenario.

        Args:
            episode: the episode.
            without: tables of the scenario that are left out, such as ``controls.NAME``.
            workers: number of threads; 0 for one per core.

        Raises:
            DataError: the scenario contradicts its base table.

        """
        self.episode = episode
        self.scenario = _without(episode.scenario, without)
        try:
            self.plan = plan_of(self.scenario)
        except ValueError as contradiction:
            raise DataError(f"{self.scenario.name} on {self.scenario.base_table}: {contradiction}") from None
        self._replans = Replans(self.plan)
        self._own = threading.local()
        self._workers = workers or processors()

    def figures(self, replications: int, parameters: Mapping[str, Any] | None = None) -> Floats:
        """Simulated values of every figure, float64 (replications, figures), NaN where there is none.

        Args:
            replications: number of replications, from 0.
            parameters: values of dotted keys of the scenario; such a key is not drawn.

        Raises:
            ScenarioError: keys or values that do not exist or are out of bounds.
            DataError: they contradict the base table.

        """
        return np.stack(self._each(replications, parameters, lambda reader, world: reader.values(world)))

    def paths(self, replications: int, series: str) -> Floats:
        """Prices of a series on every market day, float64 (replications, days).

        Args:
            replications: number of replications, from 0.
            series: text such as ``spot gallium_metal EU``.

        """
        return np.stack(self._each(replications, None, lambda reader, world: reader.path(world, series)))

    def _each(
        self, replications: int, parameters: Mapping[str, Any] | None, ask: Callable[[Reader, World], Found]
    ) -> list[Found]:
        """Answers of all replications, in order."""
        scenario = self.scenario
        if parameters:
            (scenario,), problems = _set(scenario, parameters)
            if problems:
                raise ScenarioError(problems)
        urn = Urn(scenario)

        def one(replication: int) -> Found:
            plan = self._replans.of(urn.draw(replication).scenario)
            engine, reader = self._tools(plan)
            return ask(reader, engine.play(replication, plan).world)

        try:
            with ThreadPoolExecutor(min(self._workers, replications), thread_name_prefix="episode") as pool:
                return list(pool.map(one, range(replications)))
        except ValueError as contradiction:
            raise DataError(f"{scenario.name} on {scenario.base_table}: {contradiction}") from None

    def _tools(self, plan: Plan) -> tuple[Engine, Reader]:
        """Engine and reader of this thread."""
        own = self._own
        if not hasattr(own, "engine") or own.days != plan.scenario.days:
            own.days, own.engine, own.reader = plan.scenario.days, Engine(plan), Reader(self.episode, plan)
        if not own.reader.fits(plan):
            own.reader = Reader(self.episode, plan)
        return own.engine, own.reader


def _set(scenario: Scenario, parameters: Mapping[str, Any]) -> tuple[list[Scenario], list[Any]]:
    found, problems = scenarios_of(scenario, points_of([parameters]))
    return (found or [scenario])[:1], problems


def _without(scenario: Scenario, tables: tuple[str, ...]) -> Scenario:
    """Scenario without some of its tables."""
    kept = dict(scenario.__dict__)
    for each in tables:
        table, _, name = each.partition(".")
        kept[table] = {key: value for key, value in kept[table].items() if name and key != name}
    return Scenario.model_validate(kept) if tables else scenario
