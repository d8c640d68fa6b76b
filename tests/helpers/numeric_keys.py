"""Every number that a scenario may say, found from the model itself, and scenarios in which each of them stands."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import get_origin

from shipped_tiers import WHOLE_WORLDS

from lodeflow.language.keys import dotted
from lodeflow.language.quantities import Quantity
from lodeflow.scenario.fields import Meaning, meaning
from lodeflow.scenario.load import load
from lodeflow.scenario.model import Scenario
from lodeflow.terms.walk import leaves

ANY = "<name>"
EVERYTHING = "everything"
MORE = (
    "policies.example.magnet_feed=0.3",
    "policies.example.recognised.MYS.share=0.5",
    "projects.example.in_base_year_t_per_yr=100",
    "projects.example.overrun=1.1",
    "projects.example.ramp_up={ 2 = 1 }",
    "entrants.example.in_base_year_t_per_yr=100",
    "entrants.example.overrun=1.1",
    "entrants.example.ramp_up={ 2 = 1 }",
    "sectors.defence.later_growth=0.01",
    "production_quotas.example.later_growth=0.01",
    "permitting.litigation_by_region.USA=0.2",
    "investment.past_price_over_base.light_oxide=0.9",
    'controls.example.licence.capacity="20 kt/yr"',
    "controls.example.licence.defence_approval_by_region.USA=0.2",
    'controls.example.quota="20 kt/yr"',
    'controls.example.quota_days="900 d"',
)
"""Settings of `everything`: numbers that no example says."""


def numeric_keys() -> dict[str, Quantity]:
    """Unit and bounds of every number of the model; a name that the user chooses is ``<name>``."""
    return dict(_below(Meaning(Scenario), ()))


def _below(here: Meaning, path: tuple[str, ...]) -> Iterator[tuple[str, Quantity]]:
    if here.quantity is not None:
        yield ".".join(path), here.quantity
    names = (ANY,) if get_origin(here.annotation) is Mapping else here.keys
    for name in names:
        below = here.below(name)
        if below is not None:
            yield from _below(below, (*path, name))


def in_model(path: tuple[str, ...]) -> str:
    """Key of the model that the key at ``path`` of a scenario is an instance of."""
    here, parts = Meaning(Scenario), []
    for part in path:
        parts.append(ANY if get_origin(here.annotation) is Mapping else part)
        here = here.below(part) or here
    return ".".join(parts)


@cache
def everything() -> str:
    """Text of a scenario that says something of every instrument: `leaky`, and all examples of `lodeflow new`."""
    place = files("lodeflow.configs").joinpath("examples")
    parts = [
        f.read_text(encoding="utf-8") for f in sorted(place.iterdir(), key=lambda f: f.name) if f.name[-5:] == ".toml"
    ]
    return 'extends = "leaky"\nquestion = "everything at once"\n' + "\n".join(parts)


def scenarios(folder: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Path or name and settings of the shipped scenarios, and of `everything`, which is written in ``folder``."""
    path = folder / f"{EVERYTHING}.toml"
    path.write_text(everything())
    return {**{name: (name, ()) for name in WHOLE_WORLDS}, EVERYTHING: (str(path), MORE)}


def instances(scenario: str, settings: tuple[str, ...]) -> dict[str, list[str]]:
    """Keys of ``scenario`` under ``settings`` that hold a number, by key of the model."""
    found: dict[str, list[str]] = {}
    for path, value in leaves(load(scenario, settings).__dict__):
        said = meaning(path)
        if said is not None and said.quantity is not None and value is not None:
            found.setdefault(in_model(path), []).append(dotted(path))
    return found
