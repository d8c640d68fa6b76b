"""Production chain of the base year: ore goes to separators, oxides to magnet makers. Model.md 3.3, 3.4 and 12."""

from lodeflow.base_year.table import CHINA, BaseYear, Flow, MagnetMaker, Recipe
from lodeflow.catalog.names import MAGNETS, Row


def move_ore(year: BaseYear, separators: tuple[Row, ...]) -> None:
    """Flows of ore, added to ``year``: separators outside China buy the ore that their output needs, China's buy the
    rest.

    ``separators`` are rows of the table of that name. Raises ValueError where they need more than a mine yields.
    """
    basket = {(m.region, m.material): m.basket for m in year.mines}
    left = {(m.region, m.material): m.tonnes for m in year.mines}
    for r in separators:
        if r["region"] != CHINA:
            ore = (r["feed_origin"], r["feed"])
            tonnes = float(r["light_oxide_t"]) / float(r["light_recovery"]) / basket[ore][0]
            if tonnes > left[ore] * (1.0 + 1e-9):
                raise ValueError(f"{r['region']} separates {tonnes:.0f} t of {ore}, which yields {left[ore]:.0f} t")
            tonnes = min(tonnes, left[ore])
            left[ore] -= tonnes
            year.flows.append(Flow(r["feed"], ore[0], r["region"], tonnes, "derived"))
    for (origin, kind), tonnes in left.items():
        if tonnes > year.least_flow:
            year.flows.append(Flow(kind, origin, CHINA, tonnes, "derived"))


def separate(year: BaseYear) -> dict[tuple[str, str], float]:
    """Oxide made from ore in ``year``, t by (region, oxide)."""
    made: dict[tuple[str, str], float] = {}
    for s in year.separators:
        tonnes, basket = year.received(s.feed, s.region), year.feed_basket(s.region, s.feed)
        for e, oxide in enumerate(("light_oxide", "heavy_oxide", "rest_oxide")):
            made[s.region, oxide] = made.get((s.region, oxide), 0.0) + tonnes * basket[e] * s.recovery[e]
    return made


def make_magnets(
    year: BaseYear, made: dict[tuple[str, str], float], recipe: dict[str, float], makers: tuple[Row, ...]
) -> None:
    """Magnet output that uses up all light oxide, and the heavy content that uses up all heavy oxide.

    Recipe, makers and output are written into ``year``. Makers have their swarf separated for a fee and feed it again,
    so they buy the oxide contained in magnets and the oxide lost. Swarf is no product of its own: sold as oxide, it
    made small sellers whose output answered no price, and their prices oscillated without end.

    Args:
        year: base year to complete.
        made: oxide made from ore, t by (region, oxide); magnets are added to it.
        recipe: values of ``recipes`` by name.
        makers: rows of ``magnet_makers``.

    """
    spare = 1.0 / recipe["magnet_yield"]  # feed per contained tonne
    back = recipe["swarf_recovery"] * (spare - 1.0)
    light = sum(v for (_, oxide), v in made.items() if oxide == "light_oxide")
    heavy = sum(v for (_, oxide), v in made.items() if oxide == "heavy_oxide")
    contained = recipe["light_oxide_per_magnet"]
    world = light * (1.0 - recipe["non_magnet_light_share"]) / (contained * (spare - back))
    split = {
        "magnet_standard": 1.0 - recipe["high_temperature_share"],
        "magnet_high_temperature": recipe["high_temperature_share"],
    }
    dysprosium = heavy / (world * recipe["high_temperature_share"] * (spare - back))
    content = {"magnet_standard": (contained, 0.0), "magnet_high_temperature": (contained, dysprosium)}
    year.recipe = Recipe(
        content,
        {g: (c[0] * (spare - back), c[1] * (spare - back)) for g, c in content.items()},
        {g: (c[0] * back, c[1] * back) for g, c in content.items()},
    )
    for r in makers:
        tonnes = world * float(r["share_of_world"])
        year.makers.append(MagnetMaker(r["region"], tonnes, float(r["utilisation"])))
        for g in MAGNETS:
            made[r["region"], g] = tonnes * split[g]
    for (region, material), tonnes in made.items():
        if tonnes > 0.0:
            wanted = year.wanted_rest if material == "rest_oxide" else 1.0
            year.output[region, material] = tonnes * wanted
