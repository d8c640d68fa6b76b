"""Goods of a world by what they are to each other: ores, what is made of them, products; and the regions that trade.

Code asks for the role of a material here and never for its name. Rare earths are one set; every chain of
``configs/chains``, or of a user's own folder, is another.
"""

import csv
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from lodeflow.catalog.names import MAGNETS, ORES, OXIDES, REGIONS, chain_folder

ELEMENTS = 3
"""Elements whose content is counted; the last is in surplus where anybody makes it."""
MOST_MATERIALS = 3
"""Materials of a chain that can be simulated: one at each stage."""


class Goods(NamedTuple):
    """Materials by their role, and regions; a plant of a stage takes what the stage before makes."""

    ores: tuple[str, ...]
    """What mines sell to plants, and what plants separate or refine."""
    intermediates: tuple[str, ...]
    """What is made of ores, or drawn from a host; the n-th is pure in the n-th element."""
    products: tuple[str, ...]
    """What is made of intermediates."""
    regions: tuple[str, ...]
    """Regions that may trade, the first those of the catalog."""

    @property
    def materials(self) -> tuple[str, ...]:
        """All materials, in the order of their indices."""
        return self.ores + self.intermediates + self.products

    @property
    def of_element(self) -> tuple[str, ...]:
        """Material that is pure in each element; empty where there is none."""
        return (*self.intermediates, *[""] * (ELEMENTS - len(self.intermediates)))

    @property
    def final(self) -> tuple[str, ...]:
        """Materials whose users lose value added when they go short: the last stage."""
        return self.products or self.intermediates

    @property
    def residue(self) -> str:
        """Material that may be in surplus; empty for none."""
        return self.of_element[ELEMENTS - 1]

    def place(self, material: str) -> int:
        """Index of ``material``; -1 where there is no such material."""
        return self.materials.index(material) if material in self.materials else -1


RARE_EARTHS = Goods(ORES, OXIDES, MAGNETS, REGIONS)


@cache
def further() -> tuple[str, ...]:
    """Ids of the regions that only chains need."""
    text = files("lodeflow.configs").joinpath("chains", "regions.csv").read_text(encoding="utf-8")
    return tuple(row["region"] for row in csv.DictReader(text.splitlines()))


@lru_cache(maxsize=256)
def region_index(region: str) -> int:
    """Index of ``region``, the same in every world; ValueError where there is no such region."""
    return (*REGIONS, *further()).index(region)


def goods_of(base_table: str) -> Goods:
    """Goods of the world that stands on ``base_table``: tables of rare earths, or a chain.

    Raises ValueError for a chain with more than one material a stage: it can be checked and closed, not yet simulated.
    """
    folder = chain_folder(base_table)
    if folder is None:
        return RARE_EARTHS
    return _goods_in(base_table, folder.joinpath("materials.csv").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _goods_in(base_table: str, text: str) -> Goods:
    """Goods in the ``text`` of the table of materials of a chain."""
    lines = text.splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    names, stages = tuple(row["material"] for row in rows), {row["stage"] for row in rows}
    if not 1 <= len(names) <= MOST_MATERIALS or len(stages) < len(names):
        said = f"the chain {base_table} has {len(names)} materials at {len(stages)} stages"
        raise ValueError(f"{said}; one material a stage can be simulated")
    first = () if len(names) == 1 else names[:1]
    return Goods(first, names[len(first) : len(first) + 1], names[len(first) + 1 :], (*REGIONS, *further()))
