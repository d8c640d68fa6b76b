"""Pictures of a page: which statistics of a result or a comparison are drawn, of which materials and regions."""

from functools import partial

from lodeflow.answers.compared import ComparedResult
from lodeflow.answers.fan import fan
from lodeflow.answers.result import Result
from lodeflow.pages.figures import Draw

OXIDES = ("light_oxide", "heavy_oxide")
HOT, MAGNETS = "magnet_high_temperature", "magnet*"
MATERIALS = (*OXIDES, "magnet_standard", HOT)
PLACES = ("CHN", "EU")
"""Regions of the picture of prices: one inside the export controls, one outside."""
BUYERS = ("EU", "JPN", "USA")
USERS = ("CHN", *BUYERS)
GAINERS = (*USERS, "world")
REQUIRED = "non_chinese_share_of_requirements"
ABROAD = "None"
"""Region of the rows of all regions outside China together, which have none."""
Pictures = dict[str, tuple[str, Draw]]
"""Caption and drawing of each picture by its name."""


def of_result(result: Result, *, alliance: bool) -> Pictures:
    """Pictures of a result.

    Args:
        result: the result.
        alliance: whether there is an alliance.

    """
    inside: Pictures = {}
    if alliance:
        caption = "High-temperature magnets in the EU and outside the alliance, with the reference price in force."
        inside = {"inside": (caption, partial(fan, result, HOT, "EU"))}
    return {
        "prices": (
            "Spot prices in China and in the EU.",
            lambda: result.prices("spot", by="tick", material=MATERIALS, region=PLACES).plot(),
        ),
        **inside,
        "shares": (
            "Part of what users outside China require that is not Chinese.",
            lambda: result.shares(material=OXIDES).only(quantity=REQUIRED, region=ABROAD).plot(),
        ),
        "shortage": (
            "Part of the demand for magnets that is unmet.",
            lambda: result.shortage(material=MAGNETS, region=USERS).only(quantity="unmet_share").plot(),
        ),
        "projects": (
            "Mines and plants: part of the replications in which each operates, or was given up, by the end of a year.",
            lambda: result.projects().plot(),
        ),
        "events": (
            "Duties, export controls and alliances: mean number of changes in each year.",
            lambda: result.events(["policy", "control", "levy", "accession"]).plot(),
        ),
    }


def of_comparison(compared: ComparedResult) -> Pictures:
    """Pictures of a comparison; ``compared`` has its differences."""
    return {
        "fan": (
            "High-temperature magnets in the EU and in China: spot price in every arm, and the reference price.",
            partial(fan, compared, HOT, "EU", outside="CHN"),
        ),
        "prices": (
            "Prices paid: differences by year.",
            lambda: compared.prices("transaction", material=MATERIALS, region=BUYERS).plot(),
        ),
        "gains": (
            "Total gain of each place over the whole run, not discounted.",
            lambda: compared.who_pays(by="run").only(place=GAINERS, purse="all").plot(),
        ),
        "shares": (
            "Part of what users outside China require that is not Chinese: differences by year.",
            lambda: compared.shares(material=OXIDES).only(quantity=REQUIRED, region=ABROAD).plot(),
        ),
        "shortage": (
            "Part of the demand for magnets that is unmet: differences by year.",
            lambda: compared.shortage(material=MAGNETS, region=USERS).only(quantity="unmet_share").plot(),
        ),
    }
