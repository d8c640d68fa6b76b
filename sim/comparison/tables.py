"""Result tables of a comparison: differences of outcomes, gains and losses, tail risk."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeflow.catalog.names import SECTORS
from lodeflow.comparison.differences import LOSS, Comparison
from lodeflow.comparison.who_pays import places_of, purses_of
from lodeflow.rows.columns import Columns, codes, together
from lodeflow.storage.parquet import Block


def tables(found: Comparison) -> Block:
    """Columns of each table of the comparison ``found``."""
    blocks: dict[str, Columns] = {
        "difference": together([_differences(found, arm) for arm in found.pairs]),
        "risk": _risks(found),
    }
    if found.welfare:
        blocks["who_pays"] = together([_who_pays(found, arm) for arm in found.welfare])
    return blocks


def _differences(found: Comparison, arm: str) -> Columns:
    """Rows of one arm, for outcomes that both arms define in at least one replication."""
    pairs, unit = found.pairs[arm], found.unit
    units = _units(found)
    some = np.flatnonzero(pairs.count)
    names = [found.names[k] for k in some]
    return {
        "scenario": np.full(len(some), found.arms.index(arm), np.int32),
        "against": np.zeros(len(some), np.int32),
        "outcome": codes(_outcomes(found), [n.outcome for n in names]),
        "material": codes(found.goods.materials, [n.material for n in names]),
        "region": codes(found.goods.regions, [n.region for n in names]),
        "sector": codes(SECTORS, [n.sector for n in names]),
        "mean": pairs.mean[some],
        "mean_against": pairs.mean_against[some],
        "difference": pairs.difference[some],
        "half_width_95": pairs.half_width[some],
        "replications": pairs.count[some].astype(np.int32),
        "unit": codes(units, [unit[n] for n in names]),
    }


def _who_pays(found: Comparison, arm: str) -> Columns:
    """Rows of one arm: every place, purse and period with a gain or a loss."""
    pairs, when = found.welfare[arm], found.when
    rates = when.rates if when else ()
    years = when.size - len(rates) if when else 0
    moved = (pairs.difference != 0.0) | (pairs.half_width > 0.0)
    purse, place, period = np.nonzero(moved)
    year = np.ma.MaskedArray((period + 1).astype(np.int32), mask=period >= years)
    return {
        "scenario": np.full(len(purse), found.arms.index(arm), np.int32),
        "against": np.zeros(len(purse), np.int32),
        "place": place.astype(np.int32),
        "purse": purse.astype(np.int32),
        "year": year,
        "discount": np.array([*[0.0] * years, *rates])[period],
        "gain_usd": pairs.difference[moved],
        "half_width_95_usd": pairs.half_width[moved],
        "replications": pairs.count[moved].astype(np.int32),
    }


def _risks(found: Comparison) -> Columns:
    rows = list(found.risks.values())
    return {
        "scenario": np.arange(len(rows), dtype=np.int32),
        "outcome": np.zeros(len(rows), np.int32),
        "mean": np.array([r.mean for r in rows]),
        "value_at_risk_95": np.array([r.value_at_risk for r in rows]),
        "mean_beyond": np.array([r.beyond for r in rows]),
        "replications": np.array([len(each.values) for each in found.found.values()], np.int32),
        "unit": np.zeros(len(rows), np.int32),
    }


def vocabulary(found: Comparison) -> dict[str, Sequence[str]]:
    """Every identifier that the tables of ``found`` may hold, by column."""
    return {
        "scenario": found.arms,
        "against": found.arms,
        "outcome": _outcomes(found),
        "material": found.goods.materials,
        "region": found.goods.regions,
        "sector": SECTORS,
        "unit": _units(found),
        "place": places_of(found.goods),
        "purse": purses_of(found.goods),
        "risk.outcome": (LOSS,),
        "risk.unit": ("USD",),
    }


def _outcomes(found: Comparison) -> list[str]:
    return list(dict.fromkeys(name.outcome for name in found.names))


def _units(found: Comparison) -> list[str]:
    return sorted(set(found.unit.values()))


def rows_of(
    table: str, columns: Mapping[str, NDArray[Any]], words: Mapping[str, Sequence[str]]
) -> Iterator[dict[str, Any]]:
    """Rows of a table as dictionaries, with words instead of codes, and None for missing values.

    Args:
        table: name of the table.
        columns: its columns.
        words: words of the coded columns, by column or by table.column.

    """
    named = {name: words.get(f"{table}.{name}", words.get(name)) for name in columns}
    for k in range(len(next(iter(columns.values())))):
        yield {name: _said(values[k], named[name]) for name, values in columns.items()}


def _said(value: Any, words: Sequence[str] | None) -> Any:
    if value is np.ma.masked or (words is not None and value == -1) or (isinstance(value, float) and np.isnan(value)):
        return None
    return words[int(value)] if words is not None else value.item()
