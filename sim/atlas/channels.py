"""Trade channels that a scenario adds to the base table: defence stocks, smuggled lanes, relabelled lanes."""

from lodeflow.atlas.atlas import Apart
from lodeflow.catalog.goods import goods_of
from lodeflow.catalog.names import sector_shares
from lodeflow.language.patterns import Patterns, fits
from lodeflow.scenario.load import Scenario


def apart(scenario: Scenario) -> Apart:
    """Channels that ``scenario`` adds. A material that defence does not use gets no defence stock."""
    goods = goods_of(scenario.base_table)
    guarded = _named(scenario.defence.materials, goods.materials)
    shares = ((m, dict(sector_shares(scenario.base_table, m)).get("defence", 0.0)) for m in guarded)
    smuggling = scenario.smuggling
    return Apart(
        defence=tuple((m, share) for m, share in shares if share > 0.0),
        defence_by_region=_by_region(scenario.base_table, guarded, goods.regions),
        guards=_named(scenario.defence.regions, goods.regions),
        smuggler=smuggling.origin,
        smuggled=_named(smuggling.materials, goods.materials),
        smuggled_share=smuggling.base_share,
        relabeller=scenario.relabelling.origin,
        hubs=_named(scenario.relabelling.hubs, goods.regions),
        relabelled=_named(scenario.relabelling.materials, goods.materials),
        relabelled_into=_named(scenario.relabelling.destinations, goods.regions),
    )


def _by_region(
    base_table: str, materials: tuple[str, ...], regions: tuple[str, ...]
) -> tuple[tuple[tuple[str, str], float], ...]:
    """Defence's share of use by (region, material), where it differs from that of other regions."""
    found = []
    for m in materials:
        usual = sector_shares(base_table, m)
        for r in regions:
            own = sector_shares(base_table, m, r)
            if own != usual:
                found.append(((r, m), dict(own).get("defence", 0.0)))
    return tuple(found)


def _named(patterns: str | Patterns, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if fits(patterns, name))
