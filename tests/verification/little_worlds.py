"""Small balanced worlds of one, two and three stages, drawn by hypothesis.

One stage: oxide is dug and used, and magnets are made of nothing. Two: they are made of the oxide. Three: ore is dug,
separated into light, heavy and other oxide, and these are made into magnets of two grades. Each is a base year, so
everything that is built from one can be built from it, by either engine.
"""

from typing import NamedTuple
from unittest.mock import patch

from hypothesis import strategies as st

from lodeflow.assembly import plan
from lodeflow.base_year.table import BaseYear, Flow, MagnetMaker, Mine, Recipe, Separator
from lodeflow.catalog.names import MAGNETS, OXIDES
from lodeflow.plans import Plan
from lodeflow.scenario.load import load

PLACES = ("CHN", "USA", "JPN", "EU")
CONTAINED = 0.35  # light oxide in a magnet, t per t
share = st.floats(0.05, 1.0)


class Little(NamedTuple):
    """A base year, and what sellers asked in it, USD/t."""

    year: BaseYear
    prices: dict[tuple[str, str], float]

    def __repr__(self) -> str:
        """Short: a failing test shows it."""
        return f"<Little world: {len(self.year.mines)} regions, {len(self.year.flows)} flows>"

    def plan(self, *settings: str) -> Plan:
        """Its world under these settings."""
        with (
            patch("lodeflow.assembly.base_year", lambda *_: self.year),
            patch(
                "lodeflow.base_world.rest_point.gate_prices",
                lambda _name, _year, cells: {c: self.prices.get(c, 1.0) for c in cells},
            ),
        ):
            return plan(load("base-year", settings))


@st.composite
def little_worlds(draw, stages: int) -> Little:
    """A world of so many stages in two to four regions, everybody trading with everybody."""
    places = PLACES[: draw(st.integers(2, 4))]
    year = BaseYear([], [], [], Recipe({}, {}, {}), draw(st.floats(0.6, 0.9)), 0.6, 3.0, 0.1, 5.0, 0.02)
    prices: dict[tuple[str, str], float] = {}
    top = "light_oxide" if stages < 3 else "light_concentrate"
    basket = (1.0, 0.0, 0.0) if stages < 3 else (draw(st.floats(0.15, 0.3)), draw(st.floats(0.005, 0.02)), 0.7)
    for place in places:
        own = tuple(part * draw(st.floats(0.8, 1.2)) for part in basket) if stages == 3 else basket
        own = (*own[:2], 1.0 - own[0] - own[1])
        year.mines.append(Mine(place, top, draw(st.floats(1e3, 1e5)), own, draw(st.floats(0.5, 0.9)), 0))
        prices[place, top] = draw(st.floats(4e4, 6e4)) if stages < 3 else draw(st.floats(2e3, 4e3))
    _sell(draw, year, top, {m.region: m.tonnes for m in year.mines}, places)
    if stages == 3:
        _separate(draw, year, prices, places)
    _make(draw, year, prices, places, CONTAINED if stages > 1 else 0.0)
    return Little(year, prices)


def _sell(draw, year, material, made, places) -> None:
    """Every seller sells to every place, and most at home."""
    for origin, tonnes in made.items():
        weights = {place: draw(share) + 2.0 * (place == origin) for place in places}
        year.flows += [
            Flow(material, origin, j, tonnes * w / sum(weights.values()), "assumed") for j, w in weights.items()
        ]


def _separate(draw, year, prices, places) -> None:
    """Separators take all ore; what they make of it they sell."""
    made = {oxide: {} for oxide in OXIDES}
    for place in places:
        recovery = (0.95, 0.9, 0.9)
        year.separators.append(Separator(place, "light_concentrate", recovery, draw(st.floats(0.5, 0.9))))
        ore, basket = year.received("light_concentrate", place), year.feed_basket(place, "light_concentrate")
        for k, oxide in enumerate(OXIDES):
            made[oxide][place] = ore * basket[k] * recovery[k] * (year.wanted_rest if oxide == "rest_oxide" else 1.0)
            prices[place, oxide] = (5e4, 3e5, 1.5e3)[k] * draw(st.floats(0.9, 1.1))
    for oxide in OXIDES:
        _sell(draw, year, oxide, made[oxide], places)
    for place in places:
        year.final_use[place, "rest_oxide"] = year.received("rest_oxide", place)


def _make(draw, year, prices, places, contained) -> None:
    """Makers in every place make magnets of the light oxide that is not used otherwise, and of all heavy oxide."""
    dy, magnets, hot = 0.0, {}, {}
    heavy = {j: year.received("heavy_oxide", j) for j in places}
    for j in places:
        light = year.received("light_oxide", j)
        year.final_use[j, "light_oxide"] = light * (draw(st.floats(0.05, 0.3)) if contained else 1.0)
        magnets[j] = (light - year.final_use[j, "light_oxide"]) / contained if contained else draw(st.floats(1e3, 1e5))
        dy = max(dy, 2.0 * heavy[j] / magnets[j])
    need = {"magnet_standard": (contained, 0.0), "magnet_high_temperature": (contained, dy)}
    year.recipe = Recipe(need, need, dict.fromkeys(MAGNETS, (0.0, 0.0)))
    for j in places:
        hot[j] = heavy[j] / dy if dy else draw(st.floats(0.2, 0.6)) * magnets[j]
        year.makers.append(MagnetMaker(j, magnets[j], draw(st.floats(0.5, 0.9))))
        for grade in MAGNETS:
            prices[j, grade] = (5.5e4 * CONTAINED + 3.5e5 * need[grade][1]) * draw(st.floats(1.5, 2.5))
    made = {"magnet_standard": {j: magnets[j] - hot[j] for j in places}, "magnet_high_temperature": hot}
    for grade in MAGNETS:
        year.output |= {(j, grade): tonnes for j, tonnes in made[grade].items()}
        _sell(draw, year, grade, made[grade], places)
        year.final_use |= {(j, grade): year.received(grade, j) for j in places}
