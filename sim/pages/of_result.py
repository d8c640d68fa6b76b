"""Page of one result: answer, pictures, tables of outcomes and prices, scenario with sources, how it was made."""

from pathlib import Path

from lodeflow.answers.result import Result
from lodeflow.comparison.arms import Found, outcomes_in
from lodeflow.comparison.run import members_of
from lodeflow.errors import DataError
from lodeflow.pages import in_short, pictures
from lodeflow.pages.figures import figures
from lodeflow.pages.html import Html, element, table
from lodeflow.pages.look import Look, look_of
from lodeflow.pages.made import how_made
from lodeflow.pages.numbers import numbers
from lodeflow.pages.page import Part, page
from lodeflow.pages.pictures import ABROAD
from lodeflow.pages.price_watch import implausible
from lodeflow.pages.settings import evidence, measures
from lodeflow.pages.tornadoes import tornadoes
from lodeflow.report.length import years
from lodeflow.report.over_replications import Means
from lodeflow.report.summary import nowcasts, printed, sections
from lodeflow.scenario.load import resolve
from lodeflow.storage.finished_result import finished
from lodeflow.storage.ownership import SCENARIO


def of_result(path: Path) -> str:
    """Text of the page of the result in the folder ``path``. Raises DataError, StorageError, ScenarioError."""
    result = Result(path)
    with finished(path) as folder:
        found = outcomes_in(folder)
    resolved = resolve(str(path / SCENARIO))
    world = resolved.scenario
    look = look_of(world)
    means = _means(found, look)
    drawn = pictures.of_result(result, alliance=bool(members_of([world])), look=look)
    told = [*sections(means, years(world), look.shown), *nowcasts(world)]
    answer = [
        *warnings([implausible(world.name, found)]),
        *(element("p", each, class_="lead") for each in in_short.of_result(means, years(world), look)),
        element("p", in_short.chance(len(result.replications), world, paired=False)),
    ]
    parts = [
        Part("answer", "In short", answer),
        Part("pictures", "Pictures", figures(drawn)),
        Part("drivers", "Which uncertain numbers move the outcomes", tornadoes(path, world.base_table)),
        Part("outcomes", "Outcomes of the whole run", [table(each) for each in told]),
        Part("years", "Prices and shares by year", _by_year(result, look)),
        Part("scenario", "The scenario and its sources", [*measures(resolved), table(evidence(resolved))]),
        Part("made", "How it was made", how_made(path, [])),
    ]
    return page(world.name, world.question, parts)


def warnings(sentences: list[str]) -> list[Html]:
    """Paragraphs of the ``sentences`` that warn, without empty ones."""
    some = [said for said in sentences if said]
    return [element("p", element("strong", "Warning. "), said, class_="warning", role="note") for said in some]


def _means(found: Found, look: Look) -> Means:
    """Means over the replications of what the page tells."""
    means = Means(list(found.units), dict.fromkeys([*printed(look.shown), *in_short.asked(look)]))
    for values in found.values:
        means.add(values)
    return means


def _by_year(result: Result, look: Look) -> list[Html]:
    """Tables by calendar year; a sentence in place of what the folder does not keep."""
    shares = result.shares(material=look.contained).only(quantity="*_share_of_*", region=ABROAD)
    of_shares = table(numbers(shares, "Shares outside China that are not Chinese, by year"))
    try:
        paid = result.prices("transaction", material=look.materials, region=look.buyers)
    except DataError as missing:
        return [element("p", f"Prices by year are not shown: {missing}."), of_shares]
    partial = f"; {paid.note}" if paid.note else ""
    return [table(numbers(paid, f"Prices paid, contract and spot, means of the year{partial}")), of_shares]
