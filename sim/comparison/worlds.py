"""Results of several chains side by side: one folder, in it a result folder for each chain, and joined tables.

DIR/world.json                 written last: the chains, and what they have in common
DIR/chains/NAME/               an ordinary result folder
DIR/tables/outcomes.parquet    outcomes of all, with a column ``chain``
DIR/tables/prices.parquet      spot prices by calendar year of all, where the results have markets

Chains share the seed, so that draws of one address are the same in all: chains of one first day have the same closures
of straits on the same days. Nothing else joins them: no chain answers another's prices.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lodeflow.answers.reading import Folder
from lodeflow.answers.result import Result
from lodeflow.errors import DataError
from lodeflow.report.summary import shown_of
from lodeflow.report.text_tables import Section
from lodeflow.storage.atomic_files import faults_in_words

WORLD, CHAINS, TABLES, SHOWN = "world.json", "chains", "tables", "shown"
KEYS = ("replication", "outcome", "material", "region", "sector", "value", "unit")
"""Columns of the joined outcomes, after ``chain``."""
LOW, HIGH = 0.05, 0.95
"""Quantiles of what is printed."""
KG = 1000.0


class Row(NamedTuple):
    """Spot price of one material at one buyer over the whole run."""

    chain: str
    """Chain."""
    material: str
    """Material of its last stage."""
    region: str
    """Buyer."""
    rest: float
    """Price at rest, USD/t."""
    mean: tuple[float, float, float]
    """Median, low and high quantile of the mean of the run, USD/t."""
    peak: float
    """Median of its highest price, USD/t."""
    unmet: float
    """Median of the share of desired final use of the material that is not met, of all regions [-]."""


def folder_of(out: Path, chain: str) -> Path:
    """Result folder of ``chain`` in the folder ``out`` of a world."""
    return out / CHAINS / chain


def chains_in(out: Path) -> tuple[str, ...]:
    """Chains of the world in the folder ``out``; none where it holds no world. Raises DataError for a damaged one."""
    return tuple(said_of(out)[CHAINS]) if (out / WORLD).is_file() else ()


def said_of(out: Path) -> dict[str, Any]:
    """Content of world.json in the folder ``out``. Raises DataError where it is missing or damaged."""
    try:
        found: dict[str, Any] = dict(json.loads((out / WORLD).read_text(encoding="utf-8")))
        _ = found["question"], [str(name) for name in found[CHAINS]]
    except (ValueError, KeyError, TypeError, OSError):
        raise DataError(f"{out / WORLD} is missing or damaged: run the world again with --resume") from None
    return found


def note(out: Path, chains: Sequence[str], said: Mapping[str, Any]) -> None:
    """Write world.json of ``chains`` with what else is ``said`` into the folder ``out``. Raises StorageError."""
    text = json.dumps({**said, CHAINS: list(chains)}, indent=2)
    with faults_in_words(out):
        (out / WORLD).write_text(f"{text}\n", encoding="utf-8")


def finish(out: Path, chains: Sequence[str], said: Mapping[str, Any]) -> None:
    """Join the finished results of ``chains`` in the folder ``out`` of a world.

    Args:
        out: the folder.
        chains: names of the chains.
        said: scenario, question, number of replications and what is shown of each chain, for world.json.

    Raises:
        DataError: a result is not finished.
        StorageError: the disk is full, or a file cannot be read or written.

    """
    folders = {chain: folder_of(out, chain) for chain in chains}
    tables = {"outcomes": pa.concat_tables(_outcomes(chain, Folder(path)) for chain, path in folders.items())}
    results = {chain: Result(path) for chain, path in folders.items()}
    if all("market" in result.tables for result in results.values()):
        tables["prices"] = pa.concat_tables(_prices(chain, result) for chain, result in results.items())
    with faults_in_words(out):
        (out / TABLES).mkdir(exist_ok=True)
        for name, table in tables.items():
            pq.write_table(table, out / TABLES / f"{name}.parquet", compression="zstd")
    note(out, chains, said)


def _outcomes(chain: str, folder: Folder) -> pa.Table:
    """Outcomes of one result, with its chain; words in place of codes."""
    return _with_chain(chain, pa.concat_tables(_words(part) for part in folder.rows("outcomes", KEYS)))


def _prices(chain: str, result: Result) -> pa.Table:
    """Spot prices of one result by material, region and calendar year: mean and quantiles, USD/t."""
    return _with_chain(chain, _words(result.prices("spot", by="year").arrow))


def _words(rows: pa.Table) -> pa.Table:
    """Rows with text in place of dictionaries, whose codes differ from result to result."""
    for n, field in enumerate(rows.schema):
        if pa.types.is_dictionary(field.type):
            rows = rows.set_column(n, field.name, rows[field.name].cast(pa.string()))
    return rows


def _with_chain(chain: str, rows: pa.Table) -> pa.Table:
    return rows.add_column(0, "chain", pa.array([chain] * rows.num_rows, pa.string()))


def rows_of(out: Path) -> list[Row]:
    """Prices of what is shown of every chain in the folder ``out`` of a world. Raises DataError for a damaged one."""
    shown = said_of(out).get(SHOWN, {})
    table = pq.read_table(out / TABLES / "outcomes.parquet")
    columns = {name: np.array(table[name].to_pylist(), object) for name in ("chain", *KEYS)}
    value, turn = columns["value"].astype(np.float64), columns["replication"].astype(np.int64)
    found = []
    for chain in dict.fromkeys(columns["chain"]):
        here = columns["chain"] == chain

        def sums(outcome: str, material: str, region: str = "", here: Any = here) -> Any:
            rows = here & (columns["outcome"] == outcome) & (columns["material"] == material)
            rows &= (columns["region"] == region) if region else np.ones(len(rows), np.bool_)
            return np.bincount(turn[rows], value[rows])[np.unique(turn[here])]

        for material, region in shown.get(chain, ()):
            unmet, used = sums("unmet", material), sums("use", material)
            means = sums("mean_spot_price", material, region)
            rest, peaks = sums("base_spot_price", material, region), sums("peak_spot_price", material, region)
            median, low, high = (float(np.quantile(means, q)) for q in (0.5, LOW, HIGH))
            band = median, low, high
            short = float(np.median(unmet / np.maximum(unmet + used, 1e-300)))
            found.append(Row(chain, material, region, float(rest[0]), band, float(np.median(peaks)), short))
    return found


def last_stage(plan: Any) -> tuple[tuple[str, str], ...]:
    """Last material of the chain that ``plan`` plays, with its largest maker and its largest buyers abroad."""
    return tuple(of for of in shown_of(plan).prices if of[0] in plan.atlas.goods.final)


def section(rows: Sequence[Row]) -> Section:
    """Printed table of the prices in ``rows``."""
    told = [
        (
            f"{row.chain}",
            f"{row.material} {row.region}",
            _dollars(row.rest),
            f"{_dollars(row.mean[0])} ({_dollars(row.mean[1])} to {_dollars(row.mean[2])})",
            _dollars(row.peak),
            f"{100.0 * row.unmet:.2f} %",
        )
        for row in rows
    ]
    columns = ("chain", "material, buyer", "at rest", "mean of the run (5 to 95 %)", "highest", "unmet")
    return Section("Spot prices of the last stage, USD/kg: medians of all replications", columns, told)


def _dollars(price: float) -> str:
    """A ``price`` in USD/kg with three digits or more."""
    return f"{price / KG:,.0f}" if price >= 100.0 * KG else f"{price / KG:.3g}"
