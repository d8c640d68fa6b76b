"""Episode: a scenario, its observations in the units of the model, and the terms on which they are set side by side."""

from dataclasses import dataclass, field

from lodeflow.episodes.observation import MASSES, SHARES, Observation
from lodeflow.episodes.terms import EpisodeTerms
from lodeflow.language.toml_reader import Layer
from lodeflow.scenario.load import Resolved, Scenario


@dataclass(frozen=True)
class Figure:
    """Observation in the unit of the model: USD/t, t in the whole span, or a share."""

    of: Observation
    """The row."""
    value: float
    """Value."""
    low: float
    """Lower end of what the source gives, ``value`` where it gives one number."""
    high: float
    """Upper end."""
    first_day: int
    """First day of the span, counted from the start of the scenario; negative before it."""
    last_day: int
    """Last day of the span."""


@dataclass(frozen=True)
class Episode:
    """Episode, read and checked."""

    name: str
    """Name of its folder."""
    terms: EpisodeTerms
    """What episode.toml says."""
    resolved: Resolved
    """Its scenario, and the place of every value."""
    figures: tuple[Figure, ...]
    """Observations in the order of the file."""
    text: Layer = field(repr=False)
    """Text of episode.toml."""

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.resolved.scenario

    def materials(self, name: str) -> dict[str, float]:
        """Materials and weights behind ``name``, which is a material or a basket."""
        basket = self.terms.baskets.get(name)
        return {name: 1.0} if basket is None else dict(basket)


def scale(row: Observation, terms: EpisodeTerms) -> float | None:
    """Size of a row's unit in the unit of the model, tax taken off; None where a currency's worth is not given.

    Args:
        row: the observation.
        terms: what episode.toml says.

    """
    if row.unit in SHARES:
        return SHARES[row.unit]
    if row.unit in MASSES:
        return MASSES[row.unit]
    currency, _, mass = row.unit.rpartition("/")
    worth = terms.in_usd(currency, row.middle)
    return None if worth is None else worth / MASSES[mass] / (1.0 + row.tax)


def figure(row: Observation, size: float, scenario: Scenario) -> Figure:
    """Observation in the unit of the model.

    Args:
        row: the observation.
        size: its unit in that of the model, from ``scale``.
        scenario: the scenario, from whose start days are counted.

    """
    low = row.value if row.low is None else row.low
    high = row.value if row.high is None else row.high
    zero = scenario.start_date.toordinal()
    days = row.start.toordinal() - zero, row.end.toordinal() - zero
    return Figure(row, row.value * size, low * size, high * size, *days)
