"""Units and descriptions for tools that do not show Parquet metadata: DuckDB comments and a data package.

DuckDB and Polars do not show the metadata of a Parquet field. DuckDB shows comments on views (`duckdb_columns()`); a
Data Package (version 2, datapackage.org) is read by people and by the frictionless tools.

The views use the absolute path of the folder, so that a database file with these views works wherever it is opened.
The script cannot hold the path, because equal results have equal files; it asks DuckDB. An enum is the only object in
a database that can be made from the answer of a query and is a constant in the arguments of ``read_parquet``.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from lodeflow.storage.definitions import DEFINITIONS
from lodeflow.storage.manifest import canonical_json
from lodeflow.storage.tables import TABLES, Column, Table

_FOLDER = r"""-- Views over the tables of this result, for DuckDB started in this folder: duckdb -init views.sql
-- From elsewhere, first: SET file_search_path = 'path/of/this/folder';
-- A database file keeps these views, and may be opened in any folder. Read this file again if the result was moved.

-- The path of this folder: DuckDB 2 makes the setting absolute. Characters that stand for others are put in brackets.
SET VARIABLE lodeflow_before = current_setting('allowed_directories');
SET allowed_directories = [coalesce(nullif(split_part(current_setting('file_search_path'), ',', 1), ''), '.')];
CREATE OR REPLACE TYPE lodeflow_folder AS ENUM (
    SELECT regexp_replace(current_setting('allowed_directories')[1], '([*?[])', '[\1]', 'g')
);
SET allowed_directories = getvariable('lodeflow_before');
"""
_FIELD_TYPES = {
    "identifier": "string",
    "text": "string",
    "int32": "integer",
    "float64": "number",
    "date32": "date",
    "bool": "boolean",
}
_OUTCOMES = [{"name": name, "unit": each.unit, "description": each.says} for name, each in DEFINITIONS.items()]
"""Meaning of the values of the column ``outcome``."""


def views_sql(tables: Sequence[str], of_arms: Sequence[str] = (), of_points: Sequence[str] = ()) -> bytes:
    """SQL script with a DuckDB view for each table, with comments.

    ``tables`` are names of tables with at least one part; those ``of_arms`` are read from the folders of all arms of a
    comparison, those ``of_points`` from the folders of all points of a design, with a column ``point`` at the end.
    """
    lines = _FOLDER.splitlines()
    for table in (TABLES[name] for name in sorted({*tables, *of_arms, *of_points})):
        place = "arms/*/tables" if table.name in of_arms else "tables"
        place = "points/*/tables" if table.name in of_points else place
        lines += [
            "",
            f"CREATE OR REPLACE VIEW {table.name} AS {_rows_of(table, place)};",
            f"COMMENT ON VIEW {table.name} IS {_quoted(table.description)};",
            *(
                f"COMMENT ON COLUMN {table.name}.{column.name} IS {_quoted(_with_unit(column))};"
                for column in table.columns
            ),
        ]
        if table.name in of_points:
            lines.append(f"COMMENT ON COLUMN {table.name}.point IS 'number of the point of the design';")
    return ("\n".join(lines) + "\n").encode()


def data_package(parts: Mapping[str, Sequence[str]]) -> bytes:
    """Text of datapackage.json; ``parts`` are the paths of the parts of each table."""
    return canonical_json(
        {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": "lodeflow-result",
            "resources": [_resource(TABLES[name], paths) for name, paths in sorted(parts.items())],
        }
    )


def _resource(table: Table, paths: Sequence[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns]}
    if not any(column.nullable for column in table.columns if column.name in table.key):
        schema["primaryKey"] = list(table.key)  # the standard forbids nulls in it
    return {
        "name": table.name,
        "description": table.description,
        "path": list(paths),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": schema,
        **({"outcomes": _OUTCOMES} if table.name == "outcomes" else {}),
    }


def _field(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": _FIELD_TYPES[column.kind],
        "description": column.description,
        **({"unit": column.unit} if column.unit else {}),
        **({} if column.nullable else {"constraints": {"required": True}}),
    }


def _rows_of(table: Table, place: str) -> str:
    files = f"enum_first(NULL::lodeflow_folder) || '{place}/{table.name}/*.parquet'"
    partition = ", hive_partitioning = true" if place.startswith("points/") else ""
    return f"SELECT * FROM read_parquet({files}{partition})"  # noqa: S608 - the names are our own


def _with_unit(column: Column) -> str:
    return f"[{column.unit}] {column.description}" if column.unit else column.description


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
