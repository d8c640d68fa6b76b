"""Names of regions, materials, sectors and chokepoints, and the shipped data tables as rows of text.

Every row of ``configs/data`` names its unit, year, status (reported, estimated, derived, assumed) and source. The
figures themselves stand in the files only.
"""

import csv
import hashlib
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


def chain_folder(base_table: str) -> Traversable | None:
    """Folder of the chain that ``base_table`` names, a shipped one or a user's own; None for rare-earth tables."""
    shipped = _shipped_chain(base_table)
    if shipped is not None:
        return shipped
    own = Path(base_table)
    return own if base_table and own.joinpath("chain.toml").is_file() else None


@cache
def _shipped_chain(name: str) -> Traversable | None:
    """Folder of the shipped chain ``name``; None where none has that name."""
    folder = files("lodeflow.configs").joinpath("chains", name)
    return folder if name and "/" not in name and folder.joinpath("chain.toml").is_file() else None


def chain_digest(base_table: str) -> str:
    """SHA-256 of chain.toml and all tables of the chain that ``base_table`` names; empty for rare-earth tables.

    It stands for the content of a folder that its owner may change: a path says only where it is.
    """
    folder = chain_folder(base_table)
    if folder is None:
        return ""
    return _shipped_digest(base_table) if _shipped_chain(base_table) is not None else _digest_of(folder)


@cache
def _shipped_digest(name: str) -> str:
    """Digest of the shipped chain ``name``, which nobody changes while a process runs."""
    folder = _shipped_chain(name)
    return "" if folder is None else _digest_of(folder)


def _digest_of(folder: Traversable) -> str:
    """SHA-256 of the names and bytes of the tables in ``folder``, in hexadecimal."""
    found = hashlib.sha256()
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith((".csv", ".toml")) and file.is_file():
            content = file.read_bytes()
            found.update(f"{file.name}:{len(content)}:".encode() + content)
    return found.hexdigest()


def tables(folder: str) -> list[str]:
    """Names of the CSV tables in ``configs/data/<folder>``, sorted; ``folder`` is a path below ``configs/data``."""
    place = files("lodeflow.configs").joinpath("data", folder)
    return sorted(f.name.removesuffix(".csv") for f in place.iterdir() if f.name.endswith(".csv"))
