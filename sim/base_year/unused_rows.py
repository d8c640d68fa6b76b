"""Rows of a base table that nothing would use: a misspelt name must not take its tonnes with it in silence."""

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from lodeflow.base_year.basis import BASES, MAGNET_TONNES, counts_magnets
from lodeflow.base_year.table import CHINA
from lodeflow.catalog.names import MAGNETS, MATERIALS, ORES, OXIDES, REGIONS, SECTORS
from lodeflow.chains.tables.cells import Cell, cells_of
from lodeflow.errors import DataError, Problem
from lodeflow.language.patterns import fits
from lodeflow.language.suggestions import did_you_mean, shown

RECIPES = (
    "light_oxide_per_magnet",
    "magnet_yield",
    "finished_per_blank",
    "swarf_recovery",
    "high_temperature_share",
    "payability",
    "non_magnet_light_share",
    "wanted_rest_share",
    "oxide_share_of_compounds",
    "home_preference",
    "second_route_share",
)
USED_BY_WEIGHT = ("magnet", "rest_oxide", "light_oxide")
TRADED = ("magnet", "light_oxide", "heavy_oxide", "rest_oxide")
EXPORTED = ("magnet", "oxides")
USED = ("light_oxide", "rest_oxide", *MAGNETS)


class Known(NamedTuple):
    """Names that may stand in a column."""

    what: str
    """Word for one of them."""
    names: tuple[str, ...]
    """All of them."""
    patterns: bool = False
    """Whether a pattern that fits one may stand there too."""


_ANYWHERE = Known("region", REGIONS)
_COLUMNS = {
    "mines": {"region": _ANYWHERE, "material": Known("ore", ORES)},
    "separators": {"region": _ANYWHERE, "feed": Known("ore", ORES)},
    "magnet_makers": {"region": _ANYWHERE},
    "recipes": {"name": Known("recipe", RECIPES)},
    "use_weights": {"region": _ANYWHERE, "material": Known("material that is used by weight", USED_BY_WEIGHT)},
    "known_flows": {
        "material": Known("material whose flows may be known", (*TRADED, "oxides")),
        "origin": Known("region", (*REGIONS, "*")),
        "destination": Known("region", (*REGIONS, "*")),
    },
    "previous_flows": {
        "material": Known("material", (*ORES, *OXIDES, "magnet")),
        "origin": _ANYWHERE,
        "destination": _ANYWHERE,
    },
    "reported_figures": {},
    "gate_prices": {
        "region": Known("region", (*REGIONS, "*")),
        "material": Known("material that has a price of its own", (*OXIDES, *MAGNETS)),
    },
    "sector_shares": {"material": Known("material of final users", USED), "sector": Known("sector", SECTORS)},
    "duties": {
        "kind": Known("kind of duty", ("tariff", "export tax")),
        "payer": Known("region", REGIONS, patterns=True),
        "partner": Known("region", REGIONS, patterns=True),
        "material": Known("material", MATERIALS, patterns=True),
    },
}
_KEYS = {
    "mines": ("region", "material"),
    "separators": ("region", "feed"),
    "magnet_makers": ("region",),
    "recipes": ("name",),
    "use_weights": ("region", "material"),
    "known_flows": ("material", "origin", "destination"),
    "previous_flows": ("material", "origin", "destination"),
    "reported_figures": ("figure",),
    "gate_prices": ("region", "material"),
    "sector_shares": ("material", "sector"),
}


@lru_cache(maxsize=16)
def refuse_unused_rows(base_table: str) -> None:
    """Raise DataError, with file, line and column, for every row of ``base_table`` that nothing would use."""
    problems = list(unused_rows(files("lodeflow.configs").joinpath("data", base_table)))
    if problems:
        raise DataError("\n".join(problem.render() for problem in problems))


def unused_rows(folder: Traversable) -> Iterator[Problem]:
    """Find rows of the tables in ``folder`` that name what nothing uses, or that a later row replaces."""
    for table, columns in _COLUMNS.items():
        file = folder.joinpath(f"{table}.csv")
        if not file.is_file():
            continue
        first: dict[tuple[str, ...], int] = {}
        for row in cells_of(f"{folder.name}/{table}.csv", file.read_text(encoding="utf-8")):
            wrong = [each for name, known in columns.items() for each in _unknown(row[name], known)]
            yield from wrong
            if not wrong:
                yield from _overruled(table, row)
                yield from _without_basis(table, row)
            key = tuple(row[name].text for name in _KEYS.get(table, ()))
            cell = next(iter(row.values()))
            if key and first.setdefault(key, cell.line) != cell.line:
                yield cell.problem(f"{', '.join(key)} is given twice, first on line {first[key]}: one would be lost")


def _unknown(cell: Cell, known: Known) -> Iterator[Problem]:
    if known.patterns and any(fits(cell.text, name) for name in known.names):
        return
    if cell.text not in known.names:
        meant = did_you_mean(cell.text, known.names)
        yield cell.problem(f"unknown {known.what} {shown(cell.text)}: nothing would use this row", meant)


def _without_basis(table: str, row: dict[str, Cell]) -> Iterator[Problem]:
    """Tonnes of magnets that do not say whether they are finished magnets or blanks, and others that do."""
    if table not in MAGNET_TONNES:
        return
    names = row[MAGNET_TONNES[table]]
    if "basis" not in row:
        if counts_magnets(names.text):
            yield names.problem(f"tonnes of {names.text} without a column 'basis'", f"one of {', '.join(BASES)}")
    elif counts_magnets(names.text):
        yield from _unknown(row["basis"], Known(f"basis of {names.text}", BASES))
    elif row["basis"].text:
        said = f"{names.text} is no magnet: nothing would use its basis {shown(row['basis'].text)}"
        yield row["basis"].problem(said, "leave the cell empty")


def _overruled(table: str, row: dict[str, Cell]) -> Iterator[Problem]:
    """Rows whose names are known, and which the balance finds by itself or never asks for."""
    if table == "use_weights" and row["region"].text == CHINA and row["material"].text != "light_oxide":
        said = (
            f"what {CHINA} uses of {row['material'].text} is what it makes and does not export: nothing uses its weight"
        )
        yield row["region"].problem(said, "leave the row out")
    if table != "known_flows":
        return
    material, origin, destination = (row[name].text for name in ("material", "origin", "destination"))
    if destination == "*" and (origin != CHINA or material not in EXPORTED):
        said = f"only what {CHINA} exports of {' and '.join(EXPORTED)} is known as a total: nothing would use this row"
        yield row["destination"].problem(said, "name the destination")
    elif destination != "*" and material not in TRADED:
        said = f"flows of {material} are known as a total only: nothing would use this row"
        yield row["material"].problem(said, f"known by destination are {', '.join(TRADED)}")
    elif origin == "*" and material not in ("light_oxide", "heavy_oxide"):
        said = "only imports of light_oxide and heavy_oxide are known as a total: nothing would use this row"
        yield row["origin"].problem(said, "name the origin")
