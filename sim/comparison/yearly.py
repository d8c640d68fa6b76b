"""Printed tables of a comparison by year, or of outcomes asked for: paired differences, those within noise marked."""

from collections.abc import Iterable, Sequence
from typing import Any

from lodeflow.answers.compared import ComparedResult
from lodeflow.answers.samples.outcomes import SHARE, SHARES
from lodeflow.catalog.goods import RARE_EARTHS, Goods, goods_of
from lodeflow.comparison.numbers_in_words import difference, mean
from lodeflow.comparison.shown import label, of_any, pattern
from lodeflow.errors import DataError
from lodeflow.outcomes.diversification import contained
from lodeflow.outcomes.measure import Outcomes
from lodeflow.outcomes.names import Name
from lodeflow.plans import Plan
from lodeflow.report.text_tables import Section
from lodeflow.storage.tables import TABLES

MOST = 60
"""Most tables of a comparison by year."""
MAIN = (
    "transaction_price light_oxide JPN",
    "transaction_price heavy_oxide JPN",
    "transaction_price magnet_standard EU",
    "transaction_price magnet_high_temperature EU",
    "transaction_price magnet_high_temperature USA",
    "unmet magnet* EU",
    "unmet magnet* USA",
    "non_chinese_share_of_requirements",
)
"""Patterns that are shown by year where nothing is asked for; some comparisons have not all of them."""
IN = {"USD/t": ("USD/kg", 1000.0), SHARE: ("%", 0.01), "USD": ("million USD", 1e6)}
"""Unit in which a quantity is printed, and how many of its own units that is."""
NOISE = "~: within the noise, as the 95 % interval holds 0; =: equal in every pair"
PAID_OVER_THE_RUN = "mean_transaction_price"
"""Outcome of a pattern that names none."""
Rows = list[dict[str, Any]]


def refuse_unknown(show: Sequence[str], plans: Sequence[Plan], *, yearly: bool) -> None:
    """Refuse a pattern that will fit nothing, before anything is run.

    Args:
        show: patterns of what is to be shown.
        plans: plans of the arms.
        yearly: True if it is to be shown by year.

    Raises:
        DataError: a pattern fits nothing.

    """
    if not yearly:
        known = list(dict.fromkeys(name for plan in plans for name in Outcomes(plan).names))
        for each in show:
            pattern(each, known, PAID_OVER_THE_RUN)
        return
    market = [c.name for c in TABLES["market"].columns if c.kind == "float64"]
    cells = list(dict.fromkeys((material, region) for plan in plans for region, material in plan.atlas.cells))
    known = [Name(column, *of, None) for column in market for of in cells]
    of_needs = [contained(plans[0]), (None, *plans[0].atlas.goods.regions)]
    known += [Name(share, of, region, None) for share in SHARES for of in of_needs[0] for region in of_needs[1] if of]
    for each in show:
        pattern(each, known)


def by_year(compared: ComparedResult, show: Sequence[str]) -> tuple[list[Section], Rows]:
    """Tables of differences by calendar year, one for each quantity asked for, and their rows.

    Args:
        compared: the comparison.
        show: patterns of what is shown; the main prices, shortages and shares if there are none.

    Raises:
        DataError: a pattern fits nothing, or more than ``MOST`` quantities; the tables of markets are missing.

    """
    names = _by_year(compared)
    try:
        patterns = [pattern(each, names) for each in show or [each for each in _main(compared) if _fits(each, names)]]
    except DataError as wrong:
        if any("market" not in arm.tables for arm in compared.arms.values()):
            raise DataError(f"{wrong}; prices and shortages by year need --detail market") from None
        raise
    shown = of_any(patterns, names)
    if not show:  # shares of single regions would be most of what is printed
        shown = [name for name in shown if name.outcome not in SHARES or name.region is None]
    if len(shown) > MOST:
        raise DataError(f"--show fits {len(shown)} quantities, of which {MOST} can be printed by year; ask for fewer")
    found: dict[Name, Rows] = {name: [] for name in shown}
    for row in _rows_by_year(compared, shown):
        found.get(Name(row["quantity"], row["material"], row["region"], None), []).append(row)
    tables = [_table(name, of, "year") for name, of in found.items() if of]
    return tables, [row for of in found.values() for row in of]


def _main(compared: ComparedResult) -> tuple[str, ...]:
    """Patterns that are shown by year where nothing is asked for: in a chain prices and shortages of its last stage."""
    goods: Goods = goods_of(next(iter(compared.arms.values())).scenario["base_table"])
    if goods is RARE_EARTHS:
        return MAIN
    return f"transaction_price {goods.final[0]}", f"unmet {goods.final[0]}", MAIN[-1]


def of_run(compared: ComparedResult, show: Sequence[str]) -> tuple[list[Section], Rows]:
    """Tables of differences of outcomes of whole runs, one for each outcome asked for, and their rows.

    Args:
        compared: the comparison.
        show: patterns of what is shown.

    Raises:
        DataError: a pattern fits nothing.

    """
    every = compared.outcomes().rows()
    at = {Name(row["quantity"], row["material"], row["region"], row["sector"]): None for row in every}
    names = of_any([pattern(each, at, PAID_OVER_THE_RUN) for each in show], list(at))
    place = {name: n for n, name in enumerate(names)}
    rows = [row for row in every if _name(row) in place]
    rows.sort(key=lambda row: place[_name(row)])
    tables = []
    for outcome in dict.fromkeys(name.outcome for name in names):
        of = [row for row in rows if row["quantity"] == outcome]
        said = [{**row, "of": " ".join(word for word in _name(row)[1:] if word) or "all"} for row in of]
        tables.append(_table(Name(outcome, None, None, None), said, "of"))
    return tables, rows


def _by_year(compared: ComparedResult) -> list[Name]:
    """Quantities that may be shown by year: columns of the market and of the shares, by material and region."""
    market = [c.name for c in TABLES["market"].columns if c.kind == "float64"]
    if any("market" not in arm.tables for arm in compared.arms.values()):
        market = []
    first = compared.shares(replication=0).rows()
    # tonnes contained in products are not shown: they have the names of columns of the market
    found = [Name(row["quantity"], row["material"], row["region"], None) for row in first if row["unit"] == SHARE]
    if market:
        cells = compared.market("use_t", replication=0).rows() + compared.market("production_t", replication=0).rows()
        pairs = list(dict.fromkeys((row["material"], row["region"]) for row in cells))
        found = [Name(column, *of, None) for column in market for of in pairs] + found
    return list(dict.fromkeys(found))


def _rows_by_year(compared: ComparedResult, shown: Sequence[Name]) -> Rows:
    """Rows of the statistics that hold what is shown, and others beside them; every table is read once."""
    market = [c.name for c in TABLES["market"].columns if c.kind == "float64"]
    of = [name for name in shown if name.outcome in market and name.region is not None]
    rows: Rows = []
    if of:
        columns, materials, regions = (list(dict.fromkeys(words)) for words in list(zip(*of, strict=True))[:3])
        rows += compared.market(columns, material=materials, region=regions).rows()
    if any(name not in of for name in shown):
        rows += [row for row in compared.shares().rows() if row["unit"] == SHARE]
    return rows


def _table(name: Name, rows: Rows, first: str) -> Section:
    """Means of the arms compared with, and differences of the others, by year or by what they are of."""
    unit, scale = IN.get(rows[0]["unit"], (rows[0]["unit"], 1.0))
    pairs = list(dict.fromkeys((row["against"], row["scenario"]) for row in rows))
    bases = list(dict.fromkeys(base for base, _ in pairs))
    at = {(row[first], row["against"], row["scenario"]): row for row in rows}
    lines = []
    for key in dict.fromkeys(row[first] for row in rows):
        cells = [str(key)]
        for base in bases:
            some = [row for row in (at.get((key, base, arm)) for of, arm in pairs if of == base) if row]
            cells.append(mean(some[0]["mean_against"], scale) if some else "")
            cells += [difference(at.get((key, base, arm)), scale) for of, arm in pairs if of == base]
        lines.append(tuple(cells))
    heads = [head for base in bases for head in (base[:14], *(arm[:18] for of, arm in pairs if of == base))]
    if len(bases) > 1:
        heads = [
            head
            for base in bases
            for head in (base[:14], *(f"{arm[:12]} - {base[:12]}" for of, arm in pairs if of == base))
        ]
    title = label(name, unit)
    return Section(title[:1].upper() + title[1:], ("" if first == "of" else first, *heads), lines)


def _name(row: dict[str, Any]) -> Name:
    return Name(row["quantity"], row["material"], row["region"], row["sector"])


def _fits(text: str, names: Iterable[Name]) -> bool:
    """True if a pattern shows anything of ``names``."""
    try:
        pattern(text, list(names))
    except DataError:
        return False
    return True
