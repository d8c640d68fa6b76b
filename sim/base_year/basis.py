"""Basis of magnet tonnes: finished magnets, or blanks before they are cut and ground.

Customs and users count finished magnets, industry statistics of China blanks, which weigh about a third more. A table
may hold rows of both; each states its basis in the column ``basis``, and all are turned into finished magnets before
anything is added up.
"""

from collections.abc import Iterable, Mapping

from lodeflow.catalog.names import Row

BASES = ("finished", "blanks")
MAGNET_TONNES = {
    "known_flows": "material",
    "use_weights": "material",
    "previous_flows": "material",
    "reported_figures": "figure",
}
"""Tables that may hold tonnes of magnets, each with the column that tells."""
MAGNET_FIGURES = (
    "china_magnet_exports_t",
    "china_magnet_exports_hs85051110_t",
    "china_magnet_exports_to_usa_t",
    "china_magnet_exports_to_jpn_t",
    "china_magnet_exports_to_kor_t",
    "china_magnet_exports_to_vnm_t",
    "eu_magnet_use_t",
    "china_finished_magnets_t",
    "world_finished_magnets_t",
)


def counts_magnets(name: str) -> bool:
    """True if ``name``, a material or a reported figure, stands for tonnes of magnets."""
    return name == "magnet" or name in MAGNET_FIGURES


def finished(rows: Iterable[Row], column: str, recipe: Mapping[str, float]) -> tuple[Row, ...]:
    """Rows with magnets in tonnes of finished magnet; other rows as they are.

    Args:
        rows: rows of a table with the column ``basis``.
        column: the column with the tonnes.
        recipe: values of ``recipes`` by name; ``finished_per_blank`` is the tonnes of finished magnet in a tonne of
            blanks.

    """
    share = recipe["finished_per_blank"]
    return tuple(
        r | {column: repr(share * float(r[column])), "basis": "finished"} if r["basis"] == "blanks" else r for r in rows
    )
