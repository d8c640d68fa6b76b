"""Names of regions, materials, sectors and chokepoints, and the shipped data tables as rows of text.

Every row of ``configs/data`` names its unit, year, status (reported, estimated, derived, assumed) and source. The
figures themselves stand in the files only.
"""

import csv
from functools import cache
from importlib.resources import files

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
def sector_shares(base_table: str, material: str) -> tuple[tuple[str, float], ...]:
    """Sectors that use a material, with their shares of its final use.

    ``base_table`` is the folder of base-year tables; ``material`` is one of MATERIALS.
    """
    table = rows(f"{base_table}/sector_shares")
    return tuple((r["sector"], float(r["share"])) for r in table if r["material"] == material)


def tables(folder: str) -> list[str]:
    """Names of the CSV tables in ``configs/data/<folder>``, sorted; ``folder`` is a path below ``configs/data``."""
    place = files("lodeflow.configs").joinpath("data", folder)
    return sorted(f.name.removesuffix(".csv") for f in place.iterdir() if f.name.endswith(".csv"))
