"""Materials and regions that a page shows: those of rare earths, or of a chain its largest makers and buyers."""

from typing import NamedTuple

from lodeflow.assembly import plan
from lodeflow.catalog.goods import RARE_EARTHS, goods_of
from lodeflow.report.summary import OF_RARE_EARTHS, Shown, shown_of
from lodeflow.scenario.model import Scenario

MOST_REGIONS = 4
"""Regions in the picture of shortage."""


class Look(NamedTuple):
    """Materials and regions of the pictures, sentences and tables of a page."""

    shown: Shown
    """Materials and prices of the printed tables."""
    materials: tuple[str, ...]
    """Materials whose prices are drawn."""
    places: tuple[str, str]
    """Regions of the picture of prices: one inside the export controls, one outside."""
    buyers: tuple[str, ...]
    """Regions whose prices by year are told."""
    users: tuple[str, ...]
    """Regions of the picture of shortage."""
    contained: tuple[str, ...]
    """Materials whose content is counted by origin."""
    last: str
    """Material of the fans: of the last stage."""
    final: str
    """Pattern of the materials of the last stage."""
    users_of: str
    """Word for what users are short of."""
    paid: tuple[tuple[str, str, str, str], ...]
    """Prices that the sentences tell: words, material, region, words."""
    labels: dict[str, str]
    """Word of each material whose content is counted."""


RARE = Look(
    OF_RARE_EARTHS,
    ("light_oxide", "heavy_oxide", "magnet_standard", "magnet_high_temperature"),
    ("CHN", "EU"),
    ("EU", "JPN", "USA"),
    ("CHN", "EU", "JPN", "USA"),
    ("light_oxide", "heavy_oxide"),
    "magnet_high_temperature",
    "magnet*",
    "magnets",
    (
        ("NdPr oxide", "light_oxide", "JPN", "Japan"),
        ("high-temperature magnets", "magnet_high_temperature", "EU", "the EU"),
    ),
    {"light_oxide": "NdPr", "heavy_oxide": "Dy+Tb"},
)


def look_of(scenario: Scenario) -> Look:
    """Materials and regions of the page of ``scenario``."""
    if goods_of(scenario.base_table) is RARE_EARTHS:
        return RARE
    shown = shown_of(plan(scenario))
    (last,) = shown.goods.final
    home, *abroad = dict.fromkeys(region for material, region in shown.prices if material == last)
    regions = (home, *abroad)[:MOST_REGIONS]
    contained = tuple(shown.labels.values())
    return Look(
        shown,
        shown.goods.materials,
        (home, (*abroad, home)[0]),
        tuple(abroad) or (home,),
        regions,
        contained,
        last,
        last,
        last,
        tuple((last, last, region, region) for region in abroad),
        {material: material for material in contained},
    )
