"""Reader of the folder of an episode: every mistake of its three files at once, each with file, line and column."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from lodeflow.catalog.goods import Goods, goods_of
from lodeflow.chains.reading.table_reader import raw, values_of
from lodeflow.chains.reading.toml_problems import at_key, read_as
from lodeflow.chains.tables.column import Known, columns_of_rows
from lodeflow.episodes.episode import Episode, Figure, figure, scale
from lodeflow.episodes.observation import COUNTED, MASSES, PRICES, SHARES, WORLD, Observation
from lodeflow.episodes.terms import EpisodeTerms
from lodeflow.errors import Problem, ScenarioError
from lodeflow.language.suggestions import did_you_mean, shown
from lodeflow.language.toml_reader import Layer, bytes_of_file
from lodeflow.scenario.files import shipped_files
from lodeflow.scenario.load import Resolved, Scenario, resolve

TOML, TABLE = "episode.toml", "observations.csv"
MOST_PROBLEMS = 100  # listed in one message
Path_ = tuple[str | int, ...]


class EpisodeError(ScenarioError):
    """All mistakes in the folder of an episode, reported together."""


def shipped_episodes() -> dict[str, Traversable]:
    """Folders of the shipped episodes, by name."""
    found = [f for f in files("lodeflow.configs").joinpath("episodes").iterdir() if f.joinpath(TOML).is_file()]
    return {f.name: f for f in sorted(found, key=lambda f: f.name)}


def read_episode(name_or_path: str, overrides: tuple[str, ...] = ()) -> Episode:
    """Episode of a shipped name or of the path of a folder.

    Args:
        name_or_path: the name or the path.
        overrides: values of the scenario, such as ``market.own_days=200``.

    Raises:
        EpisodeError: all mistakes of the folder.
        ScenarioError: all mistakes of its scenario, if the other files have none.

    """
    label, folder = _find(name_or_path)
    texts, problems = _texts(label, folder)
    terms, layer, wrong = read_as(EpisodeTerms, f"{label}/{TOML}", texts.get(TOML, b""))
    problems += wrong if TOML in texts else []
    resolved: Resolved | None = None
    if terms is not None and layer is not None and TOML in texts:
        try:
            resolved = resolve(_scenario(terms, folder), overrides)
        except ScenarioError as error:
            problems += error.problems
    rows: list[Observation] = []
    if TABLE in texts:
        goods = goods_of(resolved.scenario.base_table) if resolved else None
        rows, wrong = _rows(f"{label}/{TABLE}", texts[TABLE], goods, terms)
        problems += wrong
    if terms is None or resolved is None or layer is None or problems:
        raise EpisodeError(problems[:MOST_PROBLEMS], max(0, len(problems) - MOST_PROBLEMS))
    problems += _of_names(terms, layer, resolved.scenario)
    figures: list[Figure] = []
    for row in rows:
        size = scale(row, terms)
        problems += _of_row(row, size)
        figures.append(figure(row, 1.0 if size is None else size, resolved.scenario))
    if problems:
        raise EpisodeError(problems[:MOST_PROBLEMS], max(0, len(problems) - MOST_PROBLEMS))
    return Episode(Path(label).name, terms, resolved, tuple(figures), layer)


def _find(name_or_path: str) -> tuple[str, Traversable]:
    """Label in messages and folder of an episode. Raises EpisodeError where there is none."""
    shipped = shipped_episodes()
    if name_or_path in shipped:
        return f"episodes/{name_or_path}", shipped[name_or_path]
    path = Path(name_or_path)
    try:
        if path.joinpath(TOML).is_file() or path.joinpath(TABLE).is_file():
            return str(path), path
        is_folder = path.is_dir()
    except (OSError, ValueError):
        is_folder = False
    if is_folder:
        raise EpisodeError([_blank(name_or_path, f"the folder has no {TOML}")])
    said = f"there is no episode {shown(name_or_path)}, neither a shipped one nor a folder"
    raise EpisodeError([_blank(name_or_path, said, did_you_mean(name_or_path, shipped))])


def _texts(label: str, folder: Traversable) -> tuple[dict[str, bytes], list[Problem]]:
    """Bytes of the two files that every episode has, and what is wrong with reading them."""
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name in (TOML, TABLE):
        file = folder.joinpath(name)
        try:
            found[name] = bytes_of_file(file) if isinstance(file, Path) else file.read_bytes()
        except FileNotFoundError:
            problems.append(_blank(f"{label}/{name}", "is missing"))
        except OSError as error:
            problems.append(_blank(f"{label}/{name}", f"cannot be read: {error.strerror or error}"))
    return found, problems


def _scenario(terms: EpisodeTerms, folder: Traversable) -> str:
    """Name or path of the scenario: a file of the folder comes before a shipped name."""
    own = folder.joinpath(terms.scenario)
    return str(own) if own.is_file() or terms.scenario not in shipped_files() else terms.scenario


def _rows(
    file: str, content: bytes, goods: Goods | None, terms: EpisodeTerms | None
) -> tuple[list[Observation], list[Problem]]:
    """Observations, and every mistake in their cells; names are not checked where the scenario is not known."""
    columns = columns_of_rows(Observation)
    found = raw(TABLE, file, content, columns)
    problems, rows = list(found.problems), list[Observation]()
    materials = (*goods.materials, *(terms.baskets if terms else ())) if goods else ()
    known = Known(region=goods.regions if goods else (), material=materials)
    keys = [name for name, column in columns.items() if column.key]
    first: dict[tuple[str, ...], int] = {}
    for cells in found.rows:
        values, wrong = values_of(cells, columns, known)
        wrong = [each for each in wrong if goods or not each.message.startswith(("unknown region", "unknown material"))]
        at = next(iter(cells.values()))
        key = tuple(cells[name].text if name in cells else "" for name in keys)
        if first.setdefault(key, at.line) != at.line:
            wrong.append(at.problem(f"the same observation stands on line {first[key]}", "it would count twice"))
        problems += wrong
        if not wrong and len(values) == len(columns):
            rows.append(Observation(**values, at=at))
    return rows, problems


def _of_row(row: Observation, size: float | None) -> Iterator[Problem]:
    """Contradictions within one row."""
    fits = SHARES if row.quantity == "share" else MASSES
    money = "/" in row.unit
    if row.quantity in PRICES and not money:
        yield row.at.problem(f"a {row.quantity} price in {shown(row.unit)}", "expected a currency per mass, as USD/kg")
    elif row.quantity not in PRICES and row.unit not in fits:
        yield row.at.problem(f"{row.quantity} in {shown(row.unit)}", f"expected one of {', '.join(fits)}")
    elif size is None:
        said = f"the worth of {row.unit.partition('/')[0]} in {row.middle.year} is not known"
        yield row.at.problem(said, f"write [money.{row.unit.partition('/')[0]}] in {TOML}")
    if row.end < row.start:
        yield row.at.problem(f"ends on {row.end}, before it starts on {row.start}")
    if row.value < 0.0 or (row.is_price and row.value == 0.0):
        yield row.at.problem(f"value {row.value:g}", "prices are above 0, tonnes and shares at least 0")
    low, high = (row.value if each is None else each for each in (row.low, row.high))
    if not low <= row.value <= high:
        yield row.at.problem(f"the value {row.value:g} lies outside its range {low:g} to {high:g}")
    if row.counted and row.counted not in COUNTED.get(row.quantity, ()):
        ways = COUNTED.get(row.quantity, ())
        hint = f"one of {', '.join(ways)}" if ways else "leave the cell empty"
        yield row.at.problem(f"{row.quantity} counted at {shown(row.counted)}", hint)
    if row.region == WORLD and row.is_price:
        yield row.at.problem("a price of the whole world", "name the region of the market")
    if row.region == row.partner == WORLD and row.quantity in ("flow", "share"):
        yield row.at.problem(f"a {row.quantity} from everywhere to everywhere", "name a region or a partner")


def _of_names(terms: EpisodeTerms, layer: Layer, scenario: Scenario) -> Iterator[Problem]:
    """Names in episode.toml that do not exist, and texts that are no series."""
    goods = goods_of(scenario.base_table)
    for basket, weights in terms.baskets.items():
        for material in weights:
            if material not in goods.materials:
                near = did_you_mean(material, goods.materials)
                yield at_key(layer, ("baskets", basket, material), f"unknown material {shown(material)}", near)
    series: list[tuple[Path_, str]] = []
    for name, order in terms.orders.items():
        series += [(("orders", name, "dearer"), order.dearer), (("orders", name, "cheaper"), order.cheaper)]
    for name, control in terms.negative_controls.items():
        series.append((("negative_controls", name, "series"), control.series))
        for each in control.without:
            if not found_in(scenario, each):
                hint = "name a table of tables, or one of its tables, such as controls.NAME"
                yield at_key(layer, ("negative_controls", name, "without"), f"there is no {shown(each)}", hint)
    for path, text in series:
        yield from _of_series(layer, path, text, goods, terms)


def _of_series(layer: Layer, path: Path_, text: str, goods: Goods, terms: EpisodeTerms) -> Iterator[Problem]:
    """What is wrong with a text that should name the series of a price."""
    words = text.split()
    known = (PRICES, (*goods.materials, *terms.baskets), goods.regions)
    if len(words) != len(known):
        yield at_key(layer, path, f"expected 'QUANTITY MATERIAL REGION', found {shown(text)}")
        return
    for what, word, names in zip(("price", "material", "region"), words, known, strict=True):
        if word not in names:
            yield at_key(layer, path, f"unknown {what} {shown(word)}", did_you_mean(word, names))


def found_in(scenario: Scenario, dotted: str) -> bool:
    """True if a text names a table of tables of the scenario, or one of its tables.

    Args:
        scenario: the scenario.
        dotted: such as ``controls`` or ``controls.NAME``.

    """
    table, _, name = dotted.partition(".")
    found = getattr(scenario, table, None)
    return isinstance(found, dict) and (not name or name in found)


def _blank(file: str, message: str, hint: str = "") -> Problem:
    return Problem(file, 0, 1, 1, "", "", message, hint)
