"""Closing of the base year: a balanced table in which every tonne mined is used or put aside.

From the mines, separators, magnet makers and users of one set of tables (``configs/data/<name>``) follows, stage by
stage, what each region makes and needs; bilateral flows come from RAS.
"""

from functools import lru_cache

from lodeflow.base_year.basis import finished
from lodeflow.base_year.flows import trade_oxides_and_magnets
from lodeflow.base_year.of_chain import chain_year
from lodeflow.base_year.production import make_magnets, move_ore, separate
from lodeflow.base_year.table import BaseYear, Mine, Recipe, Separator
from lodeflow.base_year.unused_rows import refuse_unused_rows
from lodeflow.catalog.names import Row, chain_digest, rows
from lodeflow.terms.trade.lanes import LaneTerms


def base_year(name: str, lanes: LaneTerms = LaneTerms()) -> BaseYear:  # noqa: B008 - an immutable default
    """Balanced base year of the tables in ``configs/data/<name>`` or of a chain; nobody changes it.

    It is closed once, and again where the folder of a chain has changed.

    Args:
        name: the folder, or a chain.
        lanes: which flows are large enough for a lane.

    Raises:
        ValueError: figures that contradict each other.
        DataError: a row that nothing would use.

    """
    return _closed(name, lanes, chain_digest(name))


@lru_cache(maxsize=8)
def _closed(name: str, lanes: LaneTerms, digest: str) -> BaseYear:
    """Base year of a folder; ``digest`` stands for the content of that of a chain, and is empty for others."""
    if digest:
        return chain_year(name, lanes.least_flow_t_per_yr, lanes.least_share)
    refuse_unused_rows(name)
    table = {t: rows(f"{name}/{t}") for t in ("mines", "separators", "magnet_makers", "recipes", "use_weights")}
    recipe = {r["name"]: float(r["value"]) for r in table["recipes"]}
    known = finished(rows(f"{name}/known_flows"), "tonnes", recipe)
    weights = finished(table["use_weights"], "weight", recipe)
    mines = [_mine(r) for r in table["mines"]]
    separators = [
        Separator(
            r["region"],
            r["feed"],
            (float(r["light_recovery"]), float(r["heavy_recovery"]), float(r["rest_recovery"])),
            float(r["utilisation"]),
        )
        for r in table["separators"]
    ]
    empty = Recipe({}, {}, {})
    year = BaseYear(
        mines,
        separators,
        [],
        empty,
        wanted_rest=recipe["wanted_rest_share"],
        oxide_share=recipe["oxide_share_of_compounds"],
        home_preference=recipe["home_preference"],
        second_route_share=recipe["second_route_share"],
        least_flow=lanes.least_flow_t_per_yr,
        least_share=lanes.least_share,
    )
    move_ore(year, table["separators"])
    made = separate(year)
    make_magnets(year, made, recipe, table["magnet_makers"])
    trade_oxides_and_magnets(year, weights, known, recipe)
    return year


def _mine(row: Row) -> Mine:
    """Mine by one row of ``mines``."""
    light, heavy = float(row["light_share"]), float(row["heavy_share"])
    return Mine(
        row["region"],
        row["material"],
        float(row["output_t"]),
        (light, heavy, 1.0 - light - heavy),
        float(row["utilisation"]),
        int(row["sites"]),
    )
