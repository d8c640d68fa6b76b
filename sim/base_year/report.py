"""Quality report of the base table: tonnes and value by status of evidence, and deviations from reported figures."""

from collections.abc import Mapping
from dataclasses import dataclass

from lodeflow.base_year.basis import finished
from lodeflow.base_year.table import CHINA, BaseYear
from lodeflow.catalog.names import MAGNETS, OXIDES, rows

STATUSES = ("reported", "estimated", "derived", "assumed")


@dataclass(frozen=True)
class Residual:
    """Reported figure beside the value that the base table has for it, with the deviation that is accepted."""

    figure: str
    """Name of the figure in ``reported_figures.csv``."""
    role: str
    """``input`` if the table was made from the figure and so meets it, ``check`` if it was not."""
    reported: float
    """Value as reported; magnets in tonnes finished, whatever basis was reported."""
    table: float
    """Value in the base table."""
    unit: str
    """Unit of both values; ``share`` for a fraction."""
    year: str
    """Year of the report."""
    within: float
    """Deviation that is accepted, per cent, or percentage points for shares."""
    source: str
    """Publication with the figure."""

    @property
    def percent(self) -> float:
        """Deviation of the table, per cent of the reported figure; percentage points for shares."""
        if self.unit == "share":
            return 100.0 * (self.table - self.reported)
        return 100.0 * (self.table / self.reported - 1.0)

    @property
    def inside(self) -> bool:
        """True if the deviation is within the accepted one."""
        return abs(self.percent) <= self.within


def tonnes_by_status(year: BaseYear) -> dict[str, dict[str, float]]:
    """Tonnes of the flows of ``year``, by material and status."""
    table: dict[str, dict[str, float]] = {}
    for f in year.flows:
        cell = table.setdefault(f.material, dict.fromkeys(STATUSES, 0.0))
        cell[f.status] += f.tonnes
    return table


def value_by_status(year: BaseYear, prices: Mapping[tuple[str, str], float]) -> dict[str, float]:
    """Value of all flows at the seller's gate, USD a year, by status.

    ``year`` is the balanced base year; ``prices`` are gate prices in USD/t by (region, material).
    """
    table = dict.fromkeys(STATUSES, 0.0)
    for f in year.flows:
        table[f.status] += f.tonnes * prices[f.origin, f.material]
    return table


def largest_assumed(year: BaseYear, count: int = 10) -> list[tuple[str, str, str, float]]:
    """Largest flows that are assumed, as (material, origin, destination, t a year).

    ``year`` is the balanced base year; ``count`` is the largest number of flows that are returned.
    """
    assumed = [(f.material, f.origin, f.destination, f.tonnes) for f in year.flows if f.status == "assumed"]
    return sorted(assumed, key=lambda f: (-f[3], f))[:count]


def residuals(name: str, year: BaseYear) -> list[Residual]:
    """Deviations from every figure of ``reported_figures.csv``.

    ``name`` is the folder of base-year tables, ``year`` the base year balanced from it.
    """
    measured = measures(year)
    recipe = {r["name"]: float(r["value"]) for r in rows(f"{name}/recipes")}
    return [
        Residual(
            r["figure"],
            r["role"],
            float(r["value"]),
            measured[r["figure"]],
            r["unit"],
            r["year"],
            float(r["expected_within_percent"]),
            r["source"],
        )
        for r in finished(rows(f"{name}/reported_figures"), "value", recipe)
    ]


def measures(year: BaseYear) -> dict[str, float]:
    """Values of the reported figures as ``year``, the balanced table, has them, by name; t a year, or shares."""
    mined = [(m.region, m.tonnes, m.basket[0] + m.basket[1]) for m in year.mines]
    mined_magnet = sum(t * b for _, t, b in mined)
    recycled = {m.region: [_recycled(year, m.region, e) for e in range(2)] for m in year.makers}
    oxide = {
        r: sum(v for (region, m), v in year.output.items() if region == r and m in OXIDES[:2])
        + sum(recycled.get(r, ()))
        for r in {region for region, _ in year.output}
    }
    magnets = {m.region: m.tonnes for m in year.makers}
    returned = sum(sum(r) for r in recycled.values())
    fed = sum(year.output[r, g] * sum(year.recipe.need[g]) for r in magnets for g in MAGNETS) + returned
    non_magnet = sum(v for (_, m), v in year.final_use.items() if m == "light_oxide")
    separated_light = {
        s.region: year.received(s.feed, s.region) * year.feed_basket(s.region, s.feed)[0] * s.recovery[0]
        for s in year.separators
        if s.feed == "light_concentrate"
    }
    rest_us = year.output.get(("USA", "rest_oxide"), 0.0) / year.wanted_rest
    return {
        "china_share_of_mined_oxide": sum(t for r, t, _ in mined if r == CHINA) / sum(t for _, t, _ in mined),
        "china_share_of_mined_magnet_elements": sum(t * b for r, t, b in mined if r == CHINA) / mined_magnet,
        "china_share_of_separated_magnet_elements": oxide[CHINA] / sum(oxide.values()),
        "china_share_of_magnets": magnets[CHINA] / sum(magnets.values()),
        "mined_oxide_t": sum(t for _, t, _ in mined),
        "mined_magnet_elements_t": mined_magnet,
        "magnet_element_use_t": fed + non_magnet,
        "recycled_magnet_elements_t": returned,
        "us_separated_oxide_t": separated_light["USA"] + rest_us,
        "china_light_oxide_imports_t": sum(
            f.tonnes for f in year.flows if f.material == "light_oxide" and f.destination == CHINA and f.origin != CHINA
        ),
        "china_magnet_exports_t": sum(year.sent(g, CHINA, abroad=True) for g in MAGNETS),
        "china_magnet_exports_hs85051110_t": sum(year.sent(g, CHINA, abroad=True) for g in MAGNETS),
        **{
            f"china_magnet_exports_to_{to.lower()}_t": _magnets_from_china(year, to)
            for to in ("USA", "JPN", "KOR", "VNM")
        },
        "china_compound_exports_t": sum(year.sent(o, CHINA, abroad=True) for o in OXIDES) / year.oxide_share,
        "china_compounds_to_jpn_usa_eu_row_share": _share_of_compounds(year, ("JPN", "USA", "EU", "ROW")),
        "eu_magnet_use_t": sum(year.received(g, "EU") for g in MAGNETS),
        "china_heavy_oxide_output_t": year.output[CHINA, "heavy_oxide"] + recycled[CHINA][1],
        "us_ndpr_oxide_t": separated_light["USA"],
        "light_oxide_outside_china_t": sum(v for r, v in separated_light.items() if r != CHINA),
        "china_finished_magnets_t": magnets[CHINA],
        "world_finished_magnets_t": sum(magnets.values()),
    }


def _recycled(year: BaseYear, region: str, element: int) -> float:
    """Oxide that a region's magnet makers recover from their own swarf, t."""
    return sum(year.output[region, g] * year.recipe.swarf[g][element] for g in MAGNETS)


def _magnets_from_china(year: BaseYear, to: str) -> float:
    """Magnets of both grades that the region ``to`` buys from China, t."""
    return sum(f.tonnes for f in year.flows if f.material in MAGNETS and (f.origin, f.destination) == (CHINA, to))


def _share_of_compounds(year: BaseYear, to: tuple[str, ...]) -> float:
    """Share of the regions ``to`` in the oxides that China exports."""
    sold = [f for f in year.flows if f.material in OXIDES and f.origin == CHINA != f.destination]
    return sum(f.tonnes for f in sold if f.destination in to) / sum(f.tonnes for f in sold)
