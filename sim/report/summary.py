"""Printed summary of a run: prices, output, shortages, diversification, alliance, trade values, conservation checks."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lodeflow.catalog.names import MAGNETS, MATERIALS, OXIDES, SECTORS
from lodeflow.outcomes.diversification import CAPS, CENSORED, HORIZONS
from lodeflow.outcomes.measures import OUTCOMES
from lodeflow.outcomes.names import Name
from lodeflow.report.text_tables import Section
from lodeflow.scenario.load import Scenario

SHOWN = (
    ("light_oxide", "CHN"),
    ("light_oxide", "JPN"),
    ("heavy_oxide", "CHN"),
    ("heavy_oxide", "JPN"),
    ("rest_oxide", "CHN"),
    ("magnet_standard", "CHN"),
    ("magnet_standard", "EU"),
    ("magnet_high_temperature", "CHN"),
    ("magnet_high_temperature", "USA"),
)
"""Materials and regions whose prices are printed."""
KG_PER_T = 1000.0


class Means:
    """Running mean of every outcome over replications, skipping those in which it is not defined.

    A censored outcome has a mean only if every replication defines it. ``names`` are those of the outcomes.
    """

    def __init__(self, names: Sequence[Name]) -> None:
        self.names = names
        self.count = np.zeros(len(names), np.int64)
        self.total = np.zeros(len(names))
        self.replications = 0

    def add(self, values: NDArray[np.float64]) -> None:
        """Add one replication; ``values`` float64 (outcomes,) are in the order of the names, NaN where not defined."""
        defined = ~np.isnan(values)
        self.replications += 1
        self.count += defined
        self.total += np.where(defined, values, 0.0)

    def values(self) -> dict[tuple[str | None, ...], float]:
        """Mean by outcome, material, region and sector; outcomes without a mean are left out."""
        known = zip(self.names, self.total, self.count, strict=True)
        least = dict.fromkeys(CENSORED, self.replications)
        return {n: float(total) / int(count) for n, total, count in known if count >= max(1, least.get(n.outcome, 1))}

    def rows(self) -> list[dict[str, str | float | None]]:
        """Means as dictionaries, with names, value and unit, for JSON."""
        return [
            {**dict(zip(Name._fields, key, strict=True)), "value": value, "unit": OUTCOMES[str(key[0])]}
            for key, value in self.values().items()
        ]


def sections(means: Means, years: float) -> list[Section]:
    """Printed tables of the means over replications.

    Args:
        means: means of all outcomes.
        years: length of the run in years.

    """
    mean = means.values()
    alliance = [_alliance(mean, years)] if any(name == "weeks_in_the_money" for name, *_ in mean) else []
    return [
        *(_prices(mean), _output(mean, years), _shortage(mean), _headline(mean, years)),
        *alliance,
        _books(mean, years),
    ]


def nowcasts(scenario: Scenario) -> list[Section]:
    """Table of the nowcasts of ``scenario``: demand shifts inferred from events, which the model did not produce
    itself.
    """
    rows = []
    for name, terms in scenario.surges.items():
        if terms.label == "nowcast":
            named = (of for of in (terms.region, terms.material, terms.sector) if of != "*")
            whose = " ".join(of if isinstance(of, str) else ", ".join(of) for of in named) or "all"
            until = f"{terms.end}" if terms.end else "the end"
            rows.append((name, whose, f"x {terms.factor:g}", f"{terms.start} to {until}", terms.source))
    columns = ("nowcast", "users", "demand at base prices", "period", "source")
    return [Section("Nowcasts: demand shifted to match events so far", columns, rows)] if rows else []


def _prices(mean: dict[tuple[str | None, ...], float]) -> Section:
    """Prices in USD/kg: at the gate, spot, and paid."""
    rows = []
    for material, region in SHOWN:

        def kg(name: str, material: str = material, region: str = region) -> str:
            value = mean.get((name, material, region, None))
            return "" if value is None else f"{value / KG_PER_T:,.1f}"

        volatility = mean.get(("price_volatility", material, region, None))
        if volatility is not None:
            rows.append(
                (
                    f"{material} {region}",
                    kg("base_origin_price"),
                    kg("mean_origin_price"),
                    kg("peak_origin_price"),
                    kg("base_spot_price"),
                    kg("mean_spot_price"),
                    kg("peak_spot_price"),
                    kg("mean_transaction_price"),
                    kg("peak_transaction_price"),
                    f"{100.0 * volatility:.0f} %",
                )
            )
    columns = (
        "USD/kg",
        "gate base",
        "gate mean",
        "gate peak",
        "spot base",
        "spot mean",
        "spot peak",
        "paid mean",
        "paid peak",
        "volatility",
    )
    return Section(
        "Prices (light: NdPr oxide, heavy: Dy+Tb oxide, rest: La, Ce and other oxides; magnets by gross weight)",
        columns,
        rows,
    )


def _output(mean: dict[tuple[str | None, ...], float], years: float) -> Section:
    """Output, China's share, use and residue by material."""
    rows = []
    for material in MATERIALS:
        made = _total(mean, "production", material) / years
        residue = _total(mean, "residue", material) / years
        share = mean.get(("china_share_of_production", material, None, None), 0.0)
        used = _total(mean, "use", material) / years
        rows.append(
            (
                material,
                f"{made / 1e3:,.1f}",
                f"{100.0 * share:.1f} %",
                f"{used / 1e3:,.1f}",
                f"{residue / 1e3:,.1f}",
            )
        )
    return Section("Output and use, annual mean", ("kt/yr", "output", "China's share", "use", "residue"), rows)


def _shortage(mean: dict[tuple[str | None, ...], float]) -> Section:
    """Unmet demand for magnets by sector."""
    rows = []
    for sector in SECTORS:
        unmet = sum(v for k, v in mean.items() if k[0] == "unmet" and k[3] == sector and str(k[1]).startswith("magnet"))
        loss = sum(v for k, v in mean.items() if k[0] == "output_loss" and k[3] == sector)
        weeks = [
            v for k, v in mean.items() if k[0] == "weeks_short" and k[3] == sector and str(k[1]).startswith("magnet")
        ]
        rows.append((sector, f"{unmet:,.1f}", f"{max(weeks, default=0.0):.1f}", f"{loss / 1e6:,.1f}"))
    columns = ("sector", "unmet demand, t", "weeks with >1 % unmet, worst region", "output loss, million USD")
    return Section("Magnet shortages, whole run", columns, rows)


def _headline(mean: dict[tuple[str | None, ...], float], years: float) -> Section:
    """Non-Chinese content delivered to final users outside China, against their requirements."""
    rows = []
    for label, oxide in (("NdPr", "light_oxide"), ("Dy+Tb", "heavy_oxide")):
        came, needed = (mean[name, oxide, None, None] / years / 1e3 for name in ("non_chinese_content", "requirement"))
        shares = [mean.get((f"non_chinese_share_of_{of}", oxide, None, None)) for of in ("requirements", "use")]
        by = [mean.get((f"share_60_by_{year}", oxide, None, None)) for year in HORIZONS]
        shares.insert(1, mean.get(("largest_share_of_requirements", oxide, None, None)))
        told = ["" if share is None else f"{100.0 * share:.1f} %" for share in (*shares, *by)]
        stages = [mean.get((f"{stage}_could_meet", oxide, None, None)) for stage in CAPS]
        told.insert(2, " / ".join("" if share is None else f"{100.0 * share:.0f}" for share in stages))
        rows.append((label, f"{came:,.2f}", f"{needed:,.2f}", *told))
    goals = (f"60 % for a year by {year}" for year in HORIZONS)
    caps = ("cap by plants", "of mines / separators / makers, %")
    columns = ("kt/yr", "delivered", "required", "% of required", *caps, "% of use", *goals)
    return Section("Non-Chinese rare earths delivered to final users outside China (contained oxide)", columns, rows)


def _alliance(mean: dict[tuple[str | None, ...], float], years: float) -> Section:
    """Levy revenue of alliances, weeks with a levy, and evasion."""
    rows = []
    for material in (*OXIDES, *MAGNETS):
        weeks = mean.get(("weeks_in_the_money", material, None, None))
        if weeks is not None:
            money = ("levy_revenue", "export_price_alignment", "evaded_levy")
            usd = [_total(mean, of, material) / years / 1e6 for of in money]
            tonnes = [_total(mean, of, material) / years for of in ("relabelled", "over_invoiced", "offshored")]
            rows.append((material, f"{weeks:,.0f}", *(f"{x:,.1f}" for x in usd), *(f"{x:,.0f}" for x in tonnes)))
    columns = (
        *("per year", "weeks with levy, whole run", "levy, million USD", "price alignment", "levy evaded"),
        *("relabelled, t", "over-invoiced, t", "use offshored, t"),
    )
    return Section("Alliance: levy, export price alignment and evasion (million USD and t per year)", columns, rows)


def _books(mean: dict[tuple[str | None, ...], float], years: float) -> Section:
    """Trade values in bn USD a year, and residuals of the conservation checks."""

    def bn(name: str) -> str:
        return f"{sum(v for k, v in mean.items() if k[0] == name) / years / 1e9:,.3f}"

    rows = [
        ("imports, cif", bn("import_bill"), "bn USD/yr"),
        ("freight on imports", bn("freight_bill"), "bn USD/yr"),
        ("tariffs", bn("tariff_revenue"), "bn USD/yr"),
        ("levies", bn("levy_revenue"), "bn USD/yr"),
        ("export taxes", bn("export_tax_revenue"), "bn USD/yr"),
        ("stockholders' spread", bn("stockholders_spread"), "bn USD/yr"),
        ("mass balance error", f"{mean['mass_residual', None, None, None]:.1e}", "of mined tonnes"),
        ("money balance error", f"{mean['money_residual', None, None, None]:.1e}", "of users' outlay"),
    ]
    return Section("Trade values and balance checks", ("account", "value", "unit"), rows)


def _total(mean: dict[tuple[str | None, ...], float], outcome: str, material: str) -> float:
    """Sum of an outcome over regions."""
    return sum(v for k, v in mean.items() if k[0] == outcome and k[1] == material)
