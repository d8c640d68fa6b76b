"""Printed summary of a run: prices, output, shortages, diversification, alliance, trade values, conservation checks.

Several replications have a mean with its standard error, and a median; one has its value alone.
"""

from collections.abc import Mapping, Sequence
from math import isnan
from typing import NamedTuple

from lodeflow.catalog.goods import RARE_EARTHS, Goods
from lodeflow.catalog.names import SECTORS
from lodeflow.outcomes.diversification import CAPS, HORIZONS
from lodeflow.outcomes.names import Name
from lodeflow.plans import Plan
from lodeflow.report.over_replications import ALL, MAGNET, NOTHING, Means, Spread
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
PRICES = {"gate": "origin_price", "spot": "spot_price", "paid": "transaction_price"}
"""Prices that are printed, and how the names of their outcomes end."""
LABELS = {"NdPr": "light_oxide", "Dy+Tb": "heavy_oxide"}
SHORTAGE = ("unmet", "weeks_short", "weeks_badly_short", "output_loss")
DELIVERED = ("non_chinese_content", "requirement", "non_chinese_share_of_requirements", "non_chinese_share_of_use")
COULD = ("largest_share_of_requirements", *(f"{stage}_could_meet" for stage in CAPS))
LEVIES = ("levy_revenue", "export_price_alignment", "evaded_levy", "relabelled", "over_invoiced", "offshored")
BILLS = {
    "imports, cif": "import_bill",
    "freight on imports": "freight_bill",
    "tariffs": "tariff_revenue",
    "levies": "levy_revenue",
    "export taxes": "export_tax_revenue",
    "stockholders' spread": "stockholders_spread",
}
CHECKS = {
    "mass balance error": ("mass_residual", "of mined tonnes"),
    "money balance error": ("money_residual", "of users' outlay"),
}
KG_PER_T = 1000.0
KT, MILLION, BILLION = 1e-3, 1e-6, 1e-9
Found = dict[Name, Spread]


class Shown(NamedTuple):
    """Materials, prices and shortages in the printed tables of a world."""

    goods: Goods
    """Materials by their role."""
    prices: tuple[tuple[str, str], ...]
    """Materials and regions whose prices are printed."""
    short: str
    """Pattern of the materials whose users may be short: those of the last stage."""
    short_title: str
    """Name of these in the title of a table."""
    labels: Mapping[str, str]
    """Materials whose content is counted, by their label."""
    note: str
    """What the names of materials stand for."""
    unit: str
    """Unit of tonnes: kt, or t where little is made."""
    content: str
    """Word for what is counted by origin."""

    @property
    def scale(self) -> float:
        """Tonnes in that unit."""
        return KT if self.unit == "kt" else 1.0

    @property
    def headline(self) -> Name:
        """Spot price of the last stage at the largest buyer abroad."""
        home, *abroad = (of for of in self.prices if of[0] in self.goods.final)
        return Name("mean_spot_price", *(abroad[0] if abroad else home), None)


OF_RARE_EARTHS = Shown(
    RARE_EARTHS,
    SHOWN,
    MAGNET,
    "Magnet",
    LABELS,
    " (light: NdPr oxide, heavy: Dy+Tb oxide, rest: La, Ce and other oxides; magnets by gross weight)",
    "kt",
    "oxide",
)
LITTLE = 10_000.0
"""Output of the last stage, t a year, below which tonnes are printed and not kilotonnes."""
BUYERS_SHOWN = 2
"""Foreign buyers of each material of a chain whose prices are printed, the largest first."""


def shown_of(plan: Plan) -> Shown:
    """Materials and prices in the printed tables of ``plan``: each at its largest maker and its buyers abroad."""
    goods = plan.atlas.goods
    if goods is RARE_EARTHS:
        return OF_RARE_EARTHS
    prices: list[tuple[str, str]] = []
    for material in goods.materials:
        sold = {region: tonnes for (region, m), tonnes in plan.year.output.items() if m == material}
        home = max(sold, key=lambda region: sold[region])
        bought = {f.destination: 0.0 for f in plan.year.flows if f.material == material and f.destination != home}
        for destination in bought:
            bought[destination] = plan.year.received(material, destination)
        buyers = sorted(bought, key=lambda region: -bought[region])[:BUYERS_SHOWN]
        prices += [(material, region) for region in (home, *buyers)]
    (last,) = goods.final
    contained = goods.intermediates[0]
    made = sum(tonnes for (_, m), tonnes in plan.year.output.items() if m == last)
    unit = "t" if made < LITTLE else "kt"
    return Shown(goods, tuple(prices), last, last, {contained: contained}, "", unit, "material")


def printed(shown: Shown = OF_RARE_EARTHS) -> list[Name]:
    """Patterns of all outcomes that the tables show, given what is ``shown``."""
    ends = [f"{which}_{end}" for end in PRICES.values() for which in ("base", "mean", "peak")]
    names = [Name(price, *of, None) for price in (*ends, "price_volatility") for of in shown.prices]
    names += [Name(of, m, ALL, None) for of in ("production", "use", "residue") for m in shown.goods.materials]
    names += [Name("china_share_of_production", m, None, None) for m in shown.goods.materials]
    names += [_short(shown, of, sector) for of in SHORTAGE for sector in SECTORS]
    names += [Name(of, m, None, None) for of in (*DELIVERED, *_goals(), *COULD) for m in shown.labels.values()]
    names += [Name(of, m, ALL, ALL) for of in LEVIES for m in _levied(shown.goods)]
    names += [Name("weeks_in_the_money", m, None, None) for m in _levied(shown.goods)]
    names += [Name(of, ALL, ALL, None) for of in BILLS.values()]
    return names + [Name(of, None, None, None) for of, _ in CHECKS.values()]


def sections(means: Means, years: float, shown: Shown = OF_RARE_EARTHS) -> list[Section]:
    """Printed tables of the means and medians over replications.

    Args:
        means: means of all outcomes, to which ``printed`` was given.
        years: length of the run in years.
        shown: materials and prices that are shown.

    """
    found, several = means.spreads(), means.replications > 1
    alliance = (
        [_alliance(shown, found, years, several=several)]
        if any(n.outcome == "weeks_in_the_money" for n in found)
        else []
    )
    return [
        _prices(shown, found, several=several),
        _output(shown, found, years, several=several),
        _shortage(shown, found, several=several),
        _headline(shown, found, years, several=several),
        *([_caps(shown, found, several=several)] if shown is OF_RARE_EARTHS else []),
        *alliance,
        _books(found, years, several=several),
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


def _prices(shown: Shown, found: Found, *, several: bool) -> Section:
    """Prices in USD/kg: at the gate, spot, and paid."""
    rows = []
    for of in shown.prices:
        for kind, end in PRICES.items():
            base, mean, peak = (found.get(Name(f"{which}_{end}", *of, None)) for which in ("base", "mean", "peak"))
            if mean is None or peak is None:
                continue
            told = [_number(base.scaled(1.0 / KG_PER_T).mean, 1) if base else ""]
            for price in (mean, peak):
                price_kg = price.scaled(1.0 / KG_PER_T)
                told += [_with_error(price_kg, 1), *([_median(price_kg, 1)] if several else [])]
            swing = found.get(Name("price_volatility", *of, None), NOTHING) if kind == "spot" else NOTHING
            rows.append((" ".join(of), kind, *told, _with_error(swing.scaled(100.0), 0, " %")))
    columns = ("mean ± s.e.", "median", "peak ± s.e.", "peak median") if several else ("mean", "peak")
    return Section(
        f"Prices{shown.note}",
        ("USD/kg", "price", "base", *columns, "volatility"),
        rows,
    )


def _output(shown: Shown, found: Found, years: float, *, several: bool) -> Section:
    """Output, China's share, use and residue by material."""
    rows = []
    for material in shown.goods.materials:
        flows = [found.get(Name(of, material, ALL, None), NOTHING) for of in ("production", "use", "residue")]
        made, used, residue = ((each.scaled(shown.scale / years), 1, "") for each in flows)
        share = (found.get(Name("china_share_of_production", material, None, None), NOTHING).scaled(100.0), 1, " %")
        rows += _lines(material, [made, share, used, residue], several=several)
    columns = ("output", "China's share", "use", "residue")
    return _table("Output and use, annual mean", f"{shown.unit}/yr", columns, rows, several=several)


def _shortage(shown: Shown, found: Found, *, several: bool) -> Section:
    """Unmet demand for the last stage by sector."""
    rows = []
    for sector in SECTORS:
        unmet, weeks, badly, loss = (found.get(_short(shown, of, sector), NOTHING) for of in SHORTAGE)
        told = [(unmet, 1, ""), (weeks, 1, ""), (badly, 1, ""), (loss.scaled(MILLION), 1, "")]
        rows += _lines(sector, told, several=several)
    columns = ("unmet demand, t", "weeks short", "weeks badly short", "output loss, million USD")
    title = (
        f"{shown.short_title} shortages, whole run (weeks: of the region short longest; short: measures.short_share)"
    )
    return _table(title, "sector", columns, rows, several=several)


def _headline(shown: Shown, found: Found, years: float, *, several: bool) -> Section:
    """Non-Chinese content delivered to final users outside China, against their requirements."""
    rows = []
    for label, oxide in shown.labels.items():
        came, needed, *shares = (found.get(Name(of, oxide, None, None), NOTHING) for of in DELIVERED)
        goals = [found.get(Name(of, oxide, None, None), NOTHING)._replace(median=float("nan")) for of in _goals()]
        told = [(each.scaled(shown.scale / years), 2, "") for each in (came, needed)]
        told += [(share.scaled(100.0), 1, " %") for share in shares]
        told += [(goal.scaled(100.0), 0, " %") for goal in goals]
        rows += _lines(label, told, several=several)
    goals_by = (f"by {year}" for year in HORIZONS)
    columns = ("delivered", "required", "% of required", "% of use", *goals_by)
    title = f"Non-Chinese {shown.content} contained in what final users outside China got"
    title += "; by: share of runs with 60 % for a year"
    return _table(title, f"{shown.unit}/yr", columns, rows, several=several)


def _caps(shown: Shown, found: Found, *, several: bool) -> Section:
    """Share of requirements outside China that is met, and that installed plants there could meet at full use."""
    rows = []
    for label, oxide in shown.labels.items():
        shares = [found.get(Name(of, oxide, None, None), NOTHING) for of in (DELIVERED[2], *COULD)]
        rows += _lines(label, [(share.scaled(100.0), 1, " %") for share in shares], several=several)
    columns = ("met", "cap by plants", *(f"of {stage.replace('_', ' ')}" for stage in CAPS))
    title = "Non-Chinese oxide, share of requirements: what is met, and the cap, what plants could meet at full use"
    return _table(title, "% of required", columns, rows, several=several)


def _alliance(shown: Shown, found: Found, years: float, *, several: bool) -> Section:
    """Levy revenue of alliances, weeks with a levy, and evasion."""
    rows = []
    for material in _levied(shown.goods):
        weeks = found.get(Name("weeks_in_the_money", material, None, None))
        if weeks is not None:
            sums = [found.get(Name(of, material, ALL, ALL), Spread(0.0, 0.0, 0.0)) for of in LEVIES]
            usd, tonnes = sums[:3], sums[3:]
            told = [(weeks, 0, ""), *((x.scaled(MILLION / years), 1, "") for x in usd)]
            rows += _lines(material, [*told, *((x.scaled(1.0 / years), 0, "") for x in tonnes)], several=several)
    columns = ("weeks", "levy, M USD", "alignment", "levy evaded", "relabelled, t", "invoiced, t", "offshored, t")
    title = "Alliance: weeks with a levy; levy, export price alignment and evasion (million USD), and tonnes, per year"
    return _table(title, "per year", columns, rows, several=several)


def _books(found: Found, years: float, *, several: bool) -> Section:
    """Trade values in bn USD a year, and residuals of the conservation checks."""
    rows = []
    for account, of in BILLS.items():
        bill = found.get(Name(of, ALL, ALL, None), Spread(0.0, float("nan"), 0.0)).scaled(BILLION / years)
        rows.append((account, _with_error(bill, 3), *([_median(bill, 3)] if several else []), "bn USD/yr"))
    for account, (of, unit) in CHECKS.items():
        error = found[Name(of, None, None, None)]
        rows.append((account, f"{error.mean:.1e}", *([f"{error.median:.1e}"] if several else []), unit))
    columns = ("mean ± s.e.", "median") if several else ("value",)
    return Section("Trade values and balance checks", ("account", *columns, "unit"), rows)


def _table(title: str, of: str, columns: Sequence[str], rows: list[tuple[str, ...]], *, several: bool) -> Section:
    """Table whose rows come in pairs, a mean and a median, if there are several replications."""
    return Section(title, (of, *(["over runs"] if several else []), *columns), rows)


def _lines(label: str, told: Sequence[tuple[Spread, int, str]], *, several: bool) -> list[tuple[str, ...]]:
    """Line of means with standard errors and one of medians; numbers come with their decimals and unit."""
    means = tuple(_with_error(*each) for each in told)
    if not several:
        return [(label, *means)]
    medians = tuple(_median(*each) for each in told)
    return [(label, "mean ± s.e.", *means), ("", "median", *medians)]


def _with_error(of: Spread, digits: int, unit: str = "") -> str:
    """Mean, and its standard error if it has one."""
    digits = _decimals(of, digits)
    error = "" if isnan(of.error) else f" ± {of.error:,.{digits}f}"
    return "" if isnan(of.mean) else f"{of.mean:,.{digits}f}{error}{unit}"


def _median(of: Spread, digits: int, unit: str = "") -> str:
    """Median, with as many decimals as the mean."""
    return _number(of.median, _decimals(of, digits), unit)


def _decimals(of: Spread, least: int) -> int:
    """Decimals that show a standard error, at most two more than asked for."""
    some = (n for n in (least, least + 1, least + 2) if isnan(of.error) or round(of.error, n) > 0.0)
    return least if of.error == 0.0 else next(some, least + 2)


def _number(value: float, digits: int, unit: str = "") -> str:
    """Number as text, nothing where it is not defined."""
    return "" if isnan(value) else f"{value:,.{digits}f}{unit}"


def _levied(goods: Goods) -> tuple[str, ...]:
    """Materials that an alliance may levy: all but ores."""
    return (*goods.intermediates, *goods.products)


def _short(shown: Shown, outcome: str, sector: str) -> Name:
    """Outcome of a sector's shortage of the last stage over all regions; losses are those of that stage alone."""
    return Name(outcome, ALL if outcome == "output_loss" else shown.short, ALL, sector)


def _goals() -> list[str]:
    """Outcomes that tell whether the goal was reached by each horizon."""
    return [f"share_60_by_{year}" for year in HORIZONS]
