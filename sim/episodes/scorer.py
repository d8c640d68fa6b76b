"""Scoring of an episode under given parameters, for samplers and optimisers that ask thousands of times."""

import threading
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from lodeflow.base_world.rest_point import Floats
from lodeflow.episodes.episode import Episode
from lodeflow.episodes.lines import lines_of
from lodeflow.episodes.played import Player
from lodeflow.episodes.reader import read_episode
from lodeflow.episodes.scored import Scores, scores_of
from lodeflow.scenario.draws import uncertain

REPLICATIONS = 16


class Scored(NamedTuple):
    """Answer to one question of a sampler."""

    scores: Scores
    """Scores over all scored observations."""
    simulated: Floats
    """float64 (replications, figures) [unit of the model]: values of every figure."""
    observed: Floats
    """float64 (figures,) [unit of the model]: what was observed."""
    crps: Floats
    """float64 (figures,): score of each figure in logarithms, NaN where it is not scored."""

    @property
    def loss(self) -> float:
        """Mean CRPS in logarithms, smaller is better."""
        return self.scores.crps


class Scorer:
    """Function from parameters to scores, which keeps plan and engines from call to call.

    It can be pickled. Equal parameters give equal scores: replications have the same random draws at every call.
    """

    def __init__(self, episode: Episode | str, *, replications: int = REPLICATIONS, workers: int = 0) -> None:
        """Reading and planning of the episode.

        Args:
            episode: the episode, its shipped name or the path of its folder.
            replications: number of replications of each call.
            workers: number of threads; 0 for one per core.

        Raises:
            ScenarioError: the episode or its scenario is wrong.
            DataError: the scenario contradicts its base table.
            ValueError: there are no replications.

        """
        if replications < 1:
            raise ValueError("replications must be 1 or more")
        self.episode = read_episode(episode) if isinstance(episode, str) else episode
        self.replications, self.workers = replications, workers
        self._player: Player | None = None
        self._lock = threading.Lock()

    def __getstate__(self) -> dict[str, Any]:
        """State for pickle: the episode, without plan and engines."""
        return {**self.__dict__, "_player": None, "_lock": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Restore from a pickle."""
        self.__dict__.update(state)
        self._lock = threading.Lock()

    @property
    def priors(self) -> dict[str, Any]:
        """Distribution of every uncertain number of the scenario by its dotted key: what is thought before a look."""
        return {each.path: each for each in uncertain(self.episode.scenario)}

    def __call__(self, parameters: Mapping[str, Any] | None = None) -> Scored:
        """Scores under some parameters.

        Args:
            parameters: values of dotted keys of the scenario; a key that is given is not drawn.

        Raises:
            ScenarioError: keys or values that do not exist or are out of bounds.
            DataError: they contradict the base table.

        """
        with self._lock:
            if self._player is None:
                self._player = Player(self.episode, workers=self.workers)
        simulated = self._player.figures(self.replications, parameters)
        lines = lines_of(self.episode.figures, simulated, self.episode.scenario.days)
        observed, crps = (np.array(each) for each in ([x.figure.value for x in lines], [x.crps for x in lines]))
        return Scored(scores_of(lines), simulated, observed, crps)


def score(
    episode: Episode | str, parameters: Mapping[str, Any] | None = None, *, replications: int = REPLICATIONS
) -> Scored:
    """Scores of an episode under some parameters. Whoever asks again and again makes one ``Scorer``.

    Args:
        episode: the episode, its shipped name or the path of its folder.
        parameters: values of dotted keys of the scenario; a key that is given is not drawn.
        replications: number of replications.

    Raises:
        ScenarioError: the episode, its scenario, keys or values are wrong.
        DataError: the scenario contradicts its base table.

    """
    return Scorer(episode, replications=replications)(parameters)
