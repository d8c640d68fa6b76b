"""Names of regions, materials, sectors and chokepoints, and the shipped data tables as rows of text.

Every row of ``configs/data`` names its unit, year, status (reported, estimated, derived, assumed) and source. The
figures themselves stand in the files only.
"""

import csv
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

Row = dict[str, str]

REGIONS = (
    "CHN",
    "USA",
    "CAN",
    "MEX",
    "AUS",
    "JPN",
    "KOR",
    "EU",
    "GBR",
    "IND",
    "MYS",
    "VNM",
    "THA",
    "MMR",
    "BRA",
    "ZAF",
    "RUS",
    "KAZ",
    "CHL",
    "ROW",
)
ORES = ("light_concentrate", "heavy_concentrate")
OXIDES = ("light_oxide", "heavy_oxide", "rest_oxide")
MAGNETS = ("magnet_standard", "magnet_high_temperature")
MATERIALS = ORES + OXIDES + MAGNETS
SECTORS = ("defence", "clean_energy", "other")
CHOKEPOINTS = ("suez", "malacca", "panama", "hormuz")


@cache
def rows(table: str) -> tuple[Row, ...]:
    """Rows of ``configs/data/<table>.csv``, in the order of the file; ``table`` may lie in a sub-folder, such as
    ``rare-earths-2024/mines``.
    """
    text = files("lodeflow.configs").joinpath("data", f"{table}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def sector_shares(base_table: str, material: str, region: str = "*") -> tuple[tuple[str, float], ...]:
    """Sectors that use a material, with their shares of its final use.

    Args:
        base_table: folder of base-year tables, or a chain.
        material: one of its materials.
        region: region of the users; only the tables of chains tell regions apart.

    """
    chain = chain_folder(base_table)
    if chain is None:
        table = rows(f"{base_table}/sector_shares")
        return tuple((r["sector"], float(r["share"])) for r in table if r["material"] == material)
    lines = chain.joinpath("sector_shares.csv").read_text(encoding="utf-8").splitlines()
    of = [r for r in csv.DictReader(x for x in lines if not x.startswith("#")) if r["material"] == material]
    own = [r for r in of if r["region"] == region] or [r for r in of if r["region"] == "*"]
    return tuple(sorted((r["sector"], float(r["value"])) for r in own))


@cache
def chain_folder(base_table: str) -> Traversable | None:
    """Folder of the chain that ``base_table`` names, a shipped one or a user's own; None for rare-earth tables."""
    shipped = files("lodeflow.configs").joinpath("chains", base_table)
    if "/" not in base_table and shipped.joinpath("chain.toml").is_file():
        return shipped
    own = Path(base_table)
    return own if base_table and own.joinpath("chain.toml").is_file() else None


def tables(folder: str) -> list[str]:
    """Names of the CSV tables in ``configs/data/<folder>``, sorted; ``folder`` is a path below ``configs/data``."""
    place = files("lodeflow.configs").joinpath("data", folder)
    return sorted(f.name.removesuffix(".csv") for f in place.iterdir() if f.name.endswith(".csv"))
