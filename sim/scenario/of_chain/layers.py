"""Layers of a scenario that plays a chain: what chain.toml and its tables say, below what the scenario says.

``chains = ["gallium"]`` names the chain. All of base-year.toml that is about rare earths gives way to the chain. Who
extends base-year has its rates of growth too, which are 0, and the duties of the first day for good; without it those
of chain.toml and of the table of duties hold, and its dated export controls.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from lodeflow.chains.chain import Chain
from lodeflow.chains.reading.reader import read_chain
from lodeflow.chains.tables.policy_tables import Duty
from lodeflow.errors import ScenarioError
from lodeflow.language.toml_reader import Layer
from lodeflow.scenario.of_chain.controls import controls_of
from lodeflow.scenario.of_chain.entrants import entrants_of, under_way
from lodeflow.scenario.of_chain.projects import building, projects_of
from lodeflow.scenario.of_chain.stocks import covers_of

KEY = "chains"
BASE = "base-year.toml"
OF_RARE_EARTHS = ("base_table", "materials", "sectors", "defence", "smuggling", "tariffs", "export_taxes")
"""Tables of base-year.toml that are about rare earths."""
NAMED = ("materials", "regions", "diversion")
KINDS = {"tariff": ("tariffs", "importer", "origin"), "export tax": ("export_taxes", "exporter", "destination")}
"""Tables and keys of a scenario for the kinds of duties of a chain; nobody levies royalties on trade."""


def question(name: str) -> bytes:
    """Text of the scenario that plays the chain ``name`` as it was in its base year."""
    asked = f"What do prices, flows and stocks of {Path(name).name} look like if its base year goes on as it was?"
    return f'extends = "base-year"\nquestion = {_quoted(asked)}\n{KEY} = [{_quoted(name)}]\n'.encode()


def with_chain(layers: list[Layer], base: Layer, folder: str = "", only: str = "") -> list[Layer]:
    """Layers of a scenario with those of the chain that it names; the same list where it names none.

    Args:
        layers: layers of the scenario, the lowest first.
        base: base-year.toml.
        folder: folder of the scenario's file, from which the path of a chain is meant.
        only: the chain that is meant, of several that ``chains`` names; empty where it names one.

    Raises:
        ScenarioError: ``chains`` names no single chain.
        ChainError: the chain cannot be read.

    """
    named = [layer for layer in layers if KEY in layer.data]
    if not named:
        return layers
    chain, label = _chain(named[-1], folder, only)
    extended = [layer for layer in layers if layer.label == BASE]
    rest = [_without(layer, (KEY,)) for layer in layers if layer.label != BASE]
    growth = {"sectors": {name: {"growth": 0.0} for name in chain.terms.sectors}}
    still = [replace(base, data=growth)] if extended else []
    below = [_without(base, OF_RARE_EARTHS, smuggling=base.data["smuggling"])]
    if not extended:
        below += _building({**projects_of(chain, chain.first_day), **entrants_of(chain)})
    return [*below, _layer(chain, label, at_rest=bool(extended)), *still, *rest]


def _chain(layer: Layer, folder: str, only: str) -> tuple[Chain, str]:
    """Chain that ``layer`` names, and the name or path by which it is found again."""
    found = [only] if only else layer.data[KEY]
    span = layer.places.values.get((KEY,)) or layer.places.keys[KEY,]
    if not isinstance(found, list) or len(found) != 1 or not isinstance(found[0], str) or not found[0]:
        hint = f'such as {KEY} = ["gallium"]; several are a world: run, mc, compare and check play each in its turn'
        raise ScenarioError([layer.problem(span, KEY, "expected a list of one name or path of a chain", hint)])
    name = found[0]
    if folder and Path(folder, name, "chain.toml").is_file():
        name = str(Path(folder, name))
    return read_chain(name), name


def _without(layer: Layer, keys: tuple[str, ...], **kept: Mapping[str, Any]) -> Layer:
    """Layer without some tables; of those in ``kept`` the keys that name no goods stay."""
    data = {key: value for key, value in layer.data.items() if key not in keys}
    for table, values in kept.items():
        data[table] = {key: value for key, value in values.items() if key not in NAMED}
    return replace(layer, data=data)


def _layer(chain: Chain, name: str, *, at_rest: bool) -> Layer:
    """What chain.toml and the table of duties say, as a layer of a scenario."""
    first = chain.first_day
    said = chain.toml.data
    data: dict[str, Any] = {"base_table": name, "start_date": first}
    data |= {table: said[table] for table in ("materials", "sectors", "defence") if table in said}
    last = chain.materials[-1].material
    data["relabelling"] = {"materials": [last]}
    data["smuggling"] = {**said.get("smuggling", {}), "origin": chain.terms.controller}
    for number, duty in enumerate(chain.duties):
        held = (duty.start is None or duty.start <= first) and (duty.end is None or first < duty.end)
        if duty.kind in KINDS and (held or not at_rest):
            table, name_of = KINDS[duty.kind][0], f"{chain.name}_{number:03}"
            data.setdefault(table, {})[name_of] = _duty(duty, dated=not at_rest)
    if not at_rest:
        data["controls"] = controls_of(chain, first)
        data["projects"], data["entrants"] = projects_of(chain, first), entrants_of(chain)
        data |= under_way(chain, first)
        covers = covers_of(chain)
        data["materials"] = {name: {**terms, **covers.get(name, {})} for name, terms in data["materials"].items()}
    return replace(chain.toml, data=data)


def _building(projects: Mapping[str, Mapping[str, Any]]) -> list[Layer]:
    """Layer with the terms by which ``projects`` are built, of the kinds that there are; none without projects."""
    if not projects:
        return []
    shared, kinds = building(), {terms["kind"] for terms in projects.values()}
    some = {kind: terms for kind, terms in shared.data["building"].items() if kind in kinds}
    return [replace(shared, data={**shared.data, "building": some})]


def _duty(duty: Duty, *, dated: bool) -> dict[str, Any]:
    """One row of the table of duties as a tariff or an export tax, with its dates if they are to count."""
    _, payer, partner = KINDS[duty.kind]
    found: dict[str, Any] = {
        payer: _one_or_all(duty.payer),
        partner: _one_or_all(duty.partner),
        "material": _one_or_all(duty.material),
        "rate": duty.value,
        "source": duty.source,
    }
    if duty.kind == "tariff":
        found["basis"] = duty.basis
    dates = {"start": duty.start, "end": duty.end} if dated else {}
    return found | {key: day for key, day in dates.items() if day is not None}


def _one_or_all(names: tuple[str, ...]) -> str | list[str]:
    return names[0] if len(names) == 1 else list(names)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
