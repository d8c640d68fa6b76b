"""Reference pages of the site, written from the code: scenario keys, result tables, outcomes, the Python API."""

import json
from collections.abc import Iterator
from typing import Any

import root_pages

import lodeflow
from lodeflow.catalog.names import MATERIALS, REGIONS, SECTORS
from lodeflow.language.distribution_reader import DISTRIBUTIONS
from lodeflow.scenario.load import json_schema
from lodeflow.storage.definitions import DEFINITIONS
from lodeflow.storage.tables import SCHEMA_VERSION, TABLES
from lodeflow.terms.market import Terms

NAMES: dict[tuple[str, ...], str] = {REGIONS: "region", MATERIALS: "material", SECTORS: "sector"}
ANY_NAME = "NAME"
ANSWERS = (
    "lodeflow.answers.result.Result",
    "lodeflow.answers.compared.ComparedResult",
    "lodeflow.answers.designed.DesignResult",
    "lodeflow.answers.statistic.Statistic",
)
"""Classes of what ``lodeflow.open`` gives."""
MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"
GROUPS = (
    ("Market and actors", ("market", "materials", "sectors", "regions", "growth", "supply")),
    ("Transport and accidents", ("transit", "lanes", "outages", "chokepoints")),
    ("Duties", ("tariffs", "export_taxes")),
    ("Offtakes", ("offtakes",)),
    ("Substitution", ("substitution",)),
    ("Stockpiles", ("stockpiles",)),
    ("Export controls", ("controls", "regimes", "retaliation", "defence", "smuggling")),
    ("Alliances", ("policies", "relabelling", "offshoring")),
    ("Projects", ("projects", "entrants", "building", "ramp_up", "permitting", "investment")),
    ("China's supply and demand shocks", ("production_quotas", "crackdowns", "floods", "surges", "recycling")),
    ("Uncertainty", ("correlations",)),
    ("Outcomes", ("measures",)),
)

Schema = dict[str, Any]


def scenario_page() -> str:
    """Every key of a scenario with type, unit, default, bounds and description, table by table."""
    schema = json_schema()
    top: Schema = schema["properties"]
    plain = {key: each for key, each in top.items() if _table(schema, each) is None}
    lines = [
        "# Scenario reference: every key of a scenario file",
        "",
        "A scenario is a TOML file ([the language](../scenarios.md)). This page lists every table and key that it may "
        "hold. It is generated from the models that read scenarios, as `lodeflow schema` is.",
        "",
        '- **Type** *number* also accepts text with a unit, such as `"110 USD/kg"`; a bare number is in the unit of '
        "the column **Unit**. A number marked † may be a [distribution](../uncertainty.md).",
        "- **Default** is used where neither the file nor a scenario that it extends gives a value; *required* has "
        "none, and an empty cell means that the key may be left out.",
        f"- Regions: {_codes(REGIONS)}. Materials: {_codes(MATERIALS)}. Sectors: {_codes(SECTORS)}.",
        f"- Distributions: {_codes(DISTRIBUTIONS)}.",
        "",
        "## Top level",
        "",
        *_keys(schema, plain, "Scenario"),
    ]
    grouped = {key for _, keys in GROUPS for key in keys}
    rest = tuple(key for key in top if key not in plain and key not in grouped)
    for title, keys in (*GROUPS, *([("Other tables", rest)] if rest else [])):
        lines += ["", f"## {title}"]
        for key in keys:
            lines += _sections(schema, key, top[key])
    return "\n".join([*lines, ""])


def _sections(schema: Schema, path: str, key: Schema, depth: int = 3) -> Iterator[str]:
    """The section of one table and of those within it."""
    found = _table(schema, key)
    if found is None:
        return
    table, named = found
    path = f"{path}.{ANY_NAME}" if named else path
    yield from ("", f"{'#' * depth} `[{path}]`", "", key.get("description") or table.get("description", ""), "")
    if named and "propertyNames" in key:
        names = key["propertyNames"]["enum"]
        told = f"a {NAMES[tuple(names)]}" if tuple(names) in NAMES else _choice(names)
        yield from (f"`{ANY_NAME}` is {told}.", "")
    yield from _keys(schema, table["properties"], table["title"])
    for name, below in table["properties"].items():
        yield from _sections(schema, f"{path}.{name}", below, depth + 1)


def _table(schema: Schema, key: Schema) -> tuple[Schema, bool] | None:
    """The table that a key holds, and whether there may be several under names of their own; None for a value."""
    named = isinstance(key.get("additionalProperties"), dict) and "$ref" in key["additionalProperties"]
    reference = key["additionalProperties"]["$ref"] if named else key.get("$ref")
    return (schema["$defs"][reference.rsplit("/", 1)[1]], named) if reference else None


def _keys(schema: Schema, keys: Schema, model: str) -> Iterator[str]:
    """The rows of the table that a model reads; a table within it is named and has a section of its own."""
    fields = models()[model].model_fields
    yield "| Key | Type | Unit | Default | Bounds | Description |"
    yield "|---|---|---|---|---|---|"
    for name, key in keys.items():
        nested = _table(schema, key)
        value = _value_of(key)
        kind = ("tables by name" if nested[1] else "table") if nested else type_of(key)
        default = "*required*" if fields[name].is_required() else _default(key, nested=nested is not None)
        short = (kind.replace(" †", f"{NO_BREAK}†"), value.get("unit", ""), default, bounds_of(value))
        cells = (f"`{name}`", *short, key.get("description", ""))
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def models() -> dict[str, type[Terms]]:
    """Every model of a table of a scenario, by name.

    A schema does not say which keys are required, because a file may extend another.
    """

    def below(model: type[Terms]) -> Iterator[type[Terms]]:
        yield model
        for each in model.__subclasses__():
            yield from below(each)

    return {model.__name__: model for model in below(Terms)}


def _value_of(key: Schema) -> Schema:
    """What stands in a key or in each of its entries; the number where a text with a unit may stand for one."""
    for inner in ("additionalProperties", "items"):
        if isinstance(key.get(inner), dict):
            return _value_of(key[inner])
    if "patternProperties" in key:
        return _value_of(next(iter(key["patternProperties"].values())))
    ways = [way for way in key.get("anyOf", ()) if way.get("type") != "null"]
    if len(ways) == 1:
        return _value_of({**ways[0], **{k: v for k, v in key.items() if k == "unit"}})
    numbers = [way for way in ways if way.get("type") in ("number", "integer")]
    if numbers:
        spread = any("dist" in way.get("properties", {}) for way in ways)
        return {**numbers[0], "unit": key.get("unit", ""), "uncertain": spread}
    return {**key, "ways": ways}


def type_of(key: Schema) -> str:
    """The type of a value in words."""
    if "patternProperties" in key or isinstance(key.get("additionalProperties"), dict):
        names = key.get("propertyNames", {}).get("enum")
        by = _choice(names) if names else "name" if "additionalProperties" in key else "year"
        return f"{_one(_value_of(key))} by {by}"
    if key.get("type") == "array":
        return f"list of {_one(_value_of(key))}"
    return _one(_value_of(key))


def _one(value: Schema) -> str:
    """One value in words."""
    kind = value.get("type")
    if kind in ("number", "integer"):
        return ("whole number" if kind == "integer" else "number") + (" †" if value.get("uncertain") else "")
    if "enum" in value:
        return _choice(value["enum"])
    if value.get("ways"):  # a name, a pattern, a list of them
        names = next((way["enum"] for way in value["ways"] if "enum" in way), None)
        return f"{_choice(names)}, pattern, or list" if names else "text"
    if value.get("format") == "date":
        return "date"
    return {"boolean": "true or false", "string": "text", "array": "list"}.get(str(kind), "table")


def _choice(names: list[str]) -> str:
    """One of some names: what they are names of, or the names themselves."""
    return NAMES.get(tuple(names), " or ".join(f"`{name}`" for name in names))


def bounds_of(value: Schema) -> str:
    """Lowest and highest value."""
    above, least, most = (value.get(word) for word in ("exclusiveMinimum", "minimum", "maximum"))
    low = f"> {above:,.12g}" if above is not None else f"≥ {least:,.12g}" if least is not None else ""
    high = f"≤ {most:,.12g}" if most is not None and most < 2**63 - 1 else ""
    return ", ".join(word.replace("-", MINUS).replace(" ", NO_BREAK) for word in (low, high) if word)


def _default(key: Schema, *, nested: bool) -> str:
    """The default as TOML would write it."""
    default = key.get("default")
    if nested or default is None or default in ({}, []):
        return ""
    return f"`{json.dumps(default, ensure_ascii=False)}`"


def _codes(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in names)


def results_page() -> str:
    """Every table and column of a result folder, and every outcome with unit, definition and page."""
    lines = [
        "# Results reference: tables, columns and outcomes of a result folder",
        "",
        "A result folder holds one folder per table, `tables/<table>/part-00000.parquet` and so on, and `views.sql`, "
        "which gives DuckDB a view of each. This page is generated from the registry that writes the files; "
        f"it describes version {SCHEMA_VERSION} of the tables. Money is in real USD of 2025.",
        "",
        "| Table | Rows |",
        "|---|---|",
        *(f"| [`{table.name}`](#{table.name}) | {table.description} |" for table in TABLES.values()),
        "",
        "## Outcomes",
        "",
        "The table `outcomes` has these values in its column `outcome`. Each is given for the whole run and, where "
        "that applies, by material, region and sector.",
        "",
        "`lodeflow catalog PATTERN` finds outcomes, columns and scenario keys by name; `datapackage.json` of a result "
        "folder has the same definitions.",
        "",
        "| Outcome | Unit | Definition | Page |",
        "|---|---|---|---|",
        *(f"| `{name}` | {d.unit} | {d.says} | {_page(d.page)} |" for name, d in DEFINITIONS.items()),
    ]
    for table in TABLES.values():
        lines += [
            "",
            f"## {table.name} {{ #{table.name} }}",
            "",
            f"{table.description[0].upper()}{table.description[1:]}.",
            "",
            f"Key: {_codes(table.key)}.",
            "",
            "| Column | Type | Unit | Null | Description |",
            "|---|---|---|---|---|",
            *(
                f"| `{c.name}` | {c.kind} | {c.unit} | {'yes' if c.nullable else ''} | {c.description} |"
                for c in table.columns
            ),
        ]
    return "\n".join([*lines, ""])


def _page(path: str) -> str:
    """Link from a reference page to a page below ``docs``, by its title."""
    title = (root_pages.ROOT / "docs" / path).read_text(encoding="utf-8").split("\n", 1)[0].lstrip("# ")
    return f"[{title.partition(':')[0]}](../{path})"


def api_page() -> str:
    """The public names of the package, each with its docstring, which mkdocstrings fills in."""
    lines = [
        "# Python API: the public names of lodeflow",
        "",
        "`import lodeflow` gives these names; each is loaded when it is first used. A scenario becomes a plan, a plan "
        "becomes replications, and a replication has outcomes.",
        "",
        "```python",
        "import lodeflow",
        "",
        'plan = lodeflow.plan(lodeflow.load("status-quo", ["days=730"]))',
        "replication = lodeflow.Engine(plan).run()",
        "for outcome in lodeflow.outcomes_of(plan, replication.world):",
        "    print(outcome)",
        "```",
    ]
    for name in lodeflow.__all__:
        lines += ["", f"::: {home_of(name)}", "    options:", f"      heading: {name}", f"      toc_label: {name}"]
    lines += ["", "`open` gives one of these, and each of their methods a `Statistic`."]
    for home in ANSWERS:
        lines += ["", f"::: {home}", "    options:", "      inherited_members: true"]
    return "\n".join([*lines, ""])


def home_of(name: str) -> str:
    """Where a public name is defined, dotted."""
    module, attribute = lodeflow._HOMES[name]  # noqa: SLF001 - the registry of public names
    return f"lodeflow.{module}.{attribute}"
