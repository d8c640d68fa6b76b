"""Ad valorem tariffs and export taxes on a lane: the most specific rule of the scenario wins."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

from lodeflow.atlas import Lane
from lodeflow.facts import rows
from lodeflow.scenario import Scenario

Names = tuple[str, str, str]


@lru_cache(maxsize=4096)
def base_duties(name: str, lane: Lane) -> tuple[float, float, float]:
    """Export tax, tariff, and whether that falls on freight, of the base year: what its trade was traded under.

    Weights are backed out under these, so that a scenario's own duties move trade.
    """
    if not lane.foreign:
        return 0.0, 0.0, 0.0
    table = rows(f"{name}/duties")
    exports = [
        ((r["payer"], r["partner"], r["material"]), (float(r["rate"]), 0.0)) for r in table if r["kind"] == "export tax"
    ]
    imports = [
        ((r["payer"], r["partner"], r["material"]), (float(r["rate"]), 1.0 if r["basis"] == "cif" else 0.0))
        for r in table
        if r["kind"] == "tariff"
    ]
    tax = (0.0, 0.0)
    if not lane.smuggled:
        tax = _most_specific(exports, (lane.origin, lane.destination, lane.material)) or tax
    duty = _most_specific(imports, (lane.destination, lane.origin, lane.material)) or (0.0, 0.0)
    return tax[0], duty[0], duty[1]


def tariffs(scenario: Scenario, lanes: Sequence[Lane]) -> list[tuple[float, float]]:
    """Rate [-] of each lane, and whether it falls on freight too (1 cif, 0 fob). Nothing is due at home."""
    rules = [
        ((t.importer, t.origin, t.material), (t.rate, 1.0 if t.basis == "cif" else 0.0))
        for _, t in sorted(scenario.tariffs.items())
    ]
    return [
        _most_specific(rules, (lane.destination, lane.origin, lane.material)) or (0.0, 0.0)
        if lane.foreign
        else (0.0, 0.0)
        for lane in lanes
    ]


def export_taxes(scenario: Scenario, lanes: Sequence[Lane]) -> list[float]:
    """Share of the gate price that the exporter's treasury keeps, of each lane. Nothing is due at home, nor taken
    from smugglers.
    """
    rules = [((t.exporter, t.destination, t.material), (t.rate, 0.0)) for _, t in sorted(scenario.export_taxes.items())]
    taxed = [k.foreign and not k.smuggled for k in lanes]
    found = [
        _most_specific(rules, (k.origin, k.destination, k.material)) if at_the_border else None
        for k, at_the_border in zip(lanes, taxed, strict=True)
    ]
    return [terms[0] if terms else 0.0 for terms in found]


def _most_specific(
    rules: Sequence[tuple[Names, tuple[float, float]]], names: Names
) -> tuple[float, float] | None:
    """Terms of the rule that fits with the most names spelt out, then the most letters; of equals the first by name."""
    best = _best(tuple(patterns for patterns, _ in rules), names)
    return None if best is None else rules[best][1]


@lru_cache(maxsize=4096)
def _best(rules: tuple[Names, ...], names: Names) -> int | None:
    """Number of the rule, by its patterns alone: replications draw other rates for the same lanes."""
    best, most = None, (-1, -1)
    for number, patterns in enumerate(rules):
        if all(fnmatchcase(n, p) for n, p in zip(names, patterns, strict=True)):
            exact = sum("*" not in p for p in patterns), sum(len(p.replace("*", "")) for p in patterns)
            if exact > most:
                best, most = number, exact
    return best
