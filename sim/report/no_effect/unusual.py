"""Unusual numbers of a scenario: far from the base table, from the scenario that it extends, or from the default.

They are allowed, and each is a warning: most come from a wrong unit. A number is compared with what it changes where
that is known: a reference price with the base price, the capacity of a project with the world's output. Any other is
compared with the value that the extended scenario gives to the same key, or else with the default.
"""

from collections.abc import Iterator, Mapping
from math import inf, log
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from lodeflow.base_year.gate_prices import gate_prices
from lodeflow.base_year.table import Flow
from lodeflow.language.patterns import fits
from lodeflow.language.quantities import Quantity
from lodeflow.language.toml_places import Path
from lodeflow.language.uncertain_number import Uncertain
from lodeflow.language.units import UNITS, Dimension, written
from lodeflow.report.no_effect.where import Where
from lodeflow.scenario.fields import meaning
from lodeflow.scenario.idle import Idle
from lodeflow.scenario.layers import Merged
from lodeflow.terms.export_controls import Control
from lodeflow.terms.walk import leaves

FAR: dict[Dimension, float] = {"time": 20.0, "price": 20.0, "mass": 20.0, "flow": 20.0, "factor": 20.0}
"""Times more, or less, than elsewhere from which a number is unusual. Months taken for days are 30 times."""
FAR_SHARE = 30.0
"""The same for shares and rates. A percentage taken for a fraction is a hundred times."""
CHOSEN = ("days", "seed", "tick_days")  # for each run
PLAUSIBLE = {  # least and most of keys with these names
    "rate": (0.005, 3.0),
    "growth": (-0.5, 0.5),
    "later_growth": (-0.5, 0.5),
    "capacity_growth": (-0.5, 0.5),
    "later_capacity_growth": (-0.5, 0.5),
    "per_year": (0.001, 52.0),
    "interest": (0.005, 0.5),
    "wacc": (0.01, 0.5),
    "factor": (0.1, 10.0),
    "wedge": (0.005, 0.9),
    "low_discount_rate": (0.001, 0.5),
    "high_discount_rate": (0.001, 0.5),
}


class Usual(NamedTuple):
    """Value with which a number of a scenario is compared."""

    value: float
    """The value, in the canonical unit of the number."""
    what: str
    """What it is, for a sentence."""
    least: float
    """Least plausible share of it."""
    most: float
    """Largest plausible multiple of it."""

    def allows(self, number: float) -> bool:
        """True if ``number`` is plausible beside the value."""
        return self.least <= number / self.value <= self.most


def unusual(where: Where, merged: Merged) -> Iterator[Idle]:
    """Numbers of the scenario ``where`` that are unusual; ``merged`` are its files."""
    known = dict(_of_the_base_table(where))
    for path, value in leaves(where.scenario.__dict__):
        here = meaning(path)
        number = here.quantity if here is not None else None
        if number is None or path not in merged.origin or path[0] in CHOSEN:
            continue
        central = value.distribution.central if isinstance(value, Uncertain) else value
        if not central:
            continue  # nothing, or switched off
        usual = known.get(path) or _elsewhere(path, number, merged)
        least, most = PLAUSIBLE.get(str(path[-1]), (-inf, inf))
        if usual is not None and usual.value > 0.0 < central and not usual.allows(central):
            hint = _meant(central, usual.value, number, merged.value(path))
            yield Idle(path, _far(central, usual, number), hint)
        elif not least <= central <= most:
            said = f"{_shown(central, number)} is unusual: most lie between {least:g} and {most:g}"
            middle = min(max(central * (0.01 if central > most else 100.0), least), most)
            hint = _meant(central, middle, number, merged.value(path)) if middle > 0.0 < central else ""
            yield Idle(path, said, hint)


def _far(central: float, usual: Usual, number: Quantity) -> str:
    return f"{_shown(central, number)} is {_times(central / usual.value)} {usual.what}, {_shown(usual.value, number)}"


def _times(ratio: float) -> str:
    """A ratio in words: ``450 times`` or ``a 450th of``."""
    if ratio >= 1.0:
        return f"{ratio:,.0f} times" if ratio >= 100.0 else f"{ratio:.3g} times"
    part = round(1.0 / ratio)
    ending = "th" if part % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(part % 10, "th")
    return f"a {part:,}{ending} of"


def _shown(value: float, number: Quantity) -> str:
    """A value in the unit in which people say it."""
    if number.dimension == "price":
        return f"{value:g} USD/t" if value < 1000.0 else f"{value / 1000.0:,.6g} USD/kg"
    unit = number.unit if number.dimension in ("time", "mass", "flow") else ""
    return f"{value:,.6g} {unit}".rstrip()


def _meant(central: float, usual: float, number: Quantity, raw: Any) -> str:
    """Question whether the number was meant in another unit: in the one in which it would be nearest to ``usual``."""
    units = reversed(UNITS[number.dimension].items())  # of alike ones the last: days and months, not day and month
    digits = written(raw)[0] if isinstance(raw, str) else f"{central:g}"
    ways = {f"{digits} {other}": float(digits) * float(size) for other, size in units}
    if number.dimension in ("share", "rate"):
        percent = "%" if number.dimension == "share" else "%/yr"
        ways = {f"{central * scale * 100.0:g} {percent}": central * scale for scale in (100.0, 0.01)}
    distances = [(abs(log(value / usual)), said) for said, value in ways.items()]
    away, said = min(distances, key=lambda way: way[0], default=(inf, ""))
    return f"did you mean '{said}'?" if away < 0.5 * abs(log(central / usual)) else ""


def _elsewhere(path: Path, number: Quantity, merged: Merged) -> Usual | None:
    """Value of the same key in the scenario below the one that sets it, or its default; None where neither is."""
    far = FAR.get(number.dimension, FAR_SHARE)
    layers = merged.layers[: next(n for n, each in enumerate(merged.layers) if each is merged.origin[path])]
    for layer in reversed(layers):
        value = _value(layer.data, path, number)
        if value:
            return Usual(value, f"what {layer.label} says", 1.0 / far, far)
    here = meaning(path)
    default = here.default if here is not None else None
    if isinstance(default, int | float) and default:
        return Usual(float(default), "the default", 1.0 / far, far)
    return None


def _value(tables: Any, path: Path, number: Quantity) -> float | None:
    """Number at ``path`` of tables as they were read; None if there is none, or no valid one."""
    for key in path:
        if not isinstance(tables, Mapping) or key not in tables:
            return None
        tables = tables[key]
    try:
        return float(number.check(tables))
    except (PydanticCustomError, ValidationError):
        return None


def _of_the_base_table(where: Where) -> Iterator[tuple[Path, Usual]]:
    """Numbers that can be compared with the base table, by path."""
    scenario, year = where.scenario, where.year
    made: dict[str, float] = {}
    for (_, material), tonnes in year.output.items():
        made[material] = made.get(material, 0.0) + tonnes
    for mine in year.mines:
        made[mine.material] = made.get(mine.material, 0.0) + mine.tonnes
    prices = gate_prices(scenario.base_table, year, where.atlas.shown_cells)
    base = {material: max(price for (_, m), price in prices.items() if m == material) for _, material in prices}
    for name, policy in scenario.policies.items():
        table = ("policies", name)
        keys: list[tuple[Path, str]] = [((*table, "reference"), "light_oxide")]
        keys += [((*table, "reference_from", year_), "light_oxide") for year_ in policy.reference_from]
        keys += [((*table, "references", material), material) for material in policy.references]
        for path, material in keys:
            if material in base:
                yield path, Usual(base[material], f"the base price of {material}", 0.1, 10.0)
    for kind, projects in (("projects", scenario.projects), ("entrants", scenario.entrants)):
        for name, project in projects.items():
            product, path = project.products[0], (kind, name)
            if base.get(product, 0.0) > 0.0:
                price = f"the base price of {product}"
                yield (*path, "cash_cost_usd_per_t"), Usual(base[product], price, 0.002, 10.0)
                yield (*path, "offtake_price_usd_per_t"), Usual(base[product], price, 0.05, 10.0)
                sales = base[product] * project.capacity_t_per_yr
                yield (*path, "capex_usd"), Usual(sales, "a year's output at base prices", 0.01, 100.0)
            if made.get(product, 0.0) > 0.0:
                world = Usual(made[product], f"the base year's output of {product} in the world", 0.0005, 2.0)
                yield (*path, "capacity_t_per_yr"), world
                yield (*path, "in_base_year_t_per_yr"), world
    yield from _flows(where)


def _flows(where: Where) -> Iterator[tuple[Path, Usual]]:
    """Quotas and capacities of licence offices, with what they limit in the base year."""
    scenario, year = where.scenario, where.year
    for name, quota in scenario.production_quotas.items():
        mined = sum(m.tonnes * sum(m.basket) for m in year.mines if m.region == quota.controller)
        separated = sum(year.output.get((quota.controller, oxide), 0.0) for oxide in where.atlas.goods.intermediates)
        limited = Usual(mined if quota.stage == "mining" else separated, "what it limits in the base year", 0.05, 20.0)
        for year_ in quota.tonnes:
            yield ("production_quotas", name, "tonnes", year_), limited
        yield ("production_quotas", name, "imported_tonnes"), limited._replace(least=0.001)
    for name, control in scenario.controls.items():
        pooled = (
            [control] if control.pool is None else [c for c in scenario.controls.values() if c.pool == control.pool]
        )
        limited = Usual(
            sum(flow.tonnes for flow in year.flows if any(_falls(each, flow) for each in pooled)),
            "what it limits in the base year",
            0.01,
            20.0,
        )
        yield ("controls", name, "quota"), limited
        yield ("controls", name, "licence", "capacity"), limited


def _falls(control: Control, flow: Flow) -> bool:
    """True if ``control`` falls on ``flow``."""
    abroad = flow.origin == control.controller != flow.destination
    return abroad and fits(control.materials, flow.material) and fits(control.destinations, flow.destination)
