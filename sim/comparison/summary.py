"""Printed tables of a comparison: main outcomes, gains and losses, present values, tail risk."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lodeflow.catalog.goods import RARE_EARTHS
from lodeflow.comparison.differences import LOSS, Comparison, total_of
from lodeflow.comparison.dollars_per_tonne import dollars
from lodeflow.comparison.more_than_parts import more_than_parts, wholes
from lodeflow.comparison.numbers_in_words import digits, with_error, with_interval
from lodeflow.comparison.paired_statistics import Floats, Pairs
from lodeflow.comparison.who_pays import (
    ALL,
    IMPORT_PRICES,
    MEMBERS,
    OTHERS,
    OUTSIDE,
    PAID_ABROAD,
    PURSES,
    SUMMED,
    WORLD,
    places_of,
    purses_of,
)
from lodeflow.outcomes.names import Name
from lodeflow.report.over_replications import spread
from lodeflow.report.text_tables import Section
from lodeflow.scenario.load import Scenario

ARMS_BESIDE = 3
"""Arms in one table; more do not fit into a line."""
SHOWN = ("USA", "EU", "JPN", "CHN")
OF_ALLIANCES = ("USA", "EU", "JPN", MEMBERS, "CHN", OTHERS)
"""Places shown where there is an alliance: members, others and outside make up the world."""
MILLION = 1e6
BUYERS = 3
"""Regions abroad whose prices of a chain are shown."""


@dataclass(frozen=True)
class Headline:
    """Main outcome of a comparison: a sum of outcomes with a label."""

    label: str
    """Words of the printed table, with the unit."""
    counts: Callable[[Name], bool]
    """True for the outcomes that are summed."""
    scale: float
    """Divisor from the outcomes' unit to that of the label."""
    yearly: bool = False
    """True if the sum is divided by the years of the run."""


def _at(outcome: str, material: str, region: str) -> Callable[[Name], bool]:
    """Selects one outcome."""
    return lambda n: n == Name(outcome, material, region, None)


def _all(outcome: str, material: str = "", *, abroad: bool = False) -> Callable[[Name], bool]:
    """Selects an outcome of all regions, or of all but China, of materials whose name begins with ``material``."""
    return lambda n: (
        n.outcome == outcome and (n.material or "").startswith(material) and not (abroad and n.region == "CHN")
    )


def _world(outcome: str, material: str) -> Callable[[Name], bool]:
    """Selects an outcome of all regions outside China together."""
    return lambda n: n == Name(outcome, material, None, None)


HEADLINES = (
    Headline("NdPr oxide, gate, China, USD/kg", _at("mean_origin_price", "light_oxide", "CHN"), 1e3),
    Headline("NdPr oxide, paid, Japan, USD/kg", _at("mean_transaction_price", "light_oxide", "JPN"), 1e3),
    Headline("NdPr oxide, peak spot, Japan, USD/kg", _at("peak_spot_price", "light_oxide", "JPN"), 1e3),
    Headline("Dy+Tb oxide, paid, Japan, USD/kg", _at("mean_transaction_price", "heavy_oxide", "JPN"), 1e3),
    Headline("standard magnets, paid, EU, USD/kg", _at("mean_transaction_price", "magnet_standard", "EU"), 1e3),
    Headline(
        "high-temp. magnets, paid, EU, USD/kg", _at("mean_transaction_price", "magnet_high_temperature", "EU"), 1e3
    ),
    Headline(
        "high-temp. magnets, paid, USA, USD/kg", _at("mean_transaction_price", "magnet_high_temperature", "USA"), 1e3
    ),
    Headline("NdPr oxide made outside China, t/yr", _all("production", "light_oxide", abroad=True), 1.0, yearly=True),
    Headline("Dy+Tb oxide made outside China, t/yr", _all("production", "heavy_oxide", abroad=True), 1.0, yearly=True),
    Headline("magnets (all) made outside China, t/yr", _all("production", "magnet", abroad=True), 1.0, yearly=True),
    Headline("NdPr capacity added abroad, t/yr", _all("capacity_added", "light_oxide", abroad=True), 1.0),
    Headline("magnets (all) used, t/yr", _all("use", "magnet"), 1.0, yearly=True),
    Headline("magnets (all) unmet, t/yr", _all("unmet", "magnet"), 1.0, yearly=True),
    Headline("non-Chinese NdPr, % of required", _world("non_chinese_share_of_requirements", "light_oxide"), 0.01),
    Headline("cap: NdPr plants abroad could meet, %", _world("largest_share_of_requirements", "light_oxide"), 0.01),
    Headline("non-Chinese Dy+Tb, % of required", _world("non_chinese_share_of_requirements", "heavy_oxide"), 0.01),
    Headline("cap: Dy+Tb plants abroad could meet, %", _world("largest_share_of_requirements", "heavy_oxide"), 0.01),
    Headline("NdPr 60 % for a year by 2030, % of runs", _world("share_60_by_2030", "light_oxide"), 0.01),
    Headline("NdPr 60 % for a year by 2034, % of runs", _world("share_60_by_2034", "light_oxide"), 0.01),
    Headline("magnets (all) relabelled, t/yr", _all("relabelled", "magnet"), 1.0, yearly=True),
    Headline("magnets (all) over-invoiced, t/yr", _all("over_invoiced", "magnet"), 1.0, yearly=True),
    Headline("magnets (all) use offshored, t/yr", _all("offshored", "magnet"), 1.0, yearly=True),
    Headline("levies and duties evaded, M USD/yr", _all("evaded_levy"), MILLION, yearly=True),
    Headline("value added lost, M USD/yr", _all("output_loss"), MILLION, yearly=True),
    Headline("tariffs, M USD/yr", _all("tariff_revenue"), MILLION, yearly=True),
    Headline("levies, M USD/yr", _all("levy_revenue"), MILLION, yearly=True),
    Headline("paid to producers by states, M USD/yr", _all("fiscal_cost"), MILLION, yearly=True),
    Headline("export taxes, M USD/yr", _all("export_tax_revenue"), MILLION, yearly=True),
    Headline("licence rents, M USD/yr", _all("licence_rent"), MILLION, yearly=True),
)


def _of_chain(found: Comparison) -> list[Headline]:
    """Main outcomes of a chain: prices where most is made and where most is bought, output, use and shortage."""
    told: list[Headline] = []
    for material in found.goods.materials:
        home = _largest(found, "production", material)[:1]
        told += [Headline(f"{material}, gate, {r}, USD/kg", _at("mean_origin_price", material, r), 1e3) for r in home]
        if material in found.goods.final:
            abroad = [region for region in _largest(found, "use", material) if region not in home][:BUYERS]
            for price, words in (("mean_transaction_price", "paid"), ("peak_spot_price", "peak spot")):
                told += [Headline(f"{material}, {words}, {r}, USD/kg", _at(price, material, r), 1e3) for r in abroad]
        for outcome, words in (("production", "made"), ("capacity_added", "capacity added"), ("use", "used")):
            yearly = outcome != "capacity_added"
            label = f"{material}, {words}, t{'/yr' if yearly else ''}"
            told.append(Headline(label, _all(outcome, material), 1.0, yearly=yearly))
    (last,) = found.goods.final
    of = found.goods.intermediates[0]
    told.append(Headline(f"{last}, unmet, t/yr", _all("unmet", last), 1.0, yearly=True))
    told.append(Headline(f"non-Chinese {of}, % of required", _world("non_chinese_share_of_requirements", of), 0.01))
    return [*told, *(each for each in HEADLINES if "M USD/yr" in each.label)]


def _largest(found: Comparison, outcome: str, material: str) -> list[str]:
    """Regions by what they make or use of a material in the base arm, the largest first."""
    base = found.found[found.arms[0]]
    size: dict[str, float] = {}
    for k, name in enumerate(base.units):
        if name.outcome == outcome and name.material == material and name.region is not None:
            size[name.region] = size.get(name.region, 0.0) + float(np.mean(base.values[:, k]))
    return sorted((r for r in size if size[r] > 0.0), key=lambda r: (-size[r], r))


def sections(found: Comparison, years: float, scenarios: Sequence[Scenario] = ()) -> list[Section]:
    """Printed tables of a comparison.

    Args:
        found: the comparison.
        years: length of the runs in years.
        scenarios: those of the arms, in any order; with them, a whole is held against the sum of its parts.

    """
    others = found.arms[1:]
    beside = range(0, len(others), ARMS_BESIDE)
    parts = [each for first in beside for each in _headlines(found, others[first : first + ARMS_BESIDE], years)]
    parts += [_who_pays(found, arm, years) for arm in found.welfare]
    if found.welfare:
        parts.append(_present_values(found))
    parts += dollars(found)
    named = {each.name: each for each in scenarios}
    for whole, its in wholes([named[arm] for arm in found.arms] if named else []).items():
        parts.append(more_than_parts(found.arms[0], whole, its, _totals(found, years)))
    return [*parts, _risks(found)]


def _totals(found: Comparison, years: float) -> Iterator[tuple[str, dict[str, Floats]]]:
    """Label of each main outcome, and its values (replications,) in the unit of the label by arm."""
    for headline in HEADLINES if found.goods is RARE_EARTHS else _of_chain(found):
        units = {name: unit for name, unit in found.unit.items() if headline.counts(name)}
        if not units:
            continue
        scale = headline.scale * (years if headline.yearly else 1.0)
        add = np.nansum if len(units) > 1 else np.sum  # an arm may lack some; the only one may be undefined
        totals = {arm: add(found.found[arm].of(units), axis=1) / scale for arm in found.arms}
        if not np.isnan(totals[found.arms[0]]).all():
            yield headline.label, totals


def _headlines(found: Comparison, arms: Sequence[str], years: float) -> list[Section]:
    """Means of the base and paired differences of each arm, with their errors; and the medians of both."""
    base = found.arms[0]
    means: list[tuple[str, ...]] = []
    medians: list[tuple[str, ...]] = []
    for label, totals in _totals(found, years):
        pairs = {arm: Pairs(1) for arm in arms}
        for arm in arms:
            for value, against in zip(totals[arm], totals[base], strict=True):
                pairs[arm].add(np.array([value]), np.array([against]))
        told = [with_interval(float(p.difference[0]), float(p.half_width[0])) for p in pairs.values()]
        of_base = spread(totals[base])
        means.append((label, with_error(of_base), *told))
        if "% of runs" not in label:  # a yes or no has no median
            gaps = [spread(totals[arm] - totals[base]).median for arm in arms]
            told = [with_interval(gap, float("nan")) for gap in gaps]
            medians.append((label, f"{of_base.median:,.{digits(of_base.median)}f}", *told))
    columns = ("", base[:14], *(arm[:18] for arm in arms))
    title = (
        f"Means of {base} (± standard error) and paired differences of other arms (± half-width of 95 %); prices are "
        "means over the run, gate: at the producers, paid: by users, contract and spot; ~: within the noise; =: "
        "equal in every pair"
    )
    return [
        Section(title, columns, means),
        Section(f"Medians of {base}, and of the paired differences of other arms", columns, medians),
    ]


def _who_pays(found: Comparison, arm: str, years: float) -> Section:
    """Gains and losses by purse and place."""
    pairs = found.welfare[arm]
    whole = pairs.difference.shape[2] - len(_rates(found))  # the period that is the whole run, undiscounted
    mean, half = (x[:, :, whole] / years / MILLION for x in (pairs.difference, pairs.half_width))
    place = {name: n for n, name in enumerate(places_of(found.goods))}
    words = purses_of(found.goods)
    columns = list(OF_ALLIANCES if found.members else SHOWN)
    shown = [place[name] for name in columns]
    rest = mean[:, place[WORLD]] - mean[:, place[OUTSIDE]] - mean[:, shown].sum(axis=1)
    rows = []
    for n, purse in enumerate(PURSES):
        between = [] if found.members else [rest[n]]
        numbers = [*mean[n, shown], *between, mean[n, place[OUTSIDE]], mean[n, place[WORLD]]]
        if purse in SUMMED and max(abs(x) for x in numbers) < 0.05:
            continue
        name = f"of which {purse}" if purse in (IMPORT_PRICES, PAID_ABROAD) else words[n]
        if purse in (*SUMMED, ALL, IMPORT_PRICES, PAID_ABROAD):
            rows.append((name, *(_money(float(x)) for x in numbers)))
        if purse == ALL:
            edges = [*half[n, shown], *(np.nan for _ in between), half[n, place[OUTSIDE]], half[n, place[WORLD]]]
            rows.append(("  ± 95 %", *("" if np.isnan(x) else _money(float(x)) for x in edges)))
    title = f"Who gains and who pays: {arm} against {found.arms[0]}, million USD a year"
    return Section(title, ("", *columns, *([] if found.members else ["rest"]), OUTSIDE, WORLD), rows)


def _present_values(found: Comparison) -> Section:
    """Discounted gains by place over the whole run."""
    rows, at_place = [], places_of(found.goods)
    places = ("USA", "CHN", MEMBERS, OTHERS, WORLD) if found.members else (*SHOWN, WORLD)
    for arm, pairs in found.welfare.items():
        for k, rate in enumerate(_rates(found)):
            if rate > 0.0:
                period = pairs.difference.shape[2] - len(_rates(found)) + k
                at = [(PURSES.index(ALL), at_place.index(p), period) for p in places]
                values = ((pairs.difference[x] / 1e9, pairs.half_width[x] / 1e9) for x in at)
                rows.append((f"{arm[:18]}, at {100.0 * rate:.3g} %", *(with_interval(*map(float, v)) for v in values)))
    return Section("Total gain over the run, present value, billion USD", ("", *places), rows)


def _rates(found: Comparison) -> tuple[float, ...]:
    """Discount rates of the present values."""
    return found.when.rates if found.when else ()


def _risks(found: Comparison) -> Section:
    """Distribution of lost output over the replications."""
    rows = []
    for arm, risk in found.risks.items():
        lost = spread(total_of(found.found[arm], LOSS)).scaled(1e-9)
        tail = (f"{x / 1e9:,.2f}" for x in (risk.value_at_risk, risk.beyond))
        rows.append((arm, with_error(lost), f"{lost.median:,.2f}", *tail))
    columns = ("arm", "mean ± s.e.", "median", "95 % value at risk", "mean of the worst 5 %")
    return Section("Output loss over the run (value added), billion USD", columns, rows)


def _money(value: float) -> str:
    """Million USD as text."""
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:,.1f}"
