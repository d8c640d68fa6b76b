"""Page of a comparison: answer for each arm, pictures and tables of paired differences, what sets the arms apart."""

from pathlib import Path

from lodeflow.answers.compared import ComparedResult
from lodeflow.comparison.differences import compare_folders
from lodeflow.comparison.run import members_of, world_of
from lodeflow.comparison.summary import sections
from lodeflow.comparison.yearly import NOISE, by_year
from lodeflow.errors import DataError
from lodeflow.pages import in_short, pictures
from lodeflow.pages.figures import figures
from lodeflow.pages.html import Html, element, folded, table
from lodeflow.pages.look import look_of
from lodeflow.pages.made import how_made
from lodeflow.pages.of_result import warnings
from lodeflow.pages.page import Part, page
from lodeflow.pages.price_watch import implausible
from lodeflow.pages.settings import apart, evidence, measures
from lodeflow.report.length import years
from lodeflow.scenario.load import resolve
from lodeflow.storage.ownership import SCENARIO


def of_comparison(path: Path) -> str:
    """Text of the page of the comparison in the folder ``path``. Raises DataError, StorageError, ScenarioError."""
    compared = ComparedResult(path)
    arms = compared.arms
    resolved = [resolve(str(arm.path / SCENARIO)) for arm in arms.values()]
    worlds = [each.scenario for each in resolved]
    rates = worlds[0].measures.discount_rates
    found = compare_folders(path, list(arms), rates, members_of(worlds), world_of(worlds[0]))
    look = look_of(worlds[0])
    count = len(next(iter(arms.values())).replications)
    answer = [
        *warnings([implausible(name, of) for name, of in found.found.items()]),
        *(element("p", each, class_="lead") for each in in_short.of_comparison(compared, look)),
        element("p", in_short.chance(count, worlds[0], paired=True)),
        element("ul", *(element("li", element("strong", f"{each.name}: "), each.question) for each in worlds)),
    ]
    first, *rest = ((f"Measures of {each.name}", measures(each)) for each in resolved)
    sources = [*first[1], *(folded(title, *of) for title, of in rest)]
    told = [table(each) for each in sections(found, years(worlds[0]), worlds)]
    parts = [
        Part("answer", "In short", answer),
        Part("pictures", "Pictures", figures(pictures.of_comparison(compared, look))),
        Part("outcomes", "Outcomes of the whole run", told),
        Part("years", "Differences by year", _by_year(compared)),
        Part("apart", "What sets the arms apart", apart(resolved)),
        Part("scenario", "The scenarios and their sources", [*sources, table(evidence(resolved[0]))]),
        Part("made", "How it was made", how_made(path, list(arms))),
    ]
    base, *others = arms
    return page(f"{', '.join(others)} against {base}", "", parts)


def _by_year(compared: ComparedResult) -> list[Html]:
    """Tables of differences by year, or why there are none."""
    try:
        tables, _ = by_year(compared, ())
    except DataError as missing:
        return [element("p", f"Not shown: {missing}.")]
    return [element("p", f"Means of the base, and paired differences. {NOISE}."), *map(table, tables)]
