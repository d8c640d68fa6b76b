"""Pictures of a page: which statistics of a result or a comparison are drawn, of which materials and regions."""

from functools import partial

from lodeflow.answers.compared import ComparedResult
from lodeflow.answers.fan import fan
from lodeflow.answers.result import Result
from lodeflow.pages.figures import Draw
from lodeflow.pages.look import RARE, Look

REQUIRED = "non_chinese_share_of_requirements"
ABROAD = "None"
"""Region of the rows of all regions outside China together, which have none."""
Pictures = dict[str, tuple[str, Draw]]
"""Caption and drawing of each picture by its name."""


def of_result(result: Result, *, alliance: bool, look: Look = RARE) -> Pictures:
    """Pictures of a result.

    Args:
        result: the result.
        alliance: whether there is an alliance.
        look: materials and regions that are drawn.

    """
    inside: Pictures = {}
    if alliance:
        caption = "High-temperature magnets in the EU and outside the alliance, with the reference price in force."
        inside = {"inside": (caption, partial(fan, result, look.last, look.places[1]))}
    return {
        "prices": (
            "Spot prices in China and in the EU." if look is RARE else f"Spot prices in {' and '.join(look.places)}.",
            lambda: result.prices("spot", by="tick", material=look.materials, region=look.places).plot(),
        ),
        **inside,
        "shares": (
            "Part of what users outside China require that is not Chinese.",
            lambda: result.shares(material=look.contained).only(quantity=REQUIRED, region=ABROAD).plot(),
        ),
        "shortage": (
            f"Part of the demand for {look.users_of} that is unmet.",
            lambda: result.shortage(material=look.final, region=look.users).only(quantity="unmet_share").plot(),
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


def of_comparison(compared: ComparedResult, look: Look = RARE) -> Pictures:
    """Pictures of a comparison; ``compared`` has its differences, ``look`` what is drawn."""
    outside, inside = look.places[1], look.places[0]
    fanned = (
        "High-temperature magnets in the EU and in China" if look is RARE else f"{look.last} in {outside}, {inside}"
    )
    return {
        "fan": (
            f"{fanned}: spot price in every arm, and the reference price.",
            partial(fan, compared, look.last, outside, outside=inside),
        ),
        "prices": (
            "Prices paid: differences by year.",
            lambda: compared.prices("transaction", material=look.materials, region=look.buyers).plot(),
        ),
        "gains": (
            "Total gain of each place over the whole run, not discounted.",
            lambda: compared.who_pays(by="run").only(place=(*look.users, "world"), purse="all").plot(),
        ),
        "shares": (
            "Part of what users outside China require that is not Chinese: differences by year.",
            lambda: compared.shares(material=look.contained).only(quantity=REQUIRED, region=ABROAD).plot(),
        ),
        "shortage": (
            f"Part of the demand for {look.users_of} that is unmet: differences by year.",
            lambda: compared.shortage(material=look.final, region=look.users).only(quantity="unmet_share").plot(),
        ),
    }
