"""Identifiers that the dictionary-encoded columns of the result tables may hold."""

from collections.abc import Sequence

from lodeflow.atlas.atlas import CIVIL, DEFENCE
from lodeflow.catalog.names import SECTORS
from lodeflow.instruments.projects.card import PROJECT_STAGES
from lodeflow.kernels.entities.lots import Fate
from lodeflow.outcomes.measures import OUTCOMES
from lodeflow.plans import Plan
from lodeflow.rows.accounts import INSTRUMENTS, parties
from lodeflow.rows.events import words_of_events
from lodeflow.rows.market import MARKET_COLUMNS
from lodeflow.scenario.uncertainties import Parameter, uncertain
from lodeflow.terms.projects import RAMP_TYPES

ROUTES = ("domestic", "land", "rail", "sea")


CHANNELS = ("direct", "smuggled", "relabelled")


TAGS = (CIVIL, DEFENCE)


UNITS = tuple(sorted(set(OUTCOMES.values())))


def vocabulary(plan: Plan) -> dict[str, Sequence[str]]:
    """Every identifier that a result table of ``plan`` may hold, by column; the same for all blocks of a run."""
    parameters, goods = uncertain(plan.scenario), plan.atlas.goods
    who = parties(goods)
    return {
        "scenario": (plan.scenario.name,),
        "region": goods.regions,
        "origin": goods.regions,
        "destination": goods.regions,
        "declared_origin": goods.regions,
        "via": goods.regions,
        "material": goods.materials,
        "sector": SECTORS,
        "outcome": tuple(OUTCOMES),
        "unit": UNITS,
        "route": ROUTES,
        "channel": CHANNELS,
        "tag": TAGS,
        "fate": tuple(f.name.lower() for f in Fate),
        "rule": ("none",),
        **words_of_events(plan),
        "project": plan.projects,
        "project.fate": PROJECT_STAGES,
        "ramp_type": RAMP_TYPES,
        "stockpile": tuple(plan.scenario.stockpiles),
        "instrument": INSTRUMENTS,
        "payer": who,
        "payee": who,
        "quantity": tuple(MARKET_COLUMNS),
        "fan.unit": ("USD/t", "t"),
        "parameter": tuple(p.path for p in parameters),
        "parameters.unit": units_of(parameters),
    }


def units_of(parameters: Sequence[Parameter]) -> tuple[str, ...]:
    """Distinct units of the uncertain numbers ``parameters``, sorted."""
    return tuple(sorted({p.unit for p in parameters}))
