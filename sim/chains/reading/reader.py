"""Reader of the folder of a chain: every mistake at once, each with file, line, column and what was perhaps meant."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from lodeflow.catalog.names import SECTORS
from lodeflow.chains.chain import NEEDED, TABLES, Chain
from lodeflow.chains.closing.regions import regions
from lodeflow.chains.reading.coherence import incoherent, without_limit
from lodeflow.chains.reading.folders import TOML, contents, find_chain
from lodeflow.chains.reading.table_reader import raw, read_rows
from lodeflow.chains.reading.toml_problems import at_key, read_terms
from lodeflow.chains.tables.cells import Cell
from lodeflow.chains.tables.column import Known
from lodeflow.chains.terms import ChainTerms
from lodeflow.errors import ChainError, Problem
from lodeflow.language.suggestions import did_you_mean, shown
from lodeflow.language.toml_reader import Layer

MOST_PROBLEMS = 100  # listed in one message
Cells = dict[str, list[dict[str, Cell]]]


@lru_cache(maxsize=32)
def shipped_chain(name: str) -> Chain:
    """Shipped chain called ``name``, read once."""
    return read_chain(name)


def read_chain(name_or_path: str) -> Chain:
    """Chain of a shipped name or of the path of a folder.

    ``name_or_path`` is the name or the path. Raises ChainError with all mistakes.
    """
    label, folder = find_chain(name_or_path)
    files, problems = contents(label, folder)
    problems += _unknown_files(label, files, unread=[problem.file for problem in problems])
    terms: ChainTerms | None = None
    layer: Layer | None = None
    if TOML in files:
        terms, layer, wrong = read_terms(f"{label}/{TOML}", files[TOML])
        problems += wrong
    cells: Cells = {}
    for table in TABLES:
        if f"{table}.csv" in files:
            found = raw(table, f"{label}/{table}.csv", files[f"{table}.csv"])
            cells[table] = found.rows
            problems += found.problems
    known = _known(cells, terms)
    tables: dict[str, Any] = {}
    for table, rows in cells.items():
        tables[table], wrong = read_rows(table, rows, known)
        problems += [each for each in wrong if not _follows(each, known)]
    if terms is None or layer is None or problems:
        raise _error(problems)
    chain = Chain(Path(label).resolve().name, label, terms, layer, **tables)
    problems += _names_in(terms, layer)
    problems += incoherent(chain)
    if problems:
        raise _error(problems)
    return chain


def warnings_of(chain: Chain) -> tuple[Problem, ...]:
    """Warnings about ``chain``: what its tables leave open."""
    return tuple(without_limit(chain))


def _error(problems: list[Problem]) -> ChainError:
    ordered = sorted(problems, key=lambda each: (each.file, each.line, each.column))
    return ChainError(ordered[:MOST_PROBLEMS], max(0, len(ordered) - MOST_PROBLEMS))


def _unknown_files(label: str, files: dict[str, bytes], unread: list[str]) -> list[Problem]:
    """Files that are no table of a chain, and tables that are missing; those that could not be read are there."""
    known = [TOML, *(f"{table}.csv" for table in TABLES)]
    found = []
    for name in files:
        if name not in known:
            message = f"unknown table: a chain has no {shown(name)}"
            found.append(Problem(f"{label}/{name}", 0, 1, 1, "", "", message, did_you_mean(name, known)))
    missing = [name for name in (TOML, *(f"{table}.csv" for table in NEEDED)) if name not in files]
    return found + [
        Problem(f"{label}/{name}", 0, 1, 1, "", "", "is missing", "every chain has it")
        for name in missing
        if f"{label}/{name}" not in unread
    ]


def _known(cells: Cells, terms: ChainTerms | None) -> Known:
    """Names that the tables and chain.toml introduce."""

    def of(table: str, column: str, role: str = "") -> tuple[str, ...]:
        rows = cells.get(table, [])
        found = (row[column].text for row in rows if not role or row["role"].text == role)
        return tuple(dict.fromkeys(found))

    return Known(
        region=regions(),
        material=of("materials", "material"),
        process=of("processes", "process"),
        element=terms.elements if terms is not None else of("materials", "element"),
        host=of("processes", "material", "host"),
        sector=SECTORS,
    )


def _follows(problem: Problem, known: Known) -> bool:
    """True for an unknown name of a table that could not be read at all: its own mistake is said already."""
    lost = [what for what in ("material", "process") if not getattr(known, what)]
    return any(problem.message.startswith((f"unknown {what} ", f"no {what} ")) for what in lost)


def _names_in(terms: ChainTerms, layer: Layer) -> list[Problem]:
    """Regions of chain.toml that do not exist."""
    given = [(("controller",), terms.controller)]
    given += [(("defence",), name) for name in terms.defence.regions]
    return [
        at_key(layer, path, f"unknown region {shown(name)}", did_you_mean(name, regions()))
        for path, name in given
        if name not in regions()
    ]
