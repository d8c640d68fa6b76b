"""Page of a world of several chains: prices side by side, and the way to the page of each chain."""

from collections.abc import Mapping
from pathlib import Path

from lodeflow.comparison.worlds import SHOWN, rows_of, said_of, section
from lodeflow.pages.html import element, table
from lodeflow.pages.page import Part, page


def of_world(path: Path, beside: Mapping[str, str]) -> str:
    """Text of the page of the world in the folder ``path``.

    Args:
        path: the folder.
        beside: file of the page of each chain, in the folder of this page.

    Raises:
        DataError: world.json is missing or damaged.

    """
    said = said_of(path)
    ways = element("ul", *(element("li", element("a", chain, href=file)) for chain, file in beside.items()))
    count = said.get("replications")
    told = f"{len(beside)} chains with one seed, {count} replications of each. No chain answers another's prices."
    parts = [
        Part("answer", "In short", [element("p", told, class_="lead")]),
        *([Part("outcomes", "Chains side by side", [table(section(rows_of(path)))])] if SHOWN in said else []),
        Part("chains", "Pages of the chains", [ways]),
    ]
    return page(str(said.get("scenario", "world")), str(said["question"]), parts)
