"""Back-test: an episode played, set beside its observations, scored, and judged by what episode.toml asks for."""

from typing import NamedTuple

from lodeflow.base_world.rest_point import Floats
from lodeflow.episodes.checks import Demand, Ordered, Stayed, demands, ordered, stayed
from lodeflow.episodes.episode import Episode
from lodeflow.episodes.lines import Line, lines_of
from lodeflow.episodes.played import Player
from lodeflow.episodes.reader import read_episode
from lodeflow.episodes.scored import Scores, peaks_of, scores_of
from lodeflow.scores.peaks import Peak


class Backtest(NamedTuple):
    """An episode beside its simulation."""

    episode: Episode
    """The episode."""
    replications: int
    """Number of replications."""
    simulated: Floats
    """float64 (replications, figures) [unit of the model]: values of every figure."""
    lines: tuple[Line, ...]
    """Each observation with its verdict."""
    scores: Scores
    """Scores of the episode."""
    peaks: dict[str, Peak]
    """Peaks of prices by series."""
    orders: tuple[Ordered, ...]
    """Orders of prices."""
    kept: tuple[Stayed, ...]
    """Worlds without what made history."""
    demands: tuple[Demand, ...]
    """What it takes to pass, with what was found."""

    @property
    def passed(self) -> bool:
        """True if every demand is met."""
        return all(each.met for each in self.demands)


def backtest(episode: Episode | str, *, replications: int | None = None, workers: int = 0) -> Backtest:
    """Play an episode and set it beside its observations.

    Args:
        episode: the episode, its shipped name or the path of its folder.
        replications: number of replications; that of episode.toml if not given.
        workers: number of threads; 0 for one per core. No result depends on it.

    Raises:
        ScenarioError: the episode or its scenario is wrong; all mistakes together.
        DataError: the scenario contradicts its base table.

    """
    found = read_episode(episode) if isinstance(episode, str) else episode
    count = replications or found.terms.replications
    player = Player(found, workers=workers)
    simulated = player.figures(count)
    lines = lines_of(found.figures, simulated, found.scenario.days)
    scores, peaks = scores_of(lines), peaks_of(lines, simulated)
    orders = tuple(ordered(player, count, name, each) for name, each in found.terms.orders.items())
    kept = tuple(
        stayed(Player(found, without=each.without, workers=workers), count, name, each)
        for name, each in found.terms.negative_controls.items()
    )
    asked = tuple(demands(found.terms.acceptance, scores, orders, peaks, kept))
    return Backtest(found, count, simulated, lines, scores, peaks, orders, kept, asked)
