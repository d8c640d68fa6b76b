"""Trade channels that a scenario adds to the base table: defence stocks, smuggled lanes, relabelled lanes."""

from lodeflow.atlas.atlas import Apart
from lodeflow.catalog.names import MATERIALS, REGIONS, sector_shares
from lodeflow.language.patterns import Patterns, fits
from lodeflow.scenario.load import Scenario


def apart(scenario: Scenario) -> Apart:
    """Channels that ``scenario`` adds. A material that defence does not use gets no defence stock."""
    guarded = _named(scenario.defence.materials, MATERIALS)
    shares = ((m, dict(sector_shares(scenario.base_table, m)).get("defence", 0.0)) for m in guarded)
    smuggling = scenario.smuggling
    return Apart(
        defence=tuple((m, share) for m, share in shares if share > 0.0),
        guards=_named(scenario.defence.regions, REGIONS),
        smuggler=smuggling.origin,
        smuggled=_named(smuggling.materials, MATERIALS),
        smuggled_share=smuggling.base_share,
        relabeller=scenario.relabelling.origin,
        hubs=_named(scenario.relabelling.hubs, REGIONS),
        relabelled=_named(scenario.relabelling.materials, MATERIALS),
        relabelled_into=_named(scenario.relabelling.destinations, REGIONS),
    )


def _named(patterns: str | Patterns, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if fits(patterns, name))
